# What tests/toy/stock.py, nameko as it comes, uses.
from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

F = TypeVar("F", bound=Callable[..., Any])

class EventHandler(Entrypoint):
    queue: Any

    @classmethod
    def decorator(cls, *args: Any, **kwargs: Any) -> Callable[[F], F]: ...

def event_handler(source: str, event: str, **options: Any) -> Callable[[F], F]: ...
