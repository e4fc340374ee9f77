"""`/i/<code>`: the event, the answer, and the way to stop messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import get_args
from uuid import UUID, uuid5

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.languages import as_language, speak
from services.web.public import public
from services.web.refusals import Problem, problem
from services.web.tickets import Drawn, drawn
from shared import clock
from shared.contracts.events import (
    Answer,
    GiveAnswer,
    Invitation,
    Invited,
    OpenInvitation,
    ticket_of,
)
from shared.contracts.members import AskWhatIsSealed, Channel, MemberIds, Name
from shared.contracts.notifications import OptOut
from shared.contracts.wire import CHUNK
from shared.errors import Refused
from shared.ids import new_id

SAID_BY_THE_PAGE = ("event-cancelled", "event-is-over", "answers-closed")
"""Refusals of an answer that the page itself begins with, once it is looked at again."""

SAID_ON_THE_FORM = ("more-guests-than-allowed", "no-place-for-guests", "session-too-small")
"""Refusals of a number of guests: the form comes back with what was chosen."""

WAIT_TOGETHER = "together"
"""The button of who is offered fewer places than asked for, and wants all at once."""

STOPS: dict[str, list[Channel]] = {"sms": ["sms"], "email": ["email"], "all": ["sms", "email"]}


@dataclass(frozen=True, kw_only=True)
class Guest:
    """
    A person behind the code; the name is empty when `members` gives no answer.

    `most` guests can be named now; `named` is how many the form shows. `replies` is what stands in
    the form of the event's questions, if they are `asked`, and `sealed` are those whose answer is
    in the vault; `sessions` are ticked among those that they can choose from, if they can.
    """

    invited: Invited
    first_name: str
    command_id: UUID
    most: int
    named: int
    ticket: Drawn | None = None
    asked: bool = False
    replies: Mapping[UUID, str] = field(default_factory=dict)
    sealed: Collection[UUID] = ()
    sessions: Collection[UUID] | None = None


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What somebody behind the code had chosen or written when it was refused."""

    member_id: UUID
    guests: int | None = None
    replies: Mapping[UUID, str] | None = None
    sessions: Collection[UUID] | None = None

    @property
    def is_below(self) -> bool:
        """Tell whether it was refused in a form below the answer."""
        return self.replies is not None or self.sessions is not None


@public.get("/i/<code>")
def invitation_page(code: str) -> str:
    return page(code)


def page(code: str, found: Problem | None = None, chosen: Chosen | None = None) -> str:
    """Give the page, with what was chosen when something was refused."""
    invitation = asking.events().open_invitation(OpenInvitation(code=code, origin=asking.origin()))
    guests = _guests(invitation, code, chosen)
    return render_template(
        "public/invitation.html",
        code=code,
        invitation=invitation,
        card=invitation.card,
        guests=guests,
        agreement=agreement(),
        problem=found,
        wrong_for=chosen.member_id if chosen and chosen.is_below else None,
        stopped=_known_stop(request.args.get("stopped")),
        lang=as_language(request.args.get("lang")),
    )


@public.post("/i/<code>")
def give_answer(code: str) -> Response | tuple[str, int]:
    typed = request.form.get("answer")
    together = typed == WAIT_TOGETHER
    answer = "yes" if together else _answer(typed)
    guests = _number(request.form.get("guests", "0")) if answer == "yes" else 0
    given = GiveAnswer(
        command_id=command_for(f"{typed} {guests}" if guests else str(typed)),
        code=code,
        member_id=as_uuid(request.form.get("member_id")),
        answer=answer,
        guests=guests,
        together=together,
        origin=asking.origin(),
    )
    chosen = Chosen(member_id=given.member_id, guests=guests)
    return kept(code, lambda: asking.events().answer(given), chosen, on_form=SAID_ON_THE_FORM)


def kept(
    code: str, keep: Callable[[], Invitation], chosen: Chosen, *, on_form: Collection[str]
) -> Response | tuple[str, int]:
    """Keep what somebody behind a code chose, and lead back; `on_form` are refusals said there."""
    try:
        invitation = keep()
    except Refused as refused:
        if refused.code in on_form:
            found = problem(refused)
            return page(code, found, chosen), found.status
        if refused.code not in SAID_BY_THE_PAGE:
            raise
        return back(code)
    return back(code, anchor=_asked_next(invitation, chosen.member_id))


@public.post("/i/<code>/stop")
def stop_messages(code: str) -> Response:
    what = _known_stop(request.form.get("what"))
    if what is None:
        raise BadRequest
    asking.notifications().opt_out(OptOut(code=code, channels=STOPS[what], origin=asking.origin()))
    return back(code, stopped=what)


def _guests(invitation: Invitation, code: str, chosen: Chosen | None = None) -> list[Guest]:
    names, sealed = names_behind(invitation), _sealed(invitation)
    return [
        Guest(
            invited=person,
            first_name=names[person.member_id].first_name if person.member_id in names else "",
            command_id=new_id(),
            most=_most(invitation, person),
            named=min(_most(invitation, person), _named(person, chosen)),
            ticket=_ticket(invitation, person, code),
            asked=_asked(invitation, person),
            replies=_replies(person, chosen),
            sealed=[asked for member_id, asked in sealed if member_id == person.member_id],
            sessions=_sessions(invitation, person, chosen),
        )
        for person in invitation.people
    ]


