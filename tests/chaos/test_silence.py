"""
T18: suppression above all, with everything at once.

People say stop by the link, by an SMS, by complaining, and by being erased, while sends run and
processes die; the sheet brings them again, consenting; the database of notifications, then that of
members, is restored from a real dump of before. Nothing goes to them after that by that channel.
"""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from deploy.local.postgres import programs
from deploy.local.restored import bring_back
from services.members.operations import erasing
from services.notifications.domain import Inbound
from services.notifications.domain.bounces import Report, Returned, ReturnPaths
from services.notifications.operations import bounces, inbound
from services.notifications.operations.inbound import Ear
from shared import clock
from shared.contracts.members import Addressee
from shared.contracts.notifications import MoneyRules
from shared.db.database import Database
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.members import a_person, a_sheet, hand_over
from tests.support.scene import Scene
from tests.support.world import SERVICES

EACH = 12
PARKING_KEY = Fernet.generate_key().decode()
WAYS = ("link", "word", "complaint", "erased", "stays")
BY_MAIL = {"complaint"}
PROCESSES = (
    *("relay", "events", "notifications", "notifications-sms", "notifications-email"),
    *("members", "members-jobs"),
)


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A row of the sheet, and how they stop, if they do."""

    way: str
    number: int

    @property
    def channel(self) -> str:
        return "email" if self.way in BY_MAIL else "sms"

    @property
    def phone(self) -> str:
        return f"+2126{66_000_000 + self.number}"

    @property
    def email(self) -> str:
        return f"silent{self.number}@members.example"

    @property
    def address(self) -> str:
        return self.phone if self.channel == "sms" else self.email

    def row(self) -> dict[str, object]:
        facts = {"phone": self.phone, "sms": "oui", "wish": "sms"}
        if self.channel == "email":
            facts = {"phone": "", "sms": "", "email": self.email, "by_email": "oui"}
        return a_person(f"Silence{self.number}x", **facts)


class Silenced:
    """Everybody of a sheet, in a system that is killed and restored."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.world, self.system, self.folder = scene, scene.world, scene.system, folder
        numbers = iter(range(EACH * len(WAYS)))
        self.people = [Someone(way=way, number=next(numbers)) for way in WAYS for _ in range(EACH)]
        self.members = Database(self.world.dsn("members"))
        self.notifications = Database(self.world.dsn("notifications"))
        settings = self.world.environment("notifications")
        self.key = Secret(settings["SUPPRESSION_KEY"]).key()
        self.paths = ReturnPaths("bounces@multaqa.example", self.key)

    def said_stop(self) -> list[Someone]:
        return [one for one in self.people if one.way != "stays"]

    # -- the sheet, and whom it makes

    def bring_in(self) -> None:
        """Bring the sheet in, in which everybody consents, and wait until it is known."""
        import_id = hand_over(self.members, a_sheet(*(one.row() for one in self.people)))
        done = "select count(*) from imports where id = %s and state = 'done'"
        eventually(lambda: self.world.count("members", done, import_id), within_s=60)
        self.settle()

    def settle(self) -> None:
        """Wait until all that was said is heard."""
        waits = "select count(*) from outbox where published_at is null and not_before <= now()"
        told = "select count(*) from silences_to_tell"

        def quiet() -> bool:
            return not (
                any(self.world.count(service, waits) for service in SERVICES)
                or self.world.count("notifications", told)
                or any(self.world.queue_depths().values())
            )

        for _ in range(3):  # what is heard may say more
            eventually(quiet, within_s=90, every_s=0.5)

    def ids(self) -> dict[str, UUID]:
        """Give who is in members now, by their address."""
        rows = self.world.rows("members", "select id, coalesce(mobile, email) as at from people")
        return {row["at"]: row["id"] for row in rows}

    def invite(self) -> UUID:
        """Invite everybody who is in members."""
        everybody = sorted(self.ids().values(), key=str)
        event_id = self.system.create_event(capacity=1_000).card.event_id
        with self.system.in_place_of_members():
            self.system.publish(event_id)
            self.system.resolve(event_id, [Addressee(member_id=one) for one in everybody])
        return event_id

    def got(self) -> Counter[str]:
        return Counter(line["recipient"] for line in self.system.accepted())

    # -- stopping

    def stop(self, one: Someone, event_id: UUID) -> None:
        person = self.ids()[one.address]
        match one.way:
            case "link":
                codes = self.system.codes(event_id)
                self.system.opt_out(codes[person], "sms")
            case "word":
                said = Inbound(provider="one", address=one.phone, text="STOP")
                ear = Ear(
                    association="FMAS",
                    key=self.key,
                    parking_key=PARKING_KEY,
                    usual_money=MoneyRules(),
                )
                inbound.hear(self.notifications, ear, said, now=clock.now())
            case "complaint":
                query = "select id, month from deliveries where event_id = %s and member_id = %s"
                (row,) = self.world.rows("notifications", query, event_id, person)
                returned = Returned(
                    delivery_id=row["id"], month=row["month"], check=self.paths.check(one.email)
                )
                report = Report(kind="complaint", status="", returned=returned)
                bounces.take(self.notifications, report, self.paths, key=self.key, now=clock.now())
            case "erased":
                self.erase(person)

    def erase(self, person: UUID) -> None:
        parking_key = self.world.environment("members")["PARKING_KEY"]
        with self.members.transaction() as tx:
            erasing.ask_own(tx, person, now=clock.now())
            erasing.confirm_own(tx, person, parking_key=parking_key, now=clock.now())

    # -- dumps

    def dump(self, service: str) -> Path:
        path = self.folder / f"{service}.dump"
        dsn = self.world.stack.admin_dsn(self.world.databases[service])
        subprocess.run([programs() / "pg_dump", "-Fc", "-f", path, dsn], check=True)
        return path

    def restore(self, service: str, path: Path) -> dict[str, int]:
        """Put a service's database back as it was, with nothing running, and tell it the rest."""
        for name in PROCESSES:
            self.scene.process(name).kill()
        name = self.world.databases[service]
        self.members.close()
        self.notifications.close()
        self.world.stack.drop_database(name)
        self.world.stack.add_database(service, name)
        dsn = self.world.stack.admin_dsn(name)
        subprocess.run([programs() / "pg_restore", "-d", dsn, path], check=True)
        self.members = Database(self.world.dsn("members"))
        self.notifications = Database(self.world.dsn("notifications"))
        done = bring_back(
            {one: self.world.stack.admin_dsn(self.world.databases[one]) for one in SERVICES},
            service,
        )
        self.system.start(*PROCESSES, **self.scene.settings)
        self.settle()
        return done


