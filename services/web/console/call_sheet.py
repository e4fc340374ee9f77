"""The call sheet: whom no message reaches, on a page, on paper, or as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.imports import RECOGNISE_AGAIN_S
from services.web.sheets import Row, sheet
from services.web.words import word
from shared.contracts.events import EventRef, EventView
from shared.contracts.members import CallSheet, FindCallSheet

ROWS_A_PIECE = 500


@console.get("/members/call-sheet")
@asking.needs("members:write")
def call_sheet() -> str:
    wish, event = _wish()
    return render_template(
        "console/call_sheet.html",
        page=asking.members().call_sheet(replace(wish, after=_uuid("after"))),
        audiences=asking.members().audiences().audiences,
        event=event,
        wish=wish,
    )


@console.get("/members/call-sheet.csv")
@asking.needs("members:write")
def call_sheet_file() -> Response:
    wish, _ = _wish()
    wish = replace(wish, taken_out=True, limit=ROWS_A_PIECE)
    first = asking.members().call_sheet(wish)
    return sheet(gettext("Call sheet"), _rows(wish, first))


def _wish() -> tuple[FindCallSheet, EventView | None]:
    event_id = _uuid("event")
    event = asking.events().event(EventRef(event_id=event_id)) if event_id else None
    audience_id = None if event else _uuid("audience")
    return FindCallSheet(event_id=event_id, audience_id=audience_id), event


def _rows(wish: FindCallSheet, page: CallSheet) -> Iterator[Row]:
    yield (gettext("Name"), gettext("Phone"), gettext("Why"))
    known_at = monotonic()
    while True:
        for row in page.rows:
            name = f"{row.first_name} {row.last_name}".strip()
            yield (name, row.number, word("call", row.reason))
        if page.next is None:
            return
        if monotonic() - known_at > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at = monotonic()
        page = asking.members().call_sheet(replace(wish, after=page.next))


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
