"""Who answered what: events' ids joined with members' names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from flask import render_template, request

from services.web import asking
from services.web.console import console
from shared.contracts.events import AnswerRow, EventRef, FindAnswers, Place, PlaceRequest
from shared.contracts.members import MemberIds, Name
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
    """Join answers with names: at most 100 rows, so one call."""
    names = names_of_people([row.member_id for row in rows])
    return [AnswerLine(row=row, name=names.get(row.member_id)) for row in rows]


def _place_lines(rows: Sequence[PlaceRequest]) -> list[PlaceLine]:
    names = names_of_people([row.member_id for row in rows])
    return [PlaceLine(row=row, name=names.get(row.member_id)) for row in rows]


def names_of_people(ids: list[UUID]) -> dict[UUID, Name]:
    """Give names as organisers see them; none while `members` gives no answer."""
    if not ids:
        return {}
    found = asking.part(lambda: asking.members().names(MemberIds(member_ids=ids)))
    return {name.member_id: name for name in found.names} if found else {}


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
    decided = request.args.get("decided")
    return {
        "event": view,
        "lines": answer_lines(page.answers),
        "next": page.next,
        "place": place,
        "noted": "noted" in request.args,
        "questions": questions,
        "places": asked,
        "place_lines": _place_lines(asked.requests),
        "decided": decided if decided in ("invited", "declined") else None,
        "new_id": new_id,
    }
