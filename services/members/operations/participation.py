"""
Hearing who was invited to what, what they said and whether they came.

What is heard is about ids: of a person who is not known it is kept and shown to nobody, because
what events tells may come before or after the person does. Of somebody erased nothing is kept. Of
somebody who was merged it is kept under the id that was told, and read as the person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.members.store.participation import ParticipationStore
from shared.contracts.events import AttendanceRecorded, InvitationIssued, RsvpChanged
from shared.db.database import Transaction
from shared.messaging import erasure


def hear_invitations(tx: Transaction, message: InvitationIssued, *, now: datetime) -> None:
    """Keep who of a page was invited; who was refused an invitation was not."""
    invited = [one.member_id for one in message.invitees if one.refused is None]
    invited = _not_erased(tx, invited)
    if invited:
        at = message.issued_at or now
        ParticipationStore(tx).note_invited(message.event_id, invited, at=at)


def hear_answer(tx: Transaction, message: RsvpChanged) -> None:
    """Keep a person's newest answer."""
    if not _not_erased(tx, [message.member_id]):
        return
    ParticipationStore(tx).note_answer(
        message.event_id,
        message.member_id,
        answer=message.answer,
        version=message.version,
        at=message.changed_at,
    )


def hear_attendance(tx: Transaction, message: AttendanceRecorded) -> None:
    """Keep who came, and who is taken back from having come."""
    ParticipationStore(tx).note_attended(message.event_id, message.attended)


def _not_erased(tx: Transaction, ids: Sequence[UUID]) -> list[UUID]:
    """Leave out whoever is erased, and let nobody be erased before this is kept."""
    erasure.hold(tx)
    gone = erasure.erased_of(tx, ids)
    return [one for one in ids if one not in gone]
