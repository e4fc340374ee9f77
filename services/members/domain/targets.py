"""
How many of each cell a wave takes: quotas toward its targets, and what stands against them.

A cell is the people who are in the same part of every target; its numbers say in which. Each
target is kept by itself: half women and four regions alike, not women and men alike in each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import prod

from services.members.domain.rules import GENDERS, OLDEST, TALKED
from services.members.domain.texts import LONGEST_LINE
from services.members.errors import TooManyParts
from shared.contracts.members import Target, TargetPart, TargetWhat, WaveWish
from shared.errors import InvalidRequest

MOST_PEOPLE = 1_000_000
MOST_PARTS = 20
MOST_CELLS = 2000
"""More than these say more than anybody can wish, and are no longer weighed in a moment."""
MOST_SECTORS = 8
"""The largest ones, and those of whom nothing is kept among them."""
HEAVIEST = 1000
ROUNDS = 64

Cell = tuple[int, ...]
"""The part of each target; one beyond the last is nobody's."""
Rooms = list[list[int]]
"""For each target how many each of its parts may still take, nobody's part last."""

_CLOSED: Mapping[TargetWhat, Sequence[str]] = {"gender": GENDERS, "language": TALKED}


# --- What may be wished ----------------------------------------------------------------------


def checked(wish: WaveWish) -> WaveWish:
    """Give a wish that makes sense, the sectors last; InvalidRequest."""
    if not 1 <= wish.size <= MOST_PEOPLE:
        raise InvalidRequest(fields="size")
    whats = [target.what for target in wish.targets]
    if len(set(whats)) < len(whats):
        raise InvalidRequest(fields="targets")
    for target in wish.targets:
        _check(target)
    if prod(parts_of(wish)) > MOST_CELLS:
        raise TooManyParts
    return replace(wish, targets=sorted(wish.targets, key=lambda one: one.what == "sector"))


def parted(wish: WaveWish) -> list[Target]:
    """Give the targets whose parts are known outside the vault."""
    return [target for target in wish.targets if target.what != "sector"]


def mixes_sectors(wish: WaveWish) -> bool:
    return any(target.what == "sector" for target in wish.targets)


def is_rest(part: TargetPart) -> bool:
    """Tell whether a part is everybody whom the others leave."""
    return not part.values and part.age_from is None and part.age_to is None


def _check(target: Target) -> None:
    parts, wrong = target.parts, InvalidRequest(fields=f"parts of {target.what}")
    if target.what == "sector":
        if parts:
            raise wrong
        return
    if not 0 < len(parts) <= MOST_PARTS:
        raise wrong
    if any(not 0 <= part.weight <= HEAVIEST for part in parts) or not any(
        part.weight for part in parts
    ):
        raise wrong
    named = [part for part in parts if not is_rest(part)]
    if not named or len(named) < len(parts) - 1:
        raise wrong
    if not (_ages_apart(named) if target.what == "age" else _values_apart(target.what, named)):
        raise wrong


def _ages_apart(parts: Sequence[TargetPart]) -> bool:
    if any(part.values for part in parts):
        return False
    ages = sorted((part.age_from or 0, _to(part)) for part in parts)
    flat = [age for band in ages for age in band]
    return (
        all(0 <= age <= OLDEST for age in flat)
        and all(first <= last for first, last in ages)
        and all(one[1] < other[0] for one, other in pairwise(ages))
    )


def _to(part: TargetPart) -> int:
    return OLDEST if part.age_to is None else part.age_to


def _values_apart(what: TargetWhat, parts: Sequence[TargetPart]) -> bool:
    values = [value for part in parts for value in part.values]
    closed = _CLOSED.get(what)
    return (
        all(part.values for part in parts)
        and all(part.age_from is None and part.age_to is None for part in parts)
        and len(set(values)) == len(values) <= MOST_CELLS
        and all(0 < len(value) <= LONGEST_LINE for value in values)
        and (closed is None or set(values) <= set(closed))
    )


# --- Cells ------------------------------------------------------------------------------------


def parts_of(wish: WaveWish) -> list[int]:
    """Tell how many parts each target has, nobody's with them."""
    sectors = [MOST_SECTORS + 1] if mixes_sectors(wish) else []
    return [*(len(target.parts) + 1 for target in parted(wish)), *sectors]


def numbered(parts: Sequence[int]) -> list[int]:
    """Give what a part's number counts for in a cell's: a digit for each target."""
    return [prod(parts[:place]) for place in range(len(parts))]


# --- Quotas ----------------------------------------------------------------------------------


def apportioned(size: int, weights: Sequence[int]) -> list[int]:
    """Part a number by weights, the largest remainders rounded up: the sum is the number."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [divmod(size * weight, whole) for weight in weights]
    given = [share for share, _ in shares]
    by_remainder = sorted(range(len(weights)), key=lambda place: -shares[place][1])
    for place in by_remainder[: size - sum(given)]:
        given[place] += 1
    return given


def evened(size: int, there: Sequence[int]) -> list[int]:
    """Part a number alike among groups; what a small one has not got, the others give."""
    given, left = [0] * len(there), size
    smallest_first = sorted(range(len(there)), key=lambda place: there[place])
    for done, place in enumerate(smallest_first):
        given[place] = min(there[place], left // (len(there) - done))
        left -= given[place]
    return given


def quotas(wish: WaveWish, sectors: Sequence[int] = ()) -> Rooms:
    """Give what each target wishes of each of its parts; nobody's part gives none."""
    rooms = [
        [*apportioned(wish.size, [part.weight for part in target.parts]), 0]
        for target in parted(wish)
    ]
    if mixes_sectors(wish):
        rooms.append([*evened(wish.size, sectors), 0])
    return rooms


