"""What the demo's association has decided about its sending, as a real one would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.notifications import Hours, MoneyRules, Price, Season, SendingRules
from tools.demo.forum import ZONE

AWAKE_FOR = timedelta(hours=3)
"""So long after it begins nothing of the demo waits for a morning, nor what is tried out then."""

LOOKED_AT = timedelta(minutes=10)
SLACK = timedelta(hours=2)
"""A night begins at a full hour, and of one that comes twice as clocks go back at the first."""

SHIFTED_H = 8

RAMADANS = [
    Season(first=date(2026, 2, 19), last=date(2026, 3, 20)),
    Season(first=date(2027, 2, 8), last=date(2027, 3, 9)),
    Season(first=date(2028, 1, 28), last=date(2028, 2, 25)),
]
"""As they are expected; the day is announced by sight."""

USUAL = SendingRules(
    zone=ZONE,
    nights=Hours(begins="21:00", ends="09:00"),
    ramadan_nights=Hours(begins="02:00", ends="12:00"),
    ramadans=RAMADANS,
    fridays=Hours(begins="12:00", ends="14:30"),
    most_messages=6,
    in_days=7,
)

MONEY = MoneyRules(
    prices=[
        Price(prefix="+212", a_part=450),
        *(Price(prefix=prefix, a_part=900) for prefix in ("+31", "+32", "+33", "+34", "+39")),
    ],
    a_month=10_000_000,
    an_event=3_000_000,
    alone_up_to=500,
)
"""The forum is for more people than one person may write to: a second one releases it."""


def rules_for(now: datetime) -> SendingRules:
    """
    Give rules under which what begins now is not held until a morning.

    Rules that let everything through would show nothing, and a demo that is tried at three at
    night would stand still by the usual ones. So it is the association that differs: when the
    usual hours would be in the way, its night begins some hours from now.
    """
    return next(rules for rules in _candidates(now) if awake(rules, now))


def awake(rules: SendingRules, now: datetime) -> bool:
    """Tell whether nothing is held from now until the demo has been played and looked at."""
    steps = range(int(AWAKE_FOR / LOOKED_AT) + 1)
    return not any(rules.quiet(now + step * LOOKED_AT) for step in steps)


def _candidates(now: datetime) -> Iterator[SendingRules]:
    yield USUAL
    begins = (now + AWAKE_FOR + SLACK).astimezone(ZoneInfo(ZONE))
    night = Hours(begins=f"{begins.hour:02}:00", ends=f"{(begins.hour + SHIFTED_H) % 24:02}:00")
    for fridays in (USUAL.fridays, None):
        yield SendingRules(
            zone=ZONE,
            nights=night,
            fridays=fridays,
            most_messages=USUAL.most_messages,
            in_days=USUAL.in_days,
        )
