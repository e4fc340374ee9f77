"""Where some of an audience are chosen, toward targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.members.domain.targets import Cell, Rooms, numbered
from services.members.store.audiences import count_by_reading
from services.members.store.rules import run
from shared.contracts.members import AudienceRule, Target
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "weighing.sql")

WHOLE = 1 << 30
"""The stride of a target with one part: everybody together."""


class WeighingStore:
    """Candidates of a wave, within one transaction; `parts` says how many each target has."""

    def __init__(self, tx: Transaction, parts: Sequence[int]) -> None:
        self._tx = tx
        self._parts = list(parts)

    def weigh(
        self, rule: AudienceRule, targets: Sequence[Target], event_id: UUID | None
    ) -> dict[Cell, int]:
        """Count who could be taken by cell, without laying them out."""
        count_by_reading(self._tx)
        rows = run(self._tx, queries.weigh.sql, rule, targets, event_id=event_id)
        return self._by_cell(rows)

    def gather(
        self, rule: AudienceRule, targets: Sequence[Target], *, wave_id: UUID, event_id: UUID
    ) -> None:
        """Lay out everybody who could be taken."""
        queries.take_turns(self._tx, event_id=event_id)
        count_by_reading(self._tx)
        queries.begin_weighing(self._tx)
        run(self._tx, queries.gather.sql, rule, targets, wave_id=wave_id, event_id=event_id)
        queries.analyse_candidates(self._tx)

    def put_sectors(self, page: Sequence[tuple[UUID, int]]) -> None:
        ids, sectors = [one for one, _ in page], [sector for _, sector in page]
        queries.put_sectors(self._tx, ids=ids, sectors=sectors)

    def part_by_sectors(self, *, smallest: int) -> None:
        """Put the sectors in as the last target."""
        strides = numbered(self._parts)
        queries.part_by_sectors(
            self._tx, stride=strides[-1], smallest=smallest, most=self._parts[-1] - 1
        )

    def people(self) -> dict[Cell, int]:
        """Count who can be taken by cell; households are known from here on."""
        queries.gather_homes(self._tx)
        queries.analyse_candidates(self._tx)
        return self._by_cell(queries.people_of_cells(self._tx))

    def single_people(self) -> dict[Cell, int]:
        return self._by_cell(queries.single_people_of_cells(self._tx))

    def picked_people(self) -> dict[Cell, int]:
        return self._by_cell(queries.picked_people_of_cells(self._tx))

    def pick_homes(
        self, rates: Mapping[Cell, float], rooms: Rooms, *, left: int, seed: int
    ) -> bool:
        """Pick households by how likely their people are, within rooms; False when none fits."""
        of_parts = [*rooms, [left]]
        places = [(t, part) for t, parts in enumerate(of_parts, 1) for part in range(len(parts))]
        picked: int = queries.pick_homes(
            self._tx,
            seed=seed,
            cells=[self._number(cell) for cell in rates],
            rates=list(rates.values()),
            strides=[*numbered(self._parts), WHOLE],
            parts=[*self._parts, 1],
            targets=[target for target, _ in places],
            places=[part for _, part in places],
            rooms=[room for parts in of_parts for room in parts],
        )
        return picked > 0

    def pick_singles(self, cells: Mapping[Cell, int], *, seed: int) -> None:
        """Pick so many of each cell who are by themselves."""
        numbers = [self._number(cell) for cell in cells]
        queries.pick_singles(self._tx, seed=seed, cells=numbers, numbers=list(cells.values()))

    def write_down(self, wave_id: UUID) -> int:
        """Hold who was picked; tells how many, with those of their households."""
        written: int = queries.write_down_picked(self._tx, wave_id=wave_id)
        return written

    def _by_cell(self, rows: Any) -> dict[Cell, int]:  # aiosql's results have no types
        return {self._cell(row["cell"]): row["people"] for row in rows}

    def _cell(self, number: int) -> Cell:
        strides = zip(numbered(self._parts), self._parts, strict=True)
        return tuple(number // stride % parts for stride, parts in strides)

    def _number(self, cell: Cell) -> int:
        return sum(part * stride for part, stride in zip(cell, numbered(self._parts), strict=True))
