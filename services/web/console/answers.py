"""Who answered what: events' ids joined with members' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from flask import render_template, request

from services.web import asking
from services.web.console import console
from shared.contracts.events import AnswerRow, EventRef, FindAnswers, Place, PlaceRequest
from shared.contracts.members import MemberIds, Name, Names
from shared.ids import new_id

PAGE = "console/answers.html"

WHAT_IS_SHOWN = 8
"""How many answers the event's own page shows."""


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """One answer, with the name of who gave it; no name when `members` gives no answer."""

    row: AnswerRow
    name: Name | None


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """Somebody who asks for a place, with their name as far as it is known."""

    row: PlaceRequest
    name: Name | None


def answer_lines(rows: Sequence[AnswerRow]) -> list[AnswerLine]:
    """Join answers with names, of those whom the reader may see: at most 100 rows, so one call."""
    names = names_of_people([row.member_id for row in rows])
    return [
        AnswerLine(row=row, name=names.get(row.member_id))
        for row in rows
        if may_see(row.member_id, names)
    ]


def _place_lines(rows: Sequence[PlaceRequest]) -> list[PlaceLine]:
    names = names_of_people([row.member_id for row in rows])
    return [
        PlaceLine(row=row, name=names.get(row.member_id))
        for row in rows
        if may_see(row.member_id, names)
    ]


def names_of_people(ids: list[UUID]) -> dict[UUID, Name]:
    """
    Give names as organisers see them; none while `members` gives no answer.

    For whoever has some regions there is nothing to show without an answer.
    """
    if not ids:
        return {}
    wanted = MemberIds(member_ids=ids)
    if _has_some_regions():
        found: Names | None = asking.members().names(wanted)
    else:
        found = asking.part(lambda: asking.members().names(wanted))
    return {name.member_id: name for name in found.names} if found else {}


def may_see(member_id: UUID, names: Mapping[UUID, Name]) -> bool:
    """
    Tell whether a reader may see what is known of somebody, beside the names that were given them.

    Events knows no regions: whoever has some of them sees whom `members` names to them.
    """
    return member_id in names or not _has_some_regions()


def _has_some_regions() -> bool:
    found = asking.actor()
    return found is not None and found.regions is not None


@console.get("/events/<uuid:event_id>/answers")
@asking.needs("names:read")
def answers_page(event_id: UUID) -> str:
    return render_template(PAGE, problem=None, **answers_shown(event_id))


def answers_shown(event_id: UUID) -> dict[str, object]:
    """Give what the page of an event's answers shows."""
    place = next((p for p in get_args(Place) if p == request.args.get("place")), None)
    after = request.args.get("after")
    view = asking.events().event(EventRef(event_id=event_id))
    page = asking.events().answers(FindAnswers(event_id=event_id, place=place, after=after))
    asked = asking.events().place_requests(EventRef(event_id=event_id))
    questions = asking.events().questions_of(EventRef(event_id=event_id)).questions
    decided, lines = request.args.get("decided"), answer_lines(page.answers)
    place_lines = _place_lines(asked.requests)
    return {
        "event": view,
        "lines": lines,
        "unseen": len(page.answers) - len(lines),
        "next": page.next,
        "place": place,
        "noted": "noted" in request.args,
        "questions": questions,
        "places": asked,
        "place_lines": place_lines,
        "places_unseen": len(asked.requests) - len(place_lines),
        "decided": decided if decided in ("invited", "declined") else None,
        "new_id": new_id,
    }
