"""
At the desk of an event: somebody is invited, has not answered, and says yes or no there.

They are on no list that a phone keeps. Whoever stands at the desk finds them by the mobile number
that they tell, and sees of them what is seen of everybody at a door. When the event has begun,
nobody answers any more: whoever comes then is let in as not invited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id
from services.web.console.phones import told_by_phone
from services.web.refusals import Problem, problem, sentence
from services.web.words import word
from shared import clock
from shared.contracts.events import Card, FindGuests, FindInvited, Invited, NoteAnswer
from shared.contracts.members import FindAtNumber, Name
from shared.errors import InvalidRequest, Refused
from shared.ids import new_id

LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class DeskLine:
    """Somebody who was found, and where they stand."""

    name: Name
    invited: Invited
    command_id: UUID

    @property
    def called(self) -> str:
        """Give the name as volunteers see it."""
        initial = f" {self.name.last_name}." if self.name.last_name else ""
        return f"{self.name.first_name}{initial}"

    @property
    def is_open(self) -> bool:
        """
        Tell whether they may answer here: not who has a place, or waits for one.

        Whoever said yes and let an offer pass has neither.
        """
        return self.invited.answer != "yes" or self.invited.place == "none"


def can_answer(card: Card) -> bool:
    """Tell whether an event can still be answered at its desk."""
    return card.starts_at > clock.now()


def state_of(person: Invited) -> str:
    """Say where somebody stands, in the reader's words."""
    if person.answer is None:
        return gettext("No answer so far")
    return word("place", person.place) if person.answer == "yes" else word("answer", person.answer)


# --- Pages, without script -------------------------------------------------------------------


@console.post("/door/<uuid:event_id>/desk")
@asking.needs("door:write")
def desk(event_id: UUID) -> str | tuple[str, int]:
    """Show who was found; by POST, because the address of a page is no place for a number."""
    typed = request.form.get("phone", "").strip()[:LONGEST]
    try:
        found = _found(event_id, typed)
    except Refused as refused:
        if refused.code not in ("unknown-member", "too-many-tries"):
            raise
        shown = _not_found(refused)
        return _page(event_id, typed, [], shown), shown.status
    return _page(event_id, typed, found)


@console.post("/door/<uuid:event_id>/desk/answer")
@asking.needs("door:write")
def answer_at_desk(event_id: UUID) -> Answer:
    person = _note(
        event_id, request.form.get("member_id"), request.form.get("answer"), command_id()
    )
    return redirect(
        url_for("console.door", event_id=event_id, noted=person.place, _anchor="noted"), 303
    )


def _page(event_id: UUID, typed: str, lines: list[DeskLine], found: Problem | None = None) -> str:
    card = asking.events().guests(FindGuests(event_id=event_id)).card
    return render_template(
        "console/desk.html",
        card=card,
        typed=typed,
        lines=lines,
        problem=found,
        open=can_answer(card),
        state_of=state_of,
    )


def _not_found(refused: Refused) -> Problem:
    if refused.code != "unknown-member":
        return problem(refused)
    said = gettext("Nobody who is invited is told at this number.")
    return Problem(status=404, sentence=said, field="phone", code=refused.code)


# --- The same for the page that phones keep --------------------------------------------------


@console.post("/door/<uuid:event_id>/desk.json")
@asking.needs("door:write")
def desk_of_phone(event_id: UUID) -> Response:
    told = told_by_phone()
    try:
        found = _found(event_id, str(told.get("phone") or "").strip()[:LONGEST])
    except Refused as refused:
        if refused.code not in ("unknown-member", "too-many-tries"):
            raise
        return jsonify(people=[], refused=_not_found(refused).sentence)
    people = [
        {
            "id": line.invited.member_id,
            "name": line.called,
            "state": state_of(line.invited),
            "open": line.is_open,
        }
        for line in found
    ]
    return jsonify(people=people)


@console.post("/door/<uuid:event_id>/desk/answer.json")
@asking.needs("door:write")
def answer_of_phone(event_id: UUID) -> Response:
    """Keep an answer; the phone makes its id, so that telling it again changes nothing."""
    told = told_by_phone()
    try:
        person = _note(event_id, told.get("member_id"), told.get("answer"), _id(told.get("id")))
    except Refused as refused:
        if refused.code == InvalidRequest.code:
            raise
        return jsonify(refused=str(sentence(refused.code, refused.detail)))
    return jsonify(state=state_of(person))


# --- Asking ----------------------------------------------------------------------------------


def _found(event_id: UUID, typed: str) -> list[DeskLine]:
    wish = FindAtNumber(event_id=event_id, phone=typed)
    names = {name.member_id: name for name in asking.members().find_at_number(wish).names}
    found = asking.events().invited_at_desk(FindInvited(event_id=event_id, member_ids=[*names]))
    if not found.people:
        code = "unknown-member"
        raise Refused(code)
    return [
        DeskLine(name=names[person.member_id], invited=person, command_id=new_id())
        for person in found.people
    ]


def _note(event_id: UUID, member_id: object, answer: object, command: UUID) -> Invited:
    said = NoteAnswer(
        command_id=command, event_id=event_id, member_id=_id(member_id), answer=_answer(answer)
    )
    return asking.events().answer_at_desk(said)


def _answer(typed: object) -> Literal["yes", "no"]:
    if typed == "yes":
        return "yes"
    if typed == "no":
        return "no"
    raise Refused(InvalidRequest.code)


def _id(typed: object) -> UUID:
    try:
        return UUID(str(typed))
    except ValueError as error:
        raise Refused(InvalidRequest.code) from error
