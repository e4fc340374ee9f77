"""What an event says is kept whole and announced, on a real database, without its process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.events import errors
from services.events.domain.holding import Hold
from services.events.operations import changing, organising
from shared.contracts.events import CardText, ChangeEvent, ChangeWeighed, EventChanged, EventForm
from shared.ids import new_id
from tests.support.hall import STAFF, Hall, hall

__all__ = ["hall"]


def test_all_that_a_card_says_is_kept_and_announced(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    until = datetime.fromisoformat(here.form.starts_at) - timedelta(hours=24)
    said: dict[str, Any] = {
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


# --- Changes ---------------------------------------------------------------------------------


def changes_told(here: Hall) -> list[list[str]]:
    query = "select body from outbox where type = 'event.changed.v1' order by id"
    bodies = [row["body"] for row in here.rows(query)]
    return [b["changed"] for b in bodies if b["card"]["event_id"] == str(here.event_id)]


def moved(here: Hall, **changes: Any) -> dict[str, Any]:
    texts = {**here.form.texts, "fr": CardText(title="Forum des jeunes", venue="Tanger")}
    return {"texts": texts, **changes}


def weigh(here: Hall, *, silent: bool = False, **changes: Any) -> ChangeWeighed:
    form = replace(here.form, **changes)
    wish = ChangeEvent(event_id=here.event_id, form=form, silent=silent)
    return changing.weigh_change(here.db, wish, now=here.now())


def test_a_change_that_matters_is_told_once_and_a_typo_to_nobody(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=3)
    title = {**here.form.texts, "fr": CardText(title="Le forum", venue="Rabat")}

    here.change(texts=title)
    here.change(**moved(here))
    again = ChangeEvent(event_id=here.event_id, form=here.form)
    changing.change_event(here.db, again, by=STAFF, hold=Hold(hours=1), now=here.now())

    assert changes_told(here) == [[], ["place"]]


def test_only_a_change_that_matters_stands_on_the_invitation(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (person,) = here.people

    here.change(texts={**here.form.texts, "fr": CardText(title="Le forum", venue="Rabat")})
    assert here.open(person).situation == "open"
    here.change(**moved(here), silent=True)
    assert here.open(person).situation == "open"
    here.change(online_link="https://meet.example/a")

    assert here.open(person).situation == "changed"
    assert changes_told(here) == [[], [], ["online"]]


def test_before_saving_it_is_said_how_many_would_be_told(hall: Callable[..., Hall]) -> None:
    here = hall(people=4, capacity=9)
    here.answer(here.people[0], "yes")
    here.answer(here.people[1], "no")
    later = datetime.fromisoformat(here.form.ends_at) + timedelta(hours=1)

    told = weigh(here, **moved(here, ends_at=later.isoformat()))
    typo = weigh(here, capacity=5)
    mended = weigh(here, silent=True, **moved(here))

    assert (told.changed, told.people) == (["time", "place"], 3)
    assert (typo.changed, typo.people) == ([], 0)
    assert (mended.changed, mended.people) == ([], 0)
    assert changes_told(here) == []


def test_a_draft_tells_nobody(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    draft = organising.create_event(
        here.db, replace(here.form, command_id=new_id()), by=STAFF, now=here.now()
    )
    here.event_id = draft.card.event_id

    assert weigh(here, **moved(here)).changed == []
    here.change(**moved(here))

    assert changes_told(here) == []


def test_an_event_is_finished_by_itself_and_then_only_its_texts_change(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    here.rows(
        "update events set starts_at = now() - interval '3 h', ends_at = now() - interval '1 h'"
        " where id = %s",
        here.event_id,
    )
    zone = ZoneInfo(here.form.zone)
    card = organising.event(here.db, here.event_id).card
    hours = {
        name: getattr(card, name).astimezone(zone).replace(tzinfo=None).isoformat()
        for name in ("starts_at", "ends_at")
    }

    assert organising.event(here.db, here.event_id).state == "finished"
    with pytest.raises(errors.EventFinished):
        here.change(**moved(here, **hours))
    with pytest.raises(errors.EventHasBegun):
        here.change(starts_at=card.ends_at.astimezone(zone).replace(tzinfo=None).isoformat())
    thanks = {**here.form.texts, "fr": CardText(title="Merci !", venue="Rabat")}
    view = here.change(texts=thanks, **hours)

    assert (view.state, view.card.text("fr").title) == ("finished", "Merci !")
