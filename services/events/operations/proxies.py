"""
Voting for somebody else: given by the member behind the code, or noted by an organiser.

A proxy is a row; what it counts for is decided when the quorum is counted. So a giver who comes is
there themselves, and a scan that is taken back gives the proxy its worth again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import assemblies, proxies
from services.events.errors import proxies as refused
from services.events.operations.answering import behind, one_behind
from services.events.operations.assemblies import convened, shown
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.store import EventsStore
from shared.contracts.events import OpenInvitation
from shared.contracts.events.assemblies import AssemblyView
from shared.contracts.events.convocations import Convocation, InMandate
from shared.contracts.events.proxies import (
    FindProxies,
    FindRoll,
    GiveOwnProxy,
    NoteProxy,
    ProxyPage,
    ProxyRow,
    RollPage,
    RollRow,
)
from shared.contracts.members.statutes import Mandated, Statutes
from shared.contracts.wire import CHUNK
from shared.db import audit, guesses
from shared.db.database import Database
from shared.messaging import commands, erasure


def convocation(db: Database, request: OpenInvitation, *, key: bytes, now: datetime) -> Convocation:
    """Show what a body is convened with to whoever holds a code; UnknownCode."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:
        store = EventsStore(tx)
        found = behind(store, request.code, key, now)
        event = existing(store.find_event(found["event_id"]))
        return _convocation(store, event, found["holder_id"], now)


def give_own_proxy(
    db: Database, request: GiveOwnProxy, *, key: bytes, now: datetime
) -> Convocation:
    """Give the proxy of somebody behind a code, or take it back; UnknownCode, ProxiesClosed."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Convocation:
            store = EventsStore(tx)
            one = one_behind(tx, request.code, request.member_id, key=key, now=now)
            event = one.event
            if not _given_by_themselves(event, now):
                raise refused.ProxiesClosed
            _put(store, event, request.member_id, request.holder_id, by=None, now=now)
            return _convocation(store, event, one.holder_id, now)

        return commands.once(tx, request.command_id, Convocation, act)


def note_proxy(db: Database, request: NoteProxy, *, by: UUID, now: datetime) -> AssemblyView:
    """Write down a proxy that was given on paper, or that it is withdrawn; ProxiesClosed."""
    with db.transaction() as tx:

        def act() -> AssemblyView:
            erasure.hold(tx)  # whoever is erased leaves the roll: neither gives nor holds a proxy
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(request.event_id)))
            if not _takes_proxies(event, now):
                raise refused.ProxiesClosed
            _put(store, event, request.member_id, request.holder_id, by=by, now=now)
            done = "event.give-proxy" if request.holder_id else "event.withdraw-proxy"
            audit.record(tx, by, done, event["id"])
            return shown(store, event, now)

        return commands.once(tx, request.command_id, AssemblyView, act)


def proxies_of(db: Database, request: FindProxies, *, now: datetime) -> ProxyPage:
    """Give a page of an assembly's proxies; UnknownEvent, NotConvened."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        found = convened(store, event)
        rows = store.page_of_proxies(event["id"], request.after, CHUNK + 1)
    return ProxyPage(
        card=announcements.card(event),
        rows=[ProxyRow(**row) for row in rows[:CHUNK]],
        most=Statutes.parse(found["statutes"]).most_proxies,
        open=_takes_proxies(event, now),
        next=rows[CHUNK - 1]["member_id"] if len(rows) > CHUNK else None,
    )


def roll_of(db: Database, request: FindRoll, *, by: UUID) -> RollPage:
    """Give a page of who is in mandate, for the list that is signed; UnknownEvent, NotConvened."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        convened(store, event)
        rows = store.page_of_roll(event["id"], request.after, CHUNK + 1)
        if request.taken_out and request.after is None:
            audit.record(tx, by, request.taken_out, event["id"])
    return RollPage(
        card=announcements.card(event),
        rows=[RollRow(**row) for row in rows[:CHUNK]],
        next=rows[CHUNK - 1]["member_id"] if len(rows) > CHUNK else None,
    )


def _put(
    store: EventsStore,
    event: Row,
    member_id: UUID,
    holder_id: UUID | None,
    *,
    by: UUID | None,
    now: datetime,
) -> None:
    if holder_id is None:
        store.withdraw_proxy(event["id"], member_id)
        return
    most = Statutes.parse(convened(store, event)["statutes"]).most_proxies
    proxies.check(store.proxy_facts(event["id"], member_id, holder_id), most=most)
    store.put_proxy(event["id"], member_id, holder_id, by=by, now=now)


def _convocation(store: EventsStore, event: Row, holder_id: UUID, now: datetime) -> Convocation:
    found = store.find_assembly(event["id"])
    documents = store.documents_of(event["id"])
    if found is None:
        return Convocation(documents=documents)
    people = store.people_behind_code(event["id"], holder_id)
    ids = [person["member_id"] for person in people]
    on = assemblies.day_of(event["starts_at"], event["zone"])
    return Convocation(
        documents=documents,
        members=[InMandate(**row) for row in store.in_mandate_among(event["id"], ids)],
        mandated=Mandated(body=found["body"], on=on),
        most_proxies=Statutes.parse(found["statutes"]).most_proxies,
        proxies_open=_given_by_themselves(event, now),
    )


def _takes_proxies(event: Row, now: datetime) -> bool:
    return bool(event["state"] == "published" and event["ends_at"] > now)


def _given_by_themselves(event: Row, now: datetime) -> bool:
    """Once it has begun, the desk says who is there and for whom."""
    return bool(event["state"] == "published" and event["starts_at"] > now)
