"""What of an event may still change, and which changes people have to hear of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from services.events import errors
from services.events.domain.plans import Plan
from shared.contracts.events import Card, EventChange

CANNOT_BE_SILENT: frozenset[EventChange] = frozenset({"time"})
"""A slip of the pen may be mended in silence; whoever comes at the old hour stands alone."""


def may_become(before: Card, plan: Plan, *, state: str, now: datetime) -> None:
    """
    Refuse what cannot be changed any more.

    Before its start everything of an event may change; once it has begun, its start may not;
    once it is over, its texts alone.
    """
    if state != "published" or before.starts_at > now:
        return
    if plan.starts_at != before.starts_at:
        raise errors.EventHasBegun
    stays = ("ends_at", "zone", "map_link", "online_link")
    moved = any(getattr(before, name) != getattr(plan, name) for name in stays)
    if before.ends_at <= now and (moved or _venues(before) != _venues(plan)):
        raise errors.EventFinished


def what_matters(before: Card, after: Card | Plan) -> list[EventChange]:
    """
    Say what changed so that people have to hear of it: the time, the place, the way online.

    A place is another one when a venue that was given reads differently: capital letters, accents
    and punctuation do not count, nor does a venue in one more language. A map that is added is
    a help; one that leads elsewhere is another place.
    """
    found: list[EventChange] = []
    times = ("starts_at", "ends_at", "zone")
    if any(getattr(before, name) != getattr(after, name) for name in times):
        found.append("time")
    venues = _venues(after)
    elsewhere = any(venue and venues.get(code) != venue for code, venue in _venues(before).items())
    new_place = not any(_venues(before).values()) and any(venues.values())
    if elsewhere or new_place or (before.map_link and after.map_link not in ("", before.map_link)):
        found.append("place")
    if before.online_link != after.online_link:
        found.append("online")
    return found


def told(changed: Iterable[EventChange], *, silent: bool) -> list[EventChange]:
    """Give what is told of a change, in silence only what cannot be kept back."""
    return [what for what in changed if not silent or what in CANNOT_BE_SILENT]


def _venues(card: Card | Plan) -> dict[str, str]:
    return {code: _bare(text.venue) for code, text in card.texts.items()}


def _bare(text: str) -> str:
    """Give the letters and digits of a text alone, without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if c.isalnum())
