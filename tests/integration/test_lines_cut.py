"""A line to a provider is cut after so many bytes: only what was in the gap is in doubt."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest

from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.email import EmailChannel
from services.notifications.domain import Accepted, NotSent, Outcome, Unavailable, Uncertain
from tests.integration.test_ledger_channels import Inbox, mail_server
from tests.support.sms_peers import Smsc, bound, smpp_provider

pytestmark = pytest.mark.slow
CUTS = range(1, 400, 7)
RESET = struct.pack("ii", 1, 0)


class Cutting:
    """Passes a line on and breaks it off after so many bytes from us; later ones stay whole."""

    def __init__(self, port: int, after: int) -> None:
        self.left: int | None = after
        self.server = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = self.listener.accept()
                theirs = socket.create_connection(("127.0.0.1", self.server))
                left, self.left = self.left, None
                threading.Thread(target=self.up, args=(ours, theirs, left), daemon=True).start()
                threading.Thread(target=down, args=(theirs, ours), daemon=True).start()

    def up(self, ours: socket.socket, theirs: socket.socket, left: int | None) -> None:
        with contextlib.suppress(OSError):
            while octets := ours.recv(4096):
                theirs.sendall(octets if left is None else octets[:left])
                if left is not None and len(octets) >= left:
                    break
                left = None if left is None else left - len(octets)
        for end in (ours, theirs):
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.shutdown(socket.SHUT_RDWR)
                end.close()


def down(theirs: socket.socket, ours: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while octets := theirs.recv(4096):
            ours.sendall(octets)
    with contextlib.suppress(OSError):
        ours.shutdown(socket.SHUT_RDWR)


def said_true(outcome: Outcome, arrived: int) -> bool:
    """Tell whether what the channel says fits what the provider has."""
    match outcome:
        case Accepted():
            return arrived == 1
        case Unavailable() | NotSent():
            return arrived == 0
        case Uncertain():
            return arrived <= 1
        case _:
            return False


@pytest.fixture(scope="module")
def smsc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smsc]:
    centre = Smsc(tmp_path_factory.mktemp("smsc"))
    yield centre
    centre.stop()


@pytest.mark.parametrize("after", CUTS)
def test_a_bind_that_is_cut_at_any_byte_tells_the_truth_and_says_nothing_twice(
    smsc: Smsc, after: int
) -> None:
    line = Cutting(smsc.port, after)
    messages = [
        Outgoing(delivery_id=uuid4(), address=f"+21266{after:04d}{n:03d}", content="Salam")
        for n in range(3)
    ]
    with bound(smpp_provider(line.port, window=2, response_s=2.0)) as channel:
        outcomes = dict(channel.send_all(messages, Lease(20)))
    line.listener.close()

    seen = smsc.stats()
    for message in messages:
        there = seen["by_dest"].get(message.address[1:], {"messages": 0})["messages"]
        assert said_true(outcomes[message.delivery_id], there), (outcomes, there)
    assert seen["duplicates"] == 0


@pytest.mark.parametrize("after", CUTS)
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_mail_line_that_is_cut_at_any_byte_tells_the_truth(
    after: int, *, pipelining: bool
) -> None:
    inbox = Inbox()
    inbox.shown = {"PIPELINING"} if pipelining else set()
    mails = {
        uuid4(): b"Subject: %d\r\n\r\nSalam, this is number %d.\r\n" % (n, n) for n in range(3)
    }
    messages = [
        Outgoing(delivery_id=each, address="x@y.test", content=said) for each, said in mails.items()
    ]
    with mail_server(inbox) as port:
        line = Cutting(port, after)
        channel = EmailChannel(f"smtp://127.0.0.1:{line.port}", "Us <a@ex.org>", 100)
        outcomes = dict(channel.send_all(messages, Lease(20)))
        line.listener.close()

    for each, said in mails.items():
        assert said_true(outcomes[each], inbox.mails.count(said)), (outcomes, inbox.mails)
