"""A forgotten password: asking for a link, and choosing another one with it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import form_again
from services.web.refusals import problem
from shared.contracts.members import AskForLink, ChoosePassword, LinkRef
from shared.errors import Refused

FORGOTTEN = "console/forgotten.html"
CHOOSE = "console/choose_password.html"
LONGEST_EMAIL = 254
LONGEST_PASSWORD = 254


@console.get("/forgotten-password")
def forgotten_password() -> str:
    return render_template(FORGOTTEN, email="")


@console.post("/forgotten-password")
def ask_for_link() -> Response | tuple[str, int]:
    email = request.form.get("email", "").strip()[:LONGEST_EMAIL]
    wish = AskForLink(email=email, origin=asking.origin())
    try:
        asking.members().ask_for_link(wish)
    except Refused as refused:
        return form_again(FORGOTTEN, refused, email=email)
    return redirect(url_for("console.link_asked_for"), 303)


@console.get("/forgotten-password/sent")
def link_asked_for() -> str:
    """Say what everybody is told, whether there is such an account or not."""
    return render_template("console/link_asked_for.html")


@console.get("/password/<token>")
def link(token: str) -> str | tuple[str, int]:
    """Show the form behind a link; only sending it uses the link up."""
    try:
        found = asking.members().link(LinkRef(token=token))
    except Refused as refused:
        return _not_good(refused)
    return render_template(CHOOSE, link=found)


@console.post("/password/<token>")
def choose_password(token: str) -> Response | str | tuple[str, int]:
    password = request.form.get("password", "")[:LONGEST_PASSWORD]
    try:
        found = asking.members().link(LinkRef(token=token))
    except Refused as refused:
        return _not_good(refused)
    try:
        asking.members().choose_password(ChoosePassword(token=token, password=password))
    except Refused as refused:
        if refused.code == "link-not-good":
            return _not_good(refused)
        return form_again(CHOOSE, refused, link=found)
    asking.forget()
    return redirect(url_for("console.sign_in", chosen="yes"), 303)


def _not_good(refused: Refused) -> tuple[str, int]:
    found = problem(refused)
    return render_template("console/link_not_good.html", problem=found), found.status
