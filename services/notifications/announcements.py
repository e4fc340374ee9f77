"""From what happened to what is announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.events import Answer
from shared.contracts.members import Channel
from shared.contracts.notifications import (
    ContactOptedOut,
    ContactOptInAsked,
    ContactUnreachable,
    DeliverySettled,
    EmailBatchDue,
    ErasureConfirmed,
    PlanCounted,
    RsvpReceived,
    SendingRules,
    SendingRulesChanged,
    SilenceChange,
    SilencesChanged,
    SmsBatchDue,
    ending_of,
)


def batch_due(channel: str, batch_id: UUID) -> SmsBatchDue | EmailBatchDue:
    return SmsBatchDue(batch_id=batch_id) if channel == "sms" else EmailBatchDue(batch_id=batch_id)


def delivery_settled(
    event_id: UUID, send_id: UUID, version: int, totals: dict[str, int]
) -> DeliverySettled:
    return DeliverySettled(event_id=event_id, send_id=send_id, version=version, totals=totals)


def plan_counted(wave: dict[str, Any]) -> PlanCounted:
    return PlanCounted(
        event_id=wave["event_id"],
        wave_id=wave["wave_id"],
        planned=wave["people"],
        last_at=wave["last_at"],
    )


def silences_changed(rows: Sequence[dict[str, Any]]) -> SilencesChanged:
    return SilencesChanged(changes=[SilenceChange(**row) for row in rows])


def contact_opted_out(
    member_ids: Sequence[UUID], channels: Sequence[Channel], at: datetime
) -> ContactOptedOut:
    return ContactOptedOut(member_ids=list(member_ids), channels=list(channels), at=at)


def contact_unreachable(
    member_ids: Sequence[UUID], address: str, status: str, at: datetime
) -> ContactUnreachable:
    return ContactUnreachable(
        member_ids=list(member_ids),
        channel="email",
        status=status,
        at=at,
        of_address=ending_of(address),
    )


def erasure_confirmed(member_ids: Sequence[UUID]) -> ErasureConfirmed:
    return ErasureConfirmed(member_ids=list(member_ids))


def sending_rules_changed(rules: SendingRules) -> SendingRulesChanged:
    return SendingRulesChanged(rules=rules)


def contact_opt_in_asked(
    member_ids: Sequence[UUID], channels: Sequence[Channel], at: datetime
) -> ContactOptInAsked:
    return ContactOptInAsked(member_ids=list(member_ids), channels=list(channels), at=at)


def rsvp_received(event_id: UUID, member_id: UUID, answer: Answer, at: datetime) -> RsvpReceived:
    return RsvpReceived(event_id=event_id, member_id=member_id, answer=answer, at=at)
