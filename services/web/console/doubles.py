"""People who are on record twice: the pairs, one beside the other, and what is decided."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid5

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id
from shared.contracts.members import (
    DoubleRef,
    FindDoubles,
    FindMembers,
    HouseholdOf,
    MemberRef,
    MergeDoubles,
    ProposeDouble,
    SeparateMember,
)
from shared.ids import new_id

LONGEST_SEARCH = 100


@console.get("/members/doubles")
def doubles_list() -> str:
    after = None
    with suppress(ValueError):  # a page that does not exist is the first one
        after = UUID(request.args.get("after", ""))
    page = asking.members().doubles(FindDoubles(after=after))
    return render_template("console/doubles.html", page=page)


@console.get("/members/doubles/<uuid:double_id>")
def double_page(double_id: UUID) -> str:
    return render_template(
        "console/double.html",
        pair=asking.members().double(DoubleRef(double_id=double_id)),
        reference=asking.members().reference(),
        command_ids=[new_id(), new_id()],
    )


@console.get("/members/<uuid:member_id>/merge")
@asking.needs("members:write")
def find_double(member_id: UUID) -> str:
    """Search for whom somebody else holds for this person."""
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    members = asking.members()
    member = members.member(MemberRef(member_id=member_id))
    found = members.find_members(FindMembers(search=search)).members if search else None
    return render_template(
        "console/merge.html",
        member=member,
        search=search,
        found=found and [one for one in found if one.member_id != member.member_id],
        command_id=new_id(),
    )


@console.post("/members/<uuid:member_id>/merge")
@asking.needs("members:write")
def propose_double(member_id: UUID) -> Response:
    try:
        other_id = UUID(request.form.get("member", ""))
    except ValueError as error:
        raise NotFound from error
    wish = ProposeDouble(
        command_id=uuid5(command_id(), other_id.hex), one_id=member_id, other_id=other_id
    )
    pair = asking.members().propose_double(wish)
    return redirect(url_for("console.double_page", double_id=pair.double_id), 303)


@console.post("/members/doubles/<uuid:double_id>/merge")
@asking.needs("members:write")
def merge_double(double_id: UUID) -> Response:
    take = [name for name, side in request.form.items() if side == "other"]
    wish = MergeDoubles(command_id=command_id(), double_id=double_id, take=take)
    kept = asking.members().merge_doubles(wish)
    return redirect(url_for("console.member_page", member_id=kept.member_id), 303)


@console.post("/members/doubles/<uuid:double_id>/not-the-same")
@asking.needs("members:write")
def not_the_same(double_id: UUID) -> Response:
    asking.members().not_the_same(DoubleRef(double_id=double_id, command_id=command_id()))
    return redirect(url_for("console.doubles_list"), 303)


@console.post("/members/<uuid:member_id>/separate")
@asking.needs("members:write")
def separate_member(member_id: UUID) -> Response:
    wish = SeparateMember(command_id=command_id(), alias_id=member_id)
    return _to_person(asking.members().separate_member(wish))


@console.post("/members/<uuid:member_id>/household/leave")
@asking.needs("members:write")
def leave_household(member_id: UUID) -> Response:
    return _household(member_id, asking.members().leave_household)


@console.post("/members/<uuid:member_id>/household/join")
@asking.needs("members:write")
def join_household(member_id: UUID) -> Response:
    return _household(member_id, asking.members().join_household)


def _household(member_id: UUID, act: Callable[[HouseholdOf], MemberRef]) -> Response:
    return _to_person(act(HouseholdOf(command_id=command_id(), member_id=member_id)))


def _to_person(person: MemberRef) -> Response:
    return redirect(url_for("console.member_page", member_id=person.member_id), 303)
