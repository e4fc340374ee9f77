"""A bind at a message centre that misbehaves in each of the ways that they do."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.smpp import SmppChannel
from services.notifications.domain import (
    CALLED_OFF,
    Accepted,
    Inbound,
    LateAnswer,
    Outcome,
    Receipt,
    Rejected,
    Unavailable,
    Uncertain,
)
from services.notifications.errors import NotWrittenYet
from shared.testing.waiting import eventually
from tests.integration.test_ledger_channels import self_signed
from tests.support.sms_peers import Alone, Smsc, bound, smpp_provider
from tests.support.world import free_port

ARABIC = "السلام عليكم، أنت مدعو إلى منتدى البدائل يوم السبت على الساعة العاشرة صباحا بالرباط 🌍"


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[Callable[..., Smsc]]:
    with ExitStack() as stack:

        def make(**options: Any) -> Smsc:
            centre = Smsc(tmp_path, **options)
            stack.callback(centre.stop)
            return centre

        yield make


def letters(number: int, text: str = "Salam") -> list[Outgoing]:
    return [
        Outgoing(delivery_id=uuid4(), address=f"+2126000{n:05d}", content=f"{text} {n}")
        for n in range(number)
    ]


def sent(channel: SmppChannel, messages: list[Outgoing], lease_s: float = 60) -> list[Outcome]:
    told = dict(channel.send_all(messages, Lease(lease_s)))
    return [told[message.delivery_id] for message in messages]


def kinds(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def nobody_twice(centre: Smsc) -> dict[str, Any]:
    stats = centre.stats()
    found = {name: stats[name] for name in ("duplicates", "cut_chars", "oversize")}
    assert found == {"duplicates": 0, "cut_chars": 0, "oversize": 0}
    return stats


# --- Too fast --------------------------------------------------------------------------------


def test_one_that_says_too_fast_gets_everything_once_and_more_slowly(
    smsc: Callable[..., Smsc],
) -> None:
    centre = smsc(throttle_every=7, qfull_every=11, latency=5, jitter=10)
    with bound(smpp_provider(centre.port)) as channel:
        outcomes = sent(channel, letters(40, ARABIC))

    assert kinds(outcomes) == {"Accepted": 40}
    stats = nobody_twice(centre)
    assert stats["messages"] == 40
    assert stats["throttled"] + stats["qfull"] > 5


def test_the_rate_and_the_window_of_the_contract_are_kept(smsc: Callable[..., Smsc]) -> None:
    """Parts count, not messages: each of these has two."""
    centre = smsc(tps=40, window=5, latency=20)
    with bound(smpp_provider(centre.port, parts_per_second=38.0, window=5)) as channel:
        began = time.monotonic()
        outcomes = sent(channel, letters(30, ARABIC))
        took = time.monotonic() - began

    assert kinds(outcomes) == {"Accepted": 30}
    stats = nobody_twice(centre)
    assert stats["accepted"] == 60
    assert stats["max_outstanding"] <= 5
    assert stats["throttled"] == 0
    assert took >= 59 / 38


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_centre_that_takes_less_for_a_while_is_given_less_and_then_all_again(
    smsc: Callable[..., Smsc],
) -> None:
    """50 a second, then 10, then 50: little is refused meanwhile, and soon it is all as before."""
    people = 1_800
    centre = smsc(tps=50, window=20, latency=20)

    def refused_in(seconds: float) -> tuple[int, int]:
        before = centre.stats()
        time.sleep(seconds)
        after = centre.stats()
        return (
            after["throttled"] - before["throttled"],
            after["accepted"] - before["accepted"],
        )

    with bound(smpp_provider(centre.port, parts_per_second=50.0, window=20)) as channel:
        outcomes: list[Outcome] = []
        work = threading.Thread(
            target=lambda: outcomes.extend(sent(channel, letters(people), lease_s=600))
        )
        work.start()
        time.sleep(5)
        centre.set(tps=10)
        time.sleep(5)  # it is told so, and finds how much
        refused, taken = refused_in(20)
        assert taken > 100, "it takes ten a second, and more than half of that is used"
        assert refused <= 0.05 * taken + 2
        centre.set(tps=50)
        eventually(lambda: refused_in(4)[1] >= 4 * 40, within_s=45)
        work.join(120)

    assert kinds(outcomes) == {"Accepted": people}
    stats = nobody_twice(centre)
    assert stats["accepted"] == people
    assert stats["max_outstanding"] <= 20


# --- Encrypted -------------------------------------------------------------------------------


def pass_on(given: socket.socket, taken: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while octets := given.recv(4096):
            taken.sendall(octets)
    for end in (given, taken):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Encrypting:
    """Takes encrypted connections for a message centre, and counts those that were broken off."""

    def __init__(self, port: int, theirs: ssl.SSLContext) -> None:
        self.centre, self.theirs, self.refused = port, theirs, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(raw,), daemon=True).start()

    def serve(self, raw: socket.socket) -> None:
        try:
            inside = self.theirs.wrap_socket(raw, server_side=True)
        except OSError:
            self.refused += 1
            return
        outside = socket.create_connection(("127.0.0.1", self.centre))
        threading.Thread(target=pass_on, args=(inside, outside), daemon=True).start()
        pass_on(outside, inside)


@pytest.mark.parametrize("proven", [True, False])
def test_an_encrypted_bind_is_only_at_a_message_centre_that_proves_its_name(
    smsc: Callable[..., Smsc], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, proven: bool
) -> None:
    certificate = self_signed(tmp_path)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    if proven:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    centre = smsc()
    before = Encrypting(centre.port, theirs)
    try:
        provider = smpp_provider(before.port, host="localhost", tls=True)
        with bound(provider) as channel:
            outcomes = sent(channel, letters(2), lease_s=10)
    finally:
        before.listener.close()

    assert kinds(outcomes) == {"Accepted" if proven else "Unavailable": 2}
    assert bool(before.refused) is not proven
    assert centre.stats()["binds"] == (1 if proven else 0)


# --- Lines that end --------------------------------------------------------------------------


def test_a_line_that_is_cut_again_and_again_makes_no_message_two(
    smsc: Callable[..., Smsc],
) -> None:
    """Of what the line was cut on nobody knows; the others are sent on the next."""
    centre = smsc(drop_after=25, drop_repeat=True, latency=5, jitter=10)
    messages = letters(60, ARABIC)
    with bound(smpp_provider(centre.port, window=10)) as channel:
        outcomes = sent(channel, messages, lease_s=100)

    found = kinds(outcomes)
    assert set(found) <= {"Accepted", "Uncertain", "Unavailable"}
    nobody_twice(centre)
    arrived = {number for number, _ in centre.taken()}
    for message, outcome in zip(messages, outcomes, strict=True):
        if isinstance(outcome, Accepted):
            assert message.address in arrived
        if isinstance(outcome, Unavailable):
            assert message.address not in arrived


def test_a_line_that_is_cut_before_anything_was_taken_is_waited_for(
    smsc: Callable[..., Smsc],
) -> None:
    centre = smsc(drop_before=3)
    with bound(smpp_provider(centre.port, window=1)) as channel:
        outcomes = sent(channel, letters(6))

    # The third was on its way when the line was cut: taken or not, it is not said twice.
    assert kinds(outcomes) == {"Accepted": 5, "Uncertain": 1}
    nobody_twice(centre)


def test_an_answer_that_never_comes_leaves_nobody_knowing(smsc: Callable[..., Smsc]) -> None:
    centre = smsc(mute_after=1)
    with bound(smpp_provider(centre.port, response_s=0.5)) as channel:
        outcomes = sent(channel, letters(3))

    assert outcomes == [Uncertain("no-reply")] * 3
    nobody_twice(centre)


def test_an_answer_that_comes_late_is_told_with_the_name_that_it_gives(
    smsc: Callable[..., Smsc],
) -> None:
    """Seen failing: what came after the wait was over was let fall."""
    centre = smsc(latency=1500)
    heard: list[LateAnswer] = []
    refused_once: list[object] = []

    def hear(said: object) -> None:
        assert isinstance(said, LateAnswer)
        if not refused_once:  # it was not written down yet that the message is uncertain
            refused_once.append(said)
            raise NotWrittenYet
        heard.append(said)

    short, long = letters(1)[0], letters(1, ARABIC)[0]
    with bound(smpp_provider(centre.port, response_s=0.4), hear) as channel:
        outcomes = sent(channel, [short, long])
        eventually(lambda: len(heard) == 1, within_s=10)

    assert outcomes == [Uncertain("no-reply")] * 2
    (told,) = heard
    assert told.delivery_id == short.delivery_id
    assert isinstance(told.outcome, Accepted)
    assert told.outcome.provider_id
    # Of the long one only the first part went: nobody knows, and no more is sent.
    nobody_twice(centre)


def test_a_peer_that_is_dead_without_saying_so_is_left_and_bound_again(
    smsc: Callable[..., Smsc],
) -> None:
    centre = smsc(no_enquire=True)
    with bound(smpp_provider(centre.port, enquire_s=0.4)) as channel:
        eventually(lambda: centre.stats()["binds"] >= 2, within_s=10)
        centre.set(no_enquire="false")
        eventually(lambda: channel.bound, within_s=10)
        assert kinds(sent(channel, letters(2))) == {"Accepted": 2}

    assert centre.stats()["enquire_in"] >= 1


def test_one_that_takes_leave_is_bound_again(smsc: Callable[..., Smsc]) -> None:
    centre = smsc(unbind_after=3)
    with bound(smpp_provider(centre.port, window=1)) as channel:
        outcomes = sent(channel, letters(8))

    assert kinds(outcomes)["Accepted"] >= 7
    assert centre.stats()["binds"] == 2
    nobody_twice(centre)


def test_binds_that_are_refused_are_tried_again_with_growing_pauses(
    smsc: Callable[..., Smsc],
) -> None:
    centre = smsc(refuse_binds=2)
    with bound(smpp_provider(centre.port)) as channel:
        began = time.monotonic()
        eventually(lambda: channel.bound, within_s=15)
        assert time.monotonic() - began >= 1.0
        assert kinds(sent(channel, letters(1))) == {"Accepted": 1}

    assert centre.stats()["binds_refused"] == 2


def test_a_wrong_password_sends_nothing(smsc: Callable[..., Smsc]) -> None:
    centre = smsc(password="other")
    with bound(smpp_provider(centre.port)) as channel:
        assert sent(channel, letters(2)) == [Unavailable("no-connection")] * 2


def test_a_message_centre_that_comes_back_is_found_again(tmp_path: Path) -> None:
    port = free_port()
    with bound(smpp_provider(port)) as channel:
        assert sent(channel, letters(1), lease_s=5) == [Unavailable("no-connection")]
        centre = Smsc(tmp_path, port=port)
        try:
            eventually(lambda: channel.bound, within_s=15)
            assert kinds(sent(channel, letters(2))) == {"Accepted": 2}
        finally:
            centre.stop()


@pytest.mark.parametrize(
    "noise", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\x05", b"\xff" * 64, b"\0\0\0\x10\x80"]
)
def test_what_is_no_smpp_ends_the_line_and_nothing_else(noise: bytes) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def babble() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.recv(1024)
                line.sendall(noise)

    threading.Thread(target=babble, daemon=True).start()
    with bound(smpp_provider(listener.getsockname()[1])) as channel:
        assert sent(channel, letters(2), lease_s=4) == [Unavailable("no-connection")] * 2
    listener.close()


def test_the_rest_of_a_message_of_which_a_part_was_refused_is_not_sent(
    smsc: Callable[..., Smsc],
) -> None:
    centre = smsc(syserr_every=2)
    with bound(smpp_provider(centre.port, window=1)) as channel:
        (outcome,) = sent(channel, letters(1, ARABIC))

    assert outcome == Uncertain("partly-sent")
    assert centre.stats()["accepted"] == 1


# --- Whose the bind is -----------------------------------------------------------------------


def test_a_bind_that_is_another_s_is_left_at_once_and_taken_when_it_is_free(
    smsc: Callable[..., Smsc],
) -> None:
    centre = smsc(max_binds=1)
    provider = smpp_provider(centre.port)
    first, second = Alone(), Alone()
    second.mine = False
    one, other = SmppChannel(provider), SmppChannel(provider)
    one.start(lambda _: None, first)
    other.start(lambda _: None, second)
    try:
        eventually(lambda: one.bound, within_s=5)
        assert sent(other, letters(1), lease_s=2) == [Unavailable("no-connection")]

        first.mine = False
        eventually(lambda: not one.bound, within_s=10)
        second.mine = True

        eventually(lambda: other.bound, within_s=10)
        assert kinds(sent(other, letters(2))) == {"Accepted": 2}
    finally:
        one.stop()
        other.stop()
    assert centre.stats()["binds_refused"] == 0


# --- What comes back -------------------------------------------------------------------------


def test_receipts_are_heard_by_number_and_parameter_or_by_their_text(
    smsc: Callable[..., Smsc],
) -> None:
    heard: list[Receipt | Inbound | LateAnswer] = []
    for options in ({}, {"dlr_no_tlv": True}):
        heard.clear()
        centre = smsc(dlr=True, dlr_early=True, dlr_umr=True, dlr_undeliv_every=3, **options)
        with bound(smpp_provider(centre.port), heard.append) as channel:
            messages = letters(6)
            outcomes = sent(channel, messages)
            eventually(lambda: len(heard) == 6, within_s=10)

        ids = {o.provider_id for o in outcomes if isinstance(o, Accepted)}
        receipts = [h for h in heard if isinstance(h, Receipt)]
        assert {r.provider_id for r in receipts} == ids
        assert Counter(r.fate for r in receipts) == {"delivered": 4, "failed": 2}
        assert {r.reference for r in receipts} == {m.delivery_id.int & 0xFFFF for m in messages}
        assert {r.code for r in receipts} == {"delivrd-000", "undeliv-001"}


def test_what_could_not_be_kept_is_said_again(smsc: Callable[..., Smsc]) -> None:
    """The message centre forgets nothing that we have not written down."""
    heard: list[Receipt | Inbound | LateAnswer] = []
    tries = [0]

    def hear(thing: Receipt | Inbound | LateAnswer) -> None:
        tries[0] += 1
        if tries[0] == 1:
            msg = "the database is away"
            raise OSError(msg)
        heard.append(thing)

    centre = smsc()
    with bound(smpp_provider(centre.port), hear) as channel:
        eventually(lambda: channel.bound, within_s=5)
        centre.ask("/mo", {"from": "212612345678", "to": "20000", "text": "ARRÊT"})
        eventually(lambda: heard, within_s=10)

    assert heard == [Inbound(provider="smsc", address="+212612345678", text="ARRÊT")]
    assert tries == [2]


@pytest.mark.parametrize("text", ["OUI", "ARRÊT", "إلغاء", "C'est où ? 10 € [x]"])
def test_what_people_write_is_read_in_either_alphabet(smsc: Callable[..., Smsc], text: str) -> None:
    heard: list[Receipt | Inbound | LateAnswer] = []
    centre = smsc()
    with bound(smpp_provider(centre.port), heard.append) as channel:
        eventually(lambda: channel.bound, within_s=5)
        centre.ask("/mo", {"from": "212612345678", "to": "20000", "text": text})
        eventually(lambda: heard, within_s=10)

    assert heard == [Inbound(provider="smsc", address="+212612345678", text=text)]


def test_a_long_message_comes_in_pieces_that_say_which_they_are(
    smsc: Callable[..., Smsc],
) -> None:
    heard: list[Receipt | Inbound | LateAnswer] = []
    centre = smsc()
    with bound(smpp_provider(centre.port), heard.append) as channel:
        eventually(lambda: channel.bound, within_s=5)
        centre.ask("/mo", {"from": "212612345678", "to": "20000", "text": ARABIC})
        eventually(lambda: len(heard) == 2, within_s=10)

    pieces = [h.piece for h in heard if isinstance(h, Inbound)]
    assert [(p.number, p.total) for p in pieces if p] == [(1, 2), (2, 2)]
    assert "".join(h.text for h in heard if isinstance(h, Inbound)) == ARABIC


def test_what_a_phone_cannot_show_is_never_put_on_the_air(smsc: Callable[..., Smsc]) -> None:
    centre = smsc(reject_dest="^212600000666=0x0b")
    texts = ["€" * 81, ("م" * 66 + "🌍") * 2, "é" * 161, "a" * 152 + "€" + "b" * 10]
    messages = [
        Outgoing(delivery_id=uuid4(), address=f"+21260000000{n}", content=text)
        for n, text in enumerate(texts)
    ]
    barred = Outgoing(delivery_id=uuid4(), address="+212600000666", content="x")
    with bound(smpp_provider(centre.port)) as channel:
        outcomes = sent(channel, [*messages, barred])

    assert outcomes[-1] == Rejected("smpp-0x0b")
    assert kinds(outcomes) == {"Accepted": 4, "Rejected": 1}
    nobody_twice(centre)
    assert sorted(text for _, text in centre.taken()) == sorted(texts)


def test_a_lease_that_ends_on_the_way_gives_the_rest_back(smsc: Callable[..., Smsc]) -> None:
    centre = smsc()
    with bound(smpp_provider(centre.port, parts_per_second=5.0)) as channel:
        eventually(lambda: channel.bound, within_s=5)
        outcomes = sent(channel, letters(20), lease_s=1.0)

    assert CALLED_OFF in outcomes
    assert set(kinds(outcomes)) == {"Accepted", "Throttled"}
    assert centre.stats()["accepted"] == kinds(outcomes)["Accepted"] <= 7
