"""What a person may ask for: all that is held of them, and to be erased."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.passwords import LONGEST_PASSWORD
from services.web.held import held_file
from shared.contracts.members import EraseMember, FindErasures, MemberRef
from shared.contracts.persons import PersonData, PersonRef
from shared.errors import Refused
from shared.ids import new_id

ERASE = "console/erase.html"
LONGEST = 200


@console.get("/members/<uuid:member_id>/data")
@asking.needs("members:export")
def member_data(member_id: UUID) -> str:
    return render_template(
        "console/data.html",
        member_id=member_id,
        holders=_held(member_id),
        reference=asking.members().reference(),
    )


@console.get("/members/<uuid:member_id>/data.json")
@asking.needs("members:export")
def member_data_file(member_id: UUID) -> Response:
    return held_file(member_id, _held(member_id), f"{member_id}.json")


@console.get("/members/<uuid:member_id>/erase")
@asking.needs("members:erase")
def ask_to_erase(member_id: UUID) -> str:
    return render_template(ERASE, typed="", command_id=new_id(), **_person(member_id))


@console.post("/members/<uuid:member_id>/erase")
def erase_member(member_id: UUID) -> Response | tuple[str, int]:
    typed = request.form.get("typed", "").strip()[:LONGEST]
    wish = EraseMember(
        command_id=command_id(),
        member_id=member_id,
        typed=typed,
        password=request.form.get("old_password", "")[:LONGEST_PASSWORD],
        origin=asking.origin(),
    )
    try:
        asking.members().erase_member(wish)
    except Refused as refused:
        if refused.code not in ("not-their-name", "wrong-old-password", "too-many-tries"):
            raise
        again = _person(member_id)
        return form_again(ERASE, refused, typed=typed, command_id=command_id(), **again)
    return redirect(url_for("console.erasures_list", just=1), 303)


@console.get("/erasures")
@asking.needs("members:erase")
def erasures_list() -> str:
    page = asking.members().erasures(FindErasures(after=request.args.get("after")))
    return render_template("console/erasures.html", page=page, just="just" in request.args)


def _held(member_id: UUID) -> list[PersonData]:
    """Ask every service; members first, which knows whether there is such a person."""
    ref = PersonRef(member_id=member_id)
    return [
        holder.person_data(ref)
        for holder in (asking.members(), asking.events(), asking.notifications())
    ]


def _person(member_id: UUID) -> dict[str, object]:
    return {"member": asking.members().member(MemberRef(member_id=member_id))}
