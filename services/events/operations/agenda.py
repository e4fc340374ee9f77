"""The public agenda, asked by whoever comes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.events.announcements import card
from services.events.domain import agenda as domain
from services.events.operations.finding import Row, cursor, existing
from services.events.store import EventsStore
from shared.contracts.events import (
    MOST_ON_AGENDA,
    AgendaEvent,
    AgendaPage,
    CardText,
    EventForm,
    FindAgenda,
)
from shared.db.database import Database, Transaction
from shared.errors import InvalidRequest

AXES_SINCE = timedelta(days=366)


def put_on_agenda(tx: Transaction, event_id: UUID, form: EventForm) -> None:
    """Keep whether an event is public, and its axes; a form that says nothing changes nothing."""
    if form.agenda is not None:
        axes = domain.axes(form.agenda.axes)
        EventsStore(tx).put_on_agenda(event_id, listed=form.agenda.listed, axes=axes)


def agenda(db: Database, request: FindAgenda, *, now: datetime) -> AgendaPage:
    """Give a page of public events, their texts shortened."""
    if not 1 <= request.limit <= MOST_ON_AGENDA:
        raise InvalidRequest(fields="limit")
    with db.transaction() as tx:
        store = EventsStore(tx)
        rows = store.agenda(
            cursor(request.after),
            past=request.past,
            axis=request.axis,
            limit=request.limit + 1,
            now=now,
        )
        axes = store.axes_of_agenda(now - AXES_SINCE)
    shown = rows[: request.limit]
    last = shown[-1] if len(rows) > request.limit else None
    following = f"{last['starts_at'].isoformat()}~{last['id']}" if last else None
    return AgendaPage(events=[public(row, short=True) for row in shown], axes=axes, next=following)


def agenda_event(db: Database, event_id: UUID) -> AgendaEvent:
    """Give one public event; UnknownEvent also for one that is not public."""
    with db.transaction() as tx:
        return public(existing(EventsStore(tx).agenda_event(event_id)))


def public(event: Row, *, short: bool = False) -> AgendaEvent:
    """Give what everybody may know of an event, field by field: what is added is not public."""
    known = card(event)
    return AgendaEvent(
        event_id=known.event_id,
        version=known.version,
        type=known.type,
        state=event["state"],
        starts_at=known.starts_at,
        ends_at=known.ends_at,
        zone=known.zone,
        languages=known.languages,
        texts={code: _text(text, short=short) for code, text in known.texts.items()},
        axes=event["axes"],
        published_at=event["published_at"],
        changed_at=event["changed_at"],
        map_link=known.map_link,
    )


def _text(text: CardText, *, short: bool) -> CardText:
    return replace(text, description=domain.shortened(text.description)) if short else text
