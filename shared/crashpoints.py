"""
Places where a test may kill the process, to prove that a crash there is an ordinary case.

Inert unless `CRASH_AT=name:n` is set: then the n-th pass over the point `name` is the
process's last (SIGKILL, so that nothing is tidied up).
"""

from __future__ import annotations

import os
import signal
from itertools import count

_name, _, _nth = os.environ.get("CRASH_AT", "").partition(":")
_passes = count(1)


def crashpoint(name: str) -> None:
    """Die here if this point and this pass were asked for."""
    if name == _name and next(_passes) == int(_nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
