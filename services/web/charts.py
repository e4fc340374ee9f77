"""
Sums as bars: how long each piece is, and the pattern that tells it apart without its colour.

They are drawn in parts/charts.html. A bar is a picture of numbers that stand beside it as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PATTERNS: Mapping[str, str] = {
    # Sendings: what is out is full or nearly so, what waits is thin, what went wrong is crossed.
    "sent": "rising",
    "claimed": "dots",
    "waiting": "lines",
    "uncertain": "waves",
    "failed": "crossed",
    "expired": "falling",
    "stopped": "columns",
    "covered": "squares",
    "excluded": "sparse",
    # Places and answers.
    "offered": "falling",
    "free": "",
    "maybe": "dots",
    "no": "crossed",
    # Channels.
    "email": "rising",
}
"""Of each kind of bar one code, the commonest, is plain."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a bar, in hundredths of the bar's length, from `start`."""

    code: str
    count: int
    start: float
    length: float

    @property
    def pattern(self) -> str:
        return PATTERNS.get(self.code, "")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One of several bars with the same scale: the longest fills its line."""

    code: str
    count: int
    pieces: list[Piece]

    def of(self, code: str) -> int:
        """Give the count of one piece; 0 when there is none."""
        return next((piece.count for piece in self.pieces if piece.code == code), 0)


def stacked(totals: Mapping[str, int], *, whole: int = 0) -> list[Piece]:
    """Divide a bar in the order given; what has no count has no piece."""
    whole = max(whole, sum(totals.values()))
    found: list[Piece] = []
    before = 0
    for code, count in totals.items():
        if count > 0:
            start, length = 100 * before / whole, 100 * count / whole
            found.append(Piece(code=code, count=count, start=start, length=length))
            before += count
    return found


def bars(totals: Mapping[str, int] | Iterable[tuple[str, int]]) -> list[Bar]:
    """Make a bar of each count."""
    return divided({code: {code: count} for code, count in dict(totals).items()})


def divided(rows: Mapping[str, Mapping[str, int]]) -> list[Bar]:
    """Make a bar of each row, divided into its counts."""
    longest = max((sum(row.values()) for row in rows.values()), default=0)
    return [
        Bar(code=code, count=sum(row.values()), pieces=stacked(row, whole=longest))
        for code, row in rows.items()
    ]
