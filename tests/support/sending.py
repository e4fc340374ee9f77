"""What pages about sending are shown with."""

from __future__ import annotations

from datetime import date

from shared.contracts.notifications import Hours, Season, SendingRules


def sending_rules() -> SendingRules:
    return SendingRules(
        version=3,
        nights=Hours(begins="21:00", ends="09:00"),
        ramadan_nights=Hours(begins="02:00", ends="12:00"),
        ramadans=[
            Season(first=date(2027, 2, 8), last=date(2027, 3, 9)),
            Season(first=date(2028, 1, 28), last=date(2028, 2, 25)),
        ],
        fridays=Hours(begins="12:00", ends="14:30"),
        most_messages=4,
        in_days=7,
    )
