"""Who is asking, and the services asked in that name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g, session

from services.web.languages import speak
from services.web.upstream import Caller, Events, Members, Notifications
from shared.contracts.members import Actor, SessionRef
from shared.edge.upstream import Unavailable

SESSION = "session"
HALF = "half"
"""The secret of a sign-in whose password was right and whose code is still to come."""
LANGUAGE = "language"

OPEN_TO_ALL = frozenset(
    f"console.{name}"
    for name in (
        *("sign_in", "try_to_sign_in", "code", "enter_code", "sign_out", "choose_language"),
        *("forgotten_password", "ask_for_link", "link_asked_for", "link", "choose_password"),
    )
)
"""What can be reached without being signed in."""

T = TypeVar("T")


def _caller() -> Caller:
    caller: Caller = current_app.extensions["upstream"]
    return caller


def _token() -> str | None:
    found = actor()
    return found.token if found else None


def members() -> Members:
    return Members(_caller(), _token())


def events() -> Events:
    return Events(_caller(), _token())


def notifications() -> Notifications:
    return Notifications(_caller(), _token())


def actor() -> Actor | None:
    """Give who is signed in; None on public pages and before the sign-in is known to be good."""
    found: Actor | None = g.get("actor")
    return found


def can(scope: str) -> bool:
    """Tell whether to show what needs a right; the services are who checks it."""
    found = actor()
    return found is not None and scope in found.scopes


def recognise() -> bool:
    """Find out from `members` who holds this session, and speak their language."""
    if SESSION not in session:
        return False
    g.actor = members().actor(SessionRef(session=session[SESSION]))
    speak(g.actor.language)
    return True


def remember(secret: str) -> None:
    """
    Keep a sign-in in the cookie.

    What stands in it already stays: the token against forged forms, unreadable to others, so
    that a form typed before the session ended can still be sent after signing in again.
    """
    session.pop(HALF, None)
    session[SESSION] = secret


def remember_half(secret: str) -> None:
    """Keep a sign-in that waits for its code; whoever was signed in here is not any more."""
    session.pop(SESSION, None)
    session[HALF] = secret


def forget() -> None:
    """End the sign-in on this browser; the language chosen stays."""
    kept = session.get(LANGUAGE)
    session.clear()
    if kept:
        session[LANGUAGE] = kept


def part(ask: Callable[[], T]) -> T | None:
    """Ask for a part of a page that can be left out; None when its service gives no answer."""
    try:
        return ask()
    except Unavailable:
        return None
