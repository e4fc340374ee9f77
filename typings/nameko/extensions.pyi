from collections.abc import Callable
from typing import Any

ENTRYPOINT_EXTENSIONS_ATTR: str

class Container:
    config: dict[str, Any]
    service_name: str
    _worker_pool: Any

    def spawn_worker(
        self,
        entrypoint: Entrypoint,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        context_data: dict[str, Any] | None = None,
        handle_result: Callable[..., Any] | None = None,
    ) -> Any: ...
    def spawn_managed_thread(self, fn: Callable[[], Any], identifier: str | None = None) -> Any: ...

class Extension:
    container: Container

    def __init__(self, **options: Any) -> None: ...
    def setup(self) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...

class SharedExtension(Extension): ...

class DependencyProvider(Extension):
    attr_name: str

    def get_dependency(self, worker_ctx: Any) -> Any: ...

class ProviderCollector:
    _providers: set[Any]

    def register_provider(self, provider: Any) -> None: ...
    def unregister_provider(self, provider: Any) -> None: ...
    def stop(self) -> None: ...

class Entrypoint(Extension):
    method_name: str

    @classmethod
    def decorator(cls, *args: Any, **kwargs: Any) -> Callable[..., Any]: ...
