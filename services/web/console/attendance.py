"""The attendance sheet and the answers of an event, to take along."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from uuid import UUID

from flask_babel import gettext, ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.answers import may_see
from services.web.console.asked import asked_in, replies_said
from services.web.console.imports import RECOGNISE_AGAIN_S
from services.web.console.session_rooms import chosen_sessions, session_title
from services.web.languages import current, hour, moment
from services.web.papers import attendance as papers
from services.web.papers.paper import can_print
from services.web.sheets import Row, download, sheet
from services.web.words import word
from shared.contracts.events import AttendancePage, AttendanceRow, Card, FindAttendance
from shared.contracts.members import MemberIds, Name
from shared.errors import Refused

MOST_ON_PAPER = 5_000
"""Two hundred pages to sign; whoever has a larger hall prints the workbook in parts."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@console.get("/events/<uuid:event_id>/attendance.pdf")
@asking.needs("names:read")
def attendance_pdf(event_id: UUID) -> Response:
    if not can_print():
        raise NotFound
    found = _sheet(event_id)
    return download(called(found.card), "pdf", papers.pdf(found), "application/pdf")


@console.get("/events/<uuid:event_id>/attendance.xlsx")
@asking.needs("names:read")
def attendance_xlsx(event_id: UUID) -> Response:
    found = _sheet(event_id, with_replies=True)
    return download(called(found.card), "xlsx", papers.xlsx(found, current()), XLSX)


@console.get("/events/<uuid:event_id>/people.csv")
@asking.needs("names:read")
def event_people(event_id: UUID) -> Response:
    """Whoever answered, with what they said, whether they have a place, and whether they came."""
    wish = FindAttendance(event_id=event_id, taken_out="answers-taken-out", with_replies=True)
    first = asking.events().attendance(wish)
    title = f"{first.card.text(current()).title} – {gettext('Answers')}"
    return sheet(title, _rows(wish, first))


def _rows(wish: FindAttendance, page: AttendancePage) -> Iterator[Row]:
    yield (
        *(gettext("First name"), gettext("Last name"), gettext("Answer"), gettext("Place")),
        *(gettext("Guests"), gettext("Answered at"), gettext("Came at")),
        *_heads(page),
    )
    hidden = 0
    for people in _pages(wish, page):
        ids = [row.member_id for row in people.rows]
        names = names_asked(ids + [came.member_id for came in people.unannounced])
        for came in people.unannounced:
            name = names.get(came.member_id)
            if not may_see(came.member_id, names):
                hidden += 1
                continue
            known = (name.first_name, name.last_name) if name else ("", "")
            yield (*known, "", "", 0, "", moment(came.came_at), *("" for _ in _heads(page)))
        for row in people.rows:
            name = names.get(row.member_id)
            if not may_see(row.member_id, names):
                hidden += 1
                continue
            yield (
                *((name.first_name, name.last_name) if name else ("", "")),
                *(word("answer", row.answer), word("place", row.place)),
                *(
                    row.guests,
                    moment(row.answered_at),
                    moment(row.came_at) if row.came_at else "",
                ),
                *_replies(page, row),
            )
    if hidden:
        yield (
            ngettext(
                "%(number)s more person is not among those whom you may see.",
                "%(number)s more people are not among those whom you may see.",
                hidden,
                number=hidden,
            ),
        )


def _heads(page: AttendancePage) -> list[str]:
    """Name the columns of what people answered, and of the sessions that are chosen."""
    card = page.card
    sessions = (
        f"{hour(session.starts_at, card.zone)} {session_title(session, card)}"
        for session in chosen_sessions(card)
    )
    return [*(asked_in(question, card).label for question in page.questions), *sessions]


def _replies(page: AttendancePage, row: AttendanceRow) -> list[str]:
    """Give what somebody answered and chose, in the order of the columns."""
    said = replies_said(page.questions, row.replies, page.card)
    return [
        *(said.get(question.question_id, "") for question in page.questions),
        *(
            gettext("Yes") if session.session_id in row.sessions else ""
            for session in chosen_sessions(page.card)
        ),
    ]


def _sheet(event_id: UUID, *, with_replies: bool = False) -> papers.Sheet:
    wish = FindAttendance(
        event_id=event_id,
        only_coming=True,
        taken_out="attendance-sheet-taken-out",
        with_replies=with_replies,
    )
    page = asking.events().attendance(wish)
    found: list[tuple[Name, int, list[str]]] = []
    expected = 0
    for people in _pages(wish, page):
        names = names_asked([row.member_id for row in people.rows])
        found += [
            (names[row.member_id], row.guests, _replies(page, row))
            for row in people.rows
            if row.member_id in names
        ]
        expected += sum(1 + row.guests for row in people.rows)
        if sum(1 + guests for _, guests, _ in found) > MOST_ON_PAPER:
            code = "too-many-for-paper"
            raise Refused(code, {"most": MOST_ON_PAPER})
    lines: list[str] = []
    replies: list[Sequence[str]] = []
    for name, guests, said in sorted(found, key=lambda one: by_name(one[0])):
        called = f"{name.first_name} {name.last_name}".strip()
        # Whom somebody brings has no name here: a line each, to be written on.
        lines += [called, *(f"+{number} · {called}" for number in range(1, guests + 1))]
        replies.append([called, *said])
    return papers.Sheet(
        card=page.card,
        association=asking.members().reference().association,
        names=lines,
        left_out=expected - len(lines),
        questions=_heads(page),
        replies=replies if _heads(page) else [],
    )


def _pages(wish: FindAttendance, page: AttendancePage) -> Iterator[AttendancePage]:
    known_at = monotonic()
    while True:
        yield page
        if page.next is None:
            return
        if monotonic() - known_at > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at = monotonic()
        page = asking.events().attendance(replace(wish, after=page.next))


def names_asked(ids: list[UUID]) -> dict[UUID, Name]:
    """Give the names of at most 500 people; no sheet is made while there is no answer."""
    if not ids:
        return {}
    wanted = MemberIds(member_ids=ids)
    return {name.member_id: name for name in asking.members().names(wanted).names}


def by_name(name: Name) -> tuple[str, str]:
    return _folded(name.last_name or name.first_name), _folded(name.first_name)


def _folded(text: str) -> str:
    """Order É as E; Arabic comes after Latin, as their letters do."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def called(card: Card) -> str:
    return f"{card.text(current()).title} – {gettext('Attendance sheet')}"
