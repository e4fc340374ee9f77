"""At the door: who is to be let in, as a volunteer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID, uuid5

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id
from shared import clock
from shared.contracts.events import (
    DOOR_AHEAD,
    DOOR_BACK,
    Card,
    CheckIn,
    EventRef,
    FindGuests,
    Guest,
    Place,
    Scan,
)
from shared.contracts.members import MemberIds, Name
from shared.contracts.wire import CHUNK
from shared.errors import InvalidRequest, Refused
from shared.ids import new_id

MOST_PAGES = 10
"""So many pages of 500 are put into one list; who is at a larger door divides it."""

OPENS = timedelta(days=1)
"""Until a day before the start nobody can be in."""

NO_PHONE = UUID(int=0)
"""The device of whoever checks in by the list."""

IN_ORDER: tuple[Place, ...] = ("confirmed", "offered", "waiting", "none")


@dataclass(frozen=True, kw_only=True)
class GuestLine:
    """One guest; the name is missing when `members` gives no answer."""

    guest: Guest
    name: Name | None


def how_many_are_in(card: Card) -> dict[str, object]:
    """
    Tell an event's page how many are in, and whether there is a door to stand at now.

    It asks again while somebody may still come.
    """
    now = clock.now()
    has_door = card.starts_at - DOOR_AHEAD < now < card.ends_at + DOOR_BACK
    if card.starts_at - OPENS > now:
        return {"here": None, "has_door": has_door}
    here = asking.part(lambda: asking.events().here(EventRef(event_id=card.event_id)))
    return {"here": here, "has_door": has_door, "door_open": card.ends_at > now}


@console.get("/events/<uuid:event_id>/here")
def people_here(event_id: UUID) -> str:
    """The live part of an event's page that says how many are in."""
    card = asking.events().event(EventRef(event_id=event_id)).card
    return render_template("console/_here.html", card=card, **how_many_are_in(card))


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
        here=sum(guest.came_at is not None for guest in guests),
        command_id=new_id(),
        open=card.starts_at > clock.now(),
        noted=next(
            (place for place in get_args(Place) if place == request.args.get("noted")), None
        ),
        typed="",
        problem=None,
    )


@console.post("/door/<uuid:event_id>")
@asking.needs("door:write")
def let_in_by_list(event_id: UUID) -> Response:
    """Check one guest in, or take it back, by the list: where there is no script or no camera."""
    try:
        member_id = UUID(request.form.get("member_id", ""))
        guests = int(request.form.get("guests", "0"))
    except ValueError as error:
        raise Refused(InvalidRequest.code) from error
    now = datetime.now(UTC)
    kind: Literal["in", "out"] = "out" if request.form.get("kind") == "out" else "in"
    scan_id = uuid5(command_id(), f"{kind} {member_id}")
    seen = Scan(id=scan_id, kind=kind, at=now, member_id=member_id, guests=guests)
    asking.events().check_in(CheckIn(event_id=event_id, device=NO_PHONE, clock=now, scans=[seen]))
    return redirect(url_for("console.door", event_id=event_id, _anchor=f"g-{member_id}"), 303)


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
    names = names_of([guest.member_id for guest in guests])
    return [GuestLine(guest=guest, name=names.get(guest.member_id)) for guest in guests]


def names_of(ids: list[UUID]) -> dict[UUID, Name]:
    """Give what volunteers see of people; nothing while `members` gives no answer."""
    pages = (ids[begin : begin + CHUNK] for begin in range(0, len(ids), CHUNK))
    return {name.member_id: name for page in pages for name in _names(page)}


def _names(ids: list[UUID]) -> list[Name]:
    found = asking.part(lambda: asking.members().door_names(MemberIds(member_ids=ids)))
    return found.names if found else []


def _by_name(line: GuestLine) -> tuple[str, str]:
    return (line.name.first_name.casefold(), line.name.last_name) if line.name else ("", "")
