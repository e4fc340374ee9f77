"""Answers to an event's sensitive questions: opened with a reason, and on this page only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import render_template, request

from services.web import asking
from services.web.console import console
from services.web.console.again import form_again
from services.web.console.answers import names_of_people
from services.web.console.asked import answers_shown
from services.web.console.events import find
from shared.contracts.events import FindInvited, Place
from shared.contracts.members import Name, OpenAnswers, OpenedAnswer, OpenedAnswers
from shared.errors import Refused

LONGEST = 2000
PAGE = "console/sealed.html"


@console.post("/events/<uuid:event_id>/questions/sensitive")
@asking.needs("vault:read")
def open_answers(event_id: UUID) -> str | tuple[str, int]:
    """Show what is kept; sent, never linked: that it was read is written down with the reason."""
    view = find(event_id)
    reason = request.form.get("reason", "").strip()[:LONGEST]
    wish = OpenAnswers(event_id=event_id, reason=reason, after=_after())
    try:
        page = asking.members().open_answers(wish)
    except Refused as refused:
        return form_again("console/asked.html", refused, reason=reason, **answers_shown(view))
    return render_template(PAGE, event=view, page=page, reason=reason, people=_by_person(page))


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """Somebody's answers, and where they stand; no place while `events` gives no answer."""

    name: Name
    answers: list[OpenedAnswer]
    place: Place | None


def _by_person(page: OpenedAnswers) -> list[PersonLine]:
    """Join answers with names and places; whoever has no place comes last."""
    ids = list(dict.fromkeys(one.member_id for one in page.answers))
    names, places = names_of_people(ids), _places(page.event_id, ids)
    lines = [
        PersonLine(
            name=names.get(member_id, Name(member_id=member_id, first_name=str(member_id)[:8])),
            answers=list(some),
            place=places.get(member_id),
        )
        for member_id, some in groupby(page.answers, key=lambda one: one.member_id)
    ]
    return sorted(lines, key=lambda line: line.place == "none")


def _places(event_id: UUID, ids: list[UUID]) -> dict[UUID, Place]:
    """Tell where people stand; whoever is not invited any more has no place."""
    if not ids:
        return {}
    wanted = FindInvited(event_id=event_id, member_ids=ids)
    found = asking.part(lambda: asking.events().invited(wanted))
    if found is None:
        return {}
    none: dict[UUID, Place] = dict.fromkeys(ids, "none")
    return none | {person.member_id: person.place for person in found.people}


def _after() -> UUID | None:
    try:
        return UUID(request.form.get("after", ""))
    except ValueError:
        return None
