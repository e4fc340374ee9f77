"""Pages for people: phones and inboxes, as their owners would see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import cache
from zoneinfo import ZoneInfo

import phonenumbers
from flask import Blueprint, Response, abort, render_template, request

from shared import clock
from tools.sandbox import sms_text
from tools.sandbox.api import addressee
from tools.sandbox.faults import FaultBoard, Faults
from tools.sandbox.mail import Mail, framed, read_header, read_mail, split_at_links
from tools.sandbox.messages import Accepted, Channel
from tools.sandbox.parts import parts

PAGE = 50
ZONE = ZoneInfo("Africa/Casablanca")
LIVE_SECONDS = 2
VIEWS = ("html", "text", "headers")

# Inside its frame a mail may look as it likes, fetch nothing, run nothing, and, when a person
# clicks, take the whole window to the page of the link. Without `allow-scripts` a browser also
# ignores a refresh that the mail asks for.
FRAME_RIGHTS = "allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"
FRAME_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
    f"base-uri 'none'; frame-ancestors 'self'; sandbox {FRAME_RIGHTS}"
)


pages = Blueprint("pages", __name__)
pages.add_app_template_filter(split_at_links)


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a longer list; numbers count from 1."""

    number: int
    of: int

    @classmethod
    def asked_for(cls, total: int) -> Part:
        wanted = request.args.get("page", "1")
        last = max(1, -(-total // PAGE))
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() else 1
        return cls(min(max(number, 1), last), last)

    @property
    def offset(self) -> int:
        return (self.number - 1) * PAGE


@pages.app_context_processor
def on_every_page() -> dict[str, object]:
    return {"misbehaviour": misbehaviour(parts().faults), "Channel": Channel}


@pages.get("/")
def index() -> str:
    """Show phones and inboxes, whoever heard last first."""
    store = parts().store
    words = request.args.get("q", "").strip()
    wanted = request.args.get("channel", "")
    channel = Channel(wanted) if wanted in set(Channel) else None
    total = store.correspondents_found(channel=channel, words=words)
    part = Part.asked_for(total)
    found = store.correspondents(channel=channel, words=words, limit=PAGE, offset=part.offset)
    return render_template(
        "index.html",
        correspondents=found,
        counts=store.counts(),
        found=total,
        part=part,
        words=words,
        channel=channel,
        live=LIVE_SECONDS if "live" in request.args else None,
    )


@pages.get("/phones/<number>")
def phone(number: str) -> str:
    channel, address = addressee(number)
    return _correspondent(channel, address, "phone.html")


@pages.get("/inboxes/<path:address>")
def inbox(address: str) -> str:
    return _correspondent(Channel.EMAIL, address, "inbox.html")


def _correspondent(channel: Channel, address: str, template: str) -> str:
    store = parts().store
    total = store.messages_for(channel, address)
    if not total:
        abort(404)
    part = Part.asked_for(total)
    messages = store.messages_of(channel, address, limit=PAGE, offset=part.offset)
    return render_template(
        template, address=messages[0].recipient, messages=messages, total=total, part=part
    )


@pages.get("/mails/<int:message_id>")
def mail(message_id: int) -> str:
    """Show a mail's HTML, its text, or its headers, as asked for."""
    message, content = _mail(message_id)
    views = [view for view in VIEWS if view == "headers" or getattr(content, view)]
    view = request.args.get("view", "")
    return render_template(
        "mail.html",
        message=message,
        mail=content,
        views=views,
        view=view if view in views else views[0],
        rights=FRAME_RIGHTS,
    )


@pages.get("/mails/<int:message_id>/html")
def mail_frame(message_id: int) -> Response:
    """Give a mail's HTML for its frame, under the frame's own rules."""
    answer = Response(framed(_mail(message_id)[1]), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAME_POLICY
    return answer


def _mail(message_id: int) -> tuple[Accepted, Mail]:
    message = parts().store.message(message_id)
    if message is None or message.raw is None:
        abort(404)
    return message, read_mail(message.raw)


def misbehaviour(faults: FaultBoard) -> list[str]:
    """Say in sentences how the sandbox misbehaves just now; nothing when it does not."""
    names = {Channel.SMS: "SMS", Channel.EMAIL: "E-mail"}
    return [
        f"{names[channel]}: {', '.join(_sentences(faults[channel]))}"
        for channel in Channel
        if not faults[channel].none
    ]


def _sentences(faults: Faults) -> list[str]:
    said = [
        (faults.delay_ms, f"answers {faults.delay_ms} ms late"),
        (faults.refuse_every, f"refuses {_one_in(faults.refuse_every)}"),
        (faults.drop_next, f"cuts the next {faults.drop_next} lines after accepting"),
        (faults.reject, f"rejects recipients that match {faults.reject}"),
    ]
    return [sentence for wanted, sentence in said if wanted]


def _one_in(every: int) -> str:
    return "every message" if every == 1 else f"one message in {every}"


@pages.app_template_filter()
def shown_time(time: datetime) -> str:
    """Tell a time to a person: the hour today, with the day before that."""
    here, today = time.astimezone(ZONE), clock.now().astimezone(ZONE)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    if here.year == today.year:
        return f"{here.day} {here:%b %H:%M}"
    return f"{here.day} {here:%b %Y}"


@pages.app_template_filter()
@cache
def shown_number(number: str) -> str:
    """Group a number's digits as in its country; one that is no number stays as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@pages.app_template_filter()
def language(text: str) -> str:
    """Guess a text's language from its letters, for the right font; empty when Latin."""
    for letter in text:
        if "\u0600" <= letter <= "\u06ff":
            return "ar"
        if "\u2d30" <= letter <= "\u2d7f":
            return "zgh"
    return ""


@pages.app_template_filter()
def without_links(text: str) -> str:
    """Leave the web addresses out, which say little in a list and break its lines."""
    return "".join(piece for piece, is_link in split_at_links(text) if not is_link).strip()


@pages.app_template_filter()
def price_tag(message: Accepted) -> str:
    """Say how an SMS travels and how many segments it costs."""
    return sms_text.price_tag(message.text, message.coding) if message.coding else ""


@pages.app_template_filter()
def from_name(message: Accepted) -> str:
    """Name who a mail says it is from, as an inbox's list does."""
    name, address = parseaddr(read_header(message.raw or b"", "From")[0])
    return name or address or message.sender
