"""Assemblies as fakes show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.contracts.members.statutes import BodyStatutes, MandatedFound, Statutes
from tests.support import examples

COUNCIL = {"fr": "Conseil d’orientation", "ar": "مجلس التوجيه"}


def some_statutes(**changes: Any) -> BodyStatutes:
    known = BodyStatutes(body="council", names=COUNCIL, statutes=Statutes())
    return replace(known, **changes)


def answers() -> dict[str, Any]:
    """Give what the fakes answer about assemblies."""
    return {
        "members.statutes": some_statutes(),
        "members.write_statutes": lambda r: some_statutes(statutes=r.statutes, written=True),
        "members.find_mandated": MandatedFound(found="one", member_id=examples.an_id(101)),
    }