# --- Filling them ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many of each cell; `of_parts` are their sums for each part of each target."""

    cells: dict[Cell, int]
    of_parts: Rooms

    @property
    def people(self) -> int:
        return sum(self.cells.values())


def plan(size: int, wished: Rooms, there: Mapping[Cell, int], *, fill: bool) -> Plan:
    """
    Choose how many of each cell: as many as fit, no part above its quota, no cell above its people.

    With `fill` the places that stay empty go to others, as few targets given up as it takes, those
    named last the first. Of two targets nothing fits better; of three or more it is a good guess.
    """
    seats = _Seats(size, wished, there)
    seats.fill()
    if fill:
        for kept in _fewer(range(len(wished))):
            if not seats.left:
                break
            seats.give_up(set(range(len(wished))) - set(kept))
            seats.fill()
    taken = {cell: number for cell, number in seats.taken.items() if number}
    return Plan(cells=taken, of_parts=sums(wished, taken))


def sums(like: Rooms, cells: Mapping[Cell, int]) -> Rooms:
    """Add cells up for each part of each target."""
    found = [[0] * len(parts) for parts in like]
    for cell, number in cells.items():
        for target, part in enumerate(cell):
            found[target][part] += number
    return found


def less(rooms: Rooms, taken: Rooms) -> Rooms:
    """Give what is left of rooms; what is overdrawn has none."""
    return [
        [max(room - gone, 0) for room, gone in zip(parts, used, strict=True)]
        for parts, used in zip(rooms, taken, strict=True)
    ]


def _fewer(targets: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Give every way of keeping fewer targets: the most first, the first ones longest."""
    for number in range(len(targets) - 1, -1, -1):
        yield from combinations(targets, number)


class _Seats:
    """What is taken of each cell, and what room is left for more."""

    def __init__(self, size: int, wished: Rooms, there: Mapping[Cell, int]) -> None:
        self.left = size
        self.taken = dict.fromkeys(there, 0)
        self._there = dict(there)
        self._wished = wished
        self._rooms = [list(parts) for parts in wished]

    def give_up(self, targets: Iterable[int]) -> None:
        """Ask nothing of these targets for now; of the others what is left of their quotas."""
        self._rooms = less(self._wished, sums(self._wished, self.taken))
        for target in targets:
            self._rooms[target] = [self.left] * len(self._rooms[target])

    def fill(self) -> None:
        """Share out by how many there are, then one by one, then by moving what is taken."""
        self._share_out()
        while cells := [cell for cell in self.taken if self._room(cell)]:
            best = max(cells, key=self._room)
            self._take(best, max(1, self._room(best) // len(cells)))
        while self.left and any(self._taken_by_moving(cell) for cell in self.taken):
            pass

    def _room(self, cell: Cell) -> int:
        return min(self.left, self._free(cell), *self._rooms_of(cell))

    def _free(self, cell: Cell) -> int:
        return self._there[cell] - self.taken[cell]

    def _rooms_of(self, cell: Cell) -> list[int]:
        return [self._rooms[target][part] for target, part in enumerate(cell)] or [self.left]

    def _take(self, cell: Cell, number: int) -> None:
        self.taken[cell] += number
        self.left -= number
        for target, part in enumerate(cell):
            self._rooms[target][part] -= number

    def _share_out(self) -> None:
        """Give each cell its share, by people, of the scarcest room it has, until that is none."""
        for _ in range(ROUNDS):
            free = {cell: self._free(cell) for cell in self.taken if self._room(cell)}
            of_parts, whole = sums(self._rooms, free), sum(free.values())
            shares = {
                cell: min(
                    number,
                    self.left * number // whole,
                    *(
                        room * number // of_parts[target][cell[target]]
                        for target, room in enumerate(self._rooms_of(cell)[: len(cell)])
                    ),
                )
                for cell, number in free.items()
            }
            for cell, number in shares.items():
                self._take(cell, number)
            if not any(shares.values()):
                return

    def _taken_by_moving(self, cell: Cell) -> bool:
        """Take more of a cell whose parts are full, by taking others instead of some of theirs."""
        wanted = min(self.left, self._free(cell))
        before = dict(self.taken), [list(parts) for parts in self._rooms]
        for target, part in enumerate(cell):
            if wanted and not self._rooms[target][part]:
                wanted = min(wanted, self._made_room(target, part, wanted))
        if room := self._room(cell) if wanted else 0:
            self._take(cell, min(room, wanted))
            return True
        self.taken, self._rooms = before
        return False

    def _made_room(self, target: int, part: int, wanted: int) -> int:
        """Move people from a full part over others to one with room; tell how many."""
        way = self._way(target, part)
        most = [wanted]
        for one, other in way:
            most += [self.taken[one], self._free(other)]
        if way:
            most.append(self._rooms[target][way[-1][1][target]])
        moved = min(most) if way else 0
        for one, other in way:
            self.taken[one] -= moved
            self.taken[other] += moved
            self._rooms[target][one[target]] += moved
            self._rooms[target][other[target]] -= moved
        return moved

    def _way(self, target: int, start: int) -> list[tuple[Cell, Cell]]:
        """Find the shortest way from a part to one with room, by moves between two cells."""
        ways: dict[int, list[tuple[Cell, Cell]]] = {start: []}
        ahead = [start]
        while ahead:
            part = ahead.pop(0)
            if self._rooms[target][part]:
                return ways[part]
            for one in [cell for cell, number in self.taken.items() if number]:
                if one[target] != part:
                    continue
                for further in range(len(self._rooms[target])):
                    other = (*one[:target], further, *one[target + 1 :])
                    if further not in ways and other in self.taken and self._free(other):
                        ways[further] = [*ways[part], (one, other)]
                        ahead.append(further)
        return []
