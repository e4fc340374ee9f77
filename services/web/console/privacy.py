"""For administrators: how long what is kept, and the register of processing."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.held import as_file
from services.web.languages import as_language, speak
from services.web.register import ACTIVITIES, MEASURES
from services.web.upstream import Holder
from shared.contracts.members import FillRegister, Register
from shared.contracts.retention import KeepFor
from shared.errors import Refused
from shared.ids import new_id

RETENTION = "console/retention.html"
REGISTER = "console/register.html"
FIELDS = ("controller", "address", "contact", "declaration", "authorisation")
LONGEST = 200
MOST_DIGITS = 6
NO_DAYS = "kept-too-short"


@console.get("/retention")
@asking.needs("privacy:manage")
def retention() -> str:
    return render_template(RETENTION, **_retention())


@console.post("/retention")
@asking.needs("privacy:manage")
def keep_for() -> Response | tuple[str, int]:
    holder = _holders().get(request.form.get("service", ""))
    if holder is None:
        raise NotFound
    days = request.form.get("days", "").strip()
    wish = KeepFor(
        command_id=command_id(),
        purpose=request.form.get("purpose", "")[:LONGEST],
        # What is no number is too few days for anything.
        days=int(days) if days.isdecimal() and len(days) < MOST_DIGITS else 0,
    )
    try:
        holder.keep_for(wish)
    except Refused as refused:
        if refused.code != NO_DAYS:
            raise
        return form_again(RETENTION, refused, **_retention())
    return redirect(url_for("console.retention"), 303)


@console.get("/register")
@asking.needs("privacy:manage")
def register() -> str:
    return render_template(REGISTER, command_id=new_id(), **_register())


@console.post("/register")
@asking.needs("privacy:manage")
def fill_register() -> Response | tuple[str, int]:
    typed = Register(**{name: request.form.get(name, "").strip()[:LONGEST] for name in FIELDS})
    asking.members().fill_register(FillRegister(command_id=command_id(), register=typed))
    return redirect(url_for("console.register"), 303)


@console.get("/register.html")
@asking.needs("privacy:manage")
def register_file() -> Response:
    """The register as a file of its own, in the language that is asked for."""
    if language := as_language(request.args.get("in")):
        speak(language)
    text = render_template("console/register_file.html", **_register())
    return as_file(text, "text/html", "register.html")


def _holders() -> dict[str, Holder]:
    holders: tuple[Holder, ...] = (asking.members(), asking.events(), asking.notifications())
    return {holder.name: holder for holder in holders}


def _retention() -> dict[str, object]:
    kept = [holder.retention() for holder in _holders().values()]
    ids: dict[tuple[str, str], UUID] = {
        (each.service, one.purpose): new_id() for each in kept for one in each.kept
    }
    silent = asking.members().silent_people().people
    return {"services": kept, "command_ids": ids, "silent": silent}


def _register() -> dict[str, object]:
    days = {
        f"{each.service}.{one.purpose}": one.days
        for each in (holder.retention() for holder in _holders().values())
        for one in each.kept
    }
    return {
        "about": asking.members().register(),
        "activities": ACTIVITIES,
        "measures": MEASURES,
        "days": days,
    }
