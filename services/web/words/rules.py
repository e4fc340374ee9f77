"""How the rule of a series is said."""

from __future__ import annotations

from datetime import UTC, datetime

from services.web.words import word

RULES = {
    "FREQ=DAILY": "day",
    "FREQ=WEEKLY": "week",
    "FREQ=WEEKLY;INTERVAL=2": "fortnight",
    "FREQ=MONTHLY": "month-day",
}


def rule_said(rule: str) -> str:
    """Say the rule of a series, but for its end; one that has no words is shown as it is."""
    bare = ";".join(part for part in rule.split(";") if not part.startswith("UNTIL="))
    if bare.startswith("FREQ=MONTHLY;BYDAY="):
        return word("repetition", "month-weekday")
    return word("repetition", RULES[bare]) if bare in RULES else bare


def rule_end(rule: str) -> datetime | None:
    """Give the last day of a rule, if it has one; a wall clock's, so it is read as it stands."""
    ends = [part.removeprefix("UNTIL=") for part in rule.split(";") if part.startswith("UNTIL=")]
    return datetime.fromisoformat(ends[0]).replace(tzinfo=UTC) if ends else None
