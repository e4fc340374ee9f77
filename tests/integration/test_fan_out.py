"""From a published event to messages received: events, notifications, both senders, for real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from shared.contracts.members import Addressee
from shared.ids import new_id
from tests.support.system import System, a_contact, addressed
from tests.support.world import World


@pytest.fixture(scope="module")
def system(make_world: Callable[..., World]) -> System:
    system = System(make_world())
    system.start(
        "sandbox", "relay", "events", "notifications", "notifications-sms", "notifications-email"
    )
    return system


def test_everybody_invited_is_told_once_or_it_is_said_why_not(system: System) -> None:
    contacts = [a_contact(number) for number in range(40)]
    silent = a_contact(41, channels=[], sms_consent=False, email_consent=False, email=None)
    system.announce_contacts([*contacts, silent])
    event = system.create_event()
    system.publish(event.card.event_id)
    refused = Addressee(member_id=new_id(), refused="minor")

    system.resolve(event.card.event_id, [*addressed([*contacts, silent]), refused])
    send = system.finished(event.card.event_id, people=42)

    assert send.totals["sms"] == {"sent": 14}
    assert send.totals["email"] == {"sent": 26}
    assert send.reasons == {"minor": 1, "no_consent": 1}
    told = Counter(m["recipient"] for m in system.received("sms") + system.received("email"))
    assert set(told.values()) == {1}
    assert len(told) == 40
