"""Postfix's own `smtp-sink`, which breaks off at each command: who got what, and what is known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from deploy.local.places import database_account
from services.notifications.channels.email import EmailChannel, MailServer
from services.notifications.operations.sender import Sender
from services.notifications.operations.writing import EmailWriter
from tests.support.desk import KEY, LEASE, URL, Desk
from tests.support.ledger import by_email
from tests.support.world import free_port
from tools.bench.sink import Sink

pytest_plugins = ["tests.support.ledger"]
pytestmark = [pytest.mark.integration, pytest.mark.slow]

PEOPLE = 12
COMMANDS = ("CONNECT", "HELO", "EHLO", "MAIL", "RCPT", "DATA", ".", "RSET", "NOOP", "QUIT")
BREAKS = [
    *(("-q", command) for command in COMMANDS),
    *(("-Q", command) for command in ("CONNECT", "MAIL", "RCPT", "DATA", ".")),
]
"""Without a word, or with 421."""

BEFORE = {"HELO": ("-f", "EHLO"), "RSET": ("-r", "RCPT")}
"""What has to be refused for a command to be said at all."""


def by_mail(port: int) -> Sender:
    # Few over each connection, so that it is left politely; two, so that one is kept and asked.
    server = MailServer(url=f"smtp://127.0.0.1:{port}", connections=2, per_connection=5)
    return Sender(
        name="email",
        channel=EmailChannel(server, "Us <a@ex.org>", 5),
        writer=EmailWriter(association="FMAS", public_url=URL, mail_from="Us <a@ex.org>"),
        suppression_key=KEY,
        lease=LEASE,
    )


@pytest.mark.parametrize(("breaks", "command"), BREAKS)
def test_a_server_that_breaks_off_at_a_command_loses_nobody_and_tells_nobody_twice(
    desk: Desk, tmp_path: Path, breaks: str, command: str
) -> None:
    """All of it is given to a server that is well again, but for what may have been taken."""
    port, account = free_port(), database_account()
    people = [by_email() for _ in range(PEOPLE)]
    desk.contacts(*people)
    event = desk.event(*people)

    def send() -> None:
        for batch_id in desk.due(event, "email"):
            desk.send(by_mail(port), batch_id)
        desk.later(minutes=2)

    broken = (*BEFORE.get(command, ()), breaks, command)
    with Sink(tmp_path / "broken", port, account, *broken, keep=True) as sink:
        send()
        # What it wrote down and refused it has not taken.
        first = Counter[str]() if breaks == "-Q" else sink.recipients()
    unsure = {row["member_id"] for row in desk.rows(event) if row["state"] == "uncertain"}
    with Sink(tmp_path / "well", port, account, keep=True) as sink:
        for _ in range(3):
            send()
        second = sink.recipients()

    there = first + second
    states = desk.states(event)
    assert states == Counter(sent=PEOPLE - len(unsure)) + Counter(uncertain=len(unsure))
    assert set(there.values()) <= {1}, "nobody twice"
    certain = {str(p.email) for p in people if p.member_id not in unsure}
    assert certain <= set(there), "nobody lost"
    assert bool(unsure) == ((breaks, command) == ("-q", ".")), "only from the last dot on"
    assert (sum(first.values()) == PEOPLE) == (command in ("NOOP", "QUIT"))
