"""
The account of a send: our ledger beside the one that phones and inboxes kept of what they took.

Their lines are on disk before they answer, so they are the truth about what went out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from services.notifications import domain
from tests.support.system import System

NEVER_WENT = ("waiting", "excluded", "stopped", "expired", "covered", "failed")


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """
    What does not add up, and what cannot be known.

    `lost` were to be told and have no row, or one that says told although nothing went out;
    `phantom` went out although no row says so; `doubled` went out more than once, per channel;
    `stuck` still wait; `uncertain` are the rows of that state, per channel.
    """

    people: int
    lost: int
    phantom: int
    stuck: int
    doubled: dict[str, int]
    uncertain: dict[str, int]

    @property
    def adds_up(self) -> bool:
        """Nobody lost, nothing unaccounted for, nothing left over, and no SMS twice."""
        return not (self.lost or self.phantom or self.stuck or self.doubled.get("sms"))


def reckon(system: System, event_id: UUID, *, people: int, kind: str = "invitation") -> Reckoning:
    """Compare the two ledgers over one send, to so many people."""
    rows = system.world.rows(
        "notifications",
        "select id, member_id, channel, state, resent from deliveries where send_id = %s",
        domain.send_id(event_id, kind),
    )
    ours = {row["id"]: row for row in rows}
    went = Counter(id_of(entry["reference"]) for entry in system.accepted())
    known = system.world.rows("notifications", "select id from deliveries")
    strangers = went.keys() - {row["id"] for row in known}
    doubled = Counter(ours[i]["channel"] for i, times in went.items() if i in ours and times > 1)
    for row_id, times in went.items():
        # A second copy of an e-mail is only ever of a row that says so.
        assert times == 1 or row_id not in ours or ours[row_id]["resent"], ours[row_id]
        assert times <= 2
    told = ("sent", "delivered")
    return Reckoning(
        people=len({row["member_id"] for row in rows}),
        lost=people
        - len({row["member_id"] for row in rows})
        + sum(row["state"] in told and not went[row["id"]] for row in rows),
        phantom=len(strangers)
        + sum(row["state"] in NEVER_WENT and went[row["id"]] > 0 for row in rows),
        stuck=sum(row["state"] in ("waiting", "claimed") for row in rows),
        doubled=dict(doubled),
        uncertain=dict(Counter(r["channel"] for r in rows if r["state"] == "uncertain")),
    )


def id_of(reference: str | None) -> UUID:
    """Give the row that a message names: in an SMS's reference, or an e-mail's Message-ID."""
    assert reference, "a message without a reference"
    return UUID(reference.strip("<>").partition("@")[0])