@pytest.fixture
def here(scene: Scene, tmp_path: Path) -> Silenced:
    scene.system.start("members", "members-jobs", **scene.settings)
    return Silenced(scene, tmp_path)


def after_it_nobody_is_written_to(here: Silenced, what: str) -> None:
    """Bring the sheet in again and invite everybody: only who never said stop gets it."""
    here.bring_in()
    before = here.got()
    event_id = here.invite()
    stay = [one for one in here.people if one.way == "stays"]
    eventually(
        lambda: all(here.got()[one.address] > before[one.address] for one in stay),
        within_s=90,
        every_s=0.5,
    )
    unfinished = (
        "select count(*) from deliveries where event_id = %s and state in ('waiting', 'claimed')"
    )
    eventually(lambda: here.world.count("notifications", unfinished, event_id) == 0, within_s=90)
    now = here.got()
    told = {one.way: now[one.address] - before[one.address] for one in here.said_stop()}
    assert told == dict.fromkeys(told, 0), what


def say_stop_while_all_dies(here: Silenced) -> None:
    """Invite everybody, and let people stop while what tells them is killed."""
    dice = random.Random(18)  # which dies when, the same each time
    here.system.misbehave("sms", delay_ms=30)
    here.system.misbehave("email", delay_ms=30)
    here.scene.will_crash(
        notifications_sms="sender.after_claim:2", notifications="subscribe.before_ack:2"
    )
    event_id = here.invite()
    here.scene.await_crashes("notifications")
    here.scene.await_planned(event_id, len(here.people))
    stopping = here.said_stop()
    dice.shuffle(stopping)
    for number, one in enumerate(stopping):
        here.stop(one, event_id)
        if number % 8 == 5:
            here.scene.restart(dice.choice(PROCESSES))
    here.scene.restart("notifications-sms")
    here.system.behave()
    here.settle()
    assert max(here.got()[one.address] for one in here.people if one.channel == "sms") <= 1
    known = "select count(*) from silences where ended_at is null"
    assert here.world.count("members", known) == len(here.said_stop())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whoever_said_stop_gets_nothing_after_kills_a_new_sheet_and_restores(
    here: Silenced,
) -> None:
    here.bring_in()
    yesterday = {service: here.dump(service) for service in ("members", "notifications")}
    say_stop_while_all_dies(here)

    after_it_nobody_is_written_to(here, "the sheet was brought in again")

    sent = sum(here.got().values())
    done = here.restore("notifications", yesterday["notifications"])
    assert done["silences brought back"] == len(here.said_stop())
    assert sum(here.got().values()) == sent, "what went out since the dump goes out once"
    here.world.rows("notifications", "update restores set until = now()")  # an hour later
    after_it_nobody_is_written_to(here, "notifications was restored")

    here.restore("members", yesterday["members"])
    after_it_nobody_is_written_to(here, "members was restored")
    erased = [one.phone for one in here.people if one.way == "erased"]
    old = "select count(*) from people p join erased e on e.person_id = p.id where mobile = any(%s)"
    assert here.world.count("members", old, erased) == 0
