import socket

class Client:
    state: int
    _socket: socket.socket | None
    def __init__(
        self,
        host: str,
        port: int,
        timeout: float = ...,
        *,
        allow_unknown_opt_params: bool | None = ...,
    ) -> None: ...
