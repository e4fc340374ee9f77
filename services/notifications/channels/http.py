"""What the ways out over HTTP share: a few requests at a time, and what a missing answer means."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from io import BytesIO
from queue import Empty, LifoQueue, Queue
from ssl import SSLCertVerificationError
from uuid import UUID

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, SSLError

from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.pace import Pace
from services.notifications.channels.providers import Provider
from services.notifications.domain import (
    CALLED_OFF,
    PACED,
    WAITED_FOR_S,
    Accepted,
    NotSent,
    Outcome,
    Throttled,
    Unavailable,
    Uncertain,
)
from services.notifications.texts import segments
from shared import clock
from shared.crashpoints import crashpoint

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 20.0
NO_CONNECTION = Unavailable("no-connection")

LARGEST_ANSWER = 64 * 1024

AGAIN_AFTER_S = (0.5, 2.0)
"""After these pauses the same message is tried again where that is safe."""

LONGEST_PEACE_S = 3600.0
"""So long a provider is believed: it is asked again then, whatever it said."""


@dataclass(slots=True, kw_only=True)
class _Window:
    """What the connections share of one window."""

    waiting: deque[Outgoing]
    lease: Lease
    reachable: bool = True
    answers: Queue[tuple[UUID, Outcome]] = field(default_factory=Queue)

    def reason_not_to_begin(self, message: Outgoing) -> Outcome | None:
        """Look at the lease before the first byte; after one that found nobody, try no more."""
        if self.lease.refuses(message):
            return CALLED_OFF
        return None if self.reachable else NO_CONNECTION


class EndlessAnswer(Exception):
    """What a provider answers has no end, or none soon."""


class HttpChannel(ABC):
    """Sends through one provider; what a request is and what an answer means is of its kind."""

    idempotent = False

    def __init__(self, provider: Provider) -> None:
        self.window = provider.window
        self._connections = provider.connections
        self.pace = Pace(provider.parts_per_second)
        self._sessions: LifoQueue[requests.Session] = LifoQueue()

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Send the window over several connections; answers come in any order."""
        window = _Window(waiting=deque(messages), lease=lease)
        workers = [
            threading.Thread(target=self._work, args=(window,), daemon=True)
            for _ in range(min(self._connections, len(messages)))
        ]
        for worker in workers:
            worker.start()
        for _ in messages:
            yield window.answers.get()
        for worker in workers:
            worker.join()

    def look_up(self, delivery_id: UUID) -> Outcome | None:
        """Ask what became of a message; None where nobody can be asked."""
        del delivery_id
        return None

    @abstractmethod
    def request(self, message: Outgoing) -> requests.Request:
        """Say what is asked of the provider."""

    @abstractmethod
    def outcome(self, answer: requests.Response) -> Outcome:
        """Read what the provider answered."""

    def _work(self, window: _Window) -> None:
        session = self._session()
        while True:
            try:
                message = window.waiting.popleft()
            except IndexError:
                break
            outcome = self._in_turn(session, message, window)
            window.answers.put((message.delivery_id, outcome))
            if outcome == NO_CONNECTION:
                window.reachable = False
        self._sessions.put(session)

    def _in_turn(self, session: requests.Session, message: Outgoing, window: _Window) -> Outcome:
        try:
            parts = segments(str(message.content)).count
        except Exception:  # noqa: BLE001 - nothing has left yet, whatever is wrong with it
            return NotSent("unwritable")
        outcome = self._reason_to_wait(window, message, parts)
        if outcome is None:
            outcome = self._send(session, message, window.lease)
            self._learn(outcome, parts)
        return outcome

    def _reason_to_wait(self, window: _Window, message: Outgoing, parts: int) -> Outcome | None:
        """Look before the first byte, and wait for a turn; the lease may be over by then."""
        if (no := window.reason_not_to_begin(message)) is not None:
            return no
        lease, peace = window.lease, self.pace.peace_left
        waits = partial(lease.wait, message=message)
        if peace > WAITED_FOR_S or not self.pace.wait(lease.left / 2, parts, waits):
            return window.reason_not_to_begin(message) or Throttled(max(peace, 1.0), PACED)
        return window.reason_not_to_begin(message)

    def _learn(self, outcome: Outcome, parts: int) -> None:
        if isinstance(outcome, Throttled):
            self.pace.slower(outcome.retry_after)
        elif isinstance(outcome, Accepted):
            self.pace.taken(parts)

    def _send(self, session: requests.Session, message: Outgoing, lease: Lease) -> Outcome:
        outcome = self._try(session, message)
        pauses = iter(AGAIN_AFTER_S if self.idempotent else ())
        # Once a byte has left, "no connection" says nothing of the first try.
        while isinstance(outcome, Uncertain):
            pause = next(pauses, None)
            if pause is None or lease.left <= pause:
                break
            time.sleep(pause)
            again = self._try(session, message)
            outcome = outcome if isinstance(again, Unavailable) else again
        return outcome

    def _try(self, session: requests.Session, message: Outgoing) -> Outcome:
        try:
            request = session.prepare_request(self.request(message))
        except Exception:  # noqa: BLE001 - nothing has left yet, whatever is wrong with it
            return NotSent("unwritable")
        outcome = self._ask(session, request)
        return outcome if outcome is not None else Uncertain("no-reply")

    def _ask(self, session: requests.Session, request: requests.PreparedRequest) -> Outcome | None:
        """Give what the provider answered; None when the request left and nothing came back."""
        until = time.monotonic() + READ_TIMEOUT_S
        try:
            answer = session.send(
                request,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,
                **session.merge_environment_settings(str(request.url), {}, True, None, None),
            )
            crashpoint("sms.after_reply")
            return self.outcome(read_whole(answer, until))
        except requests.RequestException as error:
            return NO_CONNECTION if never_left(error) else None
        except Exception:  # noqa: BLE001 - whatever broke after the request began, nobody knows
            return None

    def _session(self) -> requests.Session:
        try:
            return self._sessions.get_nowait()
        except Empty:
            return requests.Session()


def read_whole(answer: requests.Response, until: float) -> requests.Response:
    """Give an answer with all of its body; EndlessAnswer when that takes too long or too much."""
    body = bytearray()
    with answer:
        while octets := answer.raw.read1(LARGEST_ANSWER, decode_content=True):
            body += octets
            if len(body) > LARGEST_ANSWER or time.monotonic() > until:
                raise EndlessAnswer
    answer.raw = BytesIO(body)
    return answer


def retry_after(answer: requests.Response) -> float | None:
    """
    Give the seconds that a provider wants peace for, when it says so (RFC 9110, section 10.2.3).

    A moment is reckoned by the provider's own clock, if its answer says what that shows.
    """
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_PEACE_S)
    try:
        until = _moment(said)
        now = _moment(answer.headers["Date"]) if "Date" in answer.headers else clock.now()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_PEACE_S)


def _moment(said: str) -> datetime:
    at = parsedate_to_datetime(said)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def never_left(error: requests.RequestException) -> bool:
    """
    Tell whether surely no byte of the request left: no connection, or none that was trusted.

    A broken certificate is found before anything is said; an answer that is missing is not.
    """
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, SSLError) and reason.args:
        reason = reason.args[0]
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError, SSLCertVerificationError))
