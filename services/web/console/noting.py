"""Writing down what an invited person said, after a phone call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.answers import may_see, names_of_people
from services.web.console.drafts import whole_number
from services.web.console.events import find
from shared.contracts.events import Answer, FindInvited, Invited, InvitedPeople, NoteAnswer
from shared.contracts.members import FindMembers, MemberIds, MemberRow, Name
from shared.errors import Refused
from shared.ids import new_id

FORM = "console/note_answer.html"
LONGEST_SEARCH = 100
MOST_SHOWN = 20
"""How many guests a list to choose from goes up to: nobody brings more."""


@dataclass(frozen=True, kw_only=True)
class FoundLine:
    """Somebody whom the search found, and where they stand if they are invited."""

    row: MemberRow
    invited: Invited | None


@dataclass(frozen=True, kw_only=True)
class AnswerDraft:
    """What is typed of an answer."""

    command_id: UUID = field(default_factory=new_id)
    answer: str = ""
    guests: str = "0"
    together: bool = False

    @classmethod
    def of(cls, person: Invited) -> AnswerDraft:
        return cls(answer=person.answer or "", guests=str(person.guests), together=person.together)

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> AnswerDraft:
        return cls(
            command_id=command_id(),
            answer=form.get("answer", ""),
            guests=form.get("guests", "0").strip() or "0",
            together=form.get("together") == "yes",
        )

    def wish(self, event_id: UUID, member_id: UUID) -> NoteAnswer:
        """Read what was typed; AnswerMissing, or NotThatMany when the number is none."""
        answer: Answer | None = next((a for a in get_args(Answer) if a == self.answer), None)
        if answer is None:
            raise errors.AnswerMissing
        guests = whole_number(self.guests, otherwise=errors.NotThatMany)
        return NoteAnswer(
            command_id=self.command_id,
            event_id=event_id,
            member_id=member_id,
            answer=answer,
            guests=guests if answer == "yes" else 0,
            together=self.together and answer == "yes",
        )


@console.get("/events/<uuid:event_id>/answers/note")
@asking.needs("events:write")
def who_answers(event_id: UUID) -> str:
    view = find(event_id)
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    return render_template(
        "console/who_answers.html",
        event=view,
        search=search,
        lines=_found(event_id, search) if search else None,
    )


@console.get("/events/<uuid:event_id>/answers/<uuid:member_id>")
@asking.needs("events:write")
def note_form(event_id: UUID, member_id: UUID) -> str:
    people = _invited(event_id, member_id)
    return render_template(
        FORM, draft=AnswerDraft.of(people.people[0]), **_beside(event_id, people)
    )


@console.post("/events/<uuid:event_id>/answers/<uuid:member_id>")
@asking.needs("events:write")
def note_answer(event_id: UUID, member_id: UUID) -> Response | tuple[str, int]:
    draft = AnswerDraft.typed(request.form)
    _invited(event_id, member_id)
    try:
        asking.events().note_answer(draft.wish(event_id, member_id))
    except Refused as refused:
        people = _invited(event_id, member_id)
        return form_again(FORM, refused, draft=draft, **_beside(event_id, people))
    return redirect(url_for("console.answers_page", event_id=event_id, noted=member_id), 303)


def _found(event_id: UUID, search: str) -> list[FoundLine]:
    rows = asking.members().find_members(FindMembers(search=search)).members
    ids = [row.member_id for row in rows]
    found = asking.events().invited(FindInvited(event_id=event_id, member_ids=ids)).people
    standing = {person.member_id: person for person in found}
    lines = [FoundLine(row=row, invited=standing.get(row.member_id)) for row in rows]
    return sorted(lines, key=lambda line: line.invited is None)


def _invited(event_id: UUID, member_id: UUID) -> InvitedPeople:
    people = asking.events().invited(FindInvited(event_id=event_id, member_ids=[member_id]))
    if not people.people or not may_see(member_id, names_of_people([member_id])):
        raise errors.PersonNotInvited
    return people


def _beside(event_id: UUID, people: InvitedPeople) -> dict[str, object]:
    (person,) = people.people
    return {
        "event": find(event_id),
        "person": person,
        "name": _name(person.member_id),
        "most": min(max(people.guests_most, person.guests), MOST_SHOWN),
        "free": people.free,
    }


def _name(member_id: UUID) -> Name | None:
    found = asking.part(lambda: asking.members().names(MemberIds(member_ids=[member_id])))
    return found.names[0] if found and found.names else None
