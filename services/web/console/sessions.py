"""Signing in, in one step or two, and out; the language of the console."""

from __future__ import annotations

from contextlib import suppress

from flask import current_app, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from services.web import asking
from services.web.browsers import short_name
from services.web.console import console
from services.web.console.again import form_again
from services.web.languages import as_language
from shared.contracts.members import ChooseLanguage, EnterCode, Session, SessionRef, SignIn
from shared.edge.upstream import Unavailable
from shared.errors import Refused

SIGN_IN = "console/sign_in.html"
CODE = "console/code.html"
LONGEST = 254


@console.get("/sign-in")
def sign_in() -> str:
    chosen = "chosen" in request.args
    return render_template(
        SIGN_IN, next=own_path(request.args.get("next")), email="", chosen=chosen
    )


@console.post("/sign-in")
def try_to_sign_in() -> Response | tuple[str, int]:
    email = request.form.get("email", "").strip()[:LONGEST]
    target = own_path(request.form.get("next"))
    try:
        opened = asking.members().sign_in(
            SignIn(
                email=email,
                password=request.form.get("password", "")[:LONGEST],
                origin=asking.origin(),
                browser=short_name(request.user_agent.string),
            )
        )
    except Refused as refused:
        return form_again(SIGN_IN, refused, next=target, email=email)
    _end_what_is_held()
    if opened.code_wanted:
        asking.remember_half(opened.session)
        return redirect(url_for("console.code", next=target), 303)
    return _signed_in(opened, target)


@console.get("/sign-in/code")
def code() -> Response | str:
    """Ask for the code of somebody whose password was right."""
    target = own_path(request.args.get("next"))
    if asking.HALF not in session:
        return redirect(target if asking.SESSION in session else url_for("console.sign_in"), 303)
    return render_template(CODE, next=target)


@console.post("/sign-in/code")
def enter_code() -> Response | tuple[str, int]:
    target = own_path(request.form.get("next"))
    try:
        opened = asking.members().enter_code(
            EnterCode(
                session=session.get(asking.HALF, ""),
                code=request.form.get("code", "")[:LONGEST],
                origin=asking.origin(),
                browser=short_name(request.user_agent.string),
            )
        )
    except Refused as refused:
        if refused.code == "sign-in-too-old":
            session.pop(asking.HALF, None)
            return form_again(SIGN_IN, refused, next=target, email="")
        return form_again(CODE, refused, next=target)
    return _signed_in(opened, target)


def _signed_in(opened: Session, target: str) -> Response:
    """Keep the sign-in, and lead whoever needs a second factor to where it is set up."""
    asking.remember(opened.session)
    if opened.must_enrol:
        return redirect(url_for("console.second_factor", next=target), 303)
    return redirect(target, 303)


@console.post("/sign-out")
def sign_out() -> Response:
    _end_what_is_held()
    asking.forget()
    return redirect(url_for("console.sign_in"), 303)


def _end_what_is_held() -> None:
    """End the session, whole or half, that this browser has and is about to forget."""
    for kept in (asking.SESSION, asking.HALF):
        if secret := session.get(kept):
            # The browser forgets it in any case; a session nobody comes back to ends by itself.
            with suppress(Unavailable, Refused):
                asking.members().sign_out(SessionRef(session=secret))


@console.post("/language")
def choose_language() -> Response:
    """Choose the language: kept at the account, and on this browser for before one signs in."""
    if language := as_language(request.form.get("language")):
        session[asking.LANGUAGE] = language
        if secret := session.get(asking.SESSION):
            # A session that is over is found out on the next page.
            with suppress(Refused):
                asking.members().choose_language(ChooseLanguage(session=secret, language=language))
    return redirect(own_path(request.form.get("next")), 303)


def own_path(target: str | None) -> str:
    """Give a path of the console, whatever was asked for; its first page when it is none."""
    home = url_for("console.home")
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return home
    if not target.isprintable():
        # The end of a line is no part of a path: headers refuse it, browsers leave it out.
        return home
    path, _, query = target.partition("?")
    try:
        found = current_app.create_url_adapter(request)
        endpoint, _arguments = found.match(path, method="GET") if found else ("", {})
    except HTTPException:
        return home
    known = str(endpoint).startswith("console.") and endpoint != "console.sign_in"
    return (f"{path}?{query}" if query else path) if known else home
