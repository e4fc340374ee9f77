# amqp has no types. Only what shared and its tests use is declared here.
from typing import Any

from amqp import serialization as serialization

class Message:
    body: bytes
    properties: dict[str, Any]

    def __init__(self, body: bytes = b"", **properties: Any) -> None: ...
