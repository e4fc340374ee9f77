"""Meetings that young people propose, for organisers to approve or decline."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import to_event
from shared.contracts.events import ApproveProposal, DeclineProposal, FindProposals
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/proposals.html"


@console.get("/proposals")
@asking.needs("events:write", everywhere=True)
def proposals_page() -> str:
    return render_template(PAGE, **_shown())


@console.post("/proposals/<uuid:proposal_id>/approve")
@asking.needs("events:write", everywhere=True)
def approve_proposal(proposal_id: UUID) -> Response | tuple[str, int]:
    starts_at = request.form.get("starts_at", "").strip()
    wish = ApproveProposal(command_id=command_id(), proposal_id=proposal_id, starts_at=starts_at)
    try:
        view = asking.events().approve_proposal(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(proposal_id))
    return to_event(view.card.event_id)


@console.post("/proposals/<uuid:proposal_id>/decline")
@asking.needs("events:write", everywhere=True)
def decline_proposal(proposal_id: UUID) -> Response | tuple[str, int]:
    answer = request.form.get("answer", "").strip()
    wish = DeclineProposal(command_id=command_id(), proposal_id=proposal_id, answer=answer)
    try:
        asking.events().decline_proposal(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(proposal_id))
    return redirect(url_for("console.proposals_page"), 303)


def _shown(about: UUID | None = None) -> dict[str, object]:
    page = asking.events().proposals(FindProposals(after=request.args.get("after")))
    return {"page": page, "about": about, "typed": request.form, "new_id": new_id}
