"""`/u/<code>`: no more e-mail, by a button on a page or by a mail program (RFC 8058)."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.exceptions import BadRequest

from services.web import asking
from services.web.public import public
from shared.contracts.events import OpenInvitation
from shared.contracts.notifications import OptOut

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@public.get("/u/<code>")
def unsubscribe_page(code: str) -> str:
    asking.events().open_invitation(OpenInvitation(code=code, origin=asking.origin()))
    return render_template("public/unsubscribe.html", code=code, done=False)


@public.post("/u/<code>")
def unsubscribe(code: str) -> str:
    """Stop e-mail at once: mail programs send exactly this, without cookie, and want a 200."""
    if request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        raise BadRequest
    asking.notifications().opt_out(OptOut(code=code, channels=["email"], origin=asking.origin()))
    return render_template("public/unsubscribe.html", code=code, done=True)
