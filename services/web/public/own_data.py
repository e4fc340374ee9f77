"""
`/p/<link>/data` and `/p/<link>/erase`: all that is held of a person, for that person; and an end.

Erasing is meant twice, on two pages, and asks for a tick: no second message is sent for it, for
whoever has stopped messages gets none.
"""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.held import as_file, held_file
from services.web.languages import as_language, speak
from services.web.public import public
from services.web.public.own_page import (
    chosen,
    command,
    needed_uuid,
    page_behind,
    uuid_or_none,
)
from services.web.refusals import Problem, problem
from shared.contracts.members import AskOwnErasure, ConfirmOwnErasure, OwnData, OwnLinkRef, OwnPage
from shared.contracts.persons import PersonData
from shared.errors import Refused
from shared.ids import new_id

DATA, ERASE = "public/own_data.html", "public/erase.html"
NOT_MEANT = Refused("not-meant")


# --- All that is held ------------------------------------------------------------------------


@public.get("/p/<link>/data")
def own_data_page(link: str) -> str:
    own, holders = _held(link)
    return _data(link, own, holders)


@public.get("/p/<link>/data.html")
def own_data_to_read(link: str) -> Response:
    own, holders = _held(link)
    return as_file(_data(link, own, holders, as_file=True), "text/html", "my-data.html")


@public.get("/p/<link>/data.json")
def own_data_file(link: str) -> Response:
    own, holders = _held(link)
    return held_file(own.member_id, holders, "my-data.json")


def _held(link: str) -> tuple[OwnData, list[PersonData]]:
    """Ask every service: what is not whole is not shown as if it were."""
    wish = OwnLinkRef(
        link=link, member_id=uuid_or_none(request.args.get("who")), origin=asking.origin()
    )
    own = asking.members().own_data(wish)
    others = (asking.own_events(own.token), asking.own_notifications(own.token))
    return own, [own.data, *(holder.own_data() for holder in others)]


def _data(link: str, own: OwnData, holders: list[PersonData], *, as_file: bool = False) -> str:
    _speak_to(own)
    return render_template(
        DATA,
        link=link,
        page=own,
        holders=holders,
        reference=own.reference,
        as_file=as_file,
        **_whose(own),
    )


# --- Erasing ---------------------------------------------------------------------------------


@public.get("/p/<link>/erase")
def ask_own_erasure(link: str) -> str:
    return _erase(link, uuid_or_none(request.args.get("who")), sure=False)


@public.post("/p/<link>/erase")
def wish_own_erasure(link: str) -> Response:
    member_id = needed_uuid(request.form.get("member_id"))
    wish = AskOwnErasure(link=link, member_id=member_id, origin=asking.origin())
    asking.members().ask_own_erasure(wish)
    page = url_for("public.mean_own_erasure", link=link, who=member_id, lang=chosen())
    return redirect(page, 303)


@public.get("/p/<link>/erase/sure")
def mean_own_erasure(link: str) -> str:
    return _erase(link, uuid_or_none(request.args.get("who")), sure=True)


@public.post("/p/<link>/erase/sure")
def confirm_own_erasure(link: str) -> Response | tuple[str, int]:
    member_id = needed_uuid(request.form.get("member_id"))
    if request.form.get("sure") != "yes":
        return _erase_again(link, member_id, NOT_MEANT, sure=True)
    wish = ConfirmOwnErasure(
        command_id=command(), link=link, member_id=member_id, origin=asking.origin()
    )
    try:
        asking.members().confirm_own_erasure(wish)
    except Refused as refused:
        if refused.code != "nobody-asked":
            raise
        return _erase_again(link, member_id, refused, sure=False)
    others = "yes" if request.form.get("others") else None
    page = url_for("public.own_erased", link=link, others=others, lang=as_language(_sent_in()))
    return redirect(page, 303)


@public.get("/p/<link>/erased")
def own_erased(link: str) -> str:
    """Say what was done: the link leads to others at most, so nothing is asked."""
    return render_template(
        "public/erased.html", link=link, others=request.args.get("others"), lang=chosen()
    )


def _erase_again(link: str, member_id: UUID, refused: Refused, *, sure: bool) -> tuple[str, int]:
    found = problem(refused)
    return _erase(link, member_id, sure=sure, found=found), found.status


def _erase(link: str, member_id: UUID | None, *, sure: bool, found: Problem | None = None) -> str:
    page = page_behind(link, member_id)
    _speak_to(page)
    return render_template(
        ERASE,
        link=link,
        page=page,
        sure=sure,
        problem=found,
        command_id=command() if found else new_id(),
        **_whose(page),
    )


def _speak_to(person: OwnPage | OwnData) -> None:
    if not chosen():
        speak(person.language)


def _whose(page: OwnPage | OwnData) -> dict[str, object]:
    return {"who": page.member_id if len(page.people) > 1 else None, "lang": chosen()}


def _sent_in() -> str | None:
    return request.form.get("lang")
