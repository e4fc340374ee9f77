"""
What people answer to an event's sensitive questions: sealed at once, and read as the vault is.

Events knows the questions and nothing of the answers; they come straight from the page here, by the
person's own explicit consent, and go some days after the event.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.errors import ForeignKeyViolation

from services.members.domain.texts import clean
from services.members.errors import ConsentNotExplicit, UnknownMember, ValueMissing
from services.members.operations.vault import LONGEST_WORDING, reason_of, seal, unseal
from services.members.store.held import ids_of, ids_of_each
from services.members.store.participation import ParticipationStore
from services.members.store.sealed_answers import Row, Sealed, SealedAnswersStore
from shared.contracts.members import (
    AskWhatIsSealed,
    OpenAnswers,
    OpenedAnswer,
    OpenedAnswers,
    SealAnswers,
    SealedAnswer,
    SealedQuestion,
    SealedQuestions,
    TakeBackAnswer,
    VaultDone,
)
from shared.db import audit
from shared.db.database import Database

DAYS_AFTER = 30
"""How long after the event an answer is kept: what it was asked for is over by then."""
PAGE = 50
"""How many people are read at a time."""
MOST = 500
"""How many are forgotten in one transaction."""
LONGEST_VALUE = 500
LONGEST_ASKED = 200
ZONE = ZoneInfo("Africa/Casablanca")


def seal_answers(
    db: Database, vault: Database, key: str, command: SealAnswers, *, now: datetime
) -> VaultDone:
    """
    Keep what one person answers; ConsentNotExplicit, ValueMissing, UnknownMember.

    Whoever has nothing to do with the event has no answer to it.
    """
    with db.transaction() as tx:
        ids = ids_of(tx, command.member_id)
        if not ParticipationStore(tx).takes_part(command.event_id, ids):
            raise UnknownMember
    sealed = [_sealed(key, command.member_id, answer) for answer in command.answers]
    until = command.ends_at.astimezone(ZONE).date() + timedelta(days=DAYS_AFTER)
    try:
        with vault.transaction() as tx:
            kept = SealedAnswersStore(tx).seal(
                sealed,
                event_id=command.event_id,
                person_id=command.member_id,
                ids=ids,
                agreed_at=now,
                keep_until=until,
                command_id=command.command_id,
            )
            if kept:
                audit.record(tx, None, "vault-answered", command.member_id)
    except ForeignKeyViolation as error:
        raise UnknownMember from error
    return VaultDone(member_id=command.member_id)


def what_is_sealed(db: Database, vault: Database, request: AskWhatIsSealed) -> SealedQuestions:
    """Say which questions were answered by people behind one link; never what."""
    with db.transaction() as tx:
        asked = ids_of_each(tx, request.member_ids)
    every = {own for ids in asked.values() for own in ids}
    with vault.transaction() as tx:
        rows = SealedAnswersStore(tx).what_is_sealed(request.event_id, sorted(every))
    # Two ids of one person may stand behind the same link: what is sealed is so for both.
    found = {
        (member_id, row["question_id"])
        for member_id, ids in asked.items()
        for row in rows
        if row["person_id"] in ids
    }
    return SealedQuestions(
        sealed=[SealedQuestion(member_id=one, question_id=two) for one, two in sorted(found)]
    )


def take_back(db: Database, vault: Database, request: TakeBackAnswer) -> VaultDone:
    """Remove an answer, under whichever of the person's ids it is."""
    with db.transaction() as tx:
        ids = ids_of(tx, request.member_id)
    with vault.transaction() as tx:
        if SealedAnswersStore(tx).take_back(request.event_id, request.question_id, ids):
            audit.record(tx, None, "vault-taken-back", request.member_id)
    return VaultDone(member_id=request.member_id)


def open_answers(vault: Database, key: str, request: OpenAnswers, *, by: UUID) -> OpenedAnswers:
    """Read a page of an event's answers, and write down who read it and why; ReasonMissing."""
    reason = reason_of(request.reason)
    with vault.transaction() as tx:
        audit.record(tx, by, "vault-answers-read", request.event_id, detail=reason)
        store = SealedAnswersStore(tx)
        ids = store.who_answered(request.event_id, request.after, limit=PAGE + 1)
        rows = store.answers(request.event_id, ids[:PAGE])
    return OpenedAnswers(
        event_id=request.event_id,
        answers=[_opened(key, row) for row in rows],
        next=ids[PAGE - 1] if len(ids) > PAGE else None,
    )


def forget_past(vault: Database, *, now: datetime) -> bool:
    """Take out some of what is kept no longer; True while there may be more."""
    with vault.transaction() as tx:
        today = now.astimezone(ZONE).date()
        return SealedAnswersStore(tx).forget_past(today, limit=MOST) == MOST


def _sealed(key: str, member_id: UUID, answer: SealedAnswer) -> Sealed:
    value, wording = clean(answer.value)[:LONGEST_VALUE], clean(answer.wording)[:LONGEST_WORDING]
    if not value:
        raise ValueMissing
    if not wording:
        raise ConsentNotExplicit
    said = json.dumps([clean(answer.asked)[:LONGEST_ASKED], value], ensure_ascii=False)
    return Sealed(
        question_id=answer.question_id,
        sealed=seal(key, member_id, str(answer.question_id), said),
        wording=wording,
    )


def _opened(key: str, row: Row) -> OpenedAnswer:
    said = unseal(key, row["person_id"], str(row["question_id"]), bytes(row["sealed"]))
    asked, value = json.loads(said)
    return OpenedAnswer(
        member_id=row["person_id"],
        question_id=row["question_id"],
        asked=asked,
        value=value,
        wording=row["wording"],
        agreed_at=row["agreed_at"],
    )
