"""The list of members and a member's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.audiences import TypedFilter
from services.web.console.hand_lists import lists_of
from services.web.console.person import PersonDraft
from services.web.languages import ZONE
from services.web.refusals import Problem, problem
from services.web.words.people import AGE_BANDS
from shared import clock
from shared.contracts.events import Card, EventIds
from shared.contracts.members import (
    AudienceFilter,
    ConsentLine,
    FindMembers,
    Mandate,
    MemberRef,
    TakingPart,
)
from shared.errors import Refused
from shared.ids import new_id

LONGEST_SEARCH = 100
PAGE = "console/member.html"
A_DAY = timedelta(days=1)
GROWN_UP = 19
"""Whoever reaches this age this year is no minor any more, whatever the day."""


@console.get("/members")
def members_list() -> tuple[str, int]:
    typed = TypedFilter.typed(request.args)
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    wanted, found = _filter(typed)
    page = asking.members().find_members(
        FindMembers(search=search, filter=wanted, after=request.args.get("after"))
    )
    text = render_template(
        "console/members.html",
        page=page,
        search=search,
        typed=typed,
        reference=asking.members().reference(),
        problem=found,
    )
    return text, found.status if found else 200


@console.get("/members/<uuid:member_id>")
def member_page(member_id: UUID) -> str | Response:
    shown = what_is_shown(member_id)
    if shown["shown_id"] != member_id:  # merged with somebody: that one's page goes on
        return redirect(url_for("console.member_page", member_id=shown["shown_id"]), 303)
    return render_template(PAGE, **shown)


def what_is_shown(
    member_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    draft: PersonDraft | None = None,
) -> dict[str, object]:
    """
    Give all that a member's page shows.

    `typed` is what stood in the form of a new mandate, `draft` what stood in that of a consent.
    """
    member = asking.members().member(MemberRef(member_id=member_id))
    today = clock.now().astimezone(ZoneInfo(ZONE)).date()
    age = today.year - member.birth_year if member.birth_year else None
    return {
        "member": member,
        "shown_id": member.member_id,
        "reference": asking.members().reference(),
        "said": said(member.consents),
        "mandates": [MandateShown.of(mandate, today) for mandate in member.mandates],
        "attended": with_cards(member.participation),
        "age_band": next((band for band, most in AGE_BANDS.items() if age and age <= most), None),
        "is_minor": age is not None and age < GROWN_UP,
        "today": today,
        "typed": typed or {},
        "draft": draft or PersonDraft(),
        "consent_typed": draft is not None,
        "new_id": new_id,
        "command_ids": [new_id() for _ in range(2 + len(member.merged))],
        **lists_of(member.member_id),
    }


@dataclass(frozen=True, kw_only=True)
class MandateShown:
    """A mandate as people say it: with its last day, and whether it holds."""

    mandate: Mandate
    last_day: date | None
    state: str

    @classmethod
    def of(cls, mandate: Mandate, today: date) -> MandateShown:
        begins, ends = mandate.begins_on, mandate.ends_on
        state = "holds"
        if ends and ends <= today:
            state = "over"
        elif begins and begins > today:
            state = "to-come"
        return cls(mandate=mandate, last_day=ends - A_DAY if ends else None, state=state)


def said(lines: Sequence[ConsentLine]) -> list[tuple[ConsentLine, bool]]:
    """
    Give what somebody agreed to, the newest first, and of each line whether it is about everything.

    Whoever wants no more messages at all says so once, and it is written down for each channel.
    """
    found: list[tuple[ConsentLine, bool]] = []
    for line in sorted(lines, key=lambda one: one.at, reverse=True):
        if found and not line.given and replace(line, channel=found[-1][0].channel) == found[-1][0]:
            found[-1] = (line, True)
        else:
            found.append((line, False))
    return found


def with_cards(lines: Sequence[TakingPart]) -> list[tuple[TakingPart, Card | None]]:
    """Join events with what they are called, by one question; no card when `events` is silent."""
    if not lines or not asking.can("events:read"):
        return [(line, None) for line in lines]
    wanted = EventIds(event_ids=[line.event_id for line in lines])
    found = asking.part(lambda: asking.events().cards(wanted))
    cards = {card.event_id: card for card in found.cards} if found else {}
    return [(line, cards.get(line.event_id)) for line in lines]


def _filter(typed: TypedFilter) -> tuple[AudienceFilter, Problem | None]:
    try:
        return typed.filter(), None
    except Refused as refused:
        return AudienceFilter(), problem(refused)
