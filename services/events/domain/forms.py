"""The form of an event as it stands, and the same on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.events import errors
from shared.contracts.events import Card, EventForm


def form_of(card: Card, capacity: int, command_id: UUID) -> EventForm:
    """Write the form again from which an event is as it is."""
    until = card.answer_until
    return EventForm(
        command_id=command_id,
        type=card.type,
        starts_at=wall_clock(card.starts_at, card.zone).isoformat(),
        ends_at=wall_clock(card.ends_at, card.zone).isoformat(),
        zone=card.zone,
        capacity=capacity,
        languages=card.languages,
        texts=card.texts,
        map_link=card.map_link,
        online_link=card.online_link,
        contact_name=card.contact_name,
        contact_phone=card.contact_phone,
        contact_email=card.contact_email,
        answer_until=wall_clock(until, card.zone).isoformat() if until else "",
        guests_most=card.guests_most,
        partners=card.partners,
    )


def moved(form: EventForm, starts_at: str) -> EventForm:
    """Let an event begin at another time; the others keep their distance, on the wall clock."""
    try:
        by = datetime.fromisoformat(starts_at) - datetime.fromisoformat(form.starts_at)

        def later(text: str) -> str:
            return (datetime.fromisoformat(text) + by).isoformat() if text else ""

        return replace(
            form,
            starts_at=later(form.starts_at),
            ends_at=later(form.ends_at),
            answer_until=later(form.answer_until),
        )
    except (ValueError, TypeError, OverflowError) as error:
        raise errors.UnreadableTime(field="starts_at") from error


def wall_clock(moment: datetime, zone: str) -> datetime:
    """Read an instant on the wall clock of a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
