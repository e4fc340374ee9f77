"""Who did what: the audits of the services, merged by time, for administrators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.languages import ZONE, in_a_row, moment, number
from services.web.sheets import Row, sheet
from services.web.words.deeds import COMMAND_LINE, DEEDS, KIND_NAMES, KINDS, STANDS_OUT, kind_of
from shared.contracts.audit import AuditLine, AuditPage, FindAudit, TakeOutAudit
from shared.errors import Refused

A_PAGE = 50
MOST_OF_A_SHEET = 20_000
SERVICES = ("members", "events", "notifications")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One line, in words; `who` is empty when nobody was signed in."""

    service: str
    line: AuditLine
    who: str
    about: str

    @property
    def words(self) -> str:
        return str(DEEDS.get(self.line.action, self.line.action))

    @property
    def kind(self) -> str:
        return kind_of(self.line.action)

    @property
    def stands_out(self) -> bool:
        return self.kind in STANDS_OUT

    @property
    def place(self) -> str:
        network = gettext("network %(mark)s", mark=self.line.origin) if self.line.origin else ""
        return in_a_row((self.line.browser, network))


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What is looked for; what was typed wrongly asks nothing."""

    person: str = ""
    kind: str = ""
    day: str = ""

    @classmethod
    def of_address(cls) -> Typed:
        names = ("person", "kind", "day")
        return cls(**{name: request.args.get(name, "").strip()[:40] for name in names})

    def wanted(self) -> FindAudit:
        since = _midnight(self.day)
        return FindAudit(
            actor_id=_id(self.person),
            actions=list(KINDS.get(self.kind, ())),
            since=since,
            until=since + timedelta(days=1) if since else None,
            limit=A_PAGE + 1,
        )


@console.get("/audit")
@asking.needs("audit:read")
def audit() -> str:
    typed = Typed.of_address()
    seen = _cursor(request.args.get("after", ""))
    found = list(islice(_deeds(typed.wanted(), seen), A_PAGE + 1))
    shown = found[:A_PAGE]
    for deed in shown:
        seen[deed.service] = deed.line.line
    after = ",".join(f"{name}:{line}" for name, line in seen.items())
    return render_template(
        "console/audit.html",
        deeds=shown,
        typed=typed,
        kinds=KIND_NAMES,
        people=_people(),
        after=after if len(found) > A_PAGE else None,
    )


@console.get("/audit.csv")
@asking.needs("audit:read")
def audit_sheet() -> Response:
    """Give what is looked for as a sheet; that it was taken out is written down first."""
    wanted = replace(Typed.of_address().wanted(), limit=500)
    asking.members().take_out_audit(TakeOutAudit())
    return sheet(gettext("Audit trail"), _rows(wanted))


def _rows(wanted: FindAudit) -> Iterator[Row]:
    yield gettext("When"), gettext("Who"), gettext("What"), gettext("From where"), gettext("Note")
    deeds = _deeds(wanted, {})
    for deed in islice(deeds, MOST_OF_A_SHEET):
        what = f"{deed.words} {deed.about}".strip()
        yield moment(deed.line.at), deed.who, what, deed.place, deed.line.detail
    if next(deeds, None):
        most = number(MOST_OF_A_SHEET)
        said = gettext(
            "The trail goes on: here are its newest %(number)s lines. "
            "Take single days out for more.",
            number=most,
        )
        yield said, "", "", "", ""


def _deeds(wanted: FindAudit, seen: dict[str, int]) -> Iterator[Deed]:
    """Give what was done in all services, the newest first, as long as it is asked for."""
    people = _people()

    def of(service: str) -> Iterator[Deed]:
        before = seen.get(service)
        while True:
            lines = _ask(service, replace(wanted, before=before)).lines
            for line in lines:
                yield _deed(service, line, people)
            if len(lines) < wanted.limit:
                return
            before = lines[-1].line

    return merge(*map(of, SERVICES), key=lambda deed: deed.line.at, reverse=True)


def _deed(service: str, line: AuditLine, people: dict[UUID, str]) -> Deed:
    unknown, about = gettext("Nobody who is known"), ""
    who = people.get(line.actor_id, unknown) if line.actor_id else ""
    if line.subject_id and line.subject_id != line.actor_id:
        about = people.get(line.subject_id, "")
    return Deed(service=service, line=line, who=who, about=about)


def _ask(service: str, wanted: FindAudit) -> AuditPage:
    ask: dict[str, Callable[[FindAudit], AuditPage]] = {
        "members": asking.members().audit,
        "events": asking.events().audit,
        "notifications": asking.notifications().audit,
    }
    return ask[service](wanted)


def _people() -> dict[UUID, str]:
    """Name whoever has an account; with no right to see them, nobody."""
    try:
        accounts = asking.members().staff_accounts().accounts
    except Refused:
        accounts = []
    return {
        COMMAND_LINE: gettext("The command line"),
        **{one.staff_id: one.name for one in accounts},
    }


def _cursor(text: str) -> dict[str, int]:
    """Read where the page before ended in each service."""
    parts = [part.partition(":") for part in text.split(",")]
    return {
        name: int(line)
        for name, _, line in parts
        if name in SERVICES and line.isascii() and line.isdigit() and len(line) < 19
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _midnight(day: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time.min, ZoneInfo(ZONE))
    except ValueError:
        return None
