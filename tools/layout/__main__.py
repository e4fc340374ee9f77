"""`python -m tools.layout`: exit 1, and name every place, when a rule of the house is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.layout.files import ROOT, Problem
from tools.layout.imports import impure_domains, undeclared
from tools.layout.rooms import missing_rooms, odd_migrations, thick_doors
from tools.layout.texts import long_files, machine_places, stray_sql

RULES: tuple[Callable[[Path], Iterator[Problem]], ...] = (
    missing_rooms,
    odd_migrations,
    thick_doors,
    impure_domains,
    undeclared,
    stray_sql,
    long_files,
    machine_places,
)


def problems(root: Path = ROOT) -> list[Problem]:
    """Name everything that breaks a rule."""
    return [problem for rule in RULES for problem in rule(root)]


def main() -> int:
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
