"""Who is asking, and the services asked in that name."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import ParamSpec, TypeVar

from flask import current_app, g, request, session

from services.web.languages import speak
from services.web.upstream import Caller, Events, Members, Notifications
from shared.contracts.members import Actor, SessionRef
from shared.edge.upstream import Unavailable
from shared.errors import NotAllowed, Refused

SESSION = "session"
HALF = "half"
"""The secret of a sign-in whose password was right and whose code is still to come."""
LANGUAGE = "language"

OPEN_TO_ALL = frozenset(
    f"console.{name}"
    for name in (
        *("sign_in", "try_to_sign_in", "code", "enter_code", "sign_out", "choose_language"),
        *("forgotten_password", "ask_for_link", "link_asked_for", "link", "choose_password"),
        *("door_worker", "door_app"),
    )
)
"""What can be reached without being signed in."""

T = TypeVar("T")
P = ParamSpec("P")


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


def own_notifications(token: str) -> Notifications:
    """Ask in the name of a person, who has shown the link to their own page."""
    return Notifications(_caller(), token)


def own_events(token: str) -> Events:
    """Ask in the name of a person, who has shown the link to their own page."""
    return Events(_caller(), token)


def actor() -> Actor | None:
    """Give who is signed in; None on public pages and before the sign-in is known to be good."""
    found: Actor | None = g.get("actor")
    return found


def origin() -> str:
    """
    Name the place that is asking without telling it: a keyed hash of its address.

    Of IPv6 (RFC 4291) the first 64 bits: the rest is one household's to choose.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped:
        # What a socket for both calls an IPv4 address: the first 64 bits of all are the same.
        address = address.ipv4_mapped
    place = address.packed[:8] if address.version == 6 else address.packed
    return _hashed(b"origin\0", place)


def network() -> str:
    """Name the network around that place in the same way: one that is rented has many addresses."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    around = address.packed[:6] if address.version == 6 else address.packed[:3]
    return _hashed(b"network\0", around)


def _hashed(purpose: bytes, value: bytes) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, purpose + value, "sha256").hex()[:32]


def can(scope: str) -> bool:
    """Tell whether to show what needs a right; the services are who checks it."""
    found = actor()
    return found is not None and scope in found.scopes


def needs(scope: str, *, everywhere: bool = False) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """
    Refuse a page before anything is typed into it; the service checks again when it is sent.

    Without this an account that may only look would fill a form in vain. `everywhere` is for what
    whoever is limited to some events cannot do.
    """

    def decorate(page: Callable[P, T]) -> Callable[P, T]:
        @wraps(page)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            found = actor()
            if not can(scope) or (everywhere and found and found.events is not None):
                raise Refused(NotAllowed.code)
            return page(*args, **kwargs)

        return checked

    return decorate


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
