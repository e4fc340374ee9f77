"""What statutes can say: days, shares and proxies that make sense."""

from __future__ import annotations

from services.members.errors.statutes import BadNotice, BadQuorum, QuorumNotLower, TooManyProxies
from shared.contracts.members.statutes import Share, Statutes

MOST_DAYS = 120
LARGEST_PART = 1_000
MOST_PROXIES = 20


def checked(statutes: Statutes) -> Statutes:
    """Give statutes that can be kept; BadNotice, BadQuorum, QuorumNotLower, TooManyProxies."""
    for days, name in (
        (statutes.notice_days, "notice_days"),
        (statutes.again_notice_days, "again_notice_days"),
    ):
        if not 0 <= days <= MOST_DAYS:
            raise BadNotice(field=name, most=MOST_DAYS)
    for share, name in ((statutes.quorum, "quorum"), (statutes.again_quorum, "again_quorum")):
        if not _can_be_met(share):
            raise BadQuorum(field=name)
    if asks_more(statutes.again_quorum, statutes.quorum):
        raise QuorumNotLower
    if not 0 <= statutes.most_proxies <= MOST_PROXIES:
        raise TooManyProxies(most=MOST_PROXIES)
    return statutes


def asks_more(one: Share, other: Share) -> bool:
    """Tell whether a share is met by more members only than another one."""
    left, right = one.part * other.of, other.part * one.of
    return left > right or (left == right and one.more_than and not other.more_than)


def _can_be_met(share: Share) -> bool:
    whole = share.part == share.of
    known = 0 < share.of <= LARGEST_PART and 0 <= share.part <= share.of
    return known and not (share.more_than and (whole or share.part == 0))
