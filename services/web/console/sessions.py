"""Signing in and out, and the language of the console."""

from __future__ import annotations

from contextlib import suppress

from flask import current_app, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import form_again
from services.web.languages import as_language
from shared.contracts.members import SessionRef, SignIn
from shared.edge.upstream import Unavailable
from shared.errors import Refused

SIGN_IN = "console/sign_in.html"
LONGEST = 254


@console.get("/sign-in")
def sign_in() -> str:
    return render_template(SIGN_IN, next=own_path(request.args.get("next")), email="")


@console.post("/sign-in")
def try_to_sign_in() -> Response | tuple[str, int]:
    email = request.form.get("email", "").strip()[:LONGEST]
    target = own_path(request.form.get("next"))
    try:
        opened = asking.members().sign_in(
            SignIn(
                email=email,
                password=request.form.get("password", "")[:LONGEST],
                origin=request.remote_addr or "",
            )
        )
    except Refused as refused:
        return form_again(SIGN_IN, refused, next=target, email=email)
    asking.remember(opened.session)
    return redirect(target, 303)


@console.post("/sign-out")
def sign_out() -> Response:
    secret = session.get(asking.SESSION, "")
    # The browser forgets it in any case; a session nobody comes back to ends by itself.
    with suppress(Unavailable, Refused):
        asking.members().sign_out(SessionRef(session=secret))
    asking.forget()
    return redirect(url_for("console.sign_in"), 303)


@console.post("/language")
def choose_language() -> Response:
    if language := as_language(request.form.get("language")):
        session[asking.LANGUAGE] = language
    return redirect(own_path(request.form.get("next")), 303)


def own_path(target: str | None) -> str:
    """Give a path of the console, whatever was asked for; its first page when it is none."""
    home = url_for("console.home")
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return home
    path, _, query = target.partition("?")
    try:
        found = current_app.create_url_adapter(request)
        endpoint, _arguments = found.match(path, method="GET") if found else ("", {})
    except HTTPException:
        return home
    known = str(endpoint).startswith("console.") and endpoint != "console.sign_in"
    return (f"{path}?{query}" if query else path) if known else home
