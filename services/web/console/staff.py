"""The staff, for administrators: who has an account, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.languages import as_language
from shared.contracts.members import (
    ChangeRole,
    InviteStaff,
    Role,
    StaffAccount,
    StaffCommand,
    StaffRef,
)
from shared.errors import Refused
from shared.ids import new_id

ONE = "console/staff_member.html"
INVITE = "console/invite.html"
LONGEST = 254
ROLES: tuple[Role, ...] = get_args(Role)


@console.get("/staff")
def staff_list() -> str:
    return render_template("console/staff.html", staff=asking.members().staff_accounts().accounts)


@console.get("/staff/new")
@asking.needs("staff:manage")
def invite() -> str:
    typed = {"email": "", "name": "", "role": "organiser", "language": "fr"}
    return render_template(INVITE, typed=typed, roles=ROLES, command_id=new_id())


@console.post("/staff/new")
@asking.needs("staff:manage")
def invite_staff() -> Response | tuple[str, int]:
    names = ("email", "name", "role", "language")
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in names}
    wish = InviteStaff(
        command_id=command_id(),
        email=typed["email"],
        name=typed["name"],
        role=_role(typed["role"]),
        language=as_language(typed["language"]) or "fr",
    )
    try:
        invited = asking.members().invite_staff(wish)
    except Refused as refused:
        return form_again(INVITE, refused, typed=typed, roles=ROLES, command_id=command_id())
    return redirect(url_for("console.staff_member", staff_id=invited.staff_id), 303)


@console.get("/staff/<uuid:staff_id>")
def staff_member(staff_id: UUID) -> str:
    return render_template(ONE, **_one(staff_id))


@console.post("/staff/<uuid:staff_id>/role")
def change_role(staff_id: UUID) -> Response | tuple[str, int]:
    role = _role(request.form.get("role", ""))
    wish = ChangeRole(command_id=command_id(), staff_id=staff_id, role=role)
    return _done(staff_id, lambda: asking.members().change_role(wish))


@console.post("/staff/<uuid:staff_id>/disable")
def disable_staff(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().disable_staff(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/enable")
def enable_staff(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().enable_staff(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/sign-out")
def sign_staff_out(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().end_sessions_of_staff(_command(staff_id)))


@console.post("/staff/<uuid:staff_id>/second-factor")
def take_second_factor(staff_id: UUID) -> Response | tuple[str, int]:
    return _done(staff_id, lambda: asking.members().take_second_factor(_command(staff_id)))


def _done(staff_id: UUID, act: Callable[[], StaffRef]) -> Response | tuple[str, int]:
    try:
        act()
    except Refused as refused:
        if refused.code != "last-admin":
            raise
        return form_again(ONE, refused, **_one(staff_id))
    return redirect(url_for("console.staff_member", staff_id=staff_id), 303)


def _command(staff_id: UUID) -> StaffCommand:
    return StaffCommand(command_id=command_id(), staff_id=staff_id)


def _one(staff_id: UUID) -> dict[str, object]:
    found = [one for one in asking.members().staff_accounts().accounts if one.staff_id == staff_id]
    if not found:
        raise NotFound
    one: StaffAccount = found[0]
    return {"one": one, "roles": ROLES, "command_ids": [new_id() for _ in range(4)]}


def _role(typed: str) -> Role:
    """Read a role; whatever is none of ours is the one with the fewest rights."""
    return next((role for role in ROLES if role == typed), "volunteer")
