"""The measurement of counting means what it says: each rule finds somebody, and all are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.world import World
from tools.bench.counting import RULES, measure

PEOPLE = 5_000


@pytest.mark.integration
def test_a_small_crowd_is_counted_by_each_rule_and_told_whole(
    make_world: Callable[..., World],
) -> None:
    world = make_world(services=("members",))

    found = measure(world.stack.admin_dsn(world.databases["members"]), PEOPLE, times=2)

    assert found.meant["everybody"] == found.resolved == PEOPLE
    assert PEOPLE // 20 < found.chosen <= PEOPLE // 10
    assert found.meant["a body of 110"] == 110
    assert set(found.meant) == set(RULES)
    assert all(0 < people < PEOPLE for name, people in found.meant.items() if name != "everybody")
    assert 0 < found.p95_of_all < 1000
    assert 0 < found.destinations_ms < 1000
