"""What an event says is kept whole and announced, on a real database, without its process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from services.events.operations import organising
from shared.contracts.events import CardText, EventChanged, EventForm
from tests.support.hall import Hall, hall

__all__ = ["hall"]


def test_all_that_a_card_says_is_kept_and_announced(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    until = datetime.fromisoformat(here.form.starts_at) - timedelta(hours=24)
    said = {
        "map_link": "https://map.example/rabat",
        "online_link": "https://meet.example/forum",
        "contact_name": "Salma B.",
        "contact_phone": "+212 600 000 000",
        "contact_email": "forum@association.example",
        "guests_most": 2,
    }
    texts = {**here.form.texts, "fr": CardText(title="Forum", venue="Rabat", access="Tram 1")}

    view = here.change(texts=texts, answer_until=until.isoformat(), **said)

    kept = organising.event(here.db, here.event_id).card
    assert kept == view.card
    assert {name: getattr(kept, name) for name in said} == said
    assert kept.text("fr").access == "Tram 1"
    assert kept.answers_end == kept.starts_at - timedelta(hours=24)
    query = "select body from outbox where type = 'event.changed.v1' order by id desc limit 1"
    assert EventChanged.parse(here.rows(query)[0]["body"]).card == kept


def test_a_form_of_before_the_new_fields_says_the_least(hall: Callable[..., Hall]) -> None:
    """A page that was open during the upgrade sends a form without them."""
    here = hall(people=1)
    kept = {k: v for k, v in here.form.dump().items() if k in OLD_FIELDS}
    here.form = EventForm.parse(kept)

    card = here.change().card

    assert card == replace(card, map_link="", contact_name="", answer_until=None, guests_most=0)


OLD_FIELDS = (
    "command_id",
    "type",
    "starts_at",
    "ends_at",
    "zone",
    "capacity",
    "languages",
    "texts",
)
