"""Comparing people with each other in the background: who is likely one person."""

from __future__ import annotations

from services.members.domain.doubles import Reason, reasons
from services.members.domain.same_names import name_skeleton
from services.members.store.doubles import DoublesStore, Pair
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.edge.aside import aside


def compare_next(db: Database) -> bool:
    """
    Compare some of those who are new or changed with whom they may be; False when none waits.

    Nothing is held between two of these steps: after a crash the same people are compared again,
    and the same pairs found.
    """
    with db.transaction() as tx:
        store = DoublesStore(tx)
        people = store.take_to_compare(CHUNK)
        ids = [person["id"] for person in people]
        store.put_keys({p["id"]: name_skeleton(p["first_name"], p["last_name"]) for p in people})
        candidates = store.candidates(ids)

        def judged() -> dict[Pair, list[Reason]]:
            found = {(one.id, other.id): reasons(one, other) for one, other in candidates}
            return {pair: why for pair, why in found.items() if why}

        store.put_likely(ids, aside(judged))
        return bool(people)
