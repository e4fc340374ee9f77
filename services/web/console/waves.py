"""An event's waves: who is invited when, and how each one does."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.looking import Look, look, looked, to_change
from services.web.console.meaning import Choices, meaning
from services.web.console.publishing import find_audience, weighed
from services.web.console.quotes import Wanted, expected, keep
from services.web.console.targets import TypedWish
from services.web.console.targets import shown as parts_shown
from services.web.marks import derived
from services.web.words.people import AGES
from shared.contracts.events import DropWave, EventRef, KeepSeats, PlanWave, WaveChecked
from shared.contracts.members import SavedAudience
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/waves.html"
MOST_DIGITS = 8
LONGEST = 200


@console.get("/events/<uuid:event_id>/waves")
def waves(event_id: UUID) -> str:
    return render_template(PAGE, **_waves(event_id), typed={}, command_id=new_id())


@console.post("/events/<uuid:event_id>/waves")
@asking.needs("events:publish")
def plan_wave(event_id: UUID) -> Response | str | tuple[str, int]:
    """Show what would be sent; plan it when somebody has looked and means it."""
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in _FIELDS}
    wished = TypedWish.typed(request.form)
    known = {"typed": typed, "command_id": command_id()}
    if to_change():
        return render_template(PAGE, **_waves(event_id, wished), **known)
    try:
        wave = _wave(event_id, typed, wished)
        checked = asking.events().check_wave(wave)
        audience = find_audience(wave.audience_id)
        wanted = _wanted(checked, wave, audience)
        if not looked():
            return look(_look(typed, wished, wanted, audience))
        kept = expected(wanted, wave.command_id, wave.wave_id)
        asking.events().plan_wave(wave)
        keep(kept)
    except Refused as refused:
        return form_again(PAGE, refused, **_waves(event_id, wished), **known)
    return _to_waves(event_id)


def _wanted(checked: WaveChecked, wave: PlanWave, audience: SavedAudience) -> Wanted:
    """Say what would go: to those of the audience who are not invited, or to some of them."""
    given = weighed(wave.event_id, audience, wave.wish).given if wave.wish else None
    return Wanted(
        card=checked.card,
        rule=audience.rule,
        among="uninvited",
        chosen=given,
        # How many a wave is for is counted before it is known who is invited already.
        meant=None if wave.wish else asking.members().count_audience(audience.rule).people,
        begins_at=checked.due_at,
    )


def _look(
    typed: Mapping[str, str], wished: TypedWish, wanted: Wanted, audience: SavedAudience
) -> Look:
    here = url_for("console.waves", event_id=wanted.card.event_id)
    return Look(
        wanted=wanted,
        to=audience.name,
        action=here,
        back=(here, gettext("Waves")),
        fields=[*typed.items(), *wished.fields()],
        said=meaning(audience.rule, Choices.asked()),
        goes_at=wanted.begins_at if typed["at"] else None,
        only_new=True,
    )


def _wave(event_id: UUID, typed: Mapping[str, str], wished: TypedWish) -> PlanWave:
    return PlanWave(
        command_id=command_id(),
        event_id=event_id,
        audience_id=_uuid(typed["audience"]),
        label=typed["label"],
        at=typed["at"],
        if_fewer=_number(typed["if_fewer"]),
        wish=wished.wish(),
        wave_id=derived(command_id(), "wave"),
    )


@console.post("/events/<uuid:event_id>/waves/<uuid:wave_id>/drop")
@asking.needs("events:publish")
def drop_wave(event_id: UUID, wave_id: UUID) -> Response | tuple[str, int]:
    wish = DropWave(command_id=command_id(), event_id=event_id, wave_id=wave_id)
    try:
        asking.events().drop_wave(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **_waves(event_id), typed={}, command_id=new_id())
    return _to_waves(event_id)


@console.post("/events/<uuid:event_id>/waves/keep")
@asking.needs("events:publish")
def keep_seats(event_id: UUID) -> Response | tuple[str, int]:
    """Keep places for the people of a wave, or let them go."""
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in _KEPT_FIELDS}
    wish = KeepSeats(
        command_id=command_id(),
        event_id=event_id,
        label=typed["kept_label"],
        seats=0 if "let_go" in request.form else _number(typed["kept_seats"]) or -1,
        until=typed["until"],
    )
    try:
        asking.events().keep_seats(wish)
    except Refused as refused:
        shown = _waves(event_id)
        return form_again(PAGE, refused, **shown, typed=typed, command_id=command_id())
    return _to_waves(event_id)


_KEPT_FIELDS = ("kept_label", "kept_seats", "until")
_FIELDS = ("audience", "label", "at", "if_fewer")


def _waves(event_id: UUID, wished: TypedWish | None = None) -> dict[str, object]:
    shown = asking.events().waves(EventRef(event_id=event_id))
    # What a wish is chosen from is wanted for the form, and to name the parts of what came of one.
    wanted = asking.can("events:publish") or any(wave.balance for wave in shown.waves)
    choices = asking.part(Choices.asked) if wanted else None
    may = asking.can("people:count")
    saved = asking.part(lambda: asking.members().audiences()) if may else None
    audiences = saved.audiences if saved else []
    return {
        "shown": shown,
        "audiences": audiences,
        "labels": list(dict.fromkeys(wave.label for wave in shown.waves if wave.label)),
        "choices": choices,
        "bands": AGES,
        "wished": wished or TypedWish(),
        "is_wished": wished not in (None, TypedWish()),
        "parts": {
            wave.wave_id: parts_shown(wave.balance, choices)
            for wave in shown.waves
            if wave.balance and choices
        },
        "names": {one.audience_id: one.name for one in audiences},
    }


def _to_waves(event_id: UUID) -> Response:
    return redirect(url_for("console.waves", event_id=event_id), 303)


def _number(typed: str) -> int | None:
    """Read a number; what is none is one that is refused."""
    if not typed:
        return None
    return int(typed) if typed.isdecimal() and len(typed) < MOST_DIGITS else 0


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise NotFound from error
