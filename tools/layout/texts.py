"""What must not stand in a file: SQL outside its room, too many lines, a machine's own places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.layout.files import ROOT, Problem, ours, under

MOST_LINES = 400
COUNTED = (".py", ".sql", ".html", ".css", ".js")

SQL = re.compile(
    r"\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s"
    r"|(create|alter|drop)\s+(table|index|type|view)\s|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)

# Brackets keep the patterns from finding themselves.
MACHINE = re.compile(
    r"/wor[k]/|/roo[t]/|/hom[e]/[a-z]|/opt/(whee[l]s|pyp[i])"
    r"|files\.pythonhoste[d]\.org|pypi\.or[g]|registry\.npmj[s]\.org|--(extra-)?inde[x]-url"
)
MADE_ELSEWHERE = ("LICENSE",)


def stray_sql(root: Path = ROOT) -> Iterator[Problem]:
    """In services SQL stands in .sql files and in the store."""
    for path in under("services", suffix=".py", root=root):
        home = Path(*path.parts[:2])
        if path == home / "store.py" or home / "store" in path.parents:
            continue
        for node in ast.walk(ast.parse((root / path).read_text())):
            if _is_sql(node):
                yield Problem(
                    f"{path}:{getattr(node, 'lineno', 0)} holds SQL: it lives in the store"
                )


def _is_sql(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SQL.match(node.value) is not None
    )


def long_files(root: Path = ROOT) -> Iterator[Problem]:
    """No file of services/ and shared/ is longer than can be read at one sitting."""
    for path in under("services", "shared", suffix=COUNTED, root=root):
        lines = len((root / path).read_text().splitlines())
        if lines > MOST_LINES:
            yield Problem(f"{path} has {lines} lines; {MOST_LINES} are the most")


def machine_places(root: Path = ROOT) -> Iterator[Problem]:
    """Nothing names a path of the machine it was written on, or the host of a registry."""
    for path in ours(root):
        if path.name in MADE_ELSEWHERE:
            continue
        try:
            text = (root / path).read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if found := MACHINE.search(line):
                yield Problem(f"{path}:{number} names {found[0]}: a place of one machine")
