"""`/propose`: whoever has an idea for a meeting writes it down, and keeps a link to the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.languages import as_language, current
from services.web.public import public
from services.web.refusals import Problem, problem
from shared.contracts.events import OpenProposal, Propose
from shared.errors import Refused
from shared.ids import new_id

FORM, SEEN = "public/propose.html", "public/proposal.html"
LONGEST = 4_000


@dataclass(kw_only=True)
class Typed:
    """What stands in the form."""

    command_id: UUID = field(default_factory=new_id)
    title: str = ""
    idea: str = ""
    place: str = ""
    wish: str = ""


@public.get("/propose")
def propose_form() -> str:
    return _form(Typed())


@public.post("/propose")
def propose() -> Response | tuple[str, int]:
    typed = _typed()
    wish = Propose(
        command_id=typed.command_id,
        title=typed.title,
        idea=typed.idea,
        place=typed.place,
        wish=typed.wish,
        language=current(),
        origin=asking.origin(),
        network=asking.network(),
    )
    try:
        kept = asking.events().propose(wish)
    except Refused as refused:
        found = problem(refused)
        return _form(typed, found), found.status
    return redirect(url_for("public.proposal", link=kept.link, new="yes", lang=_chosen()), 303)


@public.get("/propose/<link>")
def proposal(link: str) -> str:
    seen = asking.events().open_proposal(OpenProposal(link=link[:64], origin=asking.origin()))
    new = request.args.get("new") == "yes"
    return render_template(SEEN, proposal=seen, new=new, lang=_chosen(), here=request.base_url)


def _form(typed: Typed, found: Problem | None = None) -> str:
    return render_template(FORM, typed=typed, problem=found, lang=_chosen())


def _typed() -> Typed:
    try:
        command_id = UUID(request.form.get("command_id", ""))
    except ValueError as error:
        raise BadRequest from error
    names = ("title", "idea", "place", "wish")
    return Typed(
        command_id=command_id,
        **{name: request.form.get(name, "").strip()[:LONGEST] for name in names},
    )


def _chosen() -> str | None:
    return as_language(request.args.get("lang") or request.form.get("lang"))
