"""For administrators: when the association sends nothing, and how often it writes to one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.languages import in_a_row
from services.web.ramadan import Expected, expected
from services.web.words import word
from shared import clock
from shared.contracts.members import LANGUAGES
from shared.contracts.notifications import ChangeSendingRules, Hours, Season, SendingRules
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/sending_rules.html"
HOURS = ("nights", "ramadan_nights", "fridays")
MORE_SEASONS = 2
MOST_SEASONS = 20
LONGEST = 10
MOST_DIGITS = 4
NO_DAY = date(1, 1, 1)
"""Stands for what is no day, so that the rule refuses it and says so."""


@dataclass(kw_only=True)
class RulesTyped:
    """The form as it was typed; what is half filled in is refused by the rules themselves."""

    hours: dict[str, tuple[str, str]] = field(default_factory=dict)
    seasons: list[tuple[str, str]] = field(default_factory=list)
    most_messages: str = ""
    in_days: str = ""
    plain_letters: bool = False

    @classmethod
    def of(cls, rules: SendingRules) -> Self:
        kept: dict[str, Hours | None] = {name: getattr(rules, name) for name in HOURS}
        return cls(
            hours={name: (h.begins, h.ends) if h else ("", "") for name, h in kept.items()},
            seasons=[(s.first.isoformat(), s.last.isoformat()) for s in rules.ramadans],
            most_messages=str(rules.most_messages or ""),
            in_days=str(rules.in_days),
            plain_letters=rules.plain_letters,
        )

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> Self:
        def word(name: str) -> str:
            return form.get(name, "").strip()[:LONGEST]

        rows = [(word(f"season_{n}_first"), word(f"season_{n}_last")) for n in range(MOST_SEASONS)]
        return cls(
            hours={name: (word(f"{name}_begins"), word(f"{name}_ends")) for name in HOURS},
            seasons=[row for row in rows if any(row)],
            most_messages=word("most_messages"),
            in_days=word("in_days"),
            plain_letters=bool(word("plain_letters")),
        )

    def take(self, form: Mapping[str, str], zone: str) -> None:
        """Write the expected days down that were ticked, where nobody has typed others."""
        ticked = [
            (e.first.isoformat(), e.last.isoformat()) for e in self.expected(zone) if e.name in form
        ]
        self.seasons = [*self.seasons, *ticked][:MOST_SEASONS]

    def expected(self, zone: str) -> list[Expected]:
        """Give the Ramadans to come that are not written down yet."""
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        return expected(today, [_day(first) for first, _ in self.seasons])

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The Ramadans that are known, and lines for more."""
        return [*self.seasons, *[("", "")] * MORE_SEASONS][:MOST_SEASONS]

    def rules(self, zone: str) -> SendingRules:
        """Make the rules of it; the clock they are read by stays the association's."""
        hours = {
            name: Hours(begins=begins, ends=ends) if begins or ends else None
            for name, (begins, ends) in self.hours.items()
        }
        return SendingRules(
            zone=zone,
            nights=hours["nights"],
            ramadan_nights=hours["ramadan_nights"],
            fridays=hours["fridays"],
            ramadans=[Season(first=_day(first), last=_day(last)) for first, last in self.seasons],
            most_messages=_number(self.most_messages, 0),
            in_days=_number(self.in_days, 7),
            plain_letters=self.plain_letters,
        )


@console.get("/sending-rules")
@asking.needs("sending:manage")
def sending_rules() -> str:
    rules = asking.notifications().sending_rules()
    return render_template(PAGE, **_shown(rules, RulesTyped.of(rules)), command_id=new_id())


@console.post("/sending-rules")
@asking.needs("sending:manage")
def change_sending_rules() -> Response | tuple[str, int]:
    typed = RulesTyped.typed(request.form)
    known = asking.notifications().sending_rules()
    typed.take(request.form, known.zone)
    command = ChangeSendingRules(command_id=command_id(), rules=typed.rules(known.zone))
    try:
        asking.notifications().change_sending_rules(command)
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(known, typed), command_id=command_id())
    return redirect(url_for("console.sending_rules"), 303)


def _shown(rules: SendingRules, typed: RulesTyped) -> dict[str, object]:
    written_in = in_a_row(word("language", code) for code in LANGUAGES)
    return {
        "typed": typed,
        "rules": rules,
        "expected": typed.expected(rules.zone),
        "now": clock.now(),
        "written_in": written_in,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return NO_DAY


def _number(text: str, otherwise: int) -> int:
    """Read a number; what is none is one that the rules refuse."""
    if not text:
        return otherwise
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else -1
