"""The organisers' console."""

from __future__ import annotations

from flask import Blueprint, request

from services.web import asking, problems

console = Blueprint("console", __name__)

OPEN_TO_ALL = frozenset(
    {
        "console.sign_in",
        "console.try_to_sign_in",
        "console.sign_out",
        "console.choose_language",
    }
)


@console.before_request
def let_in() -> problems.Answer | None:
    """Let only those in who are signed in; each service checks again what they may do."""
    if request.endpoint in OPEN_TO_ALL or asking.recognise():
        return None
    return problems.sign_in_first()


from services.web.console import (  # noqa: E402 - the pages hang themselves on the blueprint
    answers,
    door,
    events,
    imports,
    members,
    publishing,
    sending,
    sessions,
    style,
)

__all__ = [
    "answers",
    "console",
    "door",
    "events",
    "imports",
    "members",
    "publishing",
    "sending",
    "sessions",
    "style",
]
