"""Who is meant: counted before, saved under a name, and told page by page when a wave asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from services.members import announcements
from services.members.domain.paging import Page, cut
from services.members.domain.rules import checked, rule_of, rule_of_mandates
from services.members.domain.targets import checked as checked_wish
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.errors import UnknownAudience
from services.members.operations.weighing import Safe, write_down_some
from services.members.store.audiences import AudienceStore
from shared.contracts.events import AudienceRequested, PagesMissed
from shared.contracts.members import (
    ArchiveAudience,
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    AudienceResolved,
    AudienceRule,
    ChangeAudience,
    Reach,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    WaveWish,
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
HELD_FOR = timedelta(days=1)
"""How long who a wave was for is held: by then it is known who was invited."""

log = structlog.get_logger()

Row = dict[str, Any]


def preview_audience(db: Database, wanted: AudienceFilter) -> AudiencePreview:
    """Count whom an old filter means today."""
    return count_audience(db, rule_of(wanted))


def count_audience(db: Database, wanted: AudienceRule) -> AudiencePreview:
    """Count whom a rule means today, and how they would be reached; InvalidRequest."""
    rule = checked(wanted)
    with db.transaction() as tx:
        counted = AudienceStore(tx).preview(rule)
    return AudiencePreview(
        people=counted["people"],
        reachable=counted["reachable"],
        reach=[Reach(**line) for line in counted["reach"]],
        excluded=counted["excluded"],
        landline=counted["landline"],
        nobody=counted["nobody"],
    )


def save_audience(db: Database, command: SaveAudience, *, by: UUID) -> SavedAudience:
    """Keep a rule under a name."""
    rule = checked(rule_of(command.filter) if command.rule is None else command.rule)
    saved = SavedAudience(
        audience_id=new_id(), name=_name(command.name), rule=rule, kept=command.kept
    )
    with db.transaction() as tx:

        def save() -> SavedAudience:
            AudienceStore(tx).add(saved, by=by)
            audit.record(tx, by, "audience-saved", saved.audience_id)
            return saved

        return once(tx, command.command_id, SavedAudience, save)


def change_audience(db: Database, command: ChangeAudience, *, by: UUID) -> SavedAudience:
    """
    Give an audience another name or rule; waves that asked before keep what it meant.

    NotAllowed for whoever does not reach as far as who made it.
    """
    rule, name = checked(command.rule), _name(command.name)
    with db.transaction() as tx:
        store = AudienceStore(tx)

        def change() -> SavedAudience:
            if not store.change(command.audience_id, name, rule):
                raise UnknownAudience
            audit.record(tx, by, "audience-changed", command.audience_id)
            return _found(store, command.audience_id)

        return once(tx, command.command_id, SavedAudience, change)


def archive_audience(db: Database, command: ArchiveAudience, *, by: UUID) -> SavedAudience:
    """Take an audience out of the list, or put it back; NotAllowed as for changing it."""
    with db.transaction() as tx:
        store = AudienceStore(tx)

        def archive() -> SavedAudience:
            if not store.archive(command.audience_id, archived=command.archived):
                raise UnknownAudience
            done = "audience-archived" if command.archived else "audience-brought-back"
            audit.record(tx, by, done, command.audience_id)
            return _found(store, command.audience_id)

        return once(tx, command.command_id, SavedAudience, archive)


def audiences(db: Database, *, archived: bool = False) -> SavedAudiences:
    """Give the saved audiences, the newest first."""
    with db.transaction() as tx:
        rows = AudienceStore(tx).latest(SHOWN, archived=archived)
    return SavedAudiences(audiences=[_saved(row) for row in rows])


def audience(db: Database, request: AudienceRef) -> SavedAudience:
    """Give one saved audience; UnknownAudience."""
    with db.transaction() as tx:
        return _found(AudienceStore(tx), request.audience_id)


def hear_request(tx: Transaction, message: AudienceRequested) -> None:
    """Note that a wave asks who it is for; `resolve_next` answers."""
    rule = rule_of_mandates(message.mandated) if message.mandated else None
    AudienceStore(tx).ask(message, rule)


def hear_missed(tx: Transaction, message: PagesMissed) -> None:
    """Say the pages of a wave again that were not heard; what was not said yet is said in turn."""
    again = outbox.say_again(tx, AudienceResolved.type, message.wave_id, but_pages=message.heard)
    log.info("pages_said_again", wave_id=str(message.wave_id), pages=again)


def resolve_next(db: Database, *, now: datetime, safe: Safe | None = None) -> bool:
    """
    Take the next step for a wave: write its people down, or tell one page of them.

    Each step is a transaction with its checkpoint, so a crash between two steps, or in the
    middle of one, leaves nobody out and tells nobody twice. False when no wave waits. `safe` is
    opened for a wave that mixes sectors only.
    """
    wave: Row | None = None
    try:
        with db.transaction() as tx:
            wave = AudienceStore(tx).take(now)
            if wave is None:
                return False
            told_a_page = _step(tx, wave, now, safe)
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


def forget_told(db: Database, *, now: datetime) -> bool:
    """Hold no longer who a wave was for once it is known who was invited; False when none was."""
    with db.transaction() as tx:
        return AudienceStore(tx).forget(now - HELD_FOR)


def _step(tx: Transaction, wave: Row, now: datetime, safe: Safe | None) -> bool:
    """Do one step; True when a page was told."""
    store = AudienceStore(tx)
    if wave["total"] is None:
        store.take_time()
        saved = store.find(wave["audience_id"])
        with kept_within(tx, reach(wave["within"], saved["within"] if saved else None)):
            _write_down(tx, wave, _rule_of(wave, saved), safe)
        return False
    page = _next_page(store, wave)
    number = wave["page"] + 1
    outbox.add(tx, announcements.audience_resolved(wave, number, page))
    store.turn_page(
        wave["wave_id"], page=number, after=page.people[-1].group if page.people else None
    )
    if page.is_last:
        store.finish(wave["wave_id"], now)
        log.info("audience_resolved", wave_id=str(wave["wave_id"]), people=wave["total"])
    return True


def _write_down(tx: Transaction, wave: Row, rule: AudienceRule | None, safe: Safe | None) -> None:
    if rule is None or wave["wish"] is None:
        AudienceStore(tx).write_down(wave["wave_id"], rule)
        return
    try:
        wish = checked_wish(WaveWish.parse(wave["wish"]))
    except InvalidRequest:
        # Who asks is told so before; whoever gets here all the same invites nobody.
        log.warning("wish_makes_no_sense", wave_id=str(wave["wave_id"]))
        AudienceStore(tx).write_down(wave["wave_id"], None)
    else:
        write_down_some(tx, wave, rule, wish, safe)


def _next_page(store: AudienceStore, wave: Row) -> Page:
    wave_id, after = wave["wave_id"], wave["after_group"]
    people = store.next_people(wave_id, after=after, limit=CHUNK + 1)
    page = cut(people)
    if page is None:
        whole = store.whole_group(wave_id, people[0].group)
        rest = store.next_people(wave_id, after=people[0].group, limit=1)
        page = Page(people=whole, is_last=not rest)
    return page


def _rule_of(wave: Row, saved: Row | None) -> AudienceRule | None:
    """
    Give what the audience meant when the wave asked.

    A wave that asked before such was held has what the audience means now. A wave for an
    audience that does not exist is for nobody: it ends, and is seen to.
    """
    held = wave["rule"] is not None or wave["filter"] is not None
    row = wave if held else saved
    if row is None:
        log.warning("unknown_audience", wave_id=str(wave["wave_id"]))
        return None
    return rule_held(row)


def _found(store: AudienceStore, audience_id: UUID) -> SavedAudience:
    row = store.find(audience_id)
    if row is None:
        raise UnknownAudience
    return _saved(row)


def reach(*limits: list[str] | None) -> Limits:
    """A wave reaches no further than who saved its audience, and no further than who published."""
    given = [set(limit) for limit in limits if limit is not None]
    return Limits(regions=sorted(set.intersection(*given))) if given else NO_LIMITS


def _saved(row: Row) -> SavedAudience:
    return SavedAudience(
        audience_id=row["id"],
        name=row["name"],
        rule=rule_held(row),
        kept=row["kept"],
        archived=row["archived"],
        theirs=row["theirs"],
    )


def rule_held(row: Row) -> AudienceRule:
    """Read a rule, or the filter of an audience that was saved before rules were."""
    if row["rule"] is not None:
        return AudienceRule.parse(row["rule"])
    return rule_of(AudienceFilter.parse(row["filter"]))


def _name(typed: str) -> str:
    name = clean(typed)
    if not 0 < len(name) <= LONGEST_LINE:
        raise InvalidRequest(fields="name")
    return name
