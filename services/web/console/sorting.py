"""The lists that people are sorted by: bodies, axes, partner organisations and tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from shared.contracts.members import (
    LANGUAGES,
    AddThing,
    Kind,
    RemoveThing,
    RenameThing,
    ThingsOfKind,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/sorting.html"
KINDS: tuple[Kind, ...] = get_args(Kind)
NO_LANGUAGE = "und"
LONGEST = 1000


@console.get("/sorting")
@asking.needs("members:write")
def sorting() -> str:
    return render_template(PAGE, **_shown(_kind(request.args.get("kind")), {}))


@console.post("/sorting")
@asking.needs("members:write")
def add_thing() -> Response | tuple[str, int]:
    kind, names = _kind(request.form.get("kind")), _names()
    wish = AddThing(command_id=command_id(), kind=kind, names=names)
    return _done(kind, lambda: asking.members().add_thing(wish), {"": names})


@console.post("/sorting/rename")
@asking.needs("members:write")
def rename_thing() -> Response | tuple[str, int]:
    kind, code, names = _kind(request.form.get("kind")), _line(), _names()
    wish = RenameThing(command_id=command_id(), kind=kind, code=code, names=names)
    return _done(kind, lambda: asking.members().rename_thing(wish), {code: names})


@console.post("/sorting/remove")
@asking.needs("members:write")
def remove_thing() -> Response | tuple[str, int]:
    kind = _kind(request.form.get("kind"))
    wish = RemoveThing(command_id=command_id(), kind=kind, code=_line())
    return _done(kind, lambda: asking.members().remove_thing(wish), {})


def _done(
    kind: Kind, act: Callable[[], ThingsOfKind], typed: dict[str, dict[str, str]]
) -> Response | tuple[str, int]:
    try:
        act()
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(kind, typed))
    return redirect(url_for("console.sorting", kind=kind), 303)


def _shown(kind: Kind, typed: dict[str, dict[str, str]]) -> dict[str, object]:
    """Give a list; `typed` are the names in a form by their line, those of a new one under ""."""
    return {
        "kind": kind,
        "kinds": KINDS,
        "things": asking.members().things(ThingsOfKind(kind=kind)).things,
        "typed": typed,
        "spoken": [NO_LANGUAGE] if kind == "tags" else LANGUAGES,
        "new_id": new_id,
    }


def _kind(text: str | None) -> Kind:
    """Read which list is meant; whatever is none of them is the first."""
    return next((kind for kind in KINDS if kind == text), KINDS[0])


def _line() -> str:
    """Give the line's code; fields called `code` are secrets, not repeated after a silence."""
    return request.form.get("line", "")[:LONGEST]


def _names() -> dict[str, str]:
    typed = {
        language: request.form.get(f"name_{language}", "").strip()[:LONGEST]
        for language in (*LANGUAGES, NO_LANGUAGE)
    }
    return {language: name for language, name in typed.items() if name}
