"""What a module may import, where import-linter cannot say it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tools.layout.files import ROOT, Problem, under

OURS = ("services", "shared", "tools", "deploy", "tests")
PURE = ("phonenumbers", "email_validator", "pyotp", "dateutil")
"""Libraries that only compute: values in, values out."""

Import = tuple[int, str]


def impure_domains(root: Path = ROOT) -> Iterator[Problem]:
    """The domain sees the standard library, its refusals, values on the wire, and pure helpers."""
    for path in under("services", suffix=".py", root=root):
        home = Path(*path.parts[:2])
        if path != home / "domain.py" and home / "domain" not in path.parents:
            continue
        service = ".".join(home.parts)
        welcome = (f"{service}.domain", f"{service}.errors", "shared.contracts", "shared.errors")
        for line, name in imports(root / path):
            if not (_standard(name) or _within(name, welcome) or _within(name, PURE)):
                yield Problem(f"{path}:{line} imports {name}: the domain is pure")


def undeclared(root: Path = ROOT) -> Iterator[Problem]:
    """A service needs only its own dependencies and those of shared; shared only its own."""
    common = declared(root / "shared" / "pyproject.toml")
    for path in under("shared", "services", suffix=".py", root=root):
        known = common
        if path.parts[0] == "services" and len(path.parts) > 2:
            known = common | declared(root / Path(*path.parts[:2]) / "pyproject.toml")
        for name in sorted({name.partition(".")[0] for _, name in imports(root / path)}):
            if not (_standard(name) or name in OURS or providers(name) & known):
                yield Problem(f"{path} imports {name}, which no pyproject.toml of it names")


def imports(path: Path) -> Iterator[Import]:
    """Give every absolute import of a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from services.events import errors` imports services.events.errors.
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def declared(pyproject: Path) -> set[str]:
    """Give the distributions that a pyproject.toml asks for, by their normal names."""
    project = tomllib.loads(pyproject.read_text())["project"]
    wanted = [re.split(r"[ \[<>=!~;]", each, maxsplit=1)[0] for each in project["dependencies"]]
    return {_normal(name) for name in wanted}


@cache
def providers(name: str) -> frozenset[str]:
    """Give the installed distributions that a top-level module may come from."""
    return frozenset(_normal(each) for each in _distributions().get(name, ()))


@cache
def _distributions() -> dict[str, list[str]]:
    return {top: list(names) for top, names in packages_distributions().items()}


def _standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def _within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
