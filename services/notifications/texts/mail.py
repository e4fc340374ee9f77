"""
What is said by e-mail: composed once for each template and language, then filled per person.

A composed e-mail is bytes with marked places, encoded for where they stand.
"""

from __future__ import annotations

import html
import re
import textwrap
from base64 import b64encode, encodebytes
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime as format_date
from functools import cache
from io import BytesIO
from string import Template
from urllib.parse import urlsplit
from uuid import UUID

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.notifications.texts.invites import METHODS, PERSONAL, invite, personal
from services.notifications.texts.mime import Parts, assembled, mark, quoted_value
from services.notifications.texts.wording import FOLDER, Unwritable, Wording, one_line, templates
from shared.contracts.events import in_groups

RIGHT_TO_LEFT = frozenset({"ar"})
LONGEST_LINE = 600
"""Most bytes of a body's line before its places are filled; SMTP allows 998 (RFC 5321)."""
BROKEN_LINE = 100
LONGEST_NAME = 60
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""An address as HTML forms take them: nothing that has a meaning in a header can be in it."""


NAMES, NAMES_HTML, LINK, STOP_LINK = map(mark, ("names", "names-html", "link", "stop-link"))
TICKET = mark("ticket")
PICTURE = mark("ticket-picture-")
PICTURE_ENCODED = b64encode(PICTURE.encode()).decode()
"""How the place of the ticket's picture looks in a composed e-mail."""
PLACES = (NAMES, NAMES_HTML, LINK, STOP_LINK, TICKET, PICTURE_ENCODED, PERSONAL)

TICKETED = frozenset({"confirmation", "reminder_day_before", "reminder_morning_of"})
"""What has the person's ticket in the e-mail: whoever gets it has a place."""


class BadAddress(Unwritable):
    """The address is none that mail can go to."""

    code = "bad-address"


@cache
def _layout() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One person's places in an e-mail."""

    delivery_id: UUID
    address: str
    names: str
    link: str
    stop_link: str
    date: datetime
    ticket: str = ""


