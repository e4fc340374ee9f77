"""Who answered what: events' ids joined with members' names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from flask import render_template, request

from services.web import asking
from services.web.console import console
from shared.contracts.events import AnswerRow, EventRef, FindAnswers, Place
from shared.contracts.members import MemberIds, Name

WHAT_IS_SHOWN = 8
"""How many answers the event's own page shows."""


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """One answer, with the name of who gave it; no name when `members` gives no answer."""

    row: AnswerRow
    name: Name | None


def answer_lines(rows: Sequence[AnswerRow]) -> list[AnswerLine]:
    """Join answers with names: at most 100 rows, so one call."""
    if not rows:
        return []
    wanted = MemberIds(member_ids=[row.member_id for row in rows])
    found = asking.part(lambda: asking.members().names(wanted))
    names = {name.member_id: name for name in found.names} if found else {}
    return [AnswerLine(row=row, name=names.get(row.member_id)) for row in rows]


@console.get("/events/<uuid:event_id>/answers")
@asking.needs("names:read")
def answers_page(event_id: UUID) -> str:
    place = next((p for p in get_args(Place) if p == request.args.get("place")), None)
    after = request.args.get("after")
    view = asking.events().event(EventRef(event_id=event_id))
    page = asking.events().answers(FindAnswers(event_id=event_id, place=place, after=after))
    return render_template(
        "console/answers.html",
        event=view,
        lines=answer_lines(page.answers),
        next=page.next,
        place=place,
        noted="noted" in request.args,
        places=get_args(Place),
    )
