"""E-mail over SMTP (RFC 5321)."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import partial
from queue import Queue
from typing import Final
from uuid import UUID

from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.email.dialogue import Sender, Told, speak
from services.notifications.channels.email.dkim import BadKey, Signer, read_key
from services.notifications.channels.email.doubt import Doubt
from services.notifications.channels.email.lines import (
    ENCRYPTIONS,
    Encryption,
    Line,
    Lines,
    MailServer,
    drop,
    is_here,
    leave,
)
from services.notifications.channels.pace import Pace
from services.notifications.domain import (
    CALLED_OFF,
    PACED,
    Accepted,
    Outcome,
    Throttled,
    Unavailable,
)

__all__ = [
    "ENCRYPTIONS",
    "BadKey",
    "EmailChannel",
    "Encryption",
    "MailServer",
    "Signer",
    "is_here",
    "read_key",
]

WORTH_A_CONNECTION: Final = 20
"""So many messages of a window are quicker over one more connection than over those there are."""


BREATH_S: Final = 0.5
"""How long a server that complained is given nothing."""
LONGEST_TURN_S: Final = 5.0
"""A message whose turn is later than that goes back to the ledger: a claim is no place to wait."""

FEWER_FOR_S: Final = 60.0
"""How long a server that refused one connection more is not asked for it again."""


@dataclass(slots=True, kw_only=True)
class _Window:
    """What the connections share of one window; `lines` are open, or being opened."""

    waiting: deque[Outgoing]
    lease: Lease
    lines: int = 0
    reachable: bool = True
    answers: Queue[tuple[UUID, Outcome] | None] = field(default_factory=Queue)

    def next(self) -> Outgoing | None:
        try:
            return self.waiting.popleft()
        except IndexError:
            return None


class EmailChannel:
    """Sends over a few kept connections to one mail server, no faster than it bears."""

    def __init__(
        self,
        server: MailServer | str,
        mail_from: str,
        window: int,
        *,
        signer: Signer | None = None,
    ) -> None:
        self.window = window
        self._server = MailServer(url=server) if isinstance(server, str) else server
        self._sender = Sender(address=parseaddr(mail_from)[1], signer=signer)
        self._lines = Lines(self._server)
        self._pace = Pace(0)
        self._doubt = Doubt()
        self._most = self._server.connections
        self._fewer_until = 0.0

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Share the window out among connections; without one, nothing was sent."""
        window = _Window(waiting=deque(messages), lease=lease)
        wanted = min(self._bearable(), -(-len(messages) // WORTH_A_CONNECTION))
        if wanted <= 1:
            yield from self._work(window)
            return
        workers = [
            threading.Thread(target=self._share, args=(window,), daemon=True) for _ in range(wanted)
        ]
        for worker in workers:
            worker.start()
        ended = 0
        while ended < wanted:
            answer = window.answers.get()
            if answer is None:
                ended += 1
            else:
                yield answer
        # What a connection that could not be opened gave back when the others had ended.
        yield from self._work(window)

    def _share(self, window: _Window) -> None:
        try:
            for answer in self._work(window):
                window.answers.put(answer)
        finally:
            window.answers.put(None)

    def _bearable(self) -> int:
        """Say how many connections the server is asked for."""
        if time.monotonic() >= self._fewer_until:
            self._most = self._server.connections
        return self._most

    def _work(self, window: _Window) -> Iterator[tuple[UUID, Outcome]]:
        """Take one message after the other, until none waits."""
        line: Line | None = None
        while (message := window.next()) is not None:
            if (no := self._reason_not_to_begin(window, message)) is not None:
                yield message.delivery_id, no
                continue
            line = line or self._connect(window)
            if line is None:
                if window.lines:  # the others go on with what there is
                    window.waiting.appendleft(message)
                    return
                yield message.delivery_id, Unavailable("no-connection")
                continue
            told = speak(line.smtp, self._sender, message)
            outcome = self._learn(message, told)
            line = self._after(window, line, told)
            yield message.delivery_id, outcome
        if line:
            window.lines -= 1
            self._lines.give_back(line)

    def _connect(self, window: _Window) -> Line | None:
        window.lines += 1
        line = self._lines.take()
        if line is None:
            window.lines -= 1
            window.reachable = window.lines > 0
            self._most = max(1, window.lines)
            self._fewer_until = time.monotonic() + FEWER_FOR_S
        return line

    def _reason_not_to_begin(self, window: _Window, message: Outgoing) -> Outcome | None:
        """Look before the first byte; the lease last, because a turn may have to be waited for."""
        if not window.reachable:
            return Unavailable("no-connection")
        waits = partial(window.lease.wait, message=message)
        went_round = self._pace.wait(LONGEST_TURN_S, slept=waits)
        if window.lease.refuses(message):
            return CALLED_OFF
        return None if went_round else Throttled(max(self._pace.next_in, 1.0), PACED)

    def _learn(self, message: Outgoing, told: Told) -> Outcome:
        if told.slower:
            self._pace.slower(BREATH_S)
        elif isinstance(told.outcome, Accepted):
            self._pace.taken()
            self._doubt.taken()
        elif told.of_one and isinstance(told.outcome, Unavailable):
            return self._doubt.judged(message.delivery_id, told.outcome.code)
        return told.outcome

    def _after(self, window: _Window, line: Line, told: Told) -> Line | None:
        """Give the connection if it can go on."""
        line.used += 1
        if told.usable and not self._lines.worn(line):
            return line
        window.lines -= 1
        if told.usable:
            leave(line)
        else:
            drop(line)
        return None
