"""A wave with a wish: passed on as it was had, and what came of it kept with the event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.events.operations import organising
from services.events.store import EventsStore
from shared.contracts.events import PublishEvent
from shared.contracts.members import (
    Addressee,
    Balance,
    PartGiven,
    Target,
    TargetPart,
    WaveWish,
)
from shared.ids import new_id
from tests.integration.test_waves import on_the_wall, plan, shown, tick
from tests.support.hall import STAFF, Hall, hall
from tests.support.system import a_form

__all__ = ["hall"]

pytestmark = pytest.mark.integration

WOMEN, REST = TargetPart(values=["woman"]), TargetPart()
WISH = WaveWish(size=50, targets=[Target(what="gender", parts=[WOMEN, REST])], fill=True)
BALANCE = Balance(
    size=50,
    there=60,
    given=50,
    parts=[PartGiven(what="gender", part=WOMEN, wished=25, there=18, given=18)],
)


def asked(here: Hall, event_id: UUID) -> dict[str, object]:
    query = (
        "select body from outbox where type = 'audience.requested.v1' and body ->> 'event_id' = %s"
    )
    body: dict[str, object] = here.rows(query, str(event_id))[0]["body"]
    return body


def test_a_wish_is_passed_on_with_whose_it_is(hall: Callable[..., Hall]) -> None:
    here, now = hall(people=0), datetime.now(UTC)
    event_id = organising.create_event(here.db, a_form(), by=STAFF, now=now).card.event_id
    request = PublishEvent(command_id=new_id(), event_id=event_id, audience_id=new_id(), wish=WISH)

    organising.publish_event(here.db, request, by=STAFF, now=now)

    told = asked(here, event_id)
    assert (told["wish"], told["asked_by"]) == (WISH.dump(), str(STAFF))
    assert asked(here, here.event_id)["wish"] is None


def test_what_came_of_a_wish_is_kept_and_shown(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    assert organising.event(here.db, here.event_id).balance is None

    here.invite([Addressee(member_id=new_id())], page=2, balance=BALANCE)
    here.invite([Addressee(member_id=new_id())], page=3)

    assert organising.event(here.db, here.event_id).balance == BALANCE


def test_a_planned_wave_has_its_wish_passed_on_when_it_goes(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    plan(here, wish=WISH, at=on_the_wall(here, days=1))
    plan(here, at=on_the_wall(here, days=2))
    assert [wave.size for wave in shown(here).waves] == [None, 50, None]

    tick(here, now=here.now() + timedelta(days=2, hours=12))

    first, wished, plain = here.announced("audience.requested.v1")
    assert (wished["wish"], wished["asked_by"]) == (WISH.dump(), str(STAFF))
    assert (first["wish"], plain["wish"], plain["asked_by"]) == (None, None, str(STAFF))
    with here.db.transaction() as tx:
        EventsStore(tx).keep_balance(UUID(wished["wave_id"]), BALANCE)
    assert [wave.balance for wave in shown(here).waves] == [None, BALANCE, None]
