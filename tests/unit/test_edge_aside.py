"""Work that only computes, done while a green process waits for something else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.edge.aside import Meanwhile


def failing_at(last: int) -> Iterator[int]:
    yield from range(last)
    raise ValueError(last)


def test_where_nothing_is_green_it_is_done_when_it_is_asked_for() -> None:
    asked: list[int] = []
    work = Meanwhile(asked.append(number) or number for number in range(3))  # type: ignore[func-returns-value]

    assert not asked
    assert work.all() == [0, 1, 2]


def test_what_fails_fails_where_it_is_asked_for() -> None:
    work = Meanwhile(failing_at(2))

    with pytest.raises(ValueError, match="2"):
        work.all()


GREEN = """
import time
import eventlet
eventlet.monkey_patch()
from shared.edge.aside import Meanwhile

done = []
def slowly(count):
    for number in range(count):
        began = time.monotonic()
        while time.monotonic() - began < 0.002:
            pass
        done.append(number)
        yield number

turns = 0
left = Meanwhile(slowly(1_000))
until = time.monotonic() + 0.3
while time.monotonic() < until:
    eventlet.sleep(0)
    turns += 1
left.leave()
eventlet.sleep(0)
assert 3 < turns and 3 < len(done) < 1_000, (turns, len(done))

del done[:]
eventlet.sleep(0.01)
assert not done
work = Meanwhile(slowly(20))
eventlet.sleep(0.01)
assert work.all() == list(range(20)) == done, done

def failing():
    yield 1
    raise ValueError("of the work")
work = Meanwhile(failing())
eventlet.sleep(0.05)
try:
    work.all()
except ValueError as error:
    print(error)
"""


def test_in_a_green_process_it_goes_on_in_turn_with_what_waits() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GREEN],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )

    assert done.stdout == "of the work\n"
