"""Whether one member may vote for another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.events.domain.proxies import Facts, check
from services.events.errors import proxies as refused

FINE = Facts(
    same=False,
    giver_in_mandate=True,
    holder_in_mandate=True,
    giver_came=False,
    giver_holds=0,
    holder_gave=False,
    holder_holds=0,
)


def test_a_member_votes_for_another_up_to_the_statutes_number() -> None:
    check(FINE, most=1)
    check(replace(FINE, holder_holds=1), most=2)


@pytest.mark.parametrize(
    ("changes", "most", "refusal"),
    [
        ({}, 0, refused.NoProxies),
        ({"same": True}, 1, refused.ProxyToOneself),
        ({"giver_in_mandate": False}, 1, refused.GiverNotInMandate),
        ({"holder_in_mandate": False}, 1, refused.HolderNotInMandate),
        ({"giver_came": True}, 1, refused.GiverIsThere),
        ({"giver_holds": 1}, 2, refused.GiverHoldsProxies),
        ({"holder_gave": True}, 1, refused.HolderGaveTheirs),
        ({"holder_holds": 2}, 2, refused.HolderHasEnough),
    ],
)
def test_what_the_statutes_do_not_know_is_refused(
    changes: dict[str, bool | int], most: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check(replace(FINE, **changes), most=most)  # type: ignore[arg-type]
