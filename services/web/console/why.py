"""Why not? What became of telling people of an event, or why nothing did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.answers import names_of_people
from services.web.console.events import find
from services.web.console.imports import RECOGNISE_AGAIN_S
from services.web.languages import current, moment
from services.web.sheets import Row, sheet
from services.web.words import WORDS, word
from shared.contracts.events import EventView
from shared.contracts.members import FindMembers
from shared.contracts.notifications import (
    FindNotices,
    FindPeopleByReason,
    FindReasons,
    Notice,
    PeopleByReason,
    Reason,
)

PAGE = "console/why.html"
PEOPLE = "console/why_people.html"
LONGEST_SEARCH = 100
BOUNCE = "bounce-"
ROWS_A_PIECE = 500
CHANNELS = ("sms", "email", "none", "undecided")
"""The columns of the table: `none` and `undecided` are one, those without a way to them."""


@dataclass(kw_only=True)
class Line:
    """One line of the table: how rows ended, and how many of each channel did."""

    state: str
    reason: str
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def listed(self) -> bool:
        return self.state in ENDED


ENDED = ("failed", "expired", "excluded", "uncertain", "stopped")
"""What has a list of people behind it."""


def lines_of(reasons: list[Reason]) -> list[Line]:
    """Put the sums of an event into lines, in the order of the ledger, the largest first."""
    lines: dict[tuple[str, str], Line] = {}
    for each in reasons:
        line = lines.setdefault(
            (each.state, each.reason), Line(state=each.state, reason=each.reason)
        )
        line.rows[each.channel] = line.rows.get(each.channel, 0) + each.rows
    order = {state: place for place, state in enumerate(WORDS["ledger"])}
    return sorted(
        lines.values(), key=lambda one: (order.get(one.state, 99), -sum(one.rows.values()))
    )


@console.app_template_global()
def why_said(reason: str) -> str:
    """Say why in words; what only a provider has a word for is given as he says it."""
    if reason in WORDS["why"] or reason.replace("-", "_") in WORDS["why"]:
        return word("why", reason)
    if reason.startswith(BOUNCE):
        return gettext("Mail came back (%(code)s)", code=reason.removeprefix(BOUNCE))
    return gettext("The provider says: %(code)s", code=reason)


@console.get("/events/<uuid:event_id>/why")
@asking.needs("members:read")
def why_not(event_id: UUID) -> str:
    """Look somebody up by name or number; beside it the sums of all, by reason and channel."""
    event = find(event_id)
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    people, of_person = None, defaultdict[UUID, list[Notice]](list)
    found = asking.notifications().reasons(FindReasons(event_id=event_id))
    if search:
        people = asking.members().find_members(FindMembers(search=search))
        ids = [person.member_id for person in people.members]
        wanted = FindNotices(event_id=event_id, member_ids=ids)
        for notice in asking.notifications().notices(wanted).notices:
            of_person[notice.member_id].append(notice)
    lines = lines_of(found.reasons)
    channels = [each for each in CHANNELS if any(line.rows.get(each) for line in lines)]
    return render_template(
        PAGE,
        event=event,
        search=search,
        people=people,
        of_person=of_person,
        lines=lines,
        channels=channels,
        in_gap=found.in_gap,
    )


@console.get("/events/<uuid:event_id>/why/people")
@asking.needs("members:read")
def why_people(event_id: UUID) -> str:
    """Name the people behind one number of the table, page by page."""
    event, wish = find(event_id), _wish(event_id)
    page = asking.notifications().people_by_reason(wish)
    names = names_of_people(list(dict.fromkeys(one.member_id for one in page.notices)))
    return render_template(
        PEOPLE,
        event=event,
        wish=wish,
        shown=[one for one in page.notices if one.member_id in names],
        hidden=len({one.member_id for one in page.notices} - names.keys()),
        names=names,
        next=page.next,
        chosen=_chosen(wish),
    )


@console.get("/events/<uuid:event_id>/why/people.csv")
@asking.needs("members:export")
def why_people_file(event_id: UUID) -> Response:
    event = find(event_id)
    wish = replace(_wish(event_id), after=None, limit=ROWS_A_PIECE, taken_out=True)
    first = asking.notifications().people_by_reason(wish)
    title = f"{event.card.text(current()).title} – {gettext('Why not?')}"
    return sheet(title, _rows(event, wish, first))


def _wish(event_id: UUID) -> FindPeopleByReason:
    asked = request.args
    return FindPeopleByReason(
        event_id=event_id,
        channel=asked.get("channel", "")[:20],
        state=asked.get("state", "")[:20],
        reason=asked.get("reason", "")[:100],
        in_gap="gap" in asked,
        after=asked.get("after"),
    )


def _chosen(wish: FindPeopleByReason) -> Mapping[str, str]:
    """Give what a link to the same list has in it."""
    if wish.in_gap:
        return {"gap": "yes"}
    return {"channel": wish.channel, "state": wish.state, "reason": wish.reason}


def _rows(event: EventView, wish: FindPeopleByReason, page: PeopleByReason) -> Iterator[Row]:
    yield (
        *(gettext("Name"), gettext("Message"), gettext("Channel")),
        *(gettext("State"), gettext("Why"), gettext("When")),
    )
    known_at = monotonic()
    while True:
        names = names_of_people(list(dict.fromkeys(one.member_id for one in page.notices)))
        for one in page.notices:
            name = names.get(one.member_id)
            if name is None:  # not among those whom the reader may see
                continue
            yield (
                f"{name.first_name} {name.last_name}".strip(),
                *(word("send", one.kind), word("channel", one.channel)),
                *(word("ledger", one.state), why_said(one.reason) if one.reason else ""),
                moment(one.at, event.card.zone),
            )
        if page.next is None:
            return
        if monotonic() - known_at > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at = monotonic()
        page = asking.notifications().people_by_reason(replace(wish, after=page.next))
