"""What is decided about events: values in, values out; no database, no clock."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.events import errors
from shared.contracts.events import Answer, CardText, EventForm, Place

MOST_PLACES = 1_000_000
LONGEST = {"title": 200, "venue": 500, "description": 10_000}
ONE_LINE = ("title", "venue")
CODE_LENGTH = 9
CODE_LIVES_AFTER = timedelta(days=60)
Situation = Literal["open", "full", "changed", "cancelled", "past"]
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


# --- The event itself ------------------------------------------------------------------------


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


def plan(form: EventForm, now: datetime) -> Plan:
    """Check what an organiser wrote; every refusal names what to mend."""
    starts_at = instant(form.starts_at, form.zone)
    ends_at = instant(form.ends_at, form.zone)
    if starts_at <= now:
        raise errors.EventInThePast
    if ends_at <= starts_at:
        raise errors.EndsBeforeStart
    if form.capacity < 1:
        raise errors.CapacityTooSmall
    if form.capacity > MOST_PLACES:
        raise errors.CapacityTooLarge(most=MOST_PLACES)
    texts = {language: clean(text, language) for language, text in form.texts.items()}
    return Plan(
        type=form.type,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=form.zone,
        capacity=form.capacity,
        languages=fallback_order([*form.languages], texts),
        texts=texts,
    )


def instant(wall_clock: str, zone: str) -> datetime:
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
        raise errors.NoSuchLocalTime from error
    if local.tzinfo is not None:
        raise errors.NoSuchLocalTime
    try:
        moment = local.replace(tzinfo=where).astimezone(UTC)
    except OverflowError as error:
        raise errors.NoSuchLocalTime from error
    if moment.astimezone(where).replace(tzinfo=None) != local:
        raise errors.NoSuchLocalTime
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


# --- Seats -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """How full an event is: `held` are places confirmed or on offer."""

    capacity: int
    held: int
    waiting: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held)

    @property
    def full(self) -> bool:
        """Whether somebody who says yes now comes into the queue: nobody overtakes it."""
        return self.free == 0 or self.waiting > 0


def place_after(answer: Answer, *, held: Place, seats: Seats) -> Place:
    """Say where an answer puts a person who stood at `held`."""
    if answer != "yes":
        return "none"
    if held in ("confirmed", "offered"):
        return "confirmed"
    if held == "waiting":
        return "waiting"
    return "waiting" if seats.full else "confirmed"


def may_answer(*, state: str, starts_at: datetime, now: datetime) -> None:
    """Refuse answers to what is cancelled or has begun."""
    if state == "cancelled":
        raise errors.EventCancelled
    if now >= starts_at:
        raise errors.EventIsOver


def offer_ends(now: datetime, starts_at: datetime, hours: int) -> datetime:
    """Say until when a freed place is held: some hours, never past the start."""
    return min(now + timedelta(hours=hours), starts_at)


def situation(
    *, state: str, starts_at: datetime, changed: bool, full: bool, now: datetime
) -> Situation:
    """Say what a person who opens an invitation has to hear first."""
    if state == "cancelled":
        return "cancelled"
    if now >= starts_at:
        return "past"
    if changed:
        return "changed"
    return "full" if full else "open"


# --- Codes -----------------------------------------------------------------------------------


def make_code(key: bytes, event_id: UUID, holder_id: UUID, n: int) -> str:
    """
    Make an invitation's code: 9 base58 characters, about 52 bits, of HMAC-SHA256 (RFC 2104).

    `n` is raised when another invitation has the same code already.
    """
    material = b"invitation\0" + event_id.bytes + holder_id.bytes + n.to_bytes(4, "big")
    number = int.from_bytes(hmac.digest(key, material, "sha256"), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(BASE58))
        letters.append(BASE58[index])
    return "".join(letters)


def code_hash(key: bytes, code: str) -> bytes:
    """Give what a code is looked up by; without the key it leads nowhere."""
    return hmac.digest(key, b"lookup\0" + code.encode(), hashlib.sha256)


def looks_like_code(code: str) -> bool:
    """Tell whether it is worth a look into the database."""
    return len(code) == CODE_LENGTH and all(letter in BASE58 for letter in code)
