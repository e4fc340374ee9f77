"""A running system in which processes are killed: small windows and short leases, to end soon."""

from __future__ import annotations

import signal
import time
from itertools import count
from uuid import UUID

from services.notifications import domain
from shared.contracts.members import Contact
from shared.testing.processes import RunningProcess
from shared.testing.waiting import eventually
from tests.support.reckoning import Reckoning, reckon
from tests.support.system import System, a_contact
from tests.support.world import World

PROCESSES = ("relay", "events", "notifications", "notifications-sms", "notifications-email")
WINDOW = 10
SETTINGS = {
    "LEASE_S": "2",
    "QUIET_S": "3",
    "SMS_WINDOW": str(WINDOW),
    "EMAIL_WINDOW": str(WINDOW),
}
NUMBERS = count()


class Scene:
    """The product's processes, any of which can be killed and started again."""

    def __init__(self, world: World, **settings: str) -> None:
        self.world = world
        self.system = System(world)
        self.settings = SETTINGS | settings

    def start(self) -> Scene:
        self.system.start("sandbox", *PROCESSES, **self.settings)
        return self

    def process(self, name: str) -> RunningProcess:
        return self.world.processes[name]

    def restart(self, *names: str, **settings: str) -> None:
        """Start processes again, whatever became of them."""
        for name in names:
            self.process(name).kill()
        self.system.start(*names, **(self.settings | settings))

    def will_crash(self, **points: str) -> None:
        """Have processes kill themselves: `notifications_sms="sender.after_claim:2"`."""
        for name, point in points.items():
            self.restart(name.replace("_", "-"), CRASH_AT=point)

    def await_crashes(self, *names: str) -> None:
        """Wait until each of these has killed itself, and start each again at once."""
        left = {name.replace("_", "-") for name in names}
        until = time.monotonic() + 90
        while left:
            assert time.monotonic() < until, f"{left} never came to the point of a crash"
            for name in [name for name in left if self.process(name).exit_code is not None]:
                assert self.process(name).exit_code == -signal.SIGKILL
                self.restart(name)
                left.discard(name)
            time.sleep(0.05)

    def invite(self, people: int) -> UUID:
        """Announce people and publish an event for all of them; gives the event's id."""
        contacts = self.announce(people)
        return self.system.invite(contacts, capacity=people)

    def announce(self, people: int) -> list[Contact]:
        contacts = [a_contact(next(NUMBERS)) for _ in range(people)]
        self.system.announce_contacts(contacts)
        return contacts

    def told(self, event_id: UUID) -> int:
        """Count the people who were told so far."""
        return self.world.count(
            "notifications",
            "select count(*) from deliveries where send_id = %s and state = 'sent'",
            domain.send_id(event_id, "invitation"),
        )

    def await_told(self, event_id: UUID, people: int) -> None:
        eventually(lambda: self.told(event_id) >= people, within_s=90, every_s=0.02)

    def await_planned(self, event_id: UUID, people: int) -> None:
        """Wait until so many have a row."""
        eventually(lambda: self._planned(event_id) >= people, within_s=90, every_s=0.02)

    def _planned(self, event_id: UUID) -> int:
        query = "select count(*) from deliveries where send_id = %s"
        return self.world.count("notifications", query, domain.send_id(event_id, "invitation"))

    def reckon(self, event_id: UUID, *, people: int, within_s: float = 90) -> Reckoning:
        """Wait until nothing of the send is under way any more, and give the account."""
        eventually(lambda: self._is_over(event_id, people), within_s=within_s, every_s=0.3)
        for service in ("events", "notifications"):
            assert not self.world.rows(service, "select queue, reason, error from parked")
        return reckon(self.system, event_id, people=people)

    def _is_over(self, event_id: UUID, people: int) -> bool:
        (seen,) = self.world.rows(
            "notifications",
            """
            select count(distinct member_id) as people,
                   count(*) filter (where state in ('waiting', 'claimed')
                       or (state = 'uncertain' and channel = 'email' and not resent)) as left
              from deliveries where send_id = %s
            """,
            domain.send_id(event_id, "invitation"),
        )
        return bool(seen["people"] == people and seen["left"] == 0)
