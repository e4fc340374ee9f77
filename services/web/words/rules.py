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
    kind = kind_of_rule(rule)
    return word("repetition", kind) if kind else _bare(rule)


def kind_of_rule(rule: str) -> str:
    """Give the kind of rule that forms offer; nothing for one that was not made by them."""
    bare = _bare(rule)
    return "month-weekday" if bare.startswith("FREQ=MONTHLY;BYDAY=") else RULES.get(bare, "")


def _bare(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith("UNTIL="))


def rule_end(rule: str) -> datetime | None:
    """Give the last day of a rule, if it has one; a wall clock's, so it is read as it stands."""
    ends = [part.removeprefix("UNTIL=") for part in rule.split(";") if part.startswith("UNTIL=")]
    return datetime.fromisoformat(ends[0]).replace(tzinfo=UTC) if ends else None
