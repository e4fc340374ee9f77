"""
T21: a chunk of an audience is lost on the way, by a real bus that loses it.

Nothing looks finished before everybody has a row, what is missing is asked for within a minute,
and it comes: each person once. A minute passes here by moving what the database says of time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from services.notifications import domain
from shared.contracts.events import EventRef, EventView, Waves
from shared.contracts.members import AudienceResolved, Contact
from shared.messaging.publisher import Publisher
from shared.testing.waiting import eventually
from tests.support.scene import Scene
from tests.support.system import a_contact, addressed
from tests.support.world import World

NUMBERS = count(800_000)


@pytest.fixture(scope="module")
def scene(make_world: Callable[..., World]) -> Scene:
    scene = Scene(make_world()).start()
    scene.system.start("members-jobs")
    return scene


class Lossy:
    """An event whose audience comes in pages, and a bus that loses what it is told to lose."""

    def __init__(self, scene: Scene, *, pages: int, each: int = 3) -> None:
        self.scene, self.world, self.system = scene, scene.world, scene.system
        self.pages = [[a_contact(next(NUMBERS)) for _ in range(each)] for _ in range(pages)]
        self.people = [contact for page in self.pages for contact in page]
        self.system.announce_contacts(self.people)
        self.event_id = self.system.create_event().card.event_id
        with self.system.in_place_of_members():
            self.system.publish(self.event_id)
            (wave,) = self.rows("events", "select id from waves where event_id = %s")
            self.wave_id: UUID = wave["id"]
            self.world.rows(
                "members",
                "insert into resolvings (wave_id, event_id, audience_id, total, finished_at)"
                " values (%s, %s, %s, %s, now())",
                *(self.wave_id, self.event_id, self.event_id, len(self.people)),
            )

    def rows(self, service: str, query: str) -> list[dict[str, Any]]:
        return self.world.rows(service, query, self.event_id)

    def say(self, numbers: Sequence[int]) -> None:
        """Say some pages, as members would; the last one says how many people there are."""
        self.system.announce(
            *(
                AudienceResolved(
                    wave_id=self.wave_id,
                    event_id=self.event_id,
                    page=number,
                    addressees=addressed(self.pages[number - 1]),
                    total=len(self.people) if number == len(self.pages) else None,
                    meant=len(self.people),
                )
                for number in numbers
            )
        )

    def lose(self, queue: str, *, while_down: Callable[[], None], messages: int = 1) -> None:
        """Let a service be down while something is said to it, and the bus lose that."""
        service = queue.partition(".")[0]
        self.scene.process(service).kill()
        while_down()
        publisher = Publisher(self.world.admin_broker_url)
        channel = publisher.channel()
        lost = 0

        def all_lost() -> bool:
            nonlocal lost
            lost += channel.queue_purge(queue)
            return bool(lost == messages)

        eventually(all_lost, within_s=30)
        publisher.drop()
        self.scene.restart(service)

    def pass_a_minute(self) -> None:
        """Let there have been no news of the wave for a minute."""
        minute = "interval '1 min' * power(2, missed)"
        for service in ("events", "members"):
            self.rows(
                service,
                "update outbox set published_at = published_at - interval '1 min'"
                " where body ->> 'event_id' = %s::text",
            )
        self.rows(
            "notifications",
            "update planned_waves set last_at = last_at - interval '1 min' where event_id = %s",
        )
        self.rows(
            "events",
            f"update waves set requested_at = requested_at - {minute}, "
            f"heard_at = heard_at - {minute}, complete_at = complete_at - {minute}, "
            f"missed_at = missed_at - {minute} where event_id = %s",
        )

    # -- looking

    def view(self) -> EventView:
        return self.system.ask("events", "event", EventRef(event_id=self.event_id), EventView)

    def wave(self) -> tuple[str, bool]:
        waves = self.system.ask("events", "waves", EventRef(event_id=self.event_id), Waves)
        return waves.waves[0].state, waves.waves[0].missing

    def told(self, people: int) -> bool:
        return self.scene.told(self.event_id) == people

    def assert_all_is_mended(self) -> None:
        """Everybody was told once, nothing is under way, and the sums are the same everywhere."""
        eventually(lambda: not self.view().inviting, within_s=30)
        assert not self.view().missing
        assert self.wave() == ("done", False)
        everybody = len(self.people)
        send = self.system.finished(self.event_id, people=everybody)
        assert send.send_id == domain.send_id(self.event_id, "invitation")
        assert sum(sum(by_state.values()) for by_state in send.totals.values()) == everybody
        query = "select count(*) from invitations where event_id = %s"
        assert self.world.count("events", query, self.event_id) == everybody
        assert set(map(self.got, self.people)) == {1}

    def got(self, contact: Contact) -> int:
        address = contact.phone if contact.channels == ["sms"] else contact.email
        ledger = self.system.accepted()
        return sum(line["recipient"] == address for line in ledger)


def test_a_page_of_an_audience_that_never_arrives_is_asked_for_and_comes(scene: Scene) -> None:
    here = Lossy(scene, pages=3)
    here.lose("events.audience.resolved.v1", while_down=lambda: here.say([2]))
    here.say([1, 3])
    eventually(lambda: here.told(6), within_s=30)
    sends = here.system.send_of(here.event_id)
    assert sends is not None
    assert sends.finished, "what is there is out"
    assert here.view().inviting, "and yet the whole is not"
    assert here.wave() == ("inviting", False)

    here.pass_a_minute()

    eventually(lambda: here.view().missing or not here.view().inviting, within_s=15, every_s=0.05)
    here.assert_all_is_mended()


def test_all_pages_are_lost_and_come(scene: Scene) -> None:
    here = Lossy(scene, pages=2)
    here.lose("events.audience.resolved.v1", while_down=lambda: here.say([1, 2]), messages=2)
    assert here.view().inviting

    here.pass_a_minute()

    here.assert_all_is_mended()


def test_people_who_were_invited_and_never_reached_the_ledger_are_handed_over_again(
    scene: Scene,
) -> None:
    here = Lossy(scene, pages=2)
    here.lose("notifications.invitation.issued.v1", while_down=lambda: here.say([1]))
    here.say([2])
    eventually(lambda: here.told(3), within_s=30)
    assert here.view().inviting

    here.pass_a_minute()

    here.assert_all_is_mended()


def test_an_answer_about_the_ledger_that_is_lost_is_asked_for_again(scene: Scene) -> None:
    here = Lossy(scene, pages=1)
    here.lose("notifications.plan.questioned.v1", while_down=lambda: here.say([1]))
    eventually(lambda: here.told(3), within_s=30)
    assert here.view().inviting

    here.pass_a_minute()

    here.assert_all_is_mended()
