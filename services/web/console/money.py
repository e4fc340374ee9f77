"""What SMS cost, how much may be spent, and what was: for all, and for one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import find
from services.web.console.quotes import compared
from shared.contracts.notifications import (
    DIRHAM,
    ChangeMoneyRules,
    EventMoneyRef,
    MoneyRules,
    Price,
    SetEventBudget,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/money.html"
OF_EVENT = "console/event_money.html"
MORE_PRICES = 2
MOST_PRICES = 60
LONGEST = 16
SEPARATORS = str.maketrans({",": ".", "٫": ".", "٬": None})
"""What parts an amount in French and in Arabic: decimals by a point, thousands by nothing."""

NO_AMOUNT = -1
"""Stands for what is no amount, so that the rule refuses it and says so."""


@dataclass(kw_only=True)
class MoneyTyped:
    """The form as it was typed, in dirhams."""

    prices: list[tuple[str, str]] = field(default_factory=list)
    a_month: str = ""
    an_event: str = ""
    alone_up_to: str = ""

    @classmethod
    def of(cls, rules: MoneyRules) -> Self:
        return cls(
            prices=[(price.prefix, in_dirhams(price.a_part)) for price in rules.prices],
            a_month=in_dirhams(rules.a_month),
            an_event=in_dirhams(rules.an_event),
            alone_up_to=str(rules.alone_up_to or ""),
        )

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> Self:
        def word(name: str) -> str:
            return form.get(name, "").strip()[:LONGEST]

        rows = [(word(f"price_{n}_prefix"), word(f"price_{n}_part")) for n in range(MOST_PRICES)]
        return cls(
            prices=[row for row in rows if any(row)],
            a_month=word("a_month"),
            an_event=word("an_event"),
            alone_up_to=word("alone_up_to"),
        )

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The prices that are known, and lines for more."""
        return [*self.prices, *[("", "")] * MORE_PRICES][:MOST_PRICES]

    def rules(self) -> MoneyRules:
        prices = [
            Price(prefix=beginning(prefix), a_part=thousandths(part))
            for prefix, part in self.prices
        ]
        alone = self.alone_up_to or "0"
        return MoneyRules(
            prices=prices,
            a_month=thousandths(self.a_month) if self.a_month else None,
            an_event=thousandths(self.an_event) if self.an_event else None,
            alone_up_to=int(alone) if alone.isdecimal() else NO_AMOUNT,
        )


@console.get("/money")
@asking.needs("sending:manage")
def money() -> str:
    known = asking.notifications().money()
    typed = MoneyTyped.of(known.rules)
    return render_template(PAGE, money=known, typed=typed, command_id=new_id())


@console.post("/money")
@asking.needs("sending:manage")
def change_money() -> Response | tuple[str, int]:
    typed = MoneyTyped.typed(request.form)
    command = ChangeMoneyRules(command_id=command_id(), rules=typed.rules())
    try:
        asking.notifications().change_money_rules(command)
    except Refused as refused:
        known = asking.notifications().money()
        return form_again(PAGE, refused, money=known, typed=typed, command_id=command_id())
    return redirect(url_for("console.money"), 303)


@console.get("/events/<uuid:event_id>/money")
@asking.needs("sends:read")
def event_money(event_id: UUID) -> str:
    known = asking.notifications().event_money(EventMoneyRef(event_id=event_id))
    most = in_dirhams(known.most) if known.own else ""
    about = {"event": find(event_id), "money": known, "compared": compared(event_id)}
    return render_template(OF_EVENT, **about, most=most, command_id=new_id())


@console.post("/events/<uuid:event_id>/money")
@asking.needs("sending:manage")
def set_event_budget(event_id: UUID) -> Response | tuple[str, int]:
    typed = request.form.get("most", "").strip()[:LONGEST]
    most = thousandths(typed) if typed else None
    event = find(event_id)
    command = SetEventBudget(command_id=command_id(), event_id=event_id, most=most)
    try:
        asking.notifications().set_event_budget(command)
    except Refused as refused:
        known = asking.notifications().event_money(EventMoneyRef(event_id=event_id))
        about = {"event": event, "money": known, "compared": compared(event_id), "most": typed}
        return form_again(OF_EVENT, refused, **about, command_id=command_id())
    return redirect(url_for("console.event_money", event_id=event_id), 303)


def thousandths(text: str) -> int:
    """Read an amount of dirhams, as it is written in French, in Arabic or on a keyboard."""
    try:
        amount = Decimal("".join(text.split()).translate(SEPARATORS)) * DIRHAM
    except ArithmeticError:  # no number, or one beyond all numbers
        return NO_AMOUNT
    whole = amount.is_finite() and amount == amount.to_integral_value()
    return int(amount) if whole and 0 <= amount < 10**12 else NO_AMOUNT


def beginning(text: str) -> str:
    """Read the beginning of numbers: 00212 is +212, in whatever digits."""
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text if sign.strip())
    return "+" + digits.removeprefix("00") if digits.startswith("00") else digits


def in_dirhams(amount: int | None) -> str:
    """Write an amount as it is typed: 0.45, and nothing for no limit."""
    return "" if amount is None else f"{(Decimal(amount) / DIRHAM).normalize():f}"
