"""One message as it came over the wire, before anybody has tried to understand it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from shared.contracts.wire import Message, UnreadableMessage
from shared.log import describe
from shared.messaging.outbox import MAX_BODY_BYTES
from shared.messaging.parking import Parked

MAX_TEXT = 200
MAX_COUNT = 1000

M = TypeVar("M", bound=Message)
Kind = type[M]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message; what its envelope should say and does not is None, or 0."""

    queue: str
    body: bytes
    headers: dict[str, Any]
    type: str | None
    message_id: UUID | None
    correlation_id: str | None
    attempt: int
    crashes: int

    @classmethod
    def of(cls, raw: Any, queue: str) -> Heard:  # kombu's message has no types
        body = raw.body if isinstance(raw.body, bytes) else str(raw.body).encode()
        headers = raw.headers if isinstance(raw.headers, dict) else {}
        properties = raw.properties or {}
        return cls(
            queue=queue,
            body=body,
            headers=headers,
            type=text_in(properties.get("type")),
            message_id=_uuid(properties.get("message_id")),
            correlation_id=text_in(properties.get("correlation_id")),
            attempt=_count(headers.get("x-attempt")),
            crashes=_count(headers.get("x-crashes")),
        )

    def read(self, kind: Kind[M]) -> M:
        """Parse the body; UnreadableMessage names what is wrong, without a value of it."""
        if len(self.body) > MAX_BODY_BYTES:
            msg = "too-large"
            raise UnreadableMessage(msg)
        if self.message_id is None:
            msg = "no-message-id"
            raise UnreadableMessage(msg)
        try:
            body = json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            msg = "not-json"
            raise UnreadableMessage(msg) from error
        if not isinstance(body, dict):
            msg = "not-an-object"
            raise UnreadableMessage(msg)
        return kind.parse(body)

    def parked(self, reason: str, error: BaseException | None = None) -> Parked:
        return Parked(
            queue=self.queue,
            body=self.body,
            reason=reason,
            error=describe(error) if error else None,
            attempt=self.attempt,
            message_id=self.message_id,
            type=self.type,
            correlation_id=self.correlation_id,
        )


def text_in(value: object) -> str | None:
    """Take what PostgreSQL and a log can hold; a stranger's text may be anything."""
    if not isinstance(value, str):
        return None
    return value.encode("ascii", "replace").decode().replace("\0", "?")[:MAX_TEXT]


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return min(max(value, 0), MAX_COUNT)
