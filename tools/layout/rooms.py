"""The same rooms in every back-end service, and doors that only open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.layout.files import ROOT, Problem, ours, under

SERVICES = ("members", "events", "notifications")
ROOMS = ("service", "operations", "domain", "announcements", "store", "errors", "settings")
FURNITURE = ("README.md", "pyproject.toml", "requirements.lock")
MIGRATION = re.compile(r"(?P<number>\d{4})\.[a-z0-9-]+\.sql")
MOST_LINES_OF_A_METHOD = 5


def missing_rooms(root: Path = ROOT) -> Iterator[Problem]:
    """Every service has each room as a module, or as a package of the same name."""
    files = set(ours(root))
    for service in SERVICES:
        home = Path("services") / service
        for room in ROOMS:
            if not files & {home / f"{room}.py", home / room / "__init__.py"}:
                yield Problem(f"{home} has no {room}.py")
        for name in FURNITURE:
            if home / name not in files:
                yield Problem(f"{home} has no {name}")
        if not any(p.suffix == ".sql" and _is_the_stores(home, p) for p in files):
            yield Problem(f"{home} has no queries.sql beside its store")


def _is_the_stores(home: Path, path: Path) -> bool:
    return path == home / "queries.sql" or home / "store" in path.parents


def odd_migrations(root: Path = ROOT) -> Iterator[Problem]:
    """Migrations are numbered plain SQL, without a gap or a double."""
    for service in SERVICES:
        home = Path("services") / service / "migrations"
        found = sorted(p for p in ours(root) if p.parent == home)
        for number, path in enumerate(found, start=1):
            match = MIGRATION.fullmatch(path.name)
            if match is None or int(match["number"]) != number:
                yield Problem(f"{path} is not called {number:04d}.what-it-does.sql")
        if not found:
            yield Problem(f"{home} holds no migration")


def thick_doors(root: Path = ROOT) -> Iterator[Problem]:
    """A method of the service's menu parses, calls one operation, and answers: five lines."""
    for path in under("services", suffix=".py", root=root):
        if "service" not in path.with_suffix("").parts:
            continue
        for node in ast.parse((root / path).read_text()).body:
            if isinstance(node, ast.ClassDef):
                yield from _thick_methods(path, node)


def _thick_methods(path: Path, kind: ast.ClassDef) -> Iterator[Problem]:
    for method in kind.body:
        if isinstance(method, ast.FunctionDef) and _lines(method) > MOST_LINES_OF_A_METHOD:
            yield Problem(
                f"{path}:{method.lineno} {kind.name}.{method.name} has more than "
                f"{MOST_LINES_OF_A_METHOD} lines: they belong in operations"
            )


def _lines(method: ast.FunctionDef) -> int:
    body = method.body[1:] if ast.get_docstring(method) else method.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
