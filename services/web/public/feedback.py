"""What people say of an event once it is over: three questions behind their link."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.languages import as_language
from services.web.public import public
from shared.contracts.events import GiveFeedback
from shared.ids import new_id

LONGEST = 1_000


@public.post("/i/<code>/feedback")
def give_feedback(code: str) -> Response:
    said = GiveFeedback(
        command_id=_uuid(request.form.get("command_id")) or new_id(),
        code=code,
        member_id=_uuid(request.form.get("member_id")) or new_id(),
        came=_chosen("came", ("yes", "no")) == "yes",
        rating=int(_chosen("rating", ("1", "2", "3", "4", "5"))),
        again=_again(),
        words=request.form.get("words", "").replace("\r\n", "\n")[:LONGEST],
        origin=asking.origin(),
    )
    asking.events().give_feedback(said)
    chosen = as_language(request.args.get("lang"))
    return redirect(url_for("public.invitation_page", code=code, lang=chosen), 303)


def _again() -> Literal["yes", "no", "maybe"]:
    match _chosen("again", ("yes", "no", "maybe")):
        case "yes":
            return "yes"
        case "no":
            return "no"
    return "maybe"


def _chosen(name: str, choices: tuple[str, ...]) -> str:
    typed = request.form.get(name, "")
    if typed not in choices:
        raise BadRequest
    return typed


def _uuid(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None
