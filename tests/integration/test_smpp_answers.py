"""What a message centre says at odd moments, and when it says nothing."""

from __future__ import annotations

from itertools import islice

from tests.integration.test_smpp import kinds, letters, sent
from tests.support.bare_centre import Caller, bare_centre, taken
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
