"""JSON for tests and for the demo: what arrived, how much, and misbehaving on demand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from tools.sandbox import sms_text
from tools.sandbox.faults import Faults, UnknownFault
from tools.sandbox.mail import Mail, links_in, read_mail
from tools.sandbox.messages import Accepted, Channel
from tools.sandbox.parts import parts

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000


api = Blueprint("api", __name__, url_prefix="/api")


class UnknownRequest(ValueError):
    """The request cannot be understood; the text says why."""


@api.errorhandler(UnknownRequest)
@api.errorhandler(UnknownFault)
def misunderstood(error: ValueError) -> ResponseReturnValue:
    return jsonify(error=str(error)), 400


@api.get("/messages")
def messages() -> Response:
    """
    Give messages in the order they came.

    `after` is an id; `next` is the id to go on from, null when nothing more is there yet.
    """
    limit = _number("limit", DEFAULT_LIMIT, smallest=1, largest=LARGEST_LIMIT)
    found = _asked_for(limit)
    following = found[-1].id if len(found) == limit else None
    return jsonify(messages=[as_json(message) for message in found], next=following)


@api.get("/messages/<int:message_id>/raw")
def raw(message_id: int) -> Response:
    """Give a mail byte for byte."""
    message = parts().store.message(message_id)
    if message is None or message.raw is None:
        abort(404)
    # Text, not message/rfc822: a browser shows it and runs nothing of it.
    return Response(message.raw, mimetype="text/plain")


@api.get("/counts")
def counts() -> Response:
    now = parts().store.counts()
    return jsonify(
        sms=now.sms,
        email=now.email,
        recipients=now.phones + now.inboxes,
        duplicates_by_reference=now.duplicates,
    )


@api.get("/faults")
def faults_in_force() -> Response:
    return jsonify(parts().faults.as_json())


@api.post("/faults")
def misbehave() -> Response:
    """Set the faults of one channel, or of both, in the place of earlier ones."""
    wish = request.get_json(silent=True)
    if not isinstance(wish, dict):
        msg = "send the faults as a JSON object"
        raise UnknownFault(msg)
    channel = _channel(wish.pop("channel", None))
    parts().faults.set([channel] if channel else list(Channel), Faults.parse(wish))
    return faults_in_force()


@api.delete("/faults")
def behave() -> Response:
    """End every fault."""
    parts().faults.clear()
    return faults_in_force()


def _asked_for(limit: int) -> list[Accepted]:
    store = parts().store
    after = _number("after", 0)
    channel = _channel(request.args.get("channel"))
    recipient = request.args.get("recipient", "").strip()
    if not recipient:
        return store.messages_after(after, channel=channel, limit=limit)
    owner, address = addressee(recipient)
    if channel not in (None, owner):
        return []
    return store.messages_of_one_after(after, channel=owner, recipient=address, limit=limit)


def addressee(recipient: str) -> tuple[Channel, str]:
    """Tell an inbox from a phone, whose plus sign may have been lost on the way."""
    if "@" in recipient:
        return Channel.EMAIL, recipient
    return Channel.SMS, f"+{recipient.lstrip('+ ')}"


def _number(name: str, default: int, *, smallest: int = 0, largest: int = 2**62) -> int:
    value = request.args.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and smallest <= int(value) <= largest):
        msg = f"{name} is a whole number from {smallest} to {largest}"
        raise UnknownRequest(msg)
    return int(value)


def _channel(value: object) -> Channel | None:
    if value in (None, ""):
        return None
    try:
        return Channel(str(value))
    except ValueError as error:
        msg = "channel is sms or email"
        raise UnknownRequest(msg) from error


def as_json(message: Accepted) -> dict[str, Any]:
    """Show a message to a program; a mail's text is its text part."""
    return {
        "id": message.id,
        "channel": message.channel,
        "recipient": message.recipient,
        "sender": message.sender,
        "reference": message.reference,
        "attempt": message.attempt,
        "received_at": message.received_at.isoformat(),
        **(_of_mail(read_mail(message.raw)) if message.raw is not None else _of_sms(message)),
    }


def _of_mail(mail: Mail) -> dict[str, Any]:
    return {
        "subject": mail.header("Subject"),
        "message_id": mail.header("Message-ID"),
        "text": mail.text,
        "html": mail.html,
        "links": mail.links,
        "headers": [list(header) for header in mail.headers],
    }


def _of_sms(message: Accepted) -> dict[str, Any]:
    coding = message.coding
    return {
        "subject": None,
        "message_id": None,
        "text": message.text,
        "links": links_in(message.text),
        "coding": coding,
        "segments": sms_text.segments(message.text, coding) if coding else None,
    }
