"""The staff, for administrators: who has an account, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.reach import Reach, choices
from services.web.languages import as_language, current
from shared.contracts.events import EventIds
from shared.contracts.members import (
    ChangeRole,
    InviteStaff,
    StaffAccount,
    StaffCommand,
    StaffRef,
)
from shared.contracts.notifications import FindReturnedMails, ReturnedMail
from shared.contracts.wire import CHUNK
from shared.errors import Refused
from shared.ids import new_id

ONE = "console/staff_member.html"
INVITE = "console/invite.html"
LONGEST = 254
SAID_HERE = (
    *("last-admin", "limits-not-for-role", "unknown-region", "ends-in-the-past"),
    *("volunteer-needs-event", "volunteer-needs-end"),
    *("not-invited", "too-many-tries"),
)


@console.get("/staff")
def staff_list() -> str:
    accounts = asking.members().staff_accounts().accounts
    dead = _dead(accounts)
    return render_template("console/staff.html", staff=accounts, dead=dead, **_limits(accounts))


def _dead(accounts: Sequence[StaffAccount]) -> dict[UUID, ReturnedMail]:
    """Find the accounts that let somebody in and at whose address nothing arrives."""
    ids = [each.staff_id for each in accounts if each.state in ("active", "invited")][:CHUNK]
    wish = FindReturnedMails(staff_ids=ids)
    told = asking.part(lambda: asking.notifications().returned_mails(wish)) if ids else None
    return {each.staff_id: each for each in told.returned} if told else {}


def _limits(accounts: Sequence[StaffAccount]) -> dict[str, object]:
    """Name the regions and events that accounts are limited to, as far as they can be asked for."""
    ids = list(dict.fromkeys(each for one in accounts for each in one.events))[:CHUNK]
    reference = asking.part(asking.members().reference)
    cards = asking.part(lambda: asking.events().cards(EventIds(event_ids=ids))) if ids else None
    return {
        "regions": {each.code: each for each in reference.regions} if reference else {},
        "titles": {card.event_id: card.text(current()).title for card in cards.cards}
        if cards
        else {},
    }


@console.get("/staff/new")
@asking.needs("staff:manage")
def invite() -> str:
    typed = {"email": "", "name": "", "language": "fr"}
    return render_template(INVITE, typed=typed, command_id=new_id(), **choices(Reach()))


@console.post("/staff/new")
@asking.needs("staff:manage")
def invite_staff() -> Response | tuple[str, int]:
    names = ("email", "name", "language")
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in names}
    reach = Reach.typed(request.form)
    wish = InviteStaff(
        command_id=command_id(),
        email=typed["email"],
        name=typed["name"],
        language=as_language(typed["language"]) or "fr",
        **reach.said(),
    )
    try:
        invited = asking.members().invite_staff(wish)
    except Refused as refused:
        again = {"typed": typed, "command_id": command_id(), **choices(reach)}
        return form_again(INVITE, refused, **again)
    return redirect(url_for("console.staff_member", staff_id=invited.staff_id), 303)


@console.get("/staff/<uuid:staff_id>")
def staff_member(staff_id: UUID) -> str:
    return render_template(ONE, **_one(staff_id))


@console.post("/staff/<uuid:staff_id>/role")
def change_role(staff_id: UUID) -> Response | tuple[str, int]:
    reach = Reach.typed(request.form)
    wish = ChangeRole(command_id=command_id(), staff_id=staff_id, **reach.said())
    return _done(staff_id, lambda: asking.members().change_role(wish), reach)


@console.post("/staff/<uuid:staff_id>/disable")
def disable_staff(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().disable_staff(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/invite-again")
def invite_staff_again(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().invite_staff_again(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/enable")
def enable_staff(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().enable_staff(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/sign-out")
def sign_staff_out(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().end_sessions_of_staff(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/second-factor")
def take_second_factor(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().take_second_factor(_command(staff_id)))


def _done(
    staff_id: UUID, act: Callable[[], StaffRef], reach: Reach | None = None
) -> Response | tuple[str, int]:
    try:
        act()
    except Refused as refused:
        if refused.code not in SAID_HERE:
            raise
        return form_again(ONE, refused, **_one(staff_id, reach))
    return redirect(url_for("console.staff_member", staff_id=staff_id), 303)


def _command(staff_id: UUID) -> StaffCommand:
    return StaffCommand(command_id=command_id(), staff_id=staff_id)


def _one(staff_id: UUID, reach: Reach | None = None) -> dict[str, object]:
    found = [one for one in asking.members().staff_accounts().accounts if one.staff_id == staff_id]
    if not found:
        raise NotFound
    ids = [new_id() for _ in range(5)]
    dead = _dead(found).get(staff_id)
    reached = reach or Reach.of(found[0])
    return {"one": found[0], "dead": dead, "command_ids": ids, **choices(reached)}