def names_behind(invitation: Invitation) -> dict[UUID, Name]:
    """Give the first names of whom a code invites, and speak the language of the first of them."""
    # Of a number that more people share than can be asked for, the others have no name.
    wanted = MemberIds(member_ids=[person.member_id for person in invitation.people[:CHUNK]])
    found = asking.part(lambda: asking.members().first_names(wanted))
    names = {name.member_id: name for name in found.names} if found else {}
    first = next((names[p.member_id] for p in invitation.people if p.member_id in names), None)
    if first and not as_language(request.args.get("lang")):
        speak(first.language)
    return names


def _most(invitation: Invitation, person: Invited) -> int:
    """Say how many guests can be named: none more once somebody waits, or answers are closed."""
    if person.place == "offered":
        return (person.offered or 1) - 1
    if person.place == "waiting" or invitation.closed:
        return person.guests
    return max(invitation.guests_most, person.guests)


def _named(person: Invited, chosen: Chosen | None) -> int:
    if chosen and chosen.member_id == person.member_id and chosen.guests is not None:
        return chosen.guests
    return person.guests


def _asked(invitation: Invitation, person: Invited) -> bool:
    """Say whether somebody is asked the event's questions: after a yes, until the deadline."""
    open_still = invitation.situation not in ("cancelled", "past") and not invitation.closed
    return open_still and person.place != "none" and bool(invitation.questions)


def _sessions(
    invitation: Invitation, person: Invited, chosen: Chosen | None
) -> Collection[UUID] | None:
    """Give the sessions that are ticked, of whoever has a place; None where none can be chosen."""
    open_still = invitation.situation not in ("cancelled", "past") and not invitation.closed
    if not open_still or person.place != "confirmed" or not invitation.rooms:
        return None
    if chosen and chosen.member_id == person.member_id and chosen.sessions is not None:
        return chosen.sessions
    return person.sessions


def _replies(person: Invited, chosen: Chosen | None) -> Mapping[UUID, str]:
    if chosen and chosen.member_id == person.member_id and chosen.replies is not None:
        return chosen.replies
    return {reply.question_id: reply.value for reply in person.replies}


def _sealed(invitation: Invitation) -> list[tuple[UUID, UUID]]:
    """Say who has answered which sensitive question; what they said is nowhere on the page."""
    if not any(question.sensitive for question in invitation.questions):
        return []
    ids = [person.member_id for person in invitation.people[:CHUNK]]
    wish = AskWhatIsSealed(event_id=invitation.card.event_id, member_ids=ids)
    found = asking.part(lambda: asking.members().what_is_sealed(wish))
    return [(one.member_id, one.question_id) for one in found.sealed] if found else []


def agreement() -> str:
    """Say what is agreed to beside a sensitive question, in the reader's language."""
    return gettext(
        "I agree that this answer is kept sealed for this event, read only by whoever may open "
        "what is sensitive, and erased 30 days after the event."
    )


def _ticket(invitation: Invitation, person: Invited, code: str) -> Drawn | None:
    """Give whoever has a place the ticket, also to those who come late."""
    over = invitation.situation == "cancelled" or invitation.card.ends_at <= clock.now()
    if over or person.place != "confirmed":
        return None
    return drawn(ticket_of(code, person.member_id))


def command_for(answer: str) -> UUID:
    """
    Make the command's id of the page's and the answer's.

    The same button again changes nothing; another button or number is another answer.
    """
    try:
        shown = UUID(request.form.get("command_id", ""))
    except ValueError:
        return new_id()
    return uuid5(shown, answer)


def _answer(typed: str | None) -> Answer:
    for answer in get_args(Answer):
        if answer == typed:
            known: Answer = answer
            return known
    raise BadRequest


def _number(typed: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", typed, re.ASCII):
        raise BadRequest
    return int(typed)


def as_uuid(typed: str | None) -> UUID:
    """Read an id of the form; a page that we made has one."""
    try:
        return UUID(typed or "")
    except ValueError as error:
        raise BadRequest from error


def _known_stop(typed: str | None) -> str | None:
    return typed if typed in STOPS else None


def back(code: str, *, stopped: str | None = None, anchor: str | None = None) -> Response:
    """Show the page of a code again, in the language that was chosen."""
    chosen = as_language(request.args.get("lang"))
    address = url_for(
        "public.invitation_page", code=code, lang=chosen, stopped=stopped, _anchor=anchor
    )
    return redirect(address, 303)


def _asked_next(invitation: Invitation, member_id: UUID) -> str | None:
    """Name where on the page somebody who comes is asked more: below what the event is."""
    coming = [person.member_id if person.answer == "yes" else None for person in invitation.people]
    asks = bool(invitation.questions or invitation.rooms)
    return f"guest-{coming.index(member_id) + 1}" if asks and member_id in coming else None
