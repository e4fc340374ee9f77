"""
`/u/<code>/<whose>`: no more e-mail, by a button on a page or by a mail program (RFC 8058).

A household has one code; a link without a person is for everybody behind it.
"""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from werkzeug.exceptions import BadRequest

from services.web import asking
from services.web.public import public
from shared.contracts.events import OpenInvitation
from shared.contracts.notifications import OptOut

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@public.get("/u/<code>", defaults={"member_id": None})
@public.get("/u/<code>/<uuid:member_id>")
def unsubscribe_page(code: str, member_id: UUID | None) -> str:
    asking.events().open_invitation(OpenInvitation(code=code, origin=asking.origin()))
    return _page(code, member_id, done=False)


@public.post("/u/<code>", defaults={"member_id": None})
@public.post("/u/<code>/<uuid:member_id>")
def unsubscribe(code: str, member_id: UUID | None) -> str:
    """Stop e-mail at once: mail programs send exactly this, without cookie, and want a 200."""
    if request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        raise BadRequest
    wish = OptOut(code=code, channels=["email"], origin=asking.origin(), member_id=member_id)
    asking.notifications().opt_out(wish)
    return _page(code, member_id, done=True)


def _page(code: str, member_id: UUID | None, *, done: bool) -> str:
    return render_template("public/unsubscribe.html", code=code, member_id=member_id, done=done)
