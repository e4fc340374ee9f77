"""
How a mail service tells of mail that came back, and of complaints: calls that are signed.

The signature holds for five minutes and once: whoever plays a call again is not heard. The body is
what came to the return path, as it came, or a list of events in JSON.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from services.notifications.channels.hooks import Call, NoProof
from services.notifications.domain.bounces import Report, ReturnPaths, classified, read

OLDEST_CALL_S: Final = 300
MOST_EVENTS: Final = 500
EVENTS: Final = {"bounced": "bounced", "complained": "complaint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a mail service says of a message, by its Message-ID, and of the address it went to."""

    kind: Literal["hard", "soft", "complaint"]
    status: str
    delivery_id: UUID
    address: str


def signed(secret: str, stamp: str, body: bytes) -> str:
    """Sign a call: HMAC-SHA256 of its time, a dot and its body, in hexadecimal digits."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, "sha256").hexdigest()


def read_call(
    call: Call, secret: str, paths: ReturnPaths | None, *, now: datetime
) -> list[Report | Told]:
    """Give what a mail service says; NoProof when it may be anybody, or is too old."""
    stamp, body = call.header("X-Timestamp"), call.body.encode("latin-1")
    given = call.header("X-Signature").lower()
    if not secret or not hmac.compare_digest(given.encode(), signed(secret, stamp, body).encode()):
        raise NoProof
    if not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > OLDEST_CALL_S:
        raise NoProof
    if body.lstrip()[:1] in (b"{", b"["):
        return list(_events(body))
    report = read(body, paths) if paths else None
    return [report] if report else []


def _events(body: bytes) -> Iterator[Told]:
    """Read events; what cannot be read, or is about no message of ours, is left out."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return
    for event in (said if isinstance(said, list) else [said])[:MOST_EVENTS]:
        told = _event(event)
        if told is not None:
            yield told


def _event(event: Any) -> Told | None:
    try:
        kind = EVENTS.get(event["event"])
        delivery_id = UUID(str(event["message_id"]).strip("<>").partition("@")[0])
        address = str(event["address"]).strip()
        status = str(event.get("status") or "")
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if kind is None or not address:
        return None
    if kind == "complaint":
        return Told(kind="complaint", status="abuse", delivery_id=delivery_id, address=address)
    sort, status = classified(status)
    return Told(kind=sort, status=status, delivery_id=delivery_id, address=address)
