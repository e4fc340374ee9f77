"""What a message centre says at odd moments, and when it says nothing."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from services.notifications.domain import Receipt, Rejected
from shared import clock
from shared.testing.waiting import eventually
from tests.integration.test_smpp import kinds, letters, sent
from tests.support.bare_centre import (
    DELIVER,
    ENQUIRE,
    SUBMIT_RESP,
    Caller,
    bare_centre,
    frame,
    taken,
)
from tests.support.sms_peers import bound, smpp_provider


def test_what_was_answered_stays_answered_when_the_line_ends_at_once() -> None:
    """Seen failing: a whole window that was taken was uncertain, and the names of it lost."""

    def answer_and_leave(caller: Caller) -> None:
        caller.say(*[taken(number) for number, _ in list(islice(caller.submits(), 20))])

    for _ in range(5):
        with (
            bare_centre(answer_and_leave) as port,
            bound(smpp_provider(port, parts_per_second=10_000.0)) as channel,
        ):
            assert kinds(sent(channel, letters(20))) == {"Accepted": 20}


def deliver(sequence: int, text: bytes, coding: int = 0) -> bytes:
    """Make a receipt without parameters: all that it says is in its text."""
    addresses = b"\1\1212600000001\0" + b"\0\0us\0"
    head = b"\0" + addresses + b"\x04\0\0" + b"\0\0" + b"\0\0" + bytes([coding]) + b"\0"
    return frame(DELIVER, sequence, head + bytes([len(text)]) + text)


@pytest.mark.parametrize("coding", [0, 1, 3])
@pytest.mark.parametrize("name", ["ab_12", "$7@x", "{9}"])
def test_a_receipt_that_says_all_in_its_text_is_read_as_it_was_written(
    name: str, coding: int
) -> None:
    """Seen failing: it was read in the alphabet of phones, and an id with _ or $ was nobody's."""
    text = f"id:{name} sub:001 dlvrd:001 submit date:2611271800 done date:2611271801 stat:DELIVRD"

    def tell(caller: Caller) -> None:
        caller.say(deliver(1, text.encode(), coding))
        caller.next()

    heard: list[object] = []
    with bare_centre(tell) as port, bound(smpp_provider(port), heard.append):
        eventually(lambda: len(heard) >= 1, within_s=5)

    assert isinstance(heard[0], Receipt)
    assert heard[0].provider_id == name


def test_a_peer_that_is_silent_is_left_after_two_periods() -> None:
    """Seen failing: after nearly three."""
    silent_from: list[float] = []
    left: list[float] = []

    def fall_silent(caller: Caller) -> None:
        time.sleep(0.1)
        caller.say(frame(ENQUIRE, 7))
        silent_from.append(time.monotonic())
        while True:
            try:
                caller.next()
            except (EOFError, OSError):
                left.append(time.monotonic())
                return

    with bare_centre(fall_silent) as port, bound(smpp_provider(port, enquire_s=1.0)):
        eventually(lambda: len(left) >= 1, within_s=10)

    assert 1.9 <= left[0] - silent_from[0] <= 2.3


def test_a_message_is_kept_no_longer_than_message_centres_keep_any() -> None:
    """Seen failing: until the event began, weeks later; some refuse that."""
    said: list[datetime] = []

    def note(caller: Caller) -> None:
        for sequence, body in caller.submits():
            found = re.search(rb"(\d{12})\d00\+", body)
            assert found
            said.append(datetime.strptime(found[1].decode(), "%y%m%d%H%M%S").replace(tzinfo=UTC))
            caller.say(taken(sequence))

    now = clock.now()
    late, soon = (
        replace(letters(1)[0], useful_until=now + timedelta(**until))
        for until in ({"days": 60}, {"hours": 3})
    )
    with bare_centre(note) as port, bound(smpp_provider(port, validity_h=24.0)) as channel:
        for message in (late, soon):
            assert kinds(sent(channel, [message])) == {"Accepted": 1}

    for at, hours in zip(said, (24, 3), strict=True):
        assert abs((at - now).total_seconds() - hours * 3600) < 10


def test_a_part_that_was_taken_is_told_with_the_refusal_of_the_rest() -> None:
    """The operator counts it."""

    def take_one(caller: Caller) -> None:
        for number, (sequence, _) in enumerate(caller.submits()):
            caller.say(frame(SUBMIT_RESP, sequence, b"\0", 0x0B) if number else taken(sequence))

    with bare_centre(take_one) as port, bound(smpp_provider(port)) as channel:
        (outcome,) = sent(channel, letters(1, "a" * 200))

    assert outcome == Rejected("smpp-0x0b", parts=1)
