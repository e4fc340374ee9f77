"""An event's announcements: what is told to many, without asking for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.looking import Look, look, looked, to_change
from services.web.console.publishing import find_audience
from services.web.console.quotes import Wanted, expected, keep
from services.web.marks import derived
from services.web.words import word
from shared.contracts.events import Announce, AnnouncementChecked, EventRef, Said, ToAnswer
from shared.contracts.members import LANGUAGES
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/announcements.html"
LONGEST = 2_000
AUDIENCE = "audience:"


@console.get("/events/<uuid:event_id>/announcements")
def announcements(event_id: UUID) -> str:
    return render_template(PAGE, **_announcements(event_id), typed={}, command_id=new_id())


@console.post("/events/<uuid:event_id>/announcements")
@asking.needs("events:publish")
def announce(event_id: UUID) -> Response | str | tuple[str, int]:
    """Show what would be sent; send it when somebody has looked and means it."""
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    known = {"typed": typed, "command_id": command_id()}
    if to_change():
        return render_template(PAGE, **_announcements(event_id), **known)
    try:
        wish = _wish(event_id, typed)
        checked = asking.events().check_announcement(wish)
        wanted, to = _wanted(checked, wish)
        if not looked():
            return look(_look(event_id, typed, wanted, to))
        kept = expected(wanted, wish.command_id, wish.wave_id)
        asking.events().announce(wish)
        keep(kept)
    except Refused as refused:
        return form_again(PAGE, refused, **_announcements(event_id), **known)
    return redirect(url_for("console.announcements", event_id=event_id), 303)


def _wish(event_id: UUID, typed: Mapping[str, str]) -> Announce:
    return Announce(
        command_id=command_id(),
        event_id=event_id,
        said={
            code: Said(title=typed.get(f"title_{code}", ""), text=typed.get(f"text_{code}", ""))
            for code in LANGUAGES
            if f"text_{code}" in typed
        },
        audience_id=_audience(typed.get("to", "")),
        to_answer=_answer(typed.get("to", "")),
        wave_id=derived(command_id(), "wave"),
    )


def _wanted(checked: AnnouncementChecked, wish: Announce) -> tuple[Wanted, str]:
    """Say what would go, and in words to whom."""
    about = Wanted(card=checked.card, kind="announcement", said=checked.said)
    if wish.audience_id is None:
        answer = wish.to_answer or "silent"
        return replace(about, among=answer), word("to_answer", answer)
    audience = find_audience(wish.audience_id)
    return replace(about, rule=audience.rule), audience.name


def _look(event_id: UUID, typed: Mapping[str, str], wanted: Wanted, to: str) -> Look:
    names = ("to", *(f"{part}_{code}" for code in LANGUAGES for part in ("title", "text")))
    here = url_for("console.announcements", event_id=event_id)
    return Look(
        wanted=wanted,
        to=to,
        action=here,
        back=(here, gettext("Announcements")),
        fields=[(name, typed[name]) for name in names if name in typed],
    )


def _announcements(event_id: UUID) -> dict[str, object]:
    shown = asking.events().announcements(EventRef(event_id=event_id))
    may = asking.can("people:count")
    saved = asking.part(lambda: asking.members().audiences()) if may else None
    audiences = saved.audiences if saved else []
    return {
        "shown": shown,
        "audiences": audiences,
        "names": {one.audience_id: one.name for one in audiences},
        "view": asking.events().event(EventRef(event_id=event_id)),
    }


def _audience(typed: str) -> UUID | None:
    if not typed.startswith(AUDIENCE):
        return None
    try:
        return UUID(typed.removeprefix(AUDIENCE))
    except ValueError as error:
        raise BadRequest from error


def _answer(typed: str) -> ToAnswer | None:
    for answer in get_args(ToAnswer):
        if answer == typed:
            known: ToAnswer = answer
            return known
    return None  # to nobody: the service says so, if there is such an event
