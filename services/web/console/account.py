"""One's own account: the password, the places where one is signed in, the second factor."""

from __future__ import annotations

from uuid import UUID

import segno
from flask import redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import form_again
from services.web.console.passwords import LONGEST_PASSWORD
from services.web.console.sessions import own_path
from shared.contracts.members import (
    ChangePassword,
    ConfirmSecondFactor,
    EndSession,
    ProposeSecondFactor,
    RemoveSecondFactor,
    SessionRef,
)
from shared.errors import Refused

ACCOUNT = "console/account.html"
SECOND_FACTOR = "console/second_factor.html"
LONGEST_SEALED = 1000


def _own() -> SessionRef:
    return SessionRef(session=session.get(asking.SESSION, ""))


@console.get("/account")
def account() -> str:
    changed = "changed" in request.args
    return render_template(ACCOUNT, account=asking.members().own_account(_own()), changed=changed)


@console.post("/account/password")
def change_password() -> Response | tuple[str, int]:
    wish = ChangePassword(
        session=_own().session,
        old_password=request.form.get("old_password", "")[:LONGEST_PASSWORD],
        new_password=request.form.get("password", "")[:LONGEST_PASSWORD],
        origin=asking.origin(),
    )
    try:
        fresh = asking.members().change_password(wish)
    except Refused as refused:
        return form_again(ACCOUNT, refused, account=asking.members().own_account(_own()))
    asking.remember(fresh.session)
    return redirect(url_for("console.account", changed="yes"), 303)


@console.post("/account/sessions/<uuid:session_id>/end")
def end_session(session_id: UUID) -> Response:
    asking.members().end_session(EndSession(session=_own().session, session_id=session_id))
    return redirect(url_for("console.account", _anchor="sessions"), 303)


@console.post("/account/sessions/end-others")
def end_other_sessions() -> Response:
    asking.members().end_other_sessions(_own())
    return redirect(url_for("console.account", _anchor="sessions"), 303)


# --- The second factor -----------------------------------------------------------------------


@console.get("/account/second-factor")
def second_factor() -> Response | str:
    try:
        proposed = _proposal("")
    except Refused as refused:
        if refused.code != "has-second-factor":
            raise
        return redirect(url_for("console.account", _anchor="second-factor"), 303)
    return render_template(SECOND_FACTOR, **proposed)


@console.post("/account/second-factor")
def confirm_second_factor() -> str | tuple[str, int]:
    """Turn it on; the recovery codes are on this page, and on no other ever again."""
    sealed = request.form.get("sealed", "")[:LONGEST_SEALED]
    typed = request.form.get("code", "")[:LONGEST_PASSWORD]
    wish = ConfirmSecondFactor(
        session=_own().session,
        sealed=sealed,
        code=typed,
        password=request.form.get("old_password", "")[:LONGEST_PASSWORD],
        origin=asking.origin(),
    )
    try:
        confirmed = asking.members().confirm_second_factor(wish)
    except Refused as refused:
        if refused.code == "has-second-factor":
            raise
        kept = "" if refused.code == "proposal-too-old" else sealed
        return form_again(SECOND_FACTOR, refused, **_proposal(kept))
    asking.recognise()
    return render_template(
        "console/recovery_codes.html",
        codes=confirmed.codes,
        next=own_path(request.form.get("next")),
    )


@console.post("/account/second-factor/remove")
def remove_second_factor() -> Response | tuple[str, int]:
    """Take the second factor away, and lead to where another is set up."""
    wish = RemoveSecondFactor(
        session=_own().session,
        code=request.form.get("code", "")[:LONGEST_PASSWORD],
        origin=asking.origin(),
    )
    try:
        asking.members().remove_second_factor(wish)
    except Refused as refused:
        return form_again(ACCOUNT, refused, account=asking.members().own_account(_own()))
    return redirect(url_for("console.second_factor", next=url_for("console.account")), 303)


def _proposal(sealed: str) -> dict[str, object]:
    wish = ProposeSecondFactor(session=_own().session, sealed=sealed)
    proposed = asking.members().propose_second_factor(wish)
    return {
        "proposal": proposed,
        "picture": qr(proposed.address),
        "next": own_path(request.values.get("next")),
    }


def qr(text: str) -> Markup:
    """Draw a QR code as part of the page: black on white, also in the dark."""
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(scale=4, border=3, dark="#000", light="#fff", svgclass=None)
    return Markup(svg)  # noqa: S704 - segno writes numbers and colours only
