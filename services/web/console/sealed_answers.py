"""Answers to an event's sensitive questions: opened with a reason, and on this page only."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from flask import render_template, request

from services.web import asking
from services.web.console import console
from services.web.console.again import form_again
from services.web.console.answers import names_of_people
from services.web.console.asked import answers_shown
from services.web.console.events import find
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


def _by_person(page: OpenedAnswers) -> list[tuple[Name, list[OpenedAnswer]]]:
    names = names_of_people(list(dict.fromkeys(one.member_id for one in page.answers)))
    grouped = groupby(page.answers, key=lambda one: one.member_id)
    return [
        (names.get(member_id, Name(member_id=member_id, first_name=str(member_id)[:8])), list(some))
        for member_id, some in grouped
    ]


def _after() -> UUID | None:
    try:
        return UUID(request.form.get("after", ""))
    except ValueError:
        return None
