"""
`/join`: whoever wants to be invited signs up, and confirms the address they gave.

Whoever asks for a place at an event does the same, from an invitation that is somebody else's.
"""

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
from shared.contracts.events import Card
from shared.contracts.members import CHANNELS, Agreed, ConfirmJoin, Join, JoinFormRef
from shared.errors import Refused
from shared.ids import new_id

FORM, CODE = "public/join.html", "public/join_code.html"
LONGEST = 254


@dataclass(kw_only=True)
class Typed:
    """What stands in the form."""

    command_id: UUID = field(default_factory=new_id)
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    region: str = ""
    birth_year: str = ""
    guardian: str = ""
    language: str = ""
    axes: list[str] = field(default_factory=list)
    agree: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AskedPlace:
    """The event at which a place is asked for, and the code that led to it."""

    code: str
    card: Card


@public.get("/join")
def join_form() -> str:
    return form(Typed(language=current()))


@public.post("/join")
def join() -> Response | tuple[str, int]:
    return ask()


def ask(at: AskedPlace | None = None) -> Response | tuple[str, int]:
    """Take what was typed, and lead to where it is confirmed."""
    typed = _typed()
    language = as_language(typed.language)
    if language is None:
        raise BadRequest
    wish = Join(
        command_id=typed.command_id,
        first_name=typed.first_name,
        last_name=typed.last_name,
        language=language,
        phone=typed.phone,
        email=typed.email,
        region=typed.region or None,
        birth_year=typed.birth_year,
        guardian=typed.guardian,
        axes=typed.axes,
        agreed=_agreed(typed.agree),
        origin=asking.origin(),
        network=asking.network(),
        event_id=at.card.event_id if at else None,
    )
    try:
        asked = asking.members().join(wish)
    except Refused as refused:
        found = problem(refused)
        return form(typed, found, at), found.status
    if "sms" not in asked.channels:
        return redirect(url_for("public.join_asked_for", lang=_chosen()), 303)
    mail = "yes" if "email" in asked.channels else None
    place = at.code if at else None
    page = url_for(
        "public.join_code", sign_up=asked.sign_up, mail=mail, place=place, lang=_chosen()
    )
    return redirect(page, 303)


@public.get("/join/sent")
def join_asked_for() -> str:
    return render_template("public/join_asked_for.html")


@public.get("/join/code/<uuid:sign_up>")
def join_code(sign_up: UUID) -> str:
    mail = request.args.get("mail") == "yes"
    return _code_page(sign_up, mail=mail)


@public.post("/join/code/<uuid:sign_up>")
def confirm_code(sign_up: UUID) -> Response | tuple[str, int]:
    code = "".join(request.form.get("code", "")[:40].split())
    try:
        return _confirmed(ConfirmJoin(code=code, sign_up=sign_up, origin=asking.origin()))
    except Refused as refused:
        found = problem(refused)
        return _code_page(sign_up, mail=False, found=found), found.status


def _code_page(sign_up: UUID, *, mail: bool, found: Problem | None = None) -> str:
    """Show where the code is typed; `place` is where whoever asks for one begins again."""
    place = (request.args.get("place") or request.form.get("place") or "")[:LONGEST]
    return render_template(
        CODE, sign_up=sign_up, mail=mail, place=place, problem=found, lang=_chosen()
    )


@public.get("/join/link/<token>")
def join_link(token: str) -> str:
    """Show a button: programs that look at mails open links, and must not confirm by it."""
    return render_template("public/join_link.html", token=token, lang=_chosen())


@public.post("/join/link/<token>")
def confirm_link(token: str) -> Response:
    return _confirmed(ConfirmJoin(code=token, origin=asking.origin()))


def _confirmed(wish: ConfirmJoin) -> Response:
    joined = asking.members().confirm_join(wish)
    done = "place" if joined.event_id else "joined"
    page = url_for("public.own_page", link=joined.link, done=done, lang=_chosen())
    return redirect(page, 303)


def form(typed: Typed, found: Problem | None = None, at: AskedPlace | None = None) -> str:
    return render_template(
        FORM,
        form=asking.members().join_form(JoinFormRef(language=current())),
        typed=typed,
        problem=found,
        at=at,
        lang=_chosen(),
    )


def _typed() -> Typed:
    try:
        command_id = UUID(request.form.get("command_id", ""))
    except ValueError as error:
        raise BadRequest from error

    def text(name: str) -> str:
        return request.form.get(name, "").strip()[:LONGEST]

    return Typed(
        command_id=command_id,
        first_name=text("first_name"),
        last_name=text("last_name"),
        phone=text("phone"),
        email=text("email"),
        region=text("region"),
        birth_year=text("birth_year"),
        guardian=text("guardian"),
        language=text("language"),
        axes=request.form.getlist("axes")[:50],
        agree=request.form.getlist("agree")[:10],
    )


def _agreed(ticked: list[str]) -> list[Agreed]:
    """Read what was ticked: channel, language and version of the words that stood there."""
    agreed = []
    for tick in ticked:
        kind, _, words = tick.partition(":")
        code, _, version = words.partition(":")
        channel = next((channel for channel in CHANNELS if channel == kind), None)
        language = as_language(code)
        if channel is None or language is None or not (version.isascii() and version.isdigit()):
            raise BadRequest
        agreed.append(Agreed(channel=channel, language=language, version=int(version[:6])))
    return agreed


def _chosen() -> str | None:
    return as_language(request.args.get("lang") or request.form.get("lang"))
