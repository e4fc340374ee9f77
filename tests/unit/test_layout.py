"""Each rule of the house finds what breaks it, tried on a small house of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.layout.__main__ import problems
from tools.layout.files import Problem
from tools.layout.imports import impure_domains, undeclared
from tools.layout.rooms import (
    FURNITURE,
    ROOMS,
    SERVICES,
    missing_rooms,
    odd_migrations,
    thick_doors,
)
from tools.layout.texts import long_files, machine_places, stray_sql

Rule = Callable[[Path], Iterator[Problem]]
PROJECT = '[project]\nname = "x"\ndependencies = ["structlog>=25"]\n'
DOOR = """\
class Events:
    name = "events"

    def one(self):
        '''Says what it is for.'''
        a = 1
        b = 2
        c = 3
        d = 4
        return a + b + c + d
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Give a house in which no rule is broken."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    write(tmp_path / "shared" / "pyproject.toml", PROJECT)
    for service in SERVICES:
        home = tmp_path / "services" / service
        for room in ROOMS:
            write(home / f"{room}.py", "")
        for name in FURNITURE:
            write(home / name, PROJECT if name == "pyproject.toml" else "")
        write(home / "queries.sql", "-- name: find\nselect 1;\n")
        write(home / "migrations" / "0001.begin.sql", "create table people (id uuid);\n")
    write(tmp_path / "services" / "events" / "service.py", DOOR)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_house_in_order_has_no_problem(house: Path) -> None:
    assert problems(house) == []


def test_a_room_may_be_a_package(house: Path) -> None:
    home = house / "services" / "members"
    (home / "operations.py").unlink()
    (home / "queries.sql").unlink()
    write(home / "operations" / "__init__.py", "")
    write(home / "store" / "people.sql", "-- name: find\nselect 1;\n")

    assert problems(house) == []


EVENTS = "services/events"

BROKEN: dict[str, tuple[Rule, str, str, str]] = {
    "a-method-that-does-the-work": (
        thick_doors,
        f"{EVENTS}/service.py",
        DOOR.replace("        return", "        e = 5\n        return"),
        f"{EVENTS}/service.py:4 Events.one has more than 5 lines: they belong in operations",
    ),
    "a-migration-out-of-turn": (
        odd_migrations,
        f"{EVENTS}/migrations/0003.later.sql",
        "",
        f"{EVENTS}/migrations/0003.later.sql is not called 0002.what-it-does.sql",
    ),
    "a-domain-that-reads-the-database": (
        impure_domains,
        f"{EVENTS}/domain.py",
        "from services.events.store import EventsStore\n",
        f"{EVENTS}/domain.py:1 imports services.events.store.EventsStore: the domain is pure",
    ),
    "a-domain-that-logs": (
        impure_domains,
        f"{EVENTS}/domain/seats.py",
        "import structlog\n",
        f"{EVENTS}/domain/seats.py:1 imports structlog: the domain is pure",
    ),
    "a-dependency-that-only-others-have": (
        undeclared,
        f"{EVENTS}/settings.py",
        "import flask\n",
        f"{EVENTS}/settings.py imports flask, which no pyproject.toml of it names",
    ),
    "sql-in-an-operation": (
        stray_sql,
        f"{EVENTS}/operations.py",
        'def find(tx):\n    tx.execute("select id from people where id = 1")\n',
        f"{EVENTS}/operations.py:2 holds SQL: it lives in the store",
    ),
    "a-file-too-long-to-read": (
        long_files,
        "shared/long.py",
        "x = 1\n" * 401,
        "shared/long.py has 401 lines; 400 are the most",
    ),
    "a-path-of-one-machine": (
        machine_places,
        "docs/notes.md",
        "See /home/" + "amina/multaqa for it.\n",
        "docs/notes.md:1 names /home/" + "a: a place of one machine",
    ),
}


@pytest.mark.parametrize(("rule", "path", "text", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_is_named(
    house: Path, rule: Rule, path: str, text: str, sentence: str
) -> None:
    write(house / path, text)

    assert list(rule(house)) == [sentence]


@pytest.mark.parametrize("name", [*(f"{room}.py" for room in ROOMS), *FURNITURE, "queries.sql"])
def test_a_missing_room_is_named(house: Path, name: str) -> None:
    (house / EVENTS / name).unlink()

    assert [problem.split(" beside")[0] for problem in missing_rooms(house)] == [
        f"{EVENTS} has no {name}"
    ]


def test_a_service_without_migrations_is_named(house: Path) -> None:
    shutil.rmtree(house / EVENTS / "migrations")

    assert list(odd_migrations(house)) == [f"{EVENTS}/migrations holds no migration"]


def test_words_that_only_sound_like_sql_are_left_alone(house: Path) -> None:
    write(house / EVENTS / "errors.py", '"""Select whom to invite; update the form, then go."""\n')

    assert list(stray_sql(house)) == []
