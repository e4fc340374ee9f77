"""How many of an audience, toward which balance: asked before, and chosen when a wave asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.members.domain import targets
from services.members.domain.rules import checked
from services.members.domain.targets import Cell, Plan, Rooms
from services.members.operations import vault
from services.members.store.audiences import AudienceStore
from services.members.store.weighing import WeighingStore
from shared.contracts.members import (
    AudienceRule,
    Balance,
    PartGiven,
    Target,
    WaveWish,
    WeighAudience,
)
from shared.db.database import Database, Transaction

TIMES = 8
"""How often households are looked through for more that fit into the last places."""

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Safe:
    """The vault, as its own role, and the key to what is in it."""

    database: Database
    key: str


def weigh_audience(db: Database, request: WeighAudience) -> Balance:
    """Say what a wish would come to today; the sectors are not looked at for that."""
    rule = checked(request.rule)
    wish = targets.checked(request.wish)
    parted = targets.parted(wish)
    with db.transaction() as tx:
        store = WeighingStore(tx, [len(target.parts) + 1 for target in parted])
        there = store.weigh(rule, parted, request.event_id)
    wished = targets.quotas(wish)[: len(parted)]
    plan = targets.plan(wish.size, wished, there, fill=wish.fill)
    return _balance(wish, wished, there, plan.cells)


def write_down_some(
    tx: Transaction, wave: Row, rule: AudienceRule, wish: WaveWish, safe: Safe | None
) -> None:
    """Hold whom of an audience a wave is for, and what came of its wish."""
    store = WeighingStore(tx, targets.parts_of(wish))
    parted = targets.parted(wish)
    store.gather(rule, parted, wave_id=wave["wave_id"], event_id=wave["event_id"])
    if targets.mixes_sectors(wish):
        _part_by_sectors(store, wave, safe)
    there = store.people()
    wished = targets.quotas(wish, _sectors(there))
    plan = targets.plan(wish.size, wished, there, fill=wish.fill)
    _pick(store, plan, there, fill=wish.fill, seed=_seed(wave["wave_id"]))
    given = store.picked_people()
    total = store.write_down(wave["wave_id"])
    AudienceStore(tx).keep_balance(wave["wave_id"], total, _balance(wish, wished, there, given))


def _pick(
    store: WeighingStore, plan: Plan, there: Mapping[Cell, int], *, fill: bool, seed: int
) -> None:
    """
    Pick households whole, then people by themselves so that the plan comes out.

    A household may have people of several cells: it is as likely as they are by themselves, and
    what it takes of each part is no longer there for others. What those who live alone cannot
    give, households with such people give before the others are picked.
    """
    rates = {cell: number / there[cell] for cell, number in plan.cells.items()}
    store.pick_homes(rates, plan.of_parts, left=plan.people, seed=seed)
    rooms, left = _left(store, plan)
    singles = targets.plan(left, rooms, store.single_people(), fill=False)
    if singles.people < left:
        lacking = targets.less(rooms, singles.of_parts)
        needed = {cell: 1.0 for cell in there if not cell or _are_in(lacking, cell)}
        store.pick_homes(needed, _tight(rooms, lacking), left=left, seed=seed)
        rooms, left = _left(store, plan)
        singles = targets.plan(left, rooms, store.single_people(), fill=False)
    store.pick_singles(singles.cells, seed=seed)
    _pick_more_homes(store, plan, there, seed=seed)
    if fill:
        _fill(store, plan, there, seed=seed)


def _pick_more_homes(
    store: WeighingStore, plan: Plan, there: Mapping[Cell, int], *, seed: int, exact: bool = True
) -> None:
    """Pick whatever households still fit; not `exact`, whatever they do to the balance."""
    for _ in range(TIMES):
        rooms, left = _left(store, plan)
        room = rooms if exact else [[left] * len(parts) for parts in rooms]
        everybody = dict.fromkeys(there, 1.0)
        if not left or not store.pick_homes(everybody, room, left=left, seed=seed):
            return


def _fill(store: WeighingStore, plan: Plan, there: Mapping[Cell, int], *, seed: int) -> None:
    """Let others have the places that only people of whole households could have filled."""
    rooms, left = _left(store, plan)
    if left:
        singles = targets.plan(left, rooms, store.single_people(), fill=True)
        store.pick_singles(singles.cells, seed=seed)
        _pick_more_homes(store, plan, there, seed=seed, exact=False)


def _are_in(parts: Rooms, cell: Cell) -> bool:
    return any(parts[target][part] for target, part in enumerate(cell))


def _tight(rooms: Rooms, lacking: Rooms) -> Rooms:
    """Keep to what is lacking where something is."""
    return [
        [short or room for room, short in zip(*parts, strict=True)]
        for parts in zip(rooms, lacking, strict=True)
    ]


def _left(store: WeighingStore, plan: Plan) -> tuple[Rooms, int]:
    picked = store.picked_people()
    rooms = targets.less(plan.of_parts, targets.sums(plan.of_parts, picked))
    return rooms, plan.people - sum(picked.values())


def _part_by_sectors(store: WeighingStore, wave: Row, safe: Safe | None) -> None:
    if safe is None:
        msg = "the vault is not at hand"
        raise RuntimeError(msg)
    for page in vault.sectors(safe.database, safe.key, by=wave["asked_by"], about=wave["wave_id"]):
        store.put_sectors(page)
    store.part_by_sectors(smallest=vault.SMALLEST_GROUP)


def _sectors(there: Mapping[Cell, int]) -> list[int]:
    """Count the people of each sector: the last part of each cell."""
    found = [0] * targets.MOST_SECTORS
    for cell, people in there.items():
        if cell and cell[-1] < targets.MOST_SECTORS:
            found[cell[-1]] += people
    return found


def _balance(
    wish: WaveWish, wished: Rooms, there: Mapping[Cell, int], given: Mapping[Cell, int]
) -> Balance:
    """Say what came of each part; of the sectors nothing."""
    known, taken = targets.sums(wished, there), targets.sums(wished, given)
    return Balance(
        size=wish.size,
        there=sum(there.values()),
        given=sum(given.values()),
        parts=[
            one
            for number, target in enumerate(targets.parted(wish))
            for one in _parts(target, wished[number], known[number], taken[number])
        ],
    )


def _parts(
    target: Target, wished: Sequence[int], there: Sequence[int], given: Sequence[int]
) -> list[PartGiven]:
    counted = zip(target.parts, wished, there, given, strict=False)
    return [
        PartGiven(what=target.what, part=part, wished=quota, there=known, given=taken)
        for part, quota, known, taken in counted
    ]


def _seed(wave_id: UUID) -> int:
    """Draw by the wave: the same one picks the same people, another one others."""
    return int.from_bytes(wave_id.bytes[8:], signed=True)
