"""Reading the rows of a sheet, the next part while the database is busy with the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.members.domain.columns import Columns
from services.members.domain.rows import Entry, Occasion, mark_doubles, read_row
from services.members.domain.vocabulary import Vocabulary
from shared.edge.aside import Meanwhile

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows as they stand in a sheet, with all that it depends on how they are read."""

    rows: Sequence[Row]
    columns: Columns
    vocabulary: Vocabulary
    occasion: Occasion

    @property
    def last_row(self) -> int:
        last: int = self.rows[-1]["row"]
        return last

    def entries(self) -> Iterator[Entry]:
        """Read the rows that say something."""
        told = ((row["row"], _by_role(row["cells"], self.columns)) for row in self.rows)
        return mark_doubles(
            read_row(row, cells, self.vocabulary, self.occasion)
            for row, cells in told
            if any(str(cell).strip() for cell in cells.values())
        )


class ReadAhead:
    """
    At most one part of a sheet, which is likely to be asked for next.

    It spares time and nothing else: what was read counts only for the very same part. Rows that an
    erasure has touched since, or that name a body which is known by now, are read anew.
    """

    def __init__(self) -> None:
        self._begun: tuple[Part, Meanwhile[Entry]] | None = None

    def begin(self, part: Part) -> None:
        """Read a part while the process waits for something else."""
        self._begun = (part, Meanwhile(part.entries()))

    def read(self, part: Part) -> list[Entry]:
        """Give what the rows of a part say, whether or not it was begun."""
        begun, self._begun = self._begun, None
        if begun is not None:
            if begun[0] == part:
                return begun[1].all()
            begun[1].leave()
        return list(part.entries())


def _by_role(cells: list[object] | dict[str, object], found: Columns) -> dict[str, object]:
    # Sheets that were read before columns could be chosen have kept their cells by role.
    return cells if isinstance(cells, dict) else found.cells(cells)
