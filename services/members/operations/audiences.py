"""Who is meant: counted before, saved under a name, and told page by page when a wave asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from services.members import announcements
from services.members.domain.paging import Page, cut
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.errors import UnknownAudience
from services.members.store.audiences import AudienceStore
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    Reach,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
)
from shared.contracts.wire import CHUNK
from shared.crashpoints import crashpoint
from shared.db import audit
from shared.db.database import Database, DatabaseDown, Transaction, kept_within
from shared.db.limits import NO_LIMITS, Limits
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging import outbox
from shared.messaging.commands import once

SHOWN = 200
"""The most saved audiences that a list shows, the newest first."""
AFTER_A_FAILURE = timedelta(minutes=1)

log = structlog.get_logger()

Row = dict[str, Any]


def preview_audience(db: Database, wanted: AudienceFilter) -> AudiencePreview:
    """Count whom a filter means today, and how they would be reached."""
    _refuse_odd_ages(wanted)
    with db.transaction() as tx:
        counted = AudienceStore(tx).preview(wanted)
    return AudiencePreview(
        people=counted["people"],
        reachable=counted["reachable"],
        reach=[Reach(**line) for line in counted["reach"]],
        excluded=counted["excluded"],
    )


def save_audience(db: Database, command: SaveAudience, *, by: UUID) -> SavedAudience:
    """Keep a filter under a name."""
    _refuse_odd_ages(command.filter)
    name = clean(command.name)
    if not 0 < len(name) <= LONGEST_LINE:
        raise InvalidRequest(fields="name")
    saved = SavedAudience(audience_id=new_id(), name=name, filter=command.filter)
    with db.transaction() as tx:

        def save() -> SavedAudience:
            AudienceStore(tx).add(saved.audience_id, saved.name, saved.filter, by=by)
            audit.record(tx, by, "audience-saved", saved.audience_id)
            return saved

        return once(tx, command.command_id, SavedAudience, save)


def audiences(db: Database) -> SavedAudiences:
    """Give the saved audiences, the newest first."""
    with db.transaction() as tx:
        rows = AudienceStore(tx).latest(SHOWN)
    return SavedAudiences(audiences=[_saved(row) for row in rows])


def audience(db: Database, request: AudienceRef) -> SavedAudience:
    """Give one saved audience; UnknownAudience."""
    with db.transaction() as tx:
        row = AudienceStore(tx).find(request.audience_id)
    if row is None:
        raise UnknownAudience
    return _saved(row)


def hear_request(tx: Transaction, message: AudienceRequested) -> None:
    """Note that a wave asks who it is for; `resolve_next` answers."""
    AudienceStore(tx).ask(message)


def resolve_next(db: Database, *, now: datetime) -> bool:
    """
    Take the next step for a wave: write its people down, or tell one page of them.

    Each step is a transaction with its checkpoint, so a crash between two steps, or in the
    middle of one, leaves nobody out and tells nobody twice. False when no wave waits.
    """
    wave: Row | None = None
    try:
        with db.transaction() as tx:
            wave = AudienceStore(tx).take(now)
            if wave is None:
                return False
            told_a_page = _step(tx, wave, now)
    except DatabaseDown:
        raise
    except Exception:
        if wave is None:
            raise
        log.exception("resolving_failed", wave_id=str(wave["wave_id"]))
        with db.transaction() as tx:
            AudienceStore(tx).postpone(wave["wave_id"], now + AFTER_A_FAILURE)
    else:
        if told_a_page:
            crashpoint("members.between_pages")
    return True


def _step(tx: Transaction, wave: Row, now: datetime) -> bool:
    """Do one step; True when a page was told."""
    store = AudienceStore(tx)
    if wave["total"] is None:
        saved = _saved_for(store, wave)
        wanted = AudienceFilter.parse(saved["filter"]) if saved else None
        with kept_within(tx, _reach(wave["within"], saved["within"] if saved else None)):
            store.write_down(wave["wave_id"], wanted)
        return False
    page = _next_page(store, wave)
    number = wave["page"] + 1
    outbox.add(
        tx,
        announcements.audience_resolved(
            wave["wave_id"], wave["event_id"], number, page, wave["total"]
        ),
    )
    store.turn_page(
        wave["wave_id"], page=number, after=page.people[-1].group if page.people else None
    )
    if page.is_last:
        store.finish(wave["wave_id"], now)
        log.info("audience_resolved", wave_id=str(wave["wave_id"]), people=wave["total"])
    return True


def _next_page(store: AudienceStore, wave: Row) -> Page:
    wave_id, after = wave["wave_id"], wave["after_group"]
    people = store.next_people(wave_id, after=after, limit=CHUNK + 1)
    page = cut(people)
    if page is None:
        whole = store.whole_group(wave_id, people[0].group)
        rest = store.next_people(wave_id, after=people[0].group, limit=1)
        page = Page(people=whole, is_last=not rest)
    return page


def _saved_for(store: AudienceStore, wave: Row) -> Row | None:
    """A wave for an audience that does not exist is for nobody: it ends, and is seen to."""
    row = store.find(wave["audience_id"])
    if row is None:
        log.warning("unknown_audience", wave_id=str(wave["wave_id"]))
    return row


def _reach(*limits: list[str] | None) -> Limits:
    """A wave reaches no further than who saved its audience, and no further than who published."""
    given = [set(limit) for limit in limits if limit is not None]
    return Limits(regions=sorted(set.intersection(*given))) if given else NO_LIMITS


def _saved(row: Row) -> SavedAudience:
    return SavedAudience(
        audience_id=row["id"], name=row["name"], filter=AudienceFilter.parse(row["filter"])
    )


def _refuse_odd_ages(wanted: AudienceFilter) -> None:
    ages = [age for age in (wanted.age_from, wanted.age_to) if age is not None]
    if ages != sorted(ages) or any(not 0 <= age <= 150 for age in ages):
        raise InvalidRequest(fields="age_from, age_to")
