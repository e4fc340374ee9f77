"""Providers that take less for a while: less is given, little is refused, and all arrives once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate
from typing import Any
from uuid import UUID

import pytest

from services.notifications.channels.email import EmailChannel, MailServer
from services.notifications.channels.http_form import HttpFormChannel
from services.notifications.channels.ways import Way, Ways
from services.notifications.operations.sender import Sender
from services.notifications.operations.writing import EmailWriter, SmsWriter
from shared.contracts.members import Contact
from shared.testing.waiting import eventually
from tests.integration.test_mail_servers import Server, serving
from tests.support.desk import KEY, LEASE, URL, Desk
from tests.support.ledger import by_email, somebody
from tests.support.limits import Limit
from tests.support.sms_peers import Asked, Fake, as_aggregator, form_provider

pytest_plugins = ["tests.support.ledger"]
pytestmark = pytest.mark.integration

RETRY_AFTER: dict[str, Callable[[], dict[str, str]]] = {
    "nothing": dict,
    "seconds": lambda: {"Retry-After": "1"},
    "a-date": lambda: {"Retry-After": formatdate(time.time() + 1, usegmt=True)},
}
"""What comes with a 429 (RFC 9110, section 10.2.3)."""


def limited(limit: Limit, says: Callable[[], dict[str, str]]) -> Fake:
    """Make a provider over HTTP that says 429 above its limit."""

    def answer(fake: Fake, asked: Asked) -> tuple[int, str] | tuple[int, str, dict[str, str]]:
        return as_aggregator(fake, asked) if limit.allows() else (429, "", says())

    return Fake(answer)


def through(fake: Fake, **facts: Any) -> Sender:
    provider = form_provider(fake.url, connections=8, **facts)
    ways = Ways([Way(provider, HttpFormChannel(provider))])
    return Sender(
        name="sms",
        channel=ways,
        writer=SmsWriter(association="FMAS", public_url=URL),
        suppression_key=KEY,
        lease=LEASE,
        ways=ways,
    )


def invited(
    desk: Desk, number: int, make: Callable[[], Contact] = somebody
) -> tuple[UUID, list[Contact]]:
    people = [make() for _ in range(number)]
    desk.contacts(*people)
    return desk.event(*people), people


def work_off(desk: Desk, event: UUID, sender: Sender, people: int, within_s: float) -> None:
    """Do as the process does, until nothing waits."""

    def all_sent() -> bool:
        for batch_id in desk.due(event, sender.name):
            desk.send(sender, batch_id)
        return desk.states(event) == {"sent": people}

    eventually(all_sent, within_s=within_s)


@pytest.mark.parametrize(
    "says", [pytest.param("nothing", marks=pytest.mark.slow), "seconds", "a-date"]
)
def test_one_over_http_that_takes_less_from_now_on_refuses_few_and_misses_none(
    desk: Desk, says: str
) -> None:
    """Seen failing: each window went as fast as it could, and most of it was refused."""
    limit = Limit(100)
    fake = limited(limit, RETRY_AFTER[says])
    event, people = invited(desk, 80)
    threading.Timer(0.3, lambda: setattr(limit, "a_second", 20)).start()
    try:
        work_off(desk, event, through(fake), len(people), within_s=30)
    finally:
        fake.stop()

    assert Counter(number for number, _ in fake.taken()) == {p.phone: 1 for p in people}
    assert len(limit.refused) <= 25


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("says", "a_second"), [("nothing", 0.0), ("a-date", 50.0)])
def test_one_over_http_is_given_less_for_a_while_and_then_all_again(
    desk: Desk, says: str, a_second: float
) -> None:
    """50 a second, then 10, then 50: with a contract that says so, and without one."""
    limit = Limit(50)
    fake = limited(limit, RETRY_AFTER[says])
    event, people = invited(desk, 1_600)
    sender = through(fake, parts_per_second=a_second)
    work = threading.Thread(target=work_off, args=(desk, event, sender, len(people), 200.0))
    work.start()
    try:
        limit.lower_for_a_while(10)
        work.join(120)
    finally:
        fake.stop()

    assert Counter(number for number, _ in fake.taken()) == {p.phone: 1 for p in people}


# --- Mail servers ----------------------------------------------------------------------------

COMPLAINTS = [
    ("MAIL", "421 4.7.0 Too many messages, closing"),
    ("RCPT", "451 4.7.1 Rate limit exceeded, try again later"),
    (".", "452 4.3.1 Insufficient system storage"),
    (".", "421 4.4.2 Slow down"),
]


def by_mail(port: int) -> Sender:
    server = MailServer(url=f"smtp://127.0.0.1:{port}", connections=3)
    return Sender(
        name="email",
        channel=EmailChannel(server, "Us <a@ex.org>", 100),
        writer=EmailWriter(association="FMAS", public_url=URL, mail_from="Us <a@ex.org>"),
        suppression_key=KEY,
        lease=LEASE,
    )


@pytest.mark.parametrize(
    ("at", "complaint"),
    [*COMPLAINTS[:1], *(pytest.param(*each, marks=pytest.mark.slow) for each in COMPLAINTS[1:])],
)
def test_a_mail_server_that_takes_less_from_now_on_refuses_few_and_misses_none(
    desk: Desk, at: str, complaint: str
) -> None:
    server = Server(limit=Limit(100), complains_at=at, complaint=complaint)
    event, people = invited(desk, 80, by_email)
    threading.Timer(0.3, lambda: setattr(server.limit, "a_second", 20)).start()
    with serving(server) as port:
        work_off(desk, event, by_mail(port), len(people), within_s=30)

    assert Counter(server.people) == {p.email: 1 for p in people}
    assert len(server.limit.refused) <= 25


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("at", "complaint"), COMPLAINTS[:2])
def test_a_mail_server_is_given_less_for_a_while_and_then_all_again(
    desk: Desk, at: str, complaint: str
) -> None:
    server = Server(limit=Limit(50), complains_at=at, complaint=complaint)
    event, people = invited(desk, 1_600, by_email)
    with serving(server) as port:
        sender = by_mail(port)
        work = threading.Thread(target=work_off, args=(desk, event, sender, len(people), 200.0))
        work.start()
        server.limit.lower_for_a_while(10)
        work.join(120)

    assert Counter(server.people) == {p.email: 1 for p in people}
