"""What SMS cost, how much may be spent, and where they may go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from shared.contracts.wire import Wire

DIRHAM = 1000
"""Money is counted in thousandths of a dirham: a part of an SMS costs some hundreds."""


@dataclass(frozen=True, kw_only=True)
class Price(Wire):
    """What a part of an SMS costs to numbers that begin so, `+212`; the longest one holds."""

    prefix: str
    a_part: int


@dataclass(frozen=True, kw_only=True)
class MoneyRules(Wire):
    """
    What an association has decided about its money; a higher `version` replaces a lower.

    SMS go only to numbers that begin as one of `prices`; with none, anywhere but to numbers that
    cost more than others. At most `a_month` is spent in a month and `an_event` for an event, and
    a send to more than `alone_up_to` people waits for a second person (None, None, 0: no limit).
    """

    version: int = 0
    prices: list[Price] = field(default_factory=list)
    a_month: int | None = None
    an_event: int | None = None
    alone_up_to: int = 0


@dataclass(frozen=True, kw_only=True)
class Money(Wire):
    """The rules about money, and what was spent in the month that it is."""

    rules: MoneyRules
    month: date
    spent: int


@dataclass(frozen=True, kw_only=True)
class ChangeMoneyRules(Wire):
    """Let other rules hold from now on; the same `command_id` again changes nothing."""

    command_id: UUID
    rules: MoneyRules


@dataclass(frozen=True, kw_only=True)
class EventMoneyRef(Wire):
    """Asks what was spent for an event."""

    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class EventMoney(Wire):
    """What was spent for an event, and how much may be; `own` when that is only for this one."""

    event_id: UUID
    spent: int
    most: int | None = None
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class SetEventBudget(Wire):
    """
    Let so much be spent for an event, None: as for every event.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    most: int | None
