"""A service dies in the middle of an erasure: it is obeyed all the same, once, and confirmed."""

from __future__ import annotations

import pytest

from shared.contracts.members import MemberErased
from shared.testing.waiting import eventually
from tests.support.scene import Scene


@pytest.mark.timeout(180)
def test_an_erasure_outlives_the_death_of_whoever_obeys_it(scene: Scene) -> None:
    gone, stays = scene.announce(2)
    holds = "select count(*) from contacts where member_id = %s"
    world = scene.world
    eventually(lambda: world.count("notifications", holds, gone.member_id), within_s=30)
    scene.will_crash(notifications="subscribe.before_ack", events="subscribe.before_ack")

    scene.system.announce(MemberErased(member_ids=[gone.member_id]))
    scene.await_crashes("notifications", "events")

    def confirmed(service: str, kind: str) -> bool:
        query = "select count(*) from outbox where type = %s and body::text like %s"
        return world.count(service, query, kind, f"%{gone.member_id}%") == 1

    # Heard again after the death, it is dropped by the inbox: confirmed once.
    eventually(lambda: confirmed("notifications", "erasure.confirmed.v1"), within_s=30)
    eventually(lambda: confirmed("events", "erasure.confirmed_by_events.v1"), within_s=30)
    for service in ("notifications", "events"):
        assert world.count(service, "select count(*) from erased") == 1
    assert world.count("notifications", holds, gone.member_id) == 0
    assert world.count("notifications", holds, stays.member_id) == 1
