"""
The page that volunteers keep on their phones: it opens and checks in without a network.

The page itself (`scan`) holds nothing of anybody, because the phone keeps it; who is expected
comes as data, and stays on the phone until the event's day is over (docs/door.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from flask import Response, jsonify, render_template, request, url_for
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # has no types
from werkzeug.exceptions import NotFound

from services.web import asking, assets
from services.web.console import console
from services.web.console.door import names_of
from services.web.console.phones import told_by_phone
from services.web.languages import current
from services.web.refusals import sentence
from shared.contracts.events import (
    Card,
    CheckIn,
    FindCame,
    FindGuests,
    Scan,
    ScanResult,
)
from shared.contracts.members import JoinFormRef, Name, WalkIn
from shared.contracts.wire import UnreadableMessage
from shared.edge.upstream import Unavailable
from shared.errors import InvalidRequest, Refused

KEPT_AFTER = timedelta(days=1)
MOST_WALK_INS = 100
NOTHING_NEW = 2**62

T = TypeVar("T")


@console.get("/door/<uuid:event_id>/scan")
@asking.needs("door:write")
def scan_page(event_id: UUID) -> Response:
    card = _card(event_id)
    wordings = asking.part(lambda: asking.members().join_form(JoinFormRef(language=current())))
    words = next((w for w in wordings.wordings if w.channel == "sms"), None) if wordings else None
    page = Response(
        render_template(
            "console/scan.html",
            card=card,
            keep_until=card.ends_at + KEPT_AFTER,
            wording=words,
            version=assets.door_version(),
            files=_files(),
        ),
        content_type="text/html; charset=utf-8",
    )
    page.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return page


@console.get("/door/<uuid:event_id>/list")
@asking.needs("door:write")
def door_list(event_id: UUID) -> Response:
    """Give 500 of those who are expected: a name as volunteers see it, and hashed tickets."""
    after = _read(UUID, request.args["after"]) if "after" in request.args else None
    page = asking.events().guests(FindGuests(event_id=event_id, after=after))
    names = names_of([guest.member_id for guest in page.guests])
    people = []
    for guest in page.guests:
        name = names.get(guest.member_id)
        people.append(
            {
                "id": guest.member_id,
                "name": _as_seen(name) if name else "",
                "place": guest.place,
                "tickets": guest.tickets,
                "guests": guest.guests,
                "at": _moment(guest.came_at),
            }
        )
    return jsonify(people=people, next=page.next, token=generate_csrf())


@console.get("/door/<uuid:event_id>/token")
@asking.needs("door:write")
def door_token(event_id: UUID) -> Response:
    """Give the token against forged forms: that of a kept page may be of a session that is over."""
    _known(event_id)
    return jsonify(token=generate_csrf())


@console.get("/door/<uuid:event_id>/came")
@asking.needs("door:write")
def door_came(event_id: UUID) -> Response:
    """Give what other doors saw since."""
    after = _read(int, request.args.get("after", "0"))
    page = asking.events().came(FindCame(event_id=event_id, after=after))
    came = [{"id": c.member_id, "at": _moment(c.at), "door": c.door} for c in page.came]
    return jsonify(came=came, next=page.next, more=page.more, here=page.here.dump())


@console.post("/door/<uuid:event_id>/scans")
@asking.needs("door:write")
def door_scans(event_id: UUID) -> Response:
    """Take what a phone saw. Who walked in is put on record first; who cannot be, is said."""
    told = told_by_phone()
    if not isinstance(told.get("scans"), list):
        raise Refused(InvalidRequest.code)
    scans: list[Scan] = []
    refused: list[dict[str, Any]] = []
    for seen in told["scans"]:
        scan = _scan(seen)
        walk_in = seen.get("walk_in")
        if walk_in and scan.kind == "in":
            if len(refused) + len(scans) > MOST_WALK_INS:
                raise Refused(InvalidRequest.code)
            typed = _walk_in(scan, walk_in)
            try:
                member_id = asking.members().welcome(typed).member_id
            except Refused as no:
                reason = sentence(no.code, no.detail)
                refused.append({"scan_id": scan.id, "refused": str(reason)})
                continue
            except Unavailable:
                continue  # the phone keeps it and tells it again; the others need not wait
            scan = Scan(id=scan.id, kind="in", at=scan.at, member_id=member_id, walk_in=True)
        scans.append(scan)
    done = asking.events().check_in(
        CheckIn(
            event_id=event_id,
            device=_read(UUID, told.get("device")),
            clock=_read(_time, told.get("clock")),
            door=str(told.get("door") or "")[:60],
            scans=scans,
        )
    )
    results = [*map(_result, done.results), *refused]
    return jsonify(results=results, here=done.here.dump())


# --- What the page is made of ----------------------------------------------------------------


@console.get("/door/worker.js")
def door_worker() -> Response:
    """Serve the worker from where it may look after the doors' pages."""
    return Response(assets.door_file("worker.js"), content_type="text/javascript; charset=utf-8")


