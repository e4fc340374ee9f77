"""
How providers call us: each kind's proof, and what it says in our words.

Octets come as Latin-1: Kannel sends a text as it was, in whatever alphabet that is. A call that is
played again changes nothing: a receipt says the same once more, a message has a name.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from services.notifications.channels.providers import (
    AndroidProvider,
    HttpProvider,
    KannelProvider,
    Provider,
)
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.domain import Fate, Inbound, Receipt, Unreadable

Heard = list[Receipt | Inbound | Unreadable]

KANNEL_FATES: Mapping[str, Fate] = {"1": "delivered", "2": "failed", "8": "sent", "16": "failed"}
ANDROID_FATES: Mapping[str, Fate] = {
    "sms:sent": "sent",
    "sms:delivered": "delivered",
    "sms:failed": "failed",
}
FATES: Mapping[str, Fate] = {"sent": "sent", "delivered": "delivered", "failed": "failed"}
MOST_TOLD = 1_000
"""So many things of a call are taken; the rest of it is parked."""
OLDEST_CALL_S = 2 * 24 * 3600
"""A phone tries a call again for about a day; a signature that is older is refused."""


TWILIO = "twilio"


class NoProof(Exception):
    """A call carries no proof, or a wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as it came, its octets as Latin-1."""

    query: str
    body: str
    headers: Mapping[str, str]

    def header(self, name: str) -> str:
        return next((v for n, v in self.headers.items() if n.lower() == name.lower()), "")


def read_call(
    provider: Provider, call: Call, *, key: bytes, now: datetime, site: str = ""
) -> Heard:
    """Give what a provider says, who has called `site`; NoProof."""
    match provider:
        case KannelProvider():
            return _kannel(provider, call, key)
        case AndroidProvider():
            return _android(provider, call, now)
        case HttpProvider():
            return _http(provider, call, key, site)
        case _:
            raise NoProof


def _same(given: str, secret: str) -> bool:
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


def _fields(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True, encoding="latin-1"))


def _own_name(provider: str, fields: Mapping[str, str], key: bytes) -> UUID | None:
    """Give the message that a receipt's address was made for; None when it was not made by us."""
    try:
        delivery_id = UUID(fields.get("ref", ""))
    except ValueError:
        return None
    address = ReceiptAddress("", key, provider)
    return delivery_id if address.proves(delivery_id, fields.get("proof", "")) else None


# --- Kannel ----------------------------------------------------------------------------------


def _kannel(provider: KannelProvider, call: Call, key: bytes) -> Heard:
    fields = _fields(call.query)
    if "ref" in fields:
        delivery_id = _own_name(provider.name, fields, key)
        if delivery_id is None:
            raise NoProof
        fate = KANNEL_FATES.get(fields.get("d", ""))
        if fate is None:
            return []
        answer = _utf8(fields.get("answer", ""))[:40]
        code = f"kannel-{fields['d']} {answer}".strip()
        return [Receipt(provider=provider.name, fate=fate, code=code, delivery_id=delivery_id)]
    if not _same(fields.get("hook", ""), provider.hook):
        raise NoProof
    octets = fields.get("text", "").encode("latin-1")
    wide = fields.get("coding") == "2" or fields.get("charset", "").upper().startswith("UTF-16")
    text = octets.decode("utf-16-be" if wide else "utf-8", "replace")
    return [
        Inbound(
            provider=provider.name,
            address=fields.get("from", "").replace(" ", "+"),
            text=text,
            key=fields.get("id", ""),
        )
    ]


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode("utf-8", "replace")


# --- SMS Gateway for Android -----------------------------------------------------------------


