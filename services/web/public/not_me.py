"""`/i/<code>/not-me`: whom an invitation reached that is somebody else's, and what they can do."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.languages import as_language, current
from services.web.public import join, public
from services.web.public.invitation import names_behind
from shared.contracts.events import Invitation, OpenInvitation


@public.get("/i/<code>/not-me")
def not_me(code: str) -> str:
    invitation = _opened(code)
    names = names_behind(invitation)
    return render_template(
        "public/not_me.html",
        code=code,
        invitation=invitation,
        names=[names[p.member_id].first_name for p in invitation.people if p.member_id in names],
        gone=_gone(invitation),
        lang=as_language(request.args.get("lang")),
    )


@public.get("/i/<code>/place")
def place_form(code: str) -> Response | str:
    invitation = _opened(code)
    if _gone(invitation):
        return _nothing_to_ask(code)
    asked = join.AskedPlace(code=code, card=invitation.card)
    return join.form(join.Typed(language=current()), at=asked)


@public.post("/i/<code>/place")
def ask_for_place(code: str) -> Response | tuple[str, int]:
    """Take the sign-up of somebody who asks for a place; of which event, the code says."""
    invitation = _opened(code)
    if _gone(invitation):
        return _nothing_to_ask(code)
    return join.ask(join.AskedPlace(code=code, card=invitation.card))


def _opened(code: str) -> Invitation:
    return asking.events().open_invitation(OpenInvitation(code=code, origin=asking.origin()))


def _gone(invitation: Invitation) -> bool:
    return invitation.situation in ("cancelled", "past")


def _nothing_to_ask(code: str) -> Response:
    chosen = as_language(request.args.get("lang"))
    return redirect(url_for("public.not_me", code=code, lang=chosen), 303)
