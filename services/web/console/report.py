"""An event afterwards: from the invitations to who came, in groups; on a page and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.axes import named
from services.web.charts import Piece, divided
from services.web.console import console
from services.web.console.events import find
from services.web.languages import current
from services.web.papers import report as papers
from services.web.papers.paper import can_print
from services.web.sheets import download
from services.web.words import word
from shared.contracts.events import (
    EventRef,
    EventView,
    FeedbackSummary,
    FeedbackWords,
    FindFeedbackWords,
)
from shared.contracts.members import Breakdown, EventBreakdown, FindBreakdown, Group, Named

AGES_IN_ORDER = ("18", "24", "34", "older", "")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is known of an event; a part is None when its service gives no answer."""

    event: EventView
    steps: Mapping[str, int]
    breakdown: EventBreakdown | None
    feedback: FeedbackSummary | None
    association: str
    codes: Mapping[str, Mapping[str, str]]

    def groups(self, kind: Breakdown) -> list[Group]:
        """Give the groups in the order in which they are read."""
        if kind.dimension == "age":
            order = {code: place for place, code in enumerate(AGES_IN_ORDER)}
            return sorted(kind.groups, key=lambda group: order.get(group.code, 0))
        return sorted(kind.groups, key=lambda group: (-(group.invited or 0), group.code))

    def lengths(self, kind: Breakdown) -> dict[str, list[Piece]]:
        """Draw how many of each group said yes; what is not shown has no length."""
        counts = {group.code: {"yes": group.yes or 0} for group in kind.groups}
        return {bar.code: bar.pieces for bar in divided(counts)}

    def called(self, kind: Breakdown, group: Group) -> str:
        """Name a group in the reader's words."""
        if not group.code:
            return gettext("Not known")
        return self.codes[kind.dimension].get(group.code, group.code)


@console.get("/events/<uuid:event_id>/report")
@asking.needs("people:count")
def event_report(event_id: UUID) -> str:
    return render_template(
        "console/report.html",
        report=_report(event_id, taken_out=False),
        titles=titles(),
        written=_written(event_id),
    )


@console.get("/events/<uuid:event_id>/report.pdf")
@asking.needs("people:count")
def event_report_pdf(event_id: UUID) -> Response:
    if not can_print():
        raise NotFound
    found = _report(event_id, taken_out=True)
    title = found.event.card.text(current()).title
    body = papers.pdf(_on_paper(found))
    return download(f"{title} – {gettext('Report')}", "pdf", body, "application/pdf")


def _written(event_id: UUID) -> FeedbackWords | None:
    """Give what people wrote afterwards to whoever may read their names, too."""
    if not asking.can("names:read"):
        return None
    wish = FindFeedbackWords(event_id=event_id, after=request.args.get("after"))
    return asking.part(lambda: asking.events().feedback_words(wish))


def titles() -> dict[str, str]:
    """Name the kinds of groups, and the steps from an invitation to the day."""
    return {
        "region": gettext("By region"),
        "age": gettext("By age"),
        "gender": gettext("By gender"),
        "axis": gettext("By axis"),
        "invited": gettext("Invited"),
        "answered": gettext("Answered"),
        "yes": gettext("Said yes"),
        "came": gettext("Were there"),
    }


def _report(event_id: UUID, *, taken_out: bool) -> Report:
    event = find(event_id)
    wish = FindBreakdown(event_id=event_id, taken_out=taken_out)
    ask = asking.members().event_breakdown
    # What leaves the house is whole, or does not leave.
    breakdown = ask(wish) if taken_out else asking.part(lambda: ask(wish))
    reference = asking.part(asking.members().reference)
    counts = event.counts
    steps = {
        "invited": counts.invited,
        "answered": counts.yes + counts.maybe + counts.no,
        "yes": counts.yes,
    }
    if breakdown and breakdown.came:
        steps["came"] = breakdown.came
    return Report(
        event=event,
        steps=steps,
        breakdown=breakdown,
        feedback=asking.part(lambda: asking.events().feedback_summary(EventRef(event_id=event_id))),
        association=reference.association if reference else "",
        codes={
            "region": _names(reference.regions if reference else ()),
            "axis": _names(reference.axes if reference else ()),
            "age": {code: word("age", code) for code in AGES_IN_ORDER if code},
            "gender": {code: word("gender", code) for code in ("woman", "man", "other")},
        },
    )


def _names(things: Sequence[Named]) -> dict[str, str]:
    return {thing.code: named(thing, current()) for thing in things}


def _on_paper(report: Report) -> papers.Sheet:
    said = titles()
    kinds = report.breakdown.breakdowns if report.breakdown else []
    return papers.Sheet(
        card=report.event.card,
        association=report.association,
        language=current(),
        title=gettext("Report"),
        steps=[(said[step], count) for step, count in report.steps.items()],
        heads=(said["invited"], said["yes"], said["came"]),
        tables=[
            papers.Table(
                title=said[kind.dimension],
                rows=[
                    (report.called(kind, group), (group.invited, group.yes, group.came))
                    for group in report.groups(kind)
                ],
            )
            for kind in kinds
            if kind.groups
        ],
        note=gettext(
            "Groups of fewer than five people are not shown, nor what would tell how many they are."
        ),
    )
