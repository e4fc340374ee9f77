"""What every provider of SMS keeps to, each against its own other side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from services.notifications.channels import Lease, Outgoing
from services.notifications.domain import (
    Accepted,
    NotSent,
    Outcome,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)
from shared.testing.waiting import eventually
from tests.support.sms_peers import BARRED, Meeting, meeting

KINDS = ("smpp", "kannel", "android", "http")
ARABIC = "السلام عليكم، أنت مدعو إلى منتدى البدائل يوم السبت على الساعة العاشرة. ⵣ 🌍 fmas.ma/i/abc"
LONG = "Réunion à Rabat le 5 : entrée 10 €, [programme] {complet} ~ fmas.ma " + "€" * 90 + " fin"


@pytest.fixture(params=KINDS)
def met(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Meeting]:
    with meeting(request.param, tmp_path) as both:
        yield both


def letters(number: int, text: str = "Salam") -> list[Outgoing]:
    return [
        Outgoing(delivery_id=uuid4(), address=f"+2126000{n:05d}", content=f"{text} {n}")
        for n in range(number)
    ]


def sent(met: Meeting, messages: list[Outgoing], lease_s: float = 60) -> list[Outcome]:
    told = dict(met.channel.send_all(messages, Lease(lease_s)))
    return [told[message.delivery_id] for message in messages]


def contents(messages: list[Outgoing]) -> Counter[tuple[str, str]]:
    return Counter((message.address, str(message.content)) for message in messages)


def test_a_window_is_taken_once_each_with_its_own_answer(met: Meeting) -> None:
    messages = letters(30)

    outcomes = sent(met, messages)

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert Counter(met.peer.taken()) == contents(messages)


@pytest.mark.parametrize("text", [ARABIC, LONG], ids=["arabic", "euros"])
def test_a_text_arrives_letter_for_letter_however_long_it_is(met: Meeting, text: str) -> None:
    messages = letters(3, text)

    assert all(isinstance(outcome, Accepted) for outcome in sent(met, messages))

    assert Counter(met.peer.taken()) == contents(messages)


def test_a_number_that_is_refused_for_good_does_not_keep_the_others(met: Meeting) -> None:
    barred = Outgoing(delivery_id=uuid4(), address=BARRED, content="Salam")
    messages = letters(6)

    first, *others = sent(met, [barred, *messages])

    assert isinstance(first, Rejected)
    assert first.permanent
    assert all(isinstance(outcome, Accepted) for outcome in others)
    assert Counter(met.peer.taken()) == contents(messages)


def test_what_was_too_fast_was_surely_not_sent(met: Meeting) -> None:
    messages = letters(6)
    met.peer.throttle_next(3)

    outcomes = sent(met, messages)

    assert {type(outcome) for outcome in outcomes} <= {Accepted, Throttled, Unavailable}
    taken = [m for m, o in zip(messages, outcomes, strict=True) if isinstance(o, Accepted)]
    assert Counter(met.peer.taken()) == contents(taken)


def test_a_line_that_is_cut_after_the_message_was_taken_never_makes_two(met: Meeting) -> None:
    (message,) = letters(1)
    met.peer.drop_next()

    (outcome,) = sent(met, [message])

    assert isinstance(outcome, Accepted if met.channel.idempotent else Uncertain)
    assert met.peer.taken() == [(message.address, str(message.content))]
    if met.channel.idempotent:
        assert met.channel.look_up(message.delivery_id) == Accepted()
        assert met.channel.look_up(uuid4()) == NotSent("never-arrived")


def test_the_same_name_said_again_makes_no_second_where_that_is_promised(met: Meeting) -> None:
    if not met.channel.idempotent:
        assert met.channel.look_up(uuid4()) is None
        return
    messages = letters(3)

    assert sent(met, messages) == sent(met, messages) == [Accepted()] * 3

    assert Counter(met.peer.taken()) == contents(messages)


def test_who_is_not_there_was_sent_nothing(met: Meeting) -> None:
    met.peer.stop()
    # A line that nobody knows to be lost yet would be uncertain, and rightly so.
    eventually(lambda: not getattr(met.channel, "bound", False))

    outcomes = sent(met, letters(8))

    assert outcomes == [Unavailable("no-connection")] * 8


def test_a_lease_that_is_over_sends_nothing(met: Meeting) -> None:
    outcomes = sent(met, letters(4), lease_s=0)

    assert not any(isinstance(o, (Accepted, Uncertain)) for o in outcomes)
    assert met.peer.taken() == []
