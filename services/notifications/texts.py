"""
What is said: an event's card and a template become an SMS, or an e-mail to be filled per person.

An e-mail is composed once for each template and language, into bytes with marked places; for
each person only the places are filled, encoded for where they stand.
"""

from __future__ import annotations

import html
import re
import textwrap
import tomllib
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime as format_date
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_datetime_format
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from smsutil import is_valid_gsm, split

from shared.contracts.events import Card

FOLDER = Path(__file__).with_name("templates")
LOCALES = {"ar": "ar_MA", "fr": "fr", "zgh": "zgh", "en": "en_GB"}
RIGHT_TO_LEFT = frozenset({"ar"})
LINE = 400
"""Most characters on a line of a body; SMTP allows 998 bytes (RFC 5321, section 4.5.3.1.6)."""

NAMES, NAMES_HTML, LINK, STOP_LINK = "@@names@@", "@@names-html@@", "@@link@@", "@@stop-link@@"


class UnsafeHeader(Exception):
    """The composed message has another set of headers than it was given."""


@cache
def templates(language: str) -> dict[str, dict[str, str]]:
    """Read the texts of one language: by kind, then sms, subject, text, button."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _layout() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


def when(moment: datetime, zone: str, language: str) -> str:
    """Write a moment as people of a language do: day, date and hour, in the event's zone."""
    locale = LOCALES[language]
    local = moment.astimezone(ZoneInfo(zone))
    day = format_datetime(local, "EEEE d MMMM y", tzinfo=ZoneInfo(zone), locale=locale)
    hour = format_datetime(local, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale)
    pattern = str(get_datetime_format("medium", locale=locale))
    return pattern.replace("{1}", day).replace("{0}", hour)


def short_when(moment: datetime, zone: str) -> str:
    """Write a moment in the fewest characters that every language reads alike: 06/12 18:00."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%d/%m %H:%M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Everything but the person: one kind of message about one card in one language."""

    kind: str
    language: str
    card: Card
    association: str
    until: datetime | None = None

    def template(self, name: str) -> Template:
        return Template(templates(self.language)[self.kind][name])

    def places(self, *, short: bool) -> dict[str, str]:
        card, text = self.card, self.card.text(self.language)
        until = self.until or card.starts_at

        def moment(value: datetime) -> str:
            if short:
                return short_when(value, card.zone)
            return when(value, card.zone, self.language)

        return {
            "title": text.title,
            "venue": text.venue,
            "description": text.description,
            "association": self.association,
            "when": moment(card.starts_at),
            "until": moment(until),
        }


# --- SMS -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text goes over the air (3GPP TS 23.038): its alphabet and number of parts."""

    encoding: str
    count: int


def sms(wording: Wording, *, names: str, link: str) -> str:
    """Write one SMS; what the event has no venue for leaves no empty comma."""
    text = wording.template("sms").substitute(
        wording.places(short=True), names=names, link=without_scheme(link)
    )
    return re.sub(r"\s*[,،](?=\s*[.,،])", "", text)


def segments(text: str) -> Segments:
    """Count what a text costs."""
    parts = split(text)
    return Segments("gsm-7" if is_gsm(text) else "ucs-2", len(parts.parts))


def is_gsm(text: str) -> bool:
    """Tell whether every letter is in GSM 03.38, the cheap alphabet."""
    return bool(is_valid_gsm(text))


def without_scheme(link: str) -> str:
    """Shorten a link for an SMS: phones recognise it without `https://`, but not without http."""
    return link.removeprefix("https://")


# --- E-mail ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One person's places in an e-mail."""

    delivery_id: UUID
    address: str
    names: str
    link: str
    stop_link: str
    date: datetime


class EmailForm:
    """An e-mail composed once; `fill` makes one person's copy of it."""

    def __init__(self, wording: Wording, *, sender: str, public_url: str) -> None:
        self._host = urlsplit(public_url).hostname or "localhost"
        self.subject = subject(wording)
        self.text = body(wording)
        self._parts = _split_at_places(_compose(wording, self.subject, self.text, sender))

    def fill(self, letter: Letter) -> bytes:
        """Give one person's message, complete, with CRLF line ends."""
        places = {
            NAMES: letter.names,
            NAMES_HTML: html.escape(letter.names),
            LINK: letter.link,
            STOP_LINK: letter.stop_link,
        }
        personal = (
            f"Date: {format_date(letter.date)}\r\n"
            f"To: {letter.address}\r\n"
            f"Message-ID: {self.message_id(letter.delivery_id)}\r\n"
            f"List-Unsubscribe: <{letter.stop_link}>\r\n"
        )
        filled = [places[part].encode() if isinstance(part, str) else part for part in self._parts]
        return personal.encode("ascii") + b"".join(filled)

    def message_id(self, delivery_id: UUID) -> str:
        """Name the message after its row of the ledger: every copy has the same name."""
        return f"<{delivery_id}@{self._host}>"


def subject(wording: Wording) -> str:
    """Write the subject: one line, in which nothing can pass for an encoded word (RFC 2047)."""
    line = wording.template("subject").substitute(wording.places(short=False), names="", link="")
    return " ".join(line.replace("=?", "= ?").split())


def body(wording: Wording) -> str:
    """Write the plain text, with the places of the person still marked."""
    return (
        wording.template("text")
        .substitute(wording.places(short=False), names=NAMES, link=LINK)
        .strip()
    )


def _compose(wording: Wording, title: str, text: str, sender: str) -> bytes:
    words = templates(wording.language)
    footer = Template(words["footer"]["text"]).substitute(association=wording.association)
    stop, button = words["footer"]["stop"], words[wording.kind]["button"]
    plain = f"{text}\n\n{button}\n{LINK}\n\n-- \n{footer}\n{stop}: {STOP_LINK}\n"
    page = (
        _layout()
        .get_template("layout.html")
        .render(
            language=wording.language,
            direction="rtl" if wording.language in RIGHT_TO_LEFT else "ltr",
            subject=title,
            paragraphs=_paragraphs(text.replace(NAMES, NAMES_HTML)),
            link=LINK,
            button=button,
            footer=footer,
            stop=stop,
            stop_link=STOP_LINK,
        )
    )
    message = EmailMessage(policy=policy.SMTP.clone(cte_type="8bit"))
    message["Subject"] = title
    message["From"] = sender
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_wrapped(plain), cte="8bit")
    message.add_alternative(_wrapped(page), subtype="html", cte="8bit")
    message["Content-Language"] = wording.language
    composed = message.as_bytes()
    if set(message_from_bytes(composed).keys()) != set(message.keys()):
        raise UnsafeHeader
    return composed


def _paragraphs(text: str) -> list[str]:
    return [" ".join(block.split("\n")) for block in text.split("\n\n") if block.strip()]


def _wrapped(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if len(line) <= LINE:
            lines.append(line)
        else:
            lines += textwrap.wrap(line, LINE, break_long_words=True, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def _split_at_places(composed: bytes) -> list[bytes | str]:
    """Cut the bytes at their marked places: texts are places, bytes stay as they are."""
    marks = b"|".join(re.escape(m.encode()) for m in (NAMES, NAMES_HTML, LINK, STOP_LINK))
    pieces = re.split(b"(" + marks + b")", composed)
    return [piece.decode() if n % 2 else piece for n, piece in enumerate(pieces)]
