"""Looking for what is left of somebody: however it is written, and what is said of it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

import pytest
from rich.console import Console

from deploy.local.erased import Found, Wanted, check, report
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble

ID = UUID("01900000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("06 12 34 56 78", '{"mobile": "+212612345678"}'),
        ("+212 612-345678", "0612345678"),
        ("Amina", "AMINA EL ALAOUI"),
        (" a@b.org ", "To: A@B.org"),
        ("أمينة", '{"first_name": "أمينة"}'),
        ("Amina", r"\x" + b"amina".hex()),
    ],
)
def test_a_value_is_found_however_it_is_written(value: str, text: str) -> None:
    assert Wanted.of([ID], [value]).seen_in(text)[1]


def test_what_somebody_else_has_is_not_found() -> None:
    assert Wanted.of([ID], ["0612345678"]).seen_in("+212612345679") == (set(), set())


def test_only_what_may_not_stay_makes_it_incomplete() -> None:
    console = Console(width=200, record=True, quiet=False, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    stays = Found(place="events: rsvps", what="an id", why_it_may_stay="a bare id")
    left = Found(place="events: cards", what="amina")

    assert report([], console)
    assert report([stays], console)
    assert not report([stays, left], console)
    assert "1 left over" in console.export_text()


def test_what_is_no_id_is_said() -> None:
    with pytest.raises(Trouble):
        check(cast("Stack", None), Console(), ["nobody"], [])
