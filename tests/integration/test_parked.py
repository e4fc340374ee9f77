"""What an operator does about messages that could not be handled."""

from __future__ import annotations

from typing import cast

import pytest
from rich.console import Console

from deploy.local import parked
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble
from shared.db.database import connect
from shared.ids import new_id
from shared.messaging.parking import Parked, park
from tests.support.world import World


def listed(stack: Stack) -> str:
    console = Console(width=300, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    parked.show(stack, console)
    return console.export_text()


def test_a_parked_message_is_listed_without_its_body_and_sent_once_more(world: World) -> None:
    stack = cast("Stack", world)
    assert "Nothing is parked." in listed(stack)
    settings = world.environment("events")
    message_id = new_id()
    with connect(settings["DATABASE_URL"]) as tx:
        parked_id = park(
            tx,
            settings["PARKING_KEY"],
            Parked(
                queue="events.audience.resolved.v1",
                body=b'{"canary": "+212600000001"}',
                reason="failed-every-time",
                message_id=message_id,
                type="audience.resolved.v1",
            ),
        )

    told = listed(stack)
    assert str(parked_id) in told
    assert "failed-every-time" in told
    assert "212600000001" not in told
    assert parked.replay(stack, "events", "all") == 1
    assert parked.replay(stack, "events", str(parked_id)) == 0
    assert "Nothing is parked." in listed(stack)
    waiting = world.rows("events", "select id, exchange, routing_key from outbox")
    assert waiting == [
        {"id": message_id, "exchange": "", "routing_key": "events.audience.resolved.v1"}
    ]


@pytest.mark.parametrize(("service", "wanted"), [("web", "all"), ("events", "nothing")])
def test_what_cannot_be_replayed_is_said(world: World, service: str, wanted: str) -> None:
    with pytest.raises(Trouble):
        parked.replay(cast("Stack", world), service, wanted)
