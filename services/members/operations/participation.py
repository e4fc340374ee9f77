"""
Hearing who was invited to what, what they said and whether they came.

What is heard is about ids: of a person who is not known, or not any more, it is kept and shown to
nobody, because what events tells may come before or after the person does.
"""

from __future__ import annotations

from datetime import datetime

from services.members.store.participation import ParticipationStore
from shared.contracts.events import AttendanceRecorded, InvitationIssued, RsvpChanged
from shared.db.database import Transaction


def hear_invitations(tx: Transaction, message: InvitationIssued, *, now: datetime) -> None:
    """Keep who of a page was invited; who was refused an invitation was not."""
    invited = [one.member_id for one in message.invitees if one.refused is None]
    if invited:
        at = message.issued_at or now
        ParticipationStore(tx).note_invited(message.event_id, invited, at=at)


def hear_answer(tx: Transaction, message: RsvpChanged) -> None:
    """Keep a person's newest answer."""
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
