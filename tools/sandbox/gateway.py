"""
The HTTP gateway form: what Kannel's `sendsms` takes and answers, as seen with Kannel 1.4.5.

Like the real one it gives no message id back; the sender's `ref` in `dlr-url` is the only name.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, urlsplit

import structlog
from flask import Blueprint, Response, request
from waitress.channel import ClientDisconnected

from shared import clock
from tools.sandbox import sms_text
from tools.sandbox.intake import CannotStore
from tools.sandbox.messages import Channel, Coding, ReceiptOrder, Submission
from tools.sandbox.parts import parts
from tools.sandbox.receipts import stays_here
from tools.sandbox.settings import WITHIN_CONTAINER

CREDENTIALS = ("username", "password")
CODINGS = {"0": Coding.GSM_7, "1": Coding.BYTES_8, "2": Coding.UCS_2}
TEMPORAL_FAILURE = "Temporal failure, try again later."
DENIED = "Number(s) has/have been denied by white- and/or black-lists."

# DLR bits that the sandbox plays; the others (failed, buffered, refused) never happen here.
PLAYED_RECEIPTS = (8, 1)

page = Blueprint("gateway", __name__)
log = structlog.get_logger("tools.sandbox")


class GatewayRefusal(Exception):
    """The gateway says no, in Kannel's words and with its status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@page.route("/cgi-bin/sendsms", methods=["GET", "POST"])
def sendsms() -> Response:
    """Take a message for each receiver; 202 says that they are on disk."""
    try:
        _take(_fields())
    except GatewayRefusal as refusal:
        return _answer(refusal.status, refusal.sentence)
    parts().stopping.wait(parts().faults.delay(Channel.SMS))
    if parts().faults.drops(Channel.SMS):
        # The server takes this for a client that left: it closes and says nothing.
        raise ClientDisconnected
    return _answer(202, "0: Accepted for delivery")


def _take(fields: Mapping[str, str]) -> None:
    _authorise(fields)
    within = parts().settings.sandbox_host == WITHIN_CONTAINER
    submission = read_submission(fields, within_container=within)
    faults = parts().faults
    if any(faults.rejects(Channel.SMS, number) for number in submission.recipients):
        raise GatewayRefusal(400, DENIED)
    if faults.refuses(Channel.SMS):
        raise GatewayRefusal(503, TEMPORAL_FAILURE)
    try:
        parts().intake.accept(submission).result()
    except CannotStore as failure:
        raise GatewayRefusal(503, TEMPORAL_FAILURE) from failure


def _authorise(fields: Mapping[str, str]) -> None:
    settings = parts().settings
    # Fields hold bytes as Latin-1, so what is compared is what was sent.
    user, password = (fields.get(name, "").encode("latin-1") for name in CREDENTIALS)
    right_user = hmac.compare_digest(user, settings.sms_gateway_user.encode())
    right_password = hmac.compare_digest(password, settings.sms_gateway_password.encode())
    if not (right_user and right_password):
        raise GatewayRefusal(403, "Authorization failed for sendsms")


def _answer(status: int, sentence: str) -> Response:
    return Response(sentence, status, mimetype="text/html")


def _fields() -> dict[str, str]:
    """Read the query and the form, bytes kept as Latin-1 until the charset is known."""
    encoded = [request.query_string]
    if request.mimetype == "application/x-www-form-urlencoded":
        encoded.append(request.get_data())
    fields: dict[str, str] = {}
    for part in encoded:
        pairs = parse_qsl(part.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
        for name, value in pairs:
            fields.setdefault(name, value)
    return fields


def read_submission(fields: Mapping[str, str], *, within_container: bool = False) -> Submission:
    """Read what is to be sent; GatewayRefusal says what is wrong with it."""
    recipients = _recipients(fields.get("to", ""))
    sender = fields.get("from", "")
    if not sender:
        raise GatewayRefusal(400, "Sender missing and no global set, rejected")
    for name in ("priority", "validity", "deferred"):
        _number(fields, name, f"{name.capitalize()} field misformed, rejected")
    coding = _coding(fields)
    return Submission(
        channel=Channel.SMS,
        sender=_utf8(sender),
        recipients=recipients,
        reference=_reference(fields),
        received_at=clock.now(),
        text=_text(fields, coding),
        coding=coding,
        receipts=_receipts(fields, within_container=within_container),
    )


def _recipients(to: str) -> tuple[str, ...]:
    # A plus sign that was not encoded arrives as a space, and several receivers stand between
    # spaces: both come out right.
    numbers = to.replace("+", " ").split()
    if not numbers:
        raise GatewayRefusal(400, "Empty receiver number not allowed, rejected")
    if not all(re.fullmatch("[0-9]+", number) for number in numbers):
        raise GatewayRefusal(400, DENIED)
    return tuple(f"+{number}" for number in numbers)


def _coding(fields: Mapping[str, str]) -> Coding:
    coding = CODINGS.get(fields.get("coding") or "0")
    if coding is None:
        raise GatewayRefusal(400, "Coding field misformed, rejected")
    return coding


def _text(fields: Mapping[str, str], coding: Coding) -> str:
    raw = fields.get("text", "").encode("latin-1")
    try:
        return sms_text.shown(raw, coding=coding, charset=fields.get("charset") or None)
    except sms_text.UnreadableText as error:
        raise GatewayRefusal(400, "Charset or body misformed, rejected") from error


def _reference(fields: Mapping[str, str]) -> str | None:
    query = urlsplit(_utf8(fields.get("dlr-url", ""))).query
    return parse_qs(query).get("ref", [None])[0]


def _receipts(fields: Mapping[str, str], *, within_container: bool) -> tuple[ReceiptOrder, ...]:
    mask = _number(fields, "dlr-mask", "Delivery report mask misformed, rejected")
    url = _utf8(fields.get("dlr-url", ""))
    if not url or not mask:
        return ()
    if not stays_here(url, within_container=within_container):
        log.warning("receipt_url_ignored", reason="not on this machine")
        return ()
    return tuple(ReceiptOrder(status=s, url=url) for s in PLAYED_RECEIPTS if mask & s)


def _number(fields: Mapping[str, str], name: str, refusal: str) -> int | None:
    value = fields.get(name) or None
    if value is None:
        return None
    if not re.fullmatch("[0-9]{1,9}", value):
        raise GatewayRefusal(400, refusal)
    return int(value)


def _utf8(field: str) -> str:
    return field.encode("latin-1").decode("utf-8", "replace")
