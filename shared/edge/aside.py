"""Long work that must not hold up a green process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def aside(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """
    Do something that only computes in a real thread, where the process is green.

    Elsewhere (the command line, tests) it is simply done.
    """
    patcher = sys.modules.get("eventlet.patcher")
    if patcher is None or not patcher.is_monkey_patched("thread"):
        return act(*args, **kwargs)
    from eventlet import tpool  # noqa: PLC0415 - the command line does without

    result: R = tpool.execute(act, *args, **kwargs)
    return result