@console.get("/door/app/<version>/<path:name>")
def door_app(version: str, name: str) -> Response:
    """Serve the modules; they name each other, so they share one version in their address."""
    if version != assets.door_version() or name not in assets.door_files():
        raise NotFound
    return Response(assets.door_file(name), content_type="text/javascript; charset=utf-8")


@console.get("/door/<uuid:event_id>/app.webmanifest")
@asking.needs("door:read")
def door_manifest(event_id: UUID) -> Response:
    """Say how the page is installed (W3C, Web App Manifest), in the reader's language."""
    _known(event_id)
    manifest = render_template("console/manifest.json", event_id=event_id)
    return Response(manifest, content_type="application/manifest+json; charset=utf-8")


def _known(event_id: UUID) -> None:
    """Refuse what is no event, or none of theirs, also when it has no door any more."""
    asking.events().came(FindCame(event_id=event_id, after=NOTHING_NEW))


def _files() -> list[str]:
    """Name all that the page needs to open without a network."""
    version = assets.door_version()
    names = sorted(assets.door_files() - {"worker.js"})
    return [
        assets.sheet("console_style"),
        assets.asset("door.css"),
        assets.asset("icon.svg"),
        *(url_for("console.door_app", version=version, name=name) for name in names),
        *assets.console_fonts(),
    ]


def _card(event_id: UUID) -> Card:
    return asking.events().guests(FindGuests(event_id=event_id)).card


# --- Reading what phones send ----------------------------------------------------------------


def _scan(seen: object) -> Scan:
    if not isinstance(seen, dict) or seen.get("kind") not in ("in", "out"):
        raise Refused(InvalidRequest.code)
    member_id = seen.get("member_id")
    ticket = seen.get("ticket")
    return Scan(
        id=_read(UUID, seen.get("id")),
        kind=seen["kind"],
        at=_read(_time, seen.get("at")),
        member_id=_read(UUID, member_id) if member_id else None,
        ticket=str(ticket)[:40] if ticket else None,
        guests=_read(int, seen.get("guests") or 0),
    )


def _walk_in(scan: Scan, typed: object) -> WalkIn:
    if not isinstance(typed, dict):
        raise Refused(InvalidRequest.code)
    language = typed.get("language")
    version = typed.get("agreed")
    agreed = None
    if version is not None:
        agreed = {"channel": "sms", "language": typed.get("agreed_in"), "version": version}
    return _read(
        WalkIn.parse,
        {
            "command_id": str(scan.id),
            "first_name": str(typed.get("first_name") or "")[:100],
            "last_name": str(typed.get("last_name") or "")[:100],
            "phone": str(typed.get("phone") or "")[:40],
            "language": language,
            "day": _day(scan.at).isoformat(),
            "agreed": agreed,
        },
    )


def _as_seen(name: Name) -> str:
    return f"{name.first_name} {name.last_name}." if name.last_name else name.first_name


def _result(result: ScanResult) -> dict[str, Any]:
    return result.dump()


def _day(at: datetime) -> date:
    # A phone whose clock is ahead does not agree to anything tomorrow.
    return min(at, datetime.now(UTC)).date()


def _time(typed: str) -> datetime:
    found = datetime.fromisoformat(typed)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _read(read: Callable[[Any], T], typed: Any) -> T:
    try:
        return read(typed)
    except (ValueError, TypeError, AttributeError, UnreadableMessage) as error:
        raise Refused(InvalidRequest.code) from error
