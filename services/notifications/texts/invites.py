"""
An event as calendars take it from a mail: iCalendar (RFC 5545) by iTIP and iMIP (RFC 5546, 6047).

Who has a place gets the event (REQUEST), each change of it under a higher SEQUENCE, and its end
(CANCEL). The name of the event is the one that the public calendar gives it, so that nobody has
it twice.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from services.notifications.texts.mime import mark
from services.notifications.texts.wording import Wording, one_line
from shared.zones import vtimezone

Method = Literal["REQUEST", "CANCEL"]

METHODS: Final[dict[str, Method]] = {
    "confirmation": "REQUEST",
    "change": "REQUEST",
    "cancellation": "CANCEL",
}
"""What each kind of message does to the calendar of somebody who has a place."""

PERSONAL = mark("attendee")
FOLDED: Final = 75


def invite(wording: Wording, *, sender: str) -> tuple[str, Method]:
    """Write the event, with the place of the person's own lines still marked, and its method."""
    method = METHODS[wording.kind]
    card = wording.card
    text, zone = card.text(wording.language), ZoneInfo(card.zone)
    made = Calendar()
    made.add("prodid", "-//Multaqa//Invitations//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    years = card.starts_at.year - 1, card.ends_at.year + 2
    made.add_component(Timezone.from_ical(vtimezone(card.zone, *years)))
    event = Event()
    event.add("uid", str(card.event_id))
    event.add("sequence", card.version)
    event.add("dtstart", card.starts_at.astimezone(zone))
    event.add("dtend", card.ends_at.astimezone(zone))
    spoken = {"LANGUAGE": card.language(wording.language)}
    event.add("summary", one_line(text.title), parameters=spoken)
    if place := one_line(text.venue or card.online_link):
        event.add("location", place, parameters=spoken)
    if text.description:
        event.add("description", text.description, parameters=spoken)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    event.add("organizer", _organiser(wording, sender))
    made.add_component(event)
    written = made.to_ical().decode().replace("\r\n", "\n")
    return written.replace("END:VEVENT\n", f"{PERSONAL}END:VEVENT\n"), method


def personal(address: str, stamp: datetime) -> str:
    """
    Write the lines that are a person's own: they have said yes, and answer by their link.

    The address was looked at before: nothing that means something in a calendar is in it.
    """
    attendee = "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
    lines = (f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}", f"{attendee}:mailto:{address}")
    return "".join(f"{_folded(line)}\n" for line in lines)


def _organiser(wording: Wording, sender: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{parseaddr(sender)[1]}")
    address.params["CN"] = vText(one_line(wording.association).replace('"', "'"))
    return address


def _folded(line: str) -> str:
    """Fold a line of ASCII (RFC 5545, section 3.1)."""
    if len(line) <= FOLDED:
        return line
    rest = line[FOLDED:]
    return "\n ".join(
        [line[:FOLDED], *(rest[n : n + FOLDED - 1] for n in range(0, len(rest), FOLDED - 1))]
    )
