"""A part of a sheet that is read before its turn: it counts only for the very same part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from services.members.domain.columns import Columns
from services.members.domain.rows import Occasion
from services.members.domain.vocabulary import vocabulary
from services.members.operations.reading import Part, ReadAhead

ROWS = [
    {"row": 2, "cells": ["Amina", "0612345678", "Bureau"]},
    {"row": 3, "cells": ["", " "]},
    {"row": 4, "cells": ["Ito", "0612345679", "Bureau"]},
]
PART = Part(
    rows=ROWS,
    columns=Columns(roles=("first_name", "phone", "bodies")),
    vocabulary=vocabulary([], [], []),
    occasion=Occasion(today=date(2026, 11, 24), language="fr"),
)
TOLD_SINCE = replace(PART, vocabulary=vocabulary([], [], [("office", {"fr": "Bureau"})]))
ERASED_SINCE = replace(PART, rows=[ROWS[0], ROWS[1], {"row": 4, "cells": []}])


def read(ahead: ReadAhead, part: Part) -> Sequence[tuple[int, str]]:
    return [(entry.row, entry.bodies[0].code) for entry in ahead.read(part)]


def test_what_was_begun_is_given_as_if_it_were_read_now() -> None:
    ahead = ReadAhead()
    ahead.begin(PART)

    assert read(ahead, PART) == [(2, "bureau"), (4, "bureau")] == read(ahead, PART)


@pytest.mark.parametrize(
    ("part", "entries"),
    [(TOLD_SINCE, [(2, "office"), (4, "office")]), (ERASED_SINCE, [(2, "bureau")])],
    ids=["told-since", "erased-since"],
)
def test_what_has_changed_since_is_read_anew(part: Part, entries: list[tuple[int, str]]) -> None:
    ahead = ReadAhead()
    ahead.begin(PART)

    assert read(ahead, part) == entries


def test_a_part_says_which_row_is_its_last() -> None:
    assert PART.last_row == 4
