"""The list of who is in mandate, to be signed at the door of an assembly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.attendance import MOST_ON_PAPER, XLSX, by_name, called, names_asked
from services.web.languages import current
from services.web.papers import attendance as papers
from services.web.papers.paper import can_print
from services.web.sheets import download
from shared.contracts.events import Card
from shared.contracts.events.proxies import FindRoll, RollPage, RollRow
from shared.contracts.members import Name
from shared.contracts.wire import CHUNK
from shared.errors import Refused


@console.get("/events/<uuid:event_id>/assembly/roll.pdf")
@asking.needs("names:read")
def roll_pdf(event_id: UUID) -> Response:
    if not can_print():
        raise NotFound
    found = _sheet(event_id)
    return download(called(found.card), "pdf", papers.pdf(found), "application/pdf")


@console.get("/events/<uuid:event_id>/assembly/roll.xlsx")
@asking.needs("names:read")
def roll_xlsx(event_id: UUID) -> Response:
    found = _sheet(event_id)
    return download(called(found.card), "xlsx", papers.xlsx(found, current()), XLSX)


def _sheet(event_id: UUID) -> papers.Sheet:
    card, rows = _rows(event_id)
    names = _names([row.member_id for row in rows])
    whole = {
        member_id: f"{name.first_name} {name.last_name}".strip()
        for member_id, name in names.items()
    }
    held = defaultdict[UUID, list[str]](list)
    for row in rows:
        if row.holder_id:
            held[row.holder_id].append(whole.get(row.member_id, "?"))
    # Whoever has no name any more is in mandate and signs all the same, on a line at the end.
    lines = sorted(rows, key=lambda r: (r.member_id not in names, _by_name(names, r.member_id)))
    return papers.Sheet(
        card=card,
        association=asking.members().reference().association,
        names=[whole.get(row.member_id, "?") for row in lines],
        beside=[_beside(row, whole, held[row.member_id]) for row in lines],
        heading=papers.PROXY,
    )


def _names(ids: list[UUID]) -> dict[UUID, Name]:
    """Give the names of all of them; where `members` gives no answer there is no list to sign."""
    pages = (ids[begin : begin + CHUNK] for begin in range(0, len(ids), CHUNK))
    return {member_id: name for page in pages for member_id, name in names_asked(page).items()}


def _by_name(names: dict[UUID, Name], member_id: UUID) -> tuple[str, str]:
    return by_name(names[member_id]) if member_id in names else ("", "")


def _beside(row: RollRow, whole: dict[UUID, str], held: list[str]) -> str:
    if row.holder_id:
        return f"> {whole.get(row.holder_id, '?')}"
    return f"+ {', '.join(held)}" if held else ""


def _rows(event_id: UUID) -> tuple[Card, list[RollRow]]:
    pages = list(_pages(event_id))
    return pages[0].card, [row for page in pages for row in page.rows]


def _pages(event_id: UUID) -> Iterator[RollPage]:
    page = asking.events().roll(FindRoll(event_id=event_id, taken_out="roll-taken-out"))
    found = 0
    while True:
        found += len(page.rows)
        if found > MOST_ON_PAPER:
            code = "too-many-for-paper"
            raise Refused(code, {"most": MOST_ON_PAPER})
        yield page
        if page.next is None:
            return
        page = asking.events().roll(FindRoll(event_id=event_id, after=page.next))
