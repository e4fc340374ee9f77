"""The project's files, as far as they are its own: what git knows, and what it would take."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Problem(str):
    """One sentence: where, and what breaks which rule."""

    __slots__ = ()


@cache
def ours(root: Path = ROOT) -> list[Path]:
    """Give every file that is committed or would be, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(Path(name) for name in listed.split("\0") if name and (root / name).is_file())


def under(*folders: str, suffix: str | tuple[str, ...], root: Path = ROOT) -> list[Path]:
    """Give the files in some folders whose names end in `suffix`."""
    return [p for p in ours(root) if p.parts[0] in folders and p.name.endswith(suffix)]
