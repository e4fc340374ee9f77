"""From what happened to what is announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.events.domain import announcing
from services.events.domain.whom import Whom
from shared.contracts.events import (
    AnnouncementIssued,
    AttendanceRecorded,
    Attended,
    AudienceRequested,
    Card,
    CardText,
    EventCancelled,
    EventChange,
    EventChanged,
    EventPublished,
    EventsErasureConfirmed,
    EventSession,
    InvitationIssued,
    Invitee,
    PagesMissed,
    PlaceOffered,
    PlanQuestioned,
    Reminded,
    ReminderDue,
    RsvpChanged,
    Said,
)
from shared.contracts.events.convened import Convened

Row = dict[str, Any]


def card(event: Row) -> Card:
    """Give an event's public face."""
    return Card(
        event_id=event["id"],
        version=event["version"],
        type=event["type"],
        starts_at=event["starts_at"],
        ends_at=event["ends_at"],
        zone=event["zone"],
        languages=event["languages"],
        texts={language: CardText(**text) for language, text in event["texts"].items()},
        map_link=event["map_link"],
        online_link=event["online_link"],
        contact_name=event["contact_name"],
        contact_phone=event["contact_phone"],
        contact_email=event["contact_email"],
        answer_until=event["answer_until"],
        guests_most=event["guests_most"],
        partners=event["partners"],
        sessions=[EventSession.parse(session) for session in event["programme"]],
        assembly=Convened.parse(event["assembly"]) if event["assembly"] else None,
    )


def published(event: Row) -> EventPublished:
    return EventPublished(card=card(event))


def changed(event: Row, told: Sequence[EventChange]) -> EventChanged:
    return EventChanged(card=card(event), changed=list(told))


def cancelled(event: Row) -> EventCancelled:
    return EventCancelled(card=card(event))


def audience_requested(
    wave_id: UUID, event: Row, whom: Whom, *, invites: bool = True
) -> AudienceRequested:
    return AudienceRequested(
        wave_id=wave_id,
        event_id=event["id"],
        audience_id=whom.audience_id,
        within=whom.within,
        wish=whom.wish,
        asked_by=whom.by,
        mandated=whom.mandated,
        invites=invites,
    )


def pages_missed(event_id: UUID, wave_id: UUID, heard: Sequence[int]) -> PagesMissed:
    return PagesMissed(wave_id=wave_id, event_id=event_id, heard=list(heard))


def plan_questioned(wave: Row) -> PlanQuestioned:
    meant = wave["invited"] + wave["not_invited"]
    return PlanQuestioned(wave_id=wave["id"], event_id=wave["event_id"], meant=meant)


def invitation_issued(
    event: Row, wave: Row, invitees: Sequence[Invitee], now: datetime
) -> InvitationIssued:
    return InvitationIssued(
        event_id=event["id"],
        wave_id=wave["id"],
        number=wave["number"],
        card_version=event["version"],
        useful_until=event["starts_at"],
        invitees=list(invitees),
        issued_at=now,
        meant=wave.get("meant", 0),
        asked_by=wave.get("asked_by"),
    )


def announcement_issued(event: Row, wave: Row, invitees: Sequence[Invitee]) -> AnnouncementIssued:
    return AnnouncementIssued(
        event_id=event["id"],
        wave_id=wave["id"],
        card_version=event["version"],
        useful_until=wave["requested_at"] + announcing.USEFUL,
        languages=[code for code in event["languages"] if code in wave["texts"]],
        said={code: Said(**each) for code, each in wave["texts"].items()},
        invitees=list(invitees),
        meant=wave.get("meant", 0),
        asked_by=wave.get("asked_by"),
    )


def rsvp_changed(event: Row, rsvp: Row, now: datetime) -> RsvpChanged:
    return RsvpChanged(
        event_id=event["id"],
        member_id=rsvp["member_id"],
        version=rsvp["version"],
        answer=rsvp["answer"],
        place=rsvp["place"],
        guests=rsvp["guests"],
        card_version=event["version"],
        useful_until=event["starts_at"],
        changed_at=now,
    )


def attendance_recorded(event_id: UUID, settled: Sequence[Row]) -> AttendanceRecorded:
    attended = [
        Attended(member_id=row["member_id"], version=row["version"], came_at=row["at"])
        for row in settled
    ]
    return AttendanceRecorded(event_id=event_id, attended=attended)


def erasure_confirmed(ids: Sequence[UUID]) -> EventsErasureConfirmed:
    return EventsErasureConfirmed(member_ids=list(ids))


def place_offered(event: Row, rsvp: Row) -> PlaceOffered:
    return PlaceOffered(
        event_id=event["id"],
        member_id=rsvp["member_id"],
        version=rsvp["version"],
        places=rsvp["offered"],
        asked=1 + rsvp["guests"],
        card_version=event["version"],
        until=rsvp["offered_until"],
    )


def reminder_due(reminder: Row, people: Sequence[Row]) -> ReminderDue:
    return ReminderDue(
        event_id=reminder["event_id"],
        what=reminder["what"],
        round=reminder["round"],
        card_version=reminder["version"],
        useful_until=reminder["useful_until"],
        changed=reminder["changed"],
        meant=reminder["meant"],
        asked_by=reminder["asked_by"],
        reminded=[
            Reminded(
                member_id=row["member_id"],
                household_id=row["holder_id"] if row["holder_id"] != row["member_id"] else None,
            )
            for row in people
        ],
    )
