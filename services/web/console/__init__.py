"""The organisers' console."""

from __future__ import annotations

from flask import Blueprint, request

from services.web import asking, problems

console = Blueprint("console", __name__)


@console.before_request
def let_in() -> problems.Answer | None:
    """Let only those in who are signed in; each service checks again what they may do."""
    if request.endpoint in asking.OPEN_TO_ALL or asking.recognise():
        return None
    return problems.sign_in_first()


from services.web.console import (  # noqa: E402 - the pages hang themselves on the blueprint
    account,
    announcing,
    answers,
    asked,
    assembly,
    at_the_door,
    attendance,
    by_hand,
    call_sheet,
    changing,
    chasing,
    choosing,
    copying,
    desk,
    documents,
    door,
    doubles,
    events,
    hand_lists,
    imports,
    members,
    money,
    noting,
    own_data,
    passwords,
    placing,
    privacy,
    programme,
    proposals,
    proxies,
    publishing,
    questions,
    reminders,
    repeating,
    report,
    rolls,
    sending,
    sending_rules,
    sessions,
    sorting,
    staff,
    statutes,
    style,
    taking_along,
    trail,
    vault,
    waves,
    why,
    written,
)

__all__ = [
    "account",
    "announcing",
    "answers",
    "asked",
    "assembly",
    "at_the_door",
    "attendance",
    "by_hand",
    "call_sheet",
    "changing",
    "chasing",
    "choosing",
    "console",
    "copying",
    "desk",
    "documents",
    "door",
    "doubles",
    "events",
    "hand_lists",
    "imports",
    "members",
    "money",
    "noting",
    "own_data",
    "passwords",
    "placing",
    "privacy",
    "programme",
    "proposals",
    "proxies",
    "publishing",
    "questions",
    "reminders",
    "repeating",
    "report",
    "rolls",
    "sending",
    "sending_rules",
    "sessions",
    "sorting",
    "staff",
    "statutes",
    "style",
    "taking_along",
    "trail",
    "vault",
    "waves",
    "why",
    "written",
]
