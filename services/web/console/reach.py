"""How far somebody of the staff reaches, as it is typed and shown: role, regions, events, end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from services.web import asking
from services.web.languages import ZONE, current, short_day
from shared.contracts.events import Card, EventIds
from shared.contracts.members import Role, StaffAccount

ROLES: tuple[Role, ...] = get_args(Role)
MOST = 100
AFTER_THE_EVENT = timedelta(days=1)
"""How long a volunteer of one event is let in when no last day was typed: as long as its door."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """`last_day` is the last on which the account lets somebody in, by the association's clock."""

    role: Role = "organiser"
    regions: list[str] = field(default_factory=list)
    events: list[UUID] = field(default_factory=list)
    last_day: str = ""

    @classmethod
    def typed(cls, form: MultiDict[str, str]) -> Reach:
        """Read a form; a role that is none of ours is the one with the fewest rights."""
        wanted = form.get("role", "")
        return cls(
            role=next((role for role in ROLES if role == wanted), "volunteer"),
            regions=form.getlist("within_regions")[:MOST],
            events=_ids(form.getlist("within_events")[:MOST]),
            last_day=form.get("last_day", "").strip()[:10],
        )

    @classmethod
    def of(cls, one: StaffAccount) -> Reach:
        last = one.until.astimezone(ZoneInfo(ZONE)) - timedelta(seconds=1) if one.until else None
        return cls(
            role=one.role,
            regions=one.regions,
            events=one.events,
            last_day=last.date().isoformat() if last else "",
        )

    def said(self) -> dict[str, Any]:
        """Give it as members wants to hear it."""
        return {
            "role": self.role,
            "regions": self.regions,
            "events": self.events,
            "until": self.until(),
        }

    def until(self) -> datetime | None:
        """Give the end of the last day; a volunteer of events is let in a day longer than these."""
        try:
            day = date.fromisoformat(self.last_day)
        except ValueError:
            return self._after_the_events()
        return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(ZONE))

    def _after_the_events(self) -> datetime | None:
        if self.role != "volunteer":
            return None
        ends = [card.ends_at for card in cards_of(self.events)]
        return max(ends) + AFTER_THE_EVENT if ends else None


def choices(reach: Reach) -> dict[str, Any]:
    """Give what the form offers: roles, regions, the events around now and those chosen."""
    reference = asking.part(asking.members().reference)
    near = asking.part(asking.events().nearest)
    chosen = asking.part(lambda: cards_of(reach.events))
    cards = {card.event_id: card for card in [*(chosen or []), *(near.cards if near else [])]}
    # Those of a series have one title; each part stands in its own direction (U+2068 to U+2069).
    titles = {
        card.event_id: f"\u2068{card.text(current()).title}\u2069 · "
        f"\u2068{short_day(card.starts_at, card.zone)}\u2069"
        for card in sorted(cards.values(), key=lambda each: each.starts_at)
    }
    return {
        "reach": reach,
        "roles": ROLES,
        "regions": reference.regions if reference else [],
        "event_titles": dict.fromkeys(reach.events, "") | titles,
    }


def cards_of(event_ids: list[UUID]) -> list[Card]:
    """Give what these events are; nobody guesses when they end while events gives no answer."""
    if not event_ids:
        return []
    return asking.events().cards(EventIds(event_ids=event_ids)).cards


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for text in typed:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
