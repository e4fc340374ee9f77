"""People, households and a desk for tests of the ledger, on one real database a module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from services.notifications.channels import Outgoing
from shared.contracts.members import Contact
from shared.ids import new_id
from tests.support.desk import Desk
from tests.support.system import a_contact
from tests.support.world import World

NUMBERS = count(1000)


@pytest.fixture(scope="module")
def a_world(make_world: Callable[..., World]) -> World:
    return make_world(services=("notifications",))


@pytest.fixture
def desk(a_world: World) -> Iterator[Desk]:
    """Give a desk on the module's database; what it decides holds for one test."""
    desk = Desk(a_world)
    yield desk
    desk.close()
    for table in ("money_rules", "budgets", "own_texts", "sending_rules"):
        a_world.rows("notifications", f"delete from {table}")


def somebody(**changes: Any) -> Contact:
    """Make somebody who is told by SMS and has a number nobody else has."""
    number = next(NUMBERS)
    facts: dict[str, Any] = {"channels": ["sms"], "sms_consent": True, "first_name": f"N{number}"}
    return a_contact(number, **{**facts, "email_consent": False, "language": "fr", **changes})


def by_email(**changes: Any) -> Contact:
    facts: dict[str, Any] = {"channels": ["email"], "sms_consent": False, "email_consent": True}
    return somebody(**(facts | {"email": f"p{next(NUMBERS)}@members.example"} | changes))


def a_household(size: int, **changes: Any) -> list[Contact]:
    """Make people who share a number, in the order in which they are told."""
    shared = {"phone": f"+2127{next(NUMBERS):08d}", "household_id": new_id()}
    people = [somebody(**(shared | changes)) for _ in range(size)]
    return sorted(people, key=lambda c: c.member_id)


def changed(contact: Contact, **changes: Any) -> Contact:
    return replace(contact, version=contact.version + 1, **changes)


def texts(messages: list[Outgoing]) -> list[str]:
    return [str(message.content) for message in messages]


def addresses(messages: list[Outgoing]) -> Counter[str]:
    return Counter(message.address for message in messages)
