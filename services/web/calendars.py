"""Events for calendars: iCalendar (RFC 5545), with the names that RFC 7986 added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDDDTypes, vText

from shared.contracts.events import AgendaEvent
from shared.zones import vtimezone

KIND = "text/calendar; charset=utf-8"
PRODUCT = "-//Multaqa//Agenda//EN"
ASKED_AGAIN = timedelta(hours=1)
"""How often calendars are asked to look again; most have a time of their own."""

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a calendar says of itself; `status_of` is how sure each of its events is."""

    name: str
    language: str
    page: str
    address_of: Callable[[AgendaEvent], str]
    words: Mapping[str, str]


def calendar(
    sheet: Sheet,
    events: Sequence[AgendaEvent],
    *,
    tentative: Iterable[object] = (),
) -> bytes:
    """Write a calendar of events, with the zones that their hours are in."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", sheet.name)
    made.add("x-wr-calname", sheet.name)
    made.add("url", sheet.page)
    made.add("refresh-interval", vDDDTypes(ASKED_AGAIN), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vText("PT1H"))
    for zone, first, last in _zones(events):
        made.add_component(Timezone.from_ical(vtimezone(zone, first, last)))
    unsure = set(tentative)
    for event in events:
        made.add_component(_event(sheet, event, sure=event.event_id not in unsure))
    text: bytes = made.to_ical()
    return text


def _event(sheet: Sheet, event: AgendaEvent, *, sure: bool) -> Event:
    said = event.language(sheet.language)
    text, spoken = event.texts[said], {"LANGUAGE": said}
    zone = ZoneInfo(event.zone)
    address = sheet.address_of(event)
    made = Event()
    made.add("uid", event.uid)
    # Without a method, the stamp is when this was last changed; so the same is the same file.
    made.add("dtstamp", event.changed_at.astimezone(UTC))
    made.add("last-modified", event.changed_at.astimezone(UTC))
    made.add("created", event.published_at.astimezone(UTC))
    made.add("sequence", event.version)
    made.add("dtstart", event.starts_at.astimezone(zone))
    made.add("dtend", event.ends_at.astimezone(zone))
    made.add("summary", text.title, parameters=spoken)
    if text.venue:
        made.add("location", text.venue, parameters=spoken)
    described = "\n\n".join(part for part in (text.description, address) if part)
    made.add("description", described, parameters=spoken)
    if address:
        made.add("url", address)
    if words := [sheet.words[axis] for axis in event.axes if axis in sheet.words]:
        made.add("categories", words)
    made.add("status", status(event, sure=sure))
    made.add("transp", "TRANSPARENT" if event.state == "cancelled" else "OPAQUE")
    return made


def status(event: AgendaEvent, *, sure: bool) -> Status:
    if event.state == "cancelled":
        return "CANCELLED"
    return "CONFIRMED" if sure else "TENTATIVE"


def _zones(events: Iterable[AgendaEvent]) -> list[tuple[str, int, int]]:
    """Give the zones, and the years in which their clocks have to be known."""
    years: dict[str, set[int]] = {}
    for event in events:
        known = years.setdefault(event.zone, set())
        known |= {event.starts_at.year - 1, event.ends_at.year + 2}
    return [(zone, min(found), max(found)) for zone, found in sorted(years.items())]


def stamped(when: datetime) -> str:
    """Write an instant as JSON-LD and HTML want it, on its own wall clock."""
    return when.isoformat(timespec="minutes")
