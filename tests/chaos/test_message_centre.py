"""
Invitations by a bind at a message centre that throttles, drops the line after it took a message,
answers out of order, and tells of messages before it answered, twice, or never.

Nobody is told twice, no letter is cut, and everybody was told or is uncertain.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from services.notifications import domain
from shared.contracts.members import Contact
from shared.testing.waiting import eventually
from tests.support.scene import NUMBERS
from tests.support.sms_peers import Smsc
from tests.support.system import System, a_contact
from tests.support.world import World

WINDOW = 20
PROCESSES = ("relay", "events", "notifications")
MISBEHAVING = {
    "throttle_every": 37,
    "drop_after": 150,
    "drop_repeat": True,
    "latency": 10,
    "jitter": 30,
    "dlr": True,
    "dlr_early": True,
    "dlr_id": "dec",
    "dlr_umr": True,
    "dlr_dup_every": 9,
    "dlr_undeliv_every": 41,
}
FEW = 400
PROVIDERS = """
[[provider]]
name = "smsc"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "fmas"
password_from = "SMSC_PASSWORD"
sender = "FMAS"
window = {window}
parts_per_second = 2000
response_s = 5
enquire_s = 3
"""

pytestmark = pytest.mark.timeout(1500)


class Line:
    """The product before a message centre."""

    def __init__(self, world: World, smsc: Smsc, folder: Path) -> None:
        self.world, self.smsc, self.system = world, smsc, System(world)
        file = folder / "providers.toml"
        file.write_text(PROVIDERS.format(port=smsc.port, window=WINDOW), "utf-8")
        self.settings = {
            "SMS_PROVIDERS": str(file),
            "SMSC_PASSWORD": "sesame",
            "LEASE_S": "30",
            "QUIET_S": "3",
        }

    def start(self, *names: str) -> None:
        self.system.start(*names, **self.settings)

    def invite(self, people: int) -> tuple[UUID, list[Contact]]:
        contacts = [
            a_contact(
                next(NUMBERS),
                channels=["sms"],
                email_consent=False,
                sms_consent=True,
                language=("ar", "fr", "zgh")[n % 3],
            )
            for n in range(people)
        ]
        self.system.announce_contacts(contacts)
        return self.system.invite(contacts, capacity=people), contacts

    def states(self, event_id: UUID) -> Counter[str]:
        rows = self.world.rows(
            "notifications",
            "select state, count(*) as n from deliveries where send_id = %s group by 1",
            domain.send_id(event_id, "invitation"),
        )
        return Counter({row["state"]: row["n"] for row in rows})

    def unplaced_receipts(self) -> int:
        """Count receipts with a number of ours that wait for their message to be found."""
        query = "select count(*) from receipts where reference is not null"
        return self.world.count("notifications", query)

    def await_over(self, event_id: UUID, people: int, within_s: float) -> Counter[str]:
        def over() -> bool:
            seen = self.states(event_id)
            return seen.total() == people and not seen["waiting"] + seen["claimed"]

        eventually(over, within_s=within_s, every_s=0.5)
        return self.states(event_id)


@pytest.fixture
def line(make_world: Callable[..., World], tmp_path: Path) -> Iterator[Line]:
    with centre(tmp_path, **MISBEHAVING) as smsc:
        line = Line(make_world(), smsc, tmp_path)
        line.start(*PROCESSES, "notifications-sms")
        yield line
        line.world.processes["notifications-sms"].kill()


@contextmanager
def centre(folder: Path, **options: object) -> Iterator[Smsc]:
    smsc = Smsc(folder, **options)
    try:
        yield smsc
    finally:
        smsc.stop()


def everybody_once(
    line: Line, event_id: UUID, contacts: list[Contact], *, receipts: bool = False
) -> Counter[str]:
    """Compare what the message centre took with what the ledger says of each."""
    stats = line.smsc.stats()
    assert (stats["duplicates"], stats["cut_chars"], stats["oversize"]) == (0, 0, 0)
    rows = line.world.rows(
        "notifications",
        "select member_id, state from deliveries where send_id = %s",
        domain.send_id(event_id, "invitation"),
    )
    state_of = {row["member_id"]: row["state"] for row in rows}
    got = {f"+{number}": seen["messages"] for number, seen in stats["by_dest"].items()}
    for contact in contacts:
        times = got.get(str(contact.phone), 0)
        state = state_of[contact.member_id]
        assert times == 1 or state in ("uncertain", "failed"), (times, state)
        assert times <= 1
        if receipts and times == 1:
            assert state in ("delivered", "failed"), "its receipt was not found by our number"
    assert stats["max_outstanding"] <= WINDOW
    return Counter(state_of.values())


@pytest.mark.slow
@pytest.mark.parametrize("people", [FEW, 5_000])
def test_everybody_is_told_once_or_is_uncertain_whatever_the_line_does(
    line: Line, people: int
) -> None:
    if people > FEW:
        # As often as with a few, the pace would take it for a limit and give ever less.
        line.smsc.set(throttle_every=211)
    event_id, contacts = line.invite(people)

    line.await_over(event_id, people, within_s=120 + people / 7)
    line.smsc.set(drop_after=0)
    # Each receipt is answered once it is kept: they come more slowly than messages leave.
    told_s = 60 + people / 5
    eventually(lambda: line.smsc.stats()["outbox"] == 0, within_s=told_s)
    # Receipts find what was uncertain and had been taken, by the number that we gave it.
    eventually(lambda: line.unplaced_receipts() == 0, within_s=told_s)
    eventually(lambda: line.states(event_id)["sent"] == 0, within_s=told_s)

    states = everybody_once(line, event_id, contacts, receipts=True)
    drops = line.smsc.stats()["dropped"]
    assert drops >= people // 150
    assert states["uncertain"] <= drops * WINDOW
    assert states["delivered"] > people * 0.85  # every 41st part does not arrive


@pytest.mark.slow
def test_a_sender_that_is_killed_leaves_at_most_a_window_and_its_bind_to_the_next(
    line: Line,
) -> None:
    people = 400
    line.smsc.set(drop_after=0, throttle_every=0)
    event_id, contacts = line.invite(people)
    eventually(lambda: line.smsc.stats()["messages"] >= 60, within_s=90)

    process = line.world.processes["notifications-sms"]
    process.kill()
    assert process.exit_code == -signal.SIGKILL
    line.start("notifications-sms")
    states = line.await_over(event_id, people, within_s=180)
    assert states["uncertain"] <= 50

    # What the killed one had sent is known by its receipts; what stays uncertain was not taken.
    eventually(lambda: line.smsc.stats()["outbox"] == 0, within_s=60)
    eventually(lambda: line.unplaced_receipts() == 0, within_s=60)
    eventually(lambda: line.states(event_id)["sent"] == 0, within_s=60)
    everybody_once(line, event_id, contacts, receipts=True)


def test_a_stop_by_sms_is_heard_before_the_message_centre_forgets_it(line: Line) -> None:
    event_id, (person,) = line.invite(1)
    line.await_over(event_id, 1, within_s=60)

    line.smsc.ask("/mo", {"from": str(person.phone)[1:], "to": "20000", "text": "إلغاء"})

    eventually(lambda: line.smsc.stats()["mo_acked"] == 1, within_s=20)
    rows = line.world.rows("notifications", "select word, state from inbound")
    assert rows == [{"word": "stop", "state": "done"}]
    assert line.world.count("notifications", "select count(*) from suppressions") == 1
