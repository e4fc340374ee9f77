"""
SMS over the HTTP form of Kannel's `sendsms`, which many gateways speak.

It knows no key that would make a second try safe, so a request without an answer is uncertain,
and is never sent again by itself.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from queue import Empty, LifoQueue, Queue
from ssl import SSLCertVerificationError
from uuid import UUID

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, SSLError

from services.notifications.channels import Lease, Outgoing
from services.notifications.domain import (
    Accepted,
    NotSent,
    Outcome,
    Rejected,
    Unavailable,
    Uncertain,
)
from services.notifications.texts import is_gsm
from shared.crashpoints import crashpoint

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 20.0
NO_CONNECTION = Unavailable("no-connection")


@dataclass(slots=True, kw_only=True)
class _Window:
    """What the connections share of one window."""

    waiting: deque[Outgoing]
    lease: Lease
    reachable: bool = True
    answers: Queue[tuple[UUID, Outcome]] = field(default_factory=Queue)

    def reason_not_to_begin(self) -> Outcome | None:
        """Look at the lease before the first byte; after one that found nobody, try no more."""
        if self.lease.over:
            return NotSent("lease-over")
        return None if self.reachable else NO_CONNECTION


class SmsGatewayChannel:
    """Sends through one gateway, a few requests at a time."""

    def __init__(
        self, url: str, *, user: str, password: str, sender: str, window: int, connections: int
    ) -> None:
        self.window = window
        self._url = url
        self._account = {"username": user, "password": password, "from": sender}
        self._connections = connections
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

    def _work(self, window: _Window) -> None:
        session = self._session()
        while True:
            try:
                message = window.waiting.popleft()
            except IndexError:
                break
            outcome = window.reason_not_to_begin() or self._send(session, message)
            window.answers.put((message.delivery_id, outcome))
            if outcome == NO_CONNECTION:
                window.reachable = False
        self._sessions.put(session)

    def _send(self, session: requests.Session, message: Outgoing) -> Outcome:
        try:
            answer = session.get(
                self._url,
                params=self._fields(message),
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return NO_CONNECTION if never_left(error) else Uncertain("no-reply")
        except Exception:  # noqa: BLE001 - whatever broke after the request began, nobody knows
            return Uncertain("no-reply")
        crashpoint("sms.after_reply")
        return outcome_of(answer.status_code)

    def _fields(self, message: Outgoing) -> dict[str, str]:
        text = str(message.content)
        fields = self._account | {
            "to": message.address,
            "text": text,
            "charset": "UTF-8",
            "dlr-url": f"urn:multaqa:delivery?ref={message.delivery_id}",
        }
        # Without it Kannel sends question marks for every letter that is not in GSM 03.38.
        return fields if is_gsm(text) else fields | {"coding": "2"}

    def _session(self) -> requests.Session:
        try:
            return self._sessions.get_nowait()
        except Empty:
            return requests.Session()


def outcome_of(status: int) -> Outcome:
    """
    Read the gateway's answer.

    202 (and 200, of some relatives) took it; 400 never will; 503 is Kannel's "later". What else
    is 2xx or 5xx tells of something that went on behind, perhaps behind a proxy (502, 504):
    nobody knows. The rest is about the account or the address: it was surely not taken, and can
    be tried later.
    """
    if status in (200, 202):
        return Accepted()
    if status == 400:
        return Rejected("gateway-400")
    if status != 503 and status // 100 in (2, 5):
        return Uncertain(f"gateway-{status}")
    return Unavailable(f"gateway-{status}")


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
