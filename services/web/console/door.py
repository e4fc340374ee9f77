"""At the door: who is to be let in, as a volunteer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import render_template

from services.web import asking
from services.web.console import console
from shared.contracts.events import Card, FindGuests, Guest, Place
from shared.contracts.members import MemberIds, Name
from shared.contracts.wire import CHUNK

MOST_PAGES = 10
"""So many pages of 500 are put into one list; who is at a larger door divides it."""

IN_ORDER: tuple[Place, ...] = ("confirmed", "offered", "waiting")


@dataclass(frozen=True, kw_only=True)
class GuestLine:
    """One guest; the name is missing when `members` gives no answer."""

    guest: Guest
    name: Name | None


@console.get("/door")
def doors() -> str:
    return render_template("console/doors.html", cards=asking.events().doors().cards)


@console.get("/door/<uuid:event_id>")
def door(event_id: UUID) -> str:
    card, guests, more = _guests(event_id)
    lines = _lines(guests)
    return render_template(
        "console/door.html",
        card=card,
        lines=sorted(lines, key=_by_name),
        nameless=bool(lines) and not any(line.name for line in lines),
        more=more,
        counts={place: sum(g.place == place for g in guests) for place in IN_ORDER},
    )


def _guests(event_id: UUID) -> tuple[Card, list[Guest], bool]:
    page = asking.events().guests(FindGuests(event_id=event_id))
    found = list(page.guests)
    for _ in range(MOST_PAGES - 1):
        if page.next is None:
            break
        page = asking.events().guests(FindGuests(event_id=event_id, after=page.next))
        found += page.guests
    return page.card, found, page.next is not None


def _lines(guests: list[Guest]) -> list[GuestLine]:
    ids = [guest.member_id for guest in guests]
    pages = (ids[begin : begin + CHUNK] for begin in range(0, len(ids), CHUNK))
    names = {name.member_id: name for page in pages for name in _names(page)}
    return [GuestLine(guest=guest, name=names.get(guest.member_id)) for guest in guests]


def _names(ids: list[UUID]) -> list[Name]:
    found = asking.part(lambda: asking.members().door_names(MemberIds(member_ids=ids)))
    return found.names if found else []


def _by_name(line: GuestLine) -> tuple[str, str]:
    return (line.name.first_name.casefold(), line.name.last_name) if line.name else ("", "")
