"""Long work that must not hold up a green process."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

MOMENT_S = 0.001
"""How long what waited may have to wait for what is done meanwhile."""


def aside(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """
    Do something that only computes in a real thread, where the process is green.

    Elsewhere (the command line, tests) it is simply done.
    """
    if not _is_green():
        return act(*args, **kwargs)
    from eventlet import tpool  # noqa: PLC0415 - the command line does without

    result: R = tpool.execute(act, *args, **kwargs)
    return result


class Meanwhile(Generic[T]):
    """
    Goes through something that only computes, whenever its green process would wait.

    Not in a thread: there each answer that arrives has to wait until the interpreter changes over.
    Elsewhere (the command line, tests) all of it is done when it is asked for.
    """

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self._done: list[T] = []
        self._error: Exception | None = None
        self._is_wanted = True
        if _is_green():
            import eventlet  # noqa: PLC0415 - the command line does without

            eventlet.spawn(self._go_on, eventlet.sleep)

    def all(self) -> list[T]:
        """Do the rest, and give everything."""
        self.leave()
        if self._error:
            raise self._error
        self._done += self._items
        return self._done

    def leave(self) -> None:
        """Do no more of it by itself."""
        self._is_wanted = False

    def _go_on(self, let_others: Callable[[], None]) -> None:
        until = time.monotonic() + MOMENT_S
        while self._is_wanted:
            try:
                self._done.append(next(self._items))
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001 - it is raised where the rest is asked for
                self._error = error
                return
            if time.monotonic() > until:
                let_others()
                until = time.monotonic() + MOMENT_S


def _is_green() -> bool:
    patcher = sys.modules.get("eventlet.patcher")
    return patcher is not None and patcher.is_monkey_patched("thread")
