"""Whether one member may vote for another."""

from __future__ import annotations

from dataclasses import dataclass

from services.events.errors import proxies as refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    How two members stand to each other at an assembly.

    What is held and was given counts for something while its giver is not there: no other does.
    """

    same: bool
    giver_in_mandate: bool
    holder_in_mandate: bool
    giver_came: bool
    giver_holds: int
    holder_gave: bool
    holder_holds: int


def check(facts: Facts, *, most: int) -> None:
    """Refuse a proxy that the statutes do not know, or that would count nobody."""
    rules = (
        (most < 1, refused.NoProxies()),
        (facts.same, refused.ProxyToOneself()),
        (not facts.giver_in_mandate, refused.GiverNotInMandate()),
        (not facts.holder_in_mandate, refused.HolderNotInMandate()),
        (facts.giver_came, refused.GiverIsThere()),
        (facts.giver_holds > 0, refused.GiverHoldsProxies()),
        (facts.holder_gave, refused.HolderGaveTheirs()),
        (facts.holder_holds >= most, refused.HolderHasEnough(most=most)),
    )
    for broken, refusal in rules:
        if broken:
            raise refusal
