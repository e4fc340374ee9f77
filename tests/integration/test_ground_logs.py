"""What the logs tell: one id from the click to its effect, and nothing about a person."""

from __future__ import annotations

import contextlib

import pytest

from shared.edge.upstream import Unavailable
from shared.errors import Refused
from shared.messaging.correlation import correlated, current_correlation_id
from shared.testing.waiting import eventually
from tests.support.ground import Ground
from tests.toy.services import CANARY, Ring

pytest_plugins = ["tests.support.ground"]
pytestmark = pytest.mark.integration


@pytest.mark.usefixtures("warm_hearer", "warm_relay", "warm_speaker")
def test_one_correlation_id_leads_from_the_call_to_what_was_heard(ground: Ground) -> None:
    ground.start("speaker", "relay", "hearer")

    with correlated("the-click"):
        ground.upstream().call("speaker", "ring", Ring(number=1), Ring)
        with contextlib.suppress(Refused):
            ground.upstream().call("speaker", "ring", Ring(number=2, how="too-loud"), Ring)
    ground.await_heard(1)

    (refused,) = eventually(lambda: ground.log_lines("speaker", "refused"))
    (heard,) = eventually(lambda: ground.log_lines("hearer", "bell_heard"))
    (row,) = ground.world.rows("members", "select id, correlation_id from outbox")
    assert refused["correlation_id"] == heard["correlation_id"] == row["correlation_id"]
    assert heard["correlation_id"] == "the-click"
    assert heard["message_id"] == str(row["id"])


def test_the_correlation_id_survives_retries_and_parking(ground: Ground) -> None:
    ground.hearer(RETRY_DELAYS_S="1")

    ground.publish_raw(
        b'{"number": 1, "how": "always-fails"}',
        message_id="0199d5a0-0000-7000-8000-000000000001",
        correlation_id="the-click",
    )

    (parked,) = eventually(ground.parked)
    (postponed,) = eventually(lambda: ground.log_lines("hearer", "message_postponed"))
    assert parked["headers"]["correlation_id"] == postponed["correlation_id"] == "the-click"


@pytest.mark.parametrize("strange", ["", "a\nb", "x" * 101, "é", "a b", "\0"])
def test_a_strange_correlation_id_is_replaced(strange: str) -> None:
    with correlated(strange):
        assert current_correlation_id() != strange


def test_p21_no_way_of_failing_writes_a_person_into_a_log(ground: Ground) -> None:
    ground.start("speaker", "relay", "hearer", RETRY_DELAYS_S="1")
    upstream = ground.upstream()
    with pytest.raises(Refused):
        upstream.call("speaker", "ring", Ring(number=1, how="boom"), Ring)
    with pytest.raises(Unavailable):
        upstream.call(CANARY, "ring", Ring(number=1), Ring)
    with pytest.raises(Refused):
        upstream.call("speaker", CANARY, Ring(number=1), Ring)

    for how in ("always-fails", "bad-sql", "refused"):
        ground.announce([1], how=how)
    ground.publish_raw(b'{"number": "' + CANARY.encode() + b'"}')
    ground.publish_raw(CANARY.encode(), correlation_id=CANARY, content_type=CANARY)
    ground.publish_raw(b"{}", message_id=CANARY, application_headers={"phone": CANARY})
    ground.world.rows("events", "alter table parked rename to hidden")
    ground.publish_raw(b"{" + CANARY.encode())  # which cannot even be parked
    eventually(lambda: ground.log_lines("hearer", "message_could_not_be_parked"))
    ground.world.rows("events", "alter table hidden rename to parked")

    eventually(lambda: len(ground.parked()) == 7, within_s=30)
    text = ground.log_text()
    assert "message_parked" in text
    assert "rpc_failed" in text
    assert CANARY not in text
    assert CANARY.encode() not in b"".join(bytes(row["body"]) for row in ground.parked())
