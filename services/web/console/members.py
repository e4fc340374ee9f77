"""The list of members and a member's page."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.audiences import TypedFilter
from services.web.refusals import Problem, problem
from shared.contracts.members import AudienceFilter, FindMembers, MemberRef
from shared.errors import Refused
from shared.ids import new_id

LONGEST_SEARCH = 100


@console.get("/members")
def members_list() -> tuple[str, int]:
    typed = TypedFilter.typed(request.args)
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    wanted, found = _filter(typed)
    page = asking.members().find_members(
        FindMembers(search=search, filter=wanted, after=request.args.get("after"))
    )
    text = render_template(
        "console/members.html",
        page=page,
        search=search,
        typed=typed,
        reference=asking.members().reference(),
        problem=found,
    )
    return text, found.status if found else 200


@console.get("/members/<uuid:member_id>")
def member_page(member_id: UUID) -> str | Response:
    member = asking.members().member(MemberRef(member_id=member_id))
    if member.member_id != member_id:  # merged with somebody: that one's page goes on
        return redirect(url_for("console.member_page", member_id=member.member_id), 303)
    return render_template(
        "console/member.html",
        member=member,
        reference=asking.members().reference(),
        command_ids=[new_id() for _ in range(2 + len(member.merged))],
    )


def _filter(typed: TypedFilter) -> tuple[AudienceFilter, Problem | None]:
    try:
        return typed.filter(), None
    except Refused as refused:
        return AudienceFilter(), problem(refused)
