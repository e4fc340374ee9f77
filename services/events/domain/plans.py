"""What an organiser wrote, checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.events import errors
from services.events.domain import particulars
from shared.contracts.events import CardText, EventForm

MOST_PLACES = 1_000_000
LONGEST = {"title": 200, "venue": 500, "access": 1_000, "description": 10_000}
ONE_LINE = ("title", "venue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an organiser wrote, checked: instants instead of wall clocks, clean texts."""

    type: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    capacity: int
    languages: list[str]
    texts: dict[str, CardText]
    map_link: str
    online_link: str
    contact_name: str
    contact_phone: str
    contact_email: str
    answer_until: datetime | None
    guests_most: int
    partners: list[str]


def plan(form: EventForm, now: datetime, *, begun_at: datetime | None = None) -> Plan:
    """
    Check what an organiser wrote; every refusal names what to mend.

    The start is to come, unless the event is open and has begun then: at `begun_at`.
    """
    starts_at = instant(form.starts_at, form.zone)
    ends_at = instant(form.ends_at, form.zone, "ends_at")
    if starts_at <= now and starts_at != begun_at:
        begun = begun_at is not None and begun_at <= now
        raise errors.EventHasBegun if begun else errors.EventInThePast
    if ends_at <= starts_at:
        raise errors.EndsBeforeStart
    if form.capacity < 1:
        raise errors.CapacityTooSmall
    if form.capacity > MOST_PLACES:
        raise errors.CapacityTooLarge(most=MOST_PLACES)
    texts = {language: clean(text, language) for language, text in form.texts.items()}
    until = instant(form.answer_until, form.zone, "answer_until") if form.answer_until else None
    name, phone, email = particulars.contact(form)
    return Plan(
        type=form.type,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=form.zone,
        capacity=form.capacity,
        languages=fallback_order([*form.languages], texts),
        texts=texts,
        map_link=particulars.link(form.map_link, "map_link"),
        online_link=particulars.link(form.online_link, "online_link"),
        contact_name=name,
        contact_phone=phone,
        contact_email=email,
        answer_until=particulars.deadline(until, starts_at),
        guests_most=particulars.guests(form.guests_most),
        partners=particulars.partners(form.partners),
    )


def instant(wall_clock: str, zone: str, field: str = "starts_at") -> datetime:
    """
    Turn a wall-clock time, without an offset, into an instant.

    A time that the clocks skip is refused; of one that comes twice the first is meant.
    """
    try:
        where = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise errors.UnknownZone(zone=zone[:40]) from error
    try:
        local = datetime.fromisoformat(wall_clock)
    except ValueError as error:
        raise errors.UnreadableTime(field=field) from error
    if local.tzinfo is not None:
        raise errors.UnreadableTime(field=field)
    try:
        moment = local.replace(tzinfo=where).astimezone(UTC)
    except OverflowError as error:
        raise errors.UnreadableTime(field=field) from error
    if moment.astimezone(where).replace(tzinfo=None) != local:
        raise errors.NoSuchLocalTime(field=field)
    return moment


def clean(text: CardText, language: str) -> CardText:
    """Trim a text; a title is needed, and nothing may be longer than can be shown."""
    kept = {name: _printable(getattr(text, name)) for name in LONGEST}
    for name in ONE_LINE:
        kept[name] = " ".join(kept[name].split())
    if not kept["title"]:
        raise errors.TitleMissing(language=language)
    for name, most in LONGEST.items():
        if len(kept[name]) > most:
            raise errors.TextTooLong(field=name, language=language, most=most)
    return CardText(**kept)


def fallback_order(wanted: list[str], texts: dict[str, CardText]) -> list[str]:
    """Put the languages that have a text in the organiser's order, the unnamed last."""
    if not texts:
        raise errors.TitleMissing
    named = [language for language in dict.fromkeys(wanted) if language in texts]
    return named + [language for language in texts if language not in named]


def _printable(text: str) -> str:
    """Drop control characters; titles become headers of e-mails, and NUL fits no database."""
    kept = "".join(c for c in text if c == "\n" or (c.isprintable() or c in "\u200c\u200d"))
    return kept.strip()