def _android(provider: AndroidProvider, call: Call, now: datetime) -> Heard:
    stamp = call.header("X-Timestamp")
    said = hmac.new(
        provider.hook.encode(), call.body.encode("latin-1") + stamp.encode(), "sha256"
    ).hexdigest()
    if not provider.hook or not _same(call.header("X-Signature").lower(), said):
        raise NoProof
    if not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > OLDEST_CALL_S:
        raise NoProof
    try:
        event = json.loads(_utf8(call.body))
        kind, payload = event["event"], event["payload"]
        if kind == "sms:received":
            number = str(payload.get("sender") or payload["phoneNumber"])
            text = str(payload["message"])
            return [
                Inbound(provider=provider.name, address=number, text=text, key=str(event["id"]))
            ]
        fate = ANDROID_FATES.get(kind)
        if fate is None:
            return []
        code = str(payload.get("reason", ""))[:60] if fate == "failed" else ""
        delivery_id = UUID(payload["messageId"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return [Receipt(provider=provider.name, fate=fate, code=code, delivery_id=delivery_id)]


# --- Any other -------------------------------------------------------------------------------


def _http(provider: HttpProvider, call: Call, key: bytes, site: str) -> Heard:
    query = _fields(call.query)
    own = _own_name(provider.name, query, key)
    given = query.get("hook", "") or call.header("X-Hook")
    if provider.hook_signed == TWILIO:
        address = f"{site.rstrip('/')}/hooks/sms/{provider.name}"
        address += f"?{call.query}" if call.query else ""
        if not _same(
            call.header("X-Twilio-Signature"), twilio_signed(provider.hook, address, call)
        ):
            raise NoProof
    elif own is None and not _same(given, provider.hook):
        raise NoProof
    said = _said(call)
    # An address that was made for a message tells of that one; somebody's words come elsewhere.
    if own:
        receipt = _receipt(provider, said, 0, own)
        return [receipt] if receipt else []
    return list(_told(provider, said))


def _told(provider: HttpProvider, said: Any) -> Iterator[Receipt | Inbound | Unreadable]:
    """Read all that a call tells: what people wrote, and what became of messages."""
    words, fates = _list_in(provider.hook_text_at), _list_in(provider.hook_status_at)
    for steps in dict.fromkeys((words, fates)):
        things = _each(said, steps)
        for number, one in things[:MOST_TOLD]:
            heard = _heard(provider, said, number, is_words=steps == words, is_fate=steps == fates)
            if heard is not None:
                yield heard
            elif steps is not None and steps == words and not _status(provider, said, number):
                yield _parked(provider, "no-text", one)
        if len(things) > MOST_TOLD:
            yield _parked(provider, "too-many", [one for _, one in things[MOST_TOLD:]])


def _heard(
    provider: HttpProvider, said: Any, number: int, *, is_words: bool, is_fate: bool
) -> Receipt | Inbound | None:
    """Read one of the things that a call tells as what it may be."""
    message = _message(provider, said, number) if is_words else None
    return message or (_receipt(provider, said, number, None) if is_fate else None)


def _parked(provider: HttpProvider, reason: str, content: Any) -> Unreadable:
    return Unreadable(provider=provider.name, reason=reason, content=_written(content))


def _list_in(path: str) -> tuple[str, ...] | None:
    """Give the steps to the list that a path leads into: `results` of `results.0.status`."""
    steps = path.split(".")
    return tuple(steps[: steps.index("0")]) if "0" in steps else None


def _each(said: Any, steps: tuple[str, ...] | None) -> list[tuple[int, Any]]:
    """Give what a call tells of, each with its number; without a list, it is one thing."""
    if steps is None:
        return [(0, said)]
    try:
        for step in steps:
            said = said[int(step)] if isinstance(said, list) else said[step]
    except (KeyError, IndexError, TypeError, ValueError):
        return []
    return list(enumerate(said if isinstance(said, list) else [said]))


def _message(provider: HttpProvider, said: Any, number: int) -> Inbound | None:
    """Read one of the things that a call tells as somebody's words."""
    text = _at(said, provider.hook_text_at, number)
    if text is None:
        return None
    return Inbound(
        provider=provider.name,
        address=_at(said, provider.hook_from_at, number) or "",
        text=text,
        key=_at(said, provider.hook_key_at, number) or "",
    )


def _status(provider: HttpProvider, said: Any, number: int) -> str:
    return _at(said, provider.hook_status_at, number) or ""


def _receipt(provider: HttpProvider, said: Any, number: int, own: UUID | None) -> Receipt | None:
    """Read one of the things that a call tells as what became of a message."""
    status = _status(provider, said, number)
    fate = FATES.get(provider.hook_statuses.get(status, ""))
    if fate is None:
        return None
    return Receipt(
        provider=provider.name,
        fate=fate,
        code=f"http-{status}"[:60],
        delivery_id=own or _uuid(_at(said, provider.hook_ref_at, number)),
        provider_id=_at(said, provider.hook_id_at, number),
    )


def _written(said: Any) -> str:
    try:
        return json.dumps(said)
    except RecursionError:
        return ""


def twilio_signed(token: str, address: str, call: Call) -> str:
    """
    Sign a call as Twilio does: the address and every field of the form, by name.

    Base64 of HMAC-SHA1, under the account's token.
    """
    fields = parse_qsl(call.body, keep_blank_values=True)
    said = address + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), said.encode(), "sha1").digest()
    return b64encode(digest).decode() if token else ""


def _said(call: Call) -> Any:
    """Read a call's body as what it is, JSON or a form; without a body, its query."""
    if not call.body:
        return _fields(call.query)
    try:
        return json.loads(_utf8(call.body))
    except (ValueError, RecursionError):
        return dict(parse_qsl(call.body, keep_blank_values=True))


def _at(said: Any, path: str, number: int = 0) -> str | None:
    """Follow a path; where it leads into a list (`results.0.status`), to one of its things."""
    if not path:
        return None
    steps = path.split(".")
    if "0" in steps:
        steps[steps.index("0")] = str(number)
    try:
        for step in steps:
            said = said[int(step)] if isinstance(said, list) else said[step]
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    return None if said is None else str(said)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