class EmailForm:
    """
    An e-mail composed once; `fill` makes one person's copy of it.

    With `calendar` it brings the event to the calendars of those who have a place.
    """

    def __init__(
        self, wording: Wording, *, sender: str, public_url: str, calendar: bool = False
    ) -> None:
        self._host = urlsplit(public_url).hostname or "localhost"
        self.subject = subject(wording)
        self.text = body(wording)
        self._pictured = wording.kind in TICKETED
        self._calendar = calendar and wording.kind in METHODS
        parts = _parts(wording, self.subject, self.text)
        if self._calendar:
            text, method = invite(wording, sender=sender)
            parts = replace(parts, calendar=text, method=method)
        headers = {
            "Subject": self.subject,
            "From": sender,
            "List-Id": f"<messages.{self._host}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        }
        composed = assembled(headers, parts, language=wording.language)
        self._pieces = _split_at_places(composed)

    def fill(self, letter: Letter) -> bytes:
        """Give one person's message, complete, with CRLF line ends; BadAddress if none can go."""
        if not ADDRESS.fullmatch(letter.address) or len(letter.address) > 254:
            raise BadAddress
        names = one_line(letter.names)[:LONGEST_NAME]
        places = {
            NAMES: names,
            NAMES_HTML: html.escape(names),
            LINK: letter.link,
            STOP_LINK: letter.stop_link,
            TICKET: in_groups(letter.ticket),
        }
        if self._calendar:
            places[PERSONAL] = personal(letter.address, letter.date)
        filling = {place: quoted_value(value) for place, value in places.items()}
        if self._pictured:
            filling[PICTURE_ENCODED] = ticket_picture(letter.ticket).encode("ascii")
        own = (
            f"Date: {format_date(letter.date)}\r\n"
            f"To: {letter.address}\r\n"
            f"Message-ID: {self.message_id(letter.delivery_id)}\r\n"
            f"List-Unsubscribe: <{letter.stop_link}>\r\n"
        )
        filled = [filling[part] if isinstance(part, str) else part for part in self._pieces]
        return own.encode("ascii") + b"".join(filled)

    def message_id(self, delivery_id: UUID) -> str:
        """Name the message after its row of the ledger: every copy has the same name."""
        return f"<{delivery_id}@{self._host}>"


def subject(wording: Wording) -> str:
    """Write the subject: one line, in which nothing can pass for an encoded word (RFC 2047)."""
    line = wording.template("subject").substitute(wording.places(short=False), names="", link="")
    return " ".join(line.replace("=?", "= ?").split())


def body(wording: Wording) -> str:
    """
    Write the plain text, with the places of the person still marked.

    A line about something that the event does not say is left out.
    """
    places = wording.places(short=False)
    empty = {name for name, value in places.items() if not value}
    lines = [
        line
        for line in wording.template("text").template.splitlines()
        if empty.isdisjoint(Template(line).get_identifiers())
    ]
    return Template("\n".join(lines)).substitute(places, names=NAMES, link=LINK).strip()


def _parts(wording: Wording, title: str, text: str) -> Parts:
    words = templates(wording.language)
    footer = Template(words["footer"]["text"]).substitute(association=one_line(wording.association))
    stop, button = words["footer"]["stop"], wording.template("button").substitute()
    ticket = words["ticket"]["text"] if wording.kind in TICKETED else ""
    shown_ticket = f"{ticket}\n{TICKET}\n\n" if ticket else ""
    plain = f"{text}\n\n{shown_ticket}{button}\n{LINK}\n\n-- \n{footer}\n{stop}: {STOP_LINK}\n"
    shown = page(
        language=wording.language,
        direction="rtl" if wording.language in RIGHT_TO_LEFT else "ltr",
        subject=wrapped(title),
        text=text.replace(NAMES, NAMES_HTML),
        link=LINK,
        button=button,
        footer=wrapped(footer),
        stop=stop,
        stop_link=STOP_LINK,
        ticket=ticket,
        ticket_code=TICKET,
    )
    picture = PICTURE.encode() if ticket else None
    return Parts(plain=wrapped(plain), html=shown, picture=picture)


def page(*, text: str, stop: str = "", stop_link: str = "", ticket: str = "", **places: str) -> str:
    """Lay out the HTML part; without a link to stop, it is a mail that cannot be stopped."""
    layout = _layout().get_template("layout.html")
    return layout.render(
        paragraphs=_paragraphs(text), stop=stop, stop_link=stop_link, ticket=ticket, **places
    )


def ticket_picture(ticket: str) -> str:
    """
    Draw a ticket as a PNG, in the lines of an e-mail (RFC 2045, section 6.8).

    It is a part of the message: mail programs show no SVG, and what is fetched would tell others
    that it was read.
    """
    drawn = BytesIO()
    segno.make(ticket, error="q", micro=False).save(drawn, kind="png", scale=8, border=4)
    return encodebytes(drawn.getvalue()).decode().strip().replace("\n", "\r\n")


def _paragraphs(text: str) -> list[list[str]]:
    """Part a text into paragraphs, and each into its lines."""
    blocks = (block for block in text.split("\n\n") if block.strip())
    return [[wrapped(line) for line in block.strip().split("\n")] for block in blocks]


def wrapped(text: str) -> str:
    """Break lines that are too long for mail, also once they are escaped for HTML."""
    lines = []
    for line in text.splitlines():
        if len(html.escape(line).encode()) <= LONGEST_LINE:
            lines.append(line)
        else:
            lines += textwrap.wrap(line, BROKEN_LINE, break_on_hyphens=False)
    return "\n".join(lines)


def _split_at_places(composed: bytes) -> list[bytes | str]:
    """Cut the bytes at their marked places: texts are places, bytes stay as they are."""
    marks = b"|".join(re.escape(mark.encode()) for mark in PLACES)
    pieces = re.split(b"(" + marks + b")", composed)
    return [piece.decode() if n % 2 else piece for n, piece in enumerate(pieces)]
