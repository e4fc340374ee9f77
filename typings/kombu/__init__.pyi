# kombu exports its names lazily, without types. Only what shared uses is declared here.
from collections.abc import Mapping
from typing import Any

class Connection:
    connection: Any
    connected: bool
    transport: Any

    def __init__(
        self,
        hostname: str,
        *,
        connect_timeout: float = ...,
        heartbeat: float = ...,
        transport_options: Mapping[str, Any] | None = None,
    ) -> None: ...
    def connect(self) -> Any: ...
    def channel(self) -> Any: ...
    def collect(self, socket_timeout: float | None = None) -> None: ...
    def drain_events(self, timeout: float | None = None) -> Any: ...
    def heartbeat_check(self, rate: int = 2) -> None: ...

class Consumer:
    prefetch_count: int | None

    def __init__(self, channel: Any, queues: Any = None, **options: Any) -> None: ...
    def __getattr__(self, name: str) -> Any: ...  # its private parts
    def cancel(self) -> None: ...
    def consume(self, no_ack: bool | None = None) -> None: ...
    def qos(self, prefetch_size: int = 0, prefetch_count: int | None = 0) -> Any: ...
    def _receive_callback(self, message: Any) -> Any: ...

class Exchange:
    name: str

    def __init__(
        self, name: str = "", type: str = "", *, durable: bool = True, passive: bool = False
    ) -> None: ...

class Queue:
    name: str

    def __init__(
        self,
        name: str = "",
        exchange: Exchange | None = None,
        routing_key: str = "",
        *,
        durable: bool = True,
        passive: bool = False,
        no_declare: bool = False,
        queue_arguments: Mapping[str, Any] | None = None,
    ) -> None: ...
