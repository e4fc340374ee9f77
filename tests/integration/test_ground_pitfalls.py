"""docs/pitfalls.md names only tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PITFALLS = HERE.parents[1] / "docs" / "pitfalls.md"
NUMBERS = (1, 2, 3, 4, 5, 6, 9, 10, 12, 13, 14, 15, 17, 21, 22, 24)


def names_in(file: str) -> list[str]:
    name = file if file.startswith("test_") else f"test_ground_{file}"
    (path,) = HERE.parent.glob(f"*/{name}.py")
    text = path.read_text()
    return re.findall(r"^def test_(\w+)\(", text, re.MULTILINE)


def named() -> list[tuple[str, str]]:
    """Give the file and the name, or its beginning, of every test that the tables name."""
    found = []
    for line in PITFALLS.read_text().splitlines():
        cell = line.rstrip("| ").rpartition("|")[2]
        for file, names in re.findall(r"(\w+): ((?:`\w+…?`[^;`]*)+)", cell):
            found += [(file, name) for name in re.findall(r"`(\w+)…?`", names)]
    return found


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        f"{file}: {name}"
        for file, name in named()
        if not any(each.startswith(name) for each in names_in(file))
    ]

    assert not missing
    assert len(named()) > 50


def test_every_pitfall_has_a_test_on_the_stock_behaviour_and_one_on_ours() -> None:
    files = [path.stem.removeprefix("test_ground_") for path in HERE.glob("test_ground_*.py")]
    tests = [name for file in files for name in names_in(file)]

    for number in NUMBERS:
        of_this = [name for name in tests if name.startswith(f"n{number}_")]
        assert any("_stock_" in name for name in of_this), number
        assert any("_stock_" not in name for name in of_this), number
