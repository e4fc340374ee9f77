"""Two records of one person, merged in members: events and notifications see one person, too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from services.members.domain.rights import SCOPES
from shared.contracts.members import (
    DoubleRef,
    MemberRef,
    MergeDoubles,
    ProposeDouble,
    SeparateMember,
)
from shared.edge.actors import sign
from shared.ids import new_id
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.members import a_person, a_sheet
from tests.support.reader import Reader
from tests.support.system import System
from tests.support.walking import choose_young, import_sheet, publish, write_event

ALIAS = "select person_id from aliases where alias_id = %s"
NAMES = ("Ghizlane", "Hasnae")


def as_organiser(system: System) -> str:
    key = Secret(system.world.stack.secrets["actor_signing_key"]).key()
    return sign(
        key,
        staff_id=new_id(),
        role="organiser",
        scopes=SCOPES["organiser"],
        now=datetime.now(UTC),
    )


def is_heard_by_both(system: System, alias_id: UUID, person: UUID | None) -> bool:
    """Tell whether events and notifications have heard whose id this is; None: its own."""
    heard = [system.world.rows(s, ALIAS, alias_id) for s in ("events", "notifications")]
    return all(rows and rows[0]["person_id"] == person for rows in heard)


def ids_of(system: System) -> list[UUID]:
    query = "select id from people where first_name = any (%s) order by created_at, id"
    return [row["id"] for row in system.world.rows("members", query, list(NAMES))]


def merge(system: System, one_id: UUID, other_id: UUID) -> UUID:
    wish = ProposeDouble(command_id=new_id(), one_id=one_id, other_id=other_id)
    pair = system.upstream.call(
        "members", "propose_double", wish, DoubleRef, actor=as_organiser(system)
    )
    command = MergeDoubles(command_id=new_id(), double_id=pair.double_id, take=["email"])
    kept = system.upstream.call(
        "members", "merge_doubles", command, MemberRef, actor=as_organiser(system)
    )
    return kept.member_id


@pytest.mark.timeout(240)
def test_whoever_is_merged_is_one_person_everywhere_and_two_again_when_it_is_undone(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    path = tmp_path / "twice.csv"
    one = a_person(NAMES[0], "Zgh", phone="0677123470", birth=2001)
    other = a_person(NAMES[1], "Zgh", phone="0677123471", email="h@members.example", birth=2001)
    path.write_bytes(a_sheet(one, other | {"by_email": "oui"}))
    import_sheet(organiser, path)
    publish(choose_young(organiser, write_event(organiser)))
    kept, alias = ids_of(system)
    invited = "select count(*) from invitations where member_id = any (%s)"
    eventually(lambda: system.world.count("events", invited, [kept, alias]) == 2, within_s=60)

    assert merge(system, alias, kept) == kept

    eventually(lambda: is_heard_by_both(system, alias, kept), within_s=60)
    contact = "select email from contacts where member_id = %s"
    eventually(
        lambda: system.world.rows("notifications", contact, kept)[0]["email"] is not None,
        within_s=60,
    )

    wish = SeparateMember(command_id=new_id(), alias_id=alias)
    system.upstream.call("members", "separate_member", wish, MemberRef, actor=as_organiser(system))

    eventually(lambda: is_heard_by_both(system, alias, None), within_s=60)
    eventually(
        lambda: system.world.rows("notifications", contact, kept)[0]["email"] is None, within_s=60
    )
