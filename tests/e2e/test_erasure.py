"""A person is imported, invited and erased; then everything is looked through for what is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from deploy.local.erased import Found, Wanted, look
from shared.contracts.members import EraseMember, Erasure, ErasureRef, Erasures, FindErasures
from shared.edge.actors import sign
from shared.ids import new_id
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.installed import EMAIL, PASSWORD
from tests.support.members import a_person, a_sheet
from tests.support.reader import Reader
from tests.support.system import System
from tests.support.walking import choose_young, import_sheet, publish, write_event
from tests.support.world import SERVICES

PHONE, ADDRESS, NAME = "0677123456", "canary.zgh@members.example", "Kanaria"
KNOWN_BY = (PHONE, ADDRESS, NAME)


def left_of(system: System, ids: Sequence[UUID]) -> list[Found]:
    world = system.world
    found = look(
        {service: world.stack.admin_dsn(world.databases[service]) for service in SERVICES},
        {service: world.environment(service)["PARKING_KEY"] for service in SERVICES},
        sorted(world.folder.glob(f"{world.key}-*.log")),
        Wanted.of(ids, KNOWN_BY),
    )
    return [one for one in found if not one.why_it_may_stay]


def as_organiser(system: System) -> str:
    key = Secret(system.world.stack.secrets["actor_signing_key"]).key()
    (account,) = system.world.rows("members", "select id from staff where email = %s", EMAIL)
    staff_id: UUID = account["id"]
    return sign(
        key, staff_id=staff_id, role="organiser", scopes=["members:erase"], now=datetime.now(UTC)
    )


def erased(system: System, person: UUID) -> Erasure | None:
    page = system.upstream.call(
        "members", "erasures", FindErasures(), Erasures, actor=as_organiser(system)
    )
    return next((e for e in page.erasures if e.member_id == person and e.done_at), None)


@pytest.mark.timeout(240)
def test_nothing_is_left_of_whoever_is_erased_and_a_leftover_is_found(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    path = tmp_path / "canary.csv"
    canary = a_person(NAME, "Zgh", phone=PHONE, email=ADDRESS, by_email="oui", birth=2001)
    other = a_person("Yassine", "Zgh", phone="0677123457", birth=2001)
    path.write_bytes(a_sheet(canary, other))
    import_sheet(organiser, path)
    query = "select id from people where first_name = %s"
    (row,) = system.world.rows("members", query, NAME)
    person: UUID = row["id"]
    published = publish(choose_young(organiser, write_event(organiser)))
    assert "/check" not in published.url, published.text
    eventually(
        lambda: system.world.count(
            "notifications",
            "select count(*) from deliveries where member_id = %s and state = 'sent'",
            person,
        ),
        within_s=60,
    )
    before = {one.place for one in left_of(system, [person])}
    assert {"members: people", "members: outbox", "notifications: contacts"} <= before

    wish = EraseMember(command_id=new_id(), member_id=person, typed=NAME, password=PASSWORD)
    system.upstream.call("members", "erase_member", wish, ErasureRef, actor=as_organiser(system))
    eventually(lambda: erased(system, person), within_s=60)

    assert left_of(system, [person]) == []

    plant = "update cards set body = body || jsonb_build_object('left', %s::text)"
    system.world.rows("notifications", plant, f"chez {NAME.upper()}, +212677123456")
    assert {one.place for one in left_of(system, [person])} == {"notifications: cards"}
