"""The many ways in which people write a phone number, right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Cell = str | int | float | None

_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def plain(number: str) -> str:
    """Write a number without its country as most do."""
    return f"0{number}"


def pairs(number: str, between: str = " ") -> str:
    digits = plain(number)
    return between.join(digits[n : n + 2] for n in range(0, len(digits), 2))


def grouped(number: str) -> str:
    return f"{number[0]} {number[1:3]} {number[3:5]} {number[5:7]} {number[7:9]}"


WAYS: tuple[tuple[int, Callable[[str], Cell]], ...] = (
    (30, pairs),
    (25, plain),
    (10, lambda n: f"+212{n}"),
    (6, lambda n: f"+212 {grouped(n)}"),
    (5, lambda n: pairs(n, ".")),
    (4, lambda n: pairs(n, "-")),
    (4, lambda n: f"00212{n}"),
    (2, lambda n: f"+212 (0){grouped(n)}"),
    (5, int),
    (2, lambda n: float(f"212{n}")),
    (1, lambda n: f"{n}.0"),
    (1, lambda n: f"2.12{n}E+11"),
    (3, lambda n: plain(n).translate(_EASTERN)),
    (1, lambda n: f"\u202a{pairs(n)}\u202c"),
    (1, lambda n: f"Tél : {pairs(n)}"),
    (1, lambda n: f"{plain(n)} / 0522 20 {n[5:7]} {n[7:9]}"),
)
"""Each with how many of a hundred write so."""


def written(number: str, chance: Random) -> Cell:
    """Write a mobile number in one of the ways that can be read; nothing stays nothing."""
    if not number:
        return None
    way = chance.choices([way for _, way in WAYS], [weight for weight, _ in WAYS])[0]
    return way(number)


def landline(chance: Random) -> str:
    """Write a landline of Casablanca: it can be called, and sent nothing."""
    return f"0522 20 {chance.randint(0, 99):02d} {chance.randint(0, 99):02d}"


WRONG: tuple[Callable[[str], Cell], ...] = (
    lambda _: "2.12E+11",
    lambda n: f"O{n}",
    lambda n: plain(n)[:-2],
    lambda _: 2.12e11,
    lambda _: "=C2",
    lambda n: f"{plain(n)}7",
    lambda _: "à demander",
)
"""Ways in which the number is lost."""
