"""
SMS by SMPP 3.4: a bind at an operator's message centre.

SMPP has no key that would make a second try safe: what left without an answer is uncertain, and
only a receipt tells more. A bind has one owner; whoever has it keeps it bound, with growing
pauses between tries.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from queue import Queue
from typing import Any, Protocol
from uuid import UUID

import structlog

from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.pace import Pace
from services.notifications.channels.parts import AirPart, decoded, on_air
from services.notifications.channels.providers import SmppProvider
from services.notifications.channels.smpp_line import Late, Line, LineRefused
from services.notifications.domain import (
    CALLED_OFF,
    FATES,
    Accepted,
    Inbound,
    LateAnswer,
    NotSent,
    Outcome,
    Piece,
    Receipt,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    full_number,
    read_receipt,
)
from shared import clock
from shared.crashpoints import crashpoint

log = structlog.get_logger()

LONGEST_PAUSE_S = 60.0
PATIENCE_S = 3.0
"""So long a message waits for a line before it is given back: a reconnect is often quick."""

REST_PATIENCE_S = 30.0
"""So long the rest of a message waits of which a part was taken."""

NO_CONNECTION = Unavailable("no-connection")

ALPHANUMERIC, NATIONAL, INTERNATIONAL, UNKNOWN = 5, 2, 1, 0
ISDN = 1
UDHI, IS_RECEIPT = 0x40, 0x3C

Hear = Callable[[Receipt | Inbound | LateAnswer], None]


class Owner(Protocol):
    """Says whether this process may be bound: a bind has one owner at a time."""

    def take(self) -> bool: ...

    def give_back(self) -> None: ...


@dataclass(slots=True)
class _Turn:
    """A message on its way: what was not begun may be called off, the rest of it not."""

    message: Outgoing
    lease: Lease
    begun: bool = False

    @property
    def missed(self) -> bool:
        return self.lease.over if self.begun else self.lease.refuses(self.message)

    @property
    def patience(self) -> float:
        """Say how many seconds a line is waited for."""
        return REST_PATIENCE_S if self.begun else PATIENCE_S

    def wait(self, seconds: float) -> bool:
        if not self.begun:
            return self.lease.wait(seconds, self.message)
        time.sleep(seconds)
        return True


class SmppChannel:
    """Sends over one bind, which it keeps up for as long as it is its own."""

    idempotent = False

    def __init__(self, provider: SmppProvider) -> None:
        self.window = provider.window
        self._provider = provider
        self.pace = Pace(provider.parts_per_second)
        self._slots = threading.BoundedSemaphore(provider.window)
        self._line: Line | None = None
        self._hear: Hear | None = None
        self._bound = threading.Condition()
        self._stopping = threading.Event()
        self._keeper: threading.Thread | None = None

    # -- keeping the bind

    def start(self, hear: Hear, owner: Owner) -> None:
        """Be bound from now on, whenever the bind is ours."""
        self._hear = hear
        self._keeper = threading.Thread(target=self._keep, args=(hear, owner), daemon=True)
        self._keeper.start()

    @property
    def started(self) -> bool:
        return self._keeper is not None

    def stop(self) -> None:
        """Take leave of the message centre, and let another own the bind."""
        self._stopping.set()
        if self._line:
            self._line.unbind()
        if self._keeper:
            self._keeper.join(5.0)

    @property
    def bound(self) -> bool:
        return self._line is not None and self._line.open

    def _keep(self, hear: Hear, owner: Owner) -> None:
        failures = 0
        try:
            while not self._stopping.is_set():
                try:
                    mine = owner.take()
                except Exception:
                    log.exception("bind_owner_unknown", provider=self._provider.name)
                    mine = False
                if mine and self._hold(hear, owner):
                    failures = 0
                failures += 1
                pause = min(LONGEST_PAUSE_S, 2.0 ** min(failures - 1, 6))
                self._stopping.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads tries
        finally:
            owner.give_back()

    def _hold(self, hear: Hear, owner: Owner) -> bool:
        """Be bound until the line ends or the bind is another's; False when it never was."""
        try:
            line = Line(self._provider, lambda pdu: _hear(pdu, self._provider.name, hear))
        except LineRefused as refusal:
            log.warning("smpp_not_bound", provider=self._provider.name, code=refusal.code)
            return False
        log.info("smpp_bound", provider=self._provider.name)
        with self._bound:
            self._line = line
            self._bound.notify_all()
        while not line.wait_ended(2.0):
            if not self._still_ours(owner):
                line.end("another-owner")
        return True

    def _still_ours(self, owner: Owner) -> bool:
        try:
            return owner.take()
        except Exception:
            log.exception("bind_owner_unknown", provider=self._provider.name)
            return False

    def _open_line(self, patience: float) -> Line | None:
        until = time.monotonic() + patience
        with self._bound:
            while not self.bound:
                left = until - time.monotonic()
                if left <= 0 or self._stopping.is_set():
                    return None
                self._bound.wait(min(left, 0.5))
            return self._line

    # -- sending

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Send the window, as many at once as the window of the bind has room for."""
        waiting = deque(messages)
        answers: Queue[tuple[UUID, Outcome]] = Queue()
        workers = [
            threading.Thread(target=self._work, args=(waiting, answers, lease), daemon=True)
            for _ in range(min(self.window, len(messages)))
        ]
        for worker in workers:
            worker.start()
        for _ in messages:
            yield answers.get()
        for worker in workers:
            worker.join()

    def look_up(self, delivery_id: UUID) -> Outcome | None:
        """Ask what became of a message; None: the name to ask by is in the answer that is lost."""
        del delivery_id
        return None

    def _work(
        self,
        waiting: deque[Outgoing],
        answers: Queue[tuple[UUID, Outcome]],
        lease: Lease,
    ) -> None:
        while True:
            try:
                message = waiting.popleft()
            except IndexError:
                return
            try:
                outcome = CALLED_OFF if lease.refuses(message) else self._send(message, lease)
            except Exception:
                log.exception("smpp_send_failed", delivery_id=str(message.delivery_id))
                outcome = Uncertain("channel-failed")
            answers.put((message.delivery_id, outcome))

    def _send(self, message: Outgoing, lease: Lease) -> Outcome:
        """Send all parts of a message; none that was taken is ever sent again."""
        try:
            parts = on_air(str(message.content), message.delivery_id)
            asked = [self._fields(message, part) for part in parts]
        except (KeyError, ValueError):
            return NotSent("unwritable")
        # Some echo it in the receipt: the only name of ours that SMPP knows. The last part has it,
        # so a receipt for it tells that all of them were taken.
        asked[-1]["user_message_reference"] = message.delivery_id.int & 0xFFFF
        ids: list[str] = []
        turn = _Turn(message, lease)
        for number, fields in enumerate(asked, start=1):
            last = number == len(asked)
            late = partial(self._late, message.delivery_id, tuple(ids)) if last else None
            turn.begun = bool(ids)
            outcome = self._submit(fields, turn, late)
            match outcome:
                case Accepted(provider_id):
                    ids.append(provider_id or "-")
                case Rejected(code, permanent=True):
                    return Rejected(code, parts=len(ids))
                case Uncertain():
                    return outcome
                case _:
                    # A piece of it is on its way: to send it whole again might tell it twice.
                    return Uncertain("partly-sent") if ids else outcome
        crashpoint("sms.after_reply")
        return Accepted(" ".join(ids))

    def _late(self, delivery_id: UUID, ids: Sequence[str], outcome: Outcome) -> None:
        """Tell of an answer that came when its message was uncertain already."""
        if isinstance(outcome, Accepted):
            outcome = Accepted(" ".join([*ids, outcome.provider_id or "-"]))
        elif ids:
            return  # a part of it is on its way all the same
        if self._hear:
            self._hear(
                LateAnswer(provider=self._provider.name, delivery_id=delivery_id, outcome=outcome)
            )

    def _submit(self, fields: dict[str, Any], turn: _Turn, late: Late | None) -> Outcome:
        """Submit one part, slower while the message centre says that it is too fast."""
        while True:
            outcome = self._try(fields, turn, late)
            if isinstance(outcome, Throttled) and outcome != CALLED_OFF:
                self.pace.slower()
                if turn.lease.left < outcome.retry_after or turn.missed:
                    return outcome
            elif turn.begun and outcome == NO_CONNECTION and not turn.missed:
                time.sleep(0.1)
            else:
                return outcome

    def _try(self, fields: dict[str, Any], turn: _Turn, late: Late | None) -> Outcome:
        line = self._open_line(min(turn.patience, turn.lease.left))
        if line is None:
            return NotSent("no-line") if turn.begun else NO_CONNECTION
        if not self.pace.wait(turn.lease.left, slept=turn.wait):
            return CALLED_OFF
        with self._slots:
            if turn.missed:
                return CALLED_OFF
            return line.submit(fields, self._provider.response_s, late)

    def _fields(self, message: Outgoing, part: AirPart) -> dict[str, Any]:
        sender = self._provider.sender
        number = sender.lstrip("+").isdigit()
        international = number and (sender.startswith("+") or len(sender) > 8)
        fields: dict[str, Any] = {
            "source_addr_ton": (
                INTERNATIONAL if international else UNKNOWN if number else ALPHANUMERIC
            ),
            "source_addr_npi": ISDN if number else 0,
            "source_addr": sender.removeprefix("+"),
            "dest_addr_ton": INTERNATIONAL,
            "dest_addr_npi": ISDN,
            "destination_addr": message.address.removeprefix("+"),
            "esm_class": UDHI if part.joined else 0,
            "data_coding": part.coding,
            "registered_delivery": int(self._provider.receipts),
            "short_message": part.octets,
        }
        if message.useful_until is not None:
            # Message centres have a limit of their own, and some refuse what is over it.
            longest = clock.now() + timedelta(hours=self._provider.validity_h)
            fields["validity_period"] = smpp_time(min(message.useful_until, longest))
        return fields


def smpp_time(at: datetime) -> str:
    """Write a time as SMPP does: to the tenth of a second, in UTC."""
    return f"{at.astimezone(UTC):%y%m%d%H%M%S}000+"


# --- What comes in ---------------------------------------------------------------------------


def _hear(pdu: Any, provider: str, hear: Hear) -> None:
    octets = bytes(pdu.message_payload or pdu.short_message or b"")
    piece, body = _piece(pdu, octets)
    address = _number(pdu.source_addr, pdu.source_addr_ton)
    coding = pdu.data_coding or 0
    if (pdu.esm_class or 0) & IS_RECEIPT:
        # Its text is for machines, in ASCII, whatever alphabet phones have by default.
        text = body.decode("latin-1") if coding & 0x0F in (0, 1) else decoded(body, coding)
        named = _text(pdu.receipted_message_id)
        provider_id, word, code = read_receipt(text, state=pdu.message_state, named=named)
        fate = FATES.get(word)
        if fate is None:
            log.info("receipt_says_nothing", provider=provider)
            return
        hear(
            Receipt(
                provider=provider,
                fate=fate,
                code=f"{word.lower()}-{code}" if code else word.lower(),
                provider_id=provider_id or None,
                reference=pdu.user_message_reference,
                address=address,
            )
        )
        return
    text = decoded(body, coding)
    hear(Inbound(provider=provider, address=address, text=text, piece=piece))


def _piece(pdu: Any, octets: bytes) -> tuple[Piece | None, bytes]:
    """Take the header off a part, and read from it which one it is."""
    if (pdu.sar_total_segments or 0) > 1:
        total, number = pdu.sar_total_segments, pdu.sar_segment_seqnum or 1
        return Piece(reference=pdu.sar_msg_ref_num or 0, total=total, number=number), octets
    if not (pdu.esm_class or 0) & UDHI or not octets:
        return None, octets
    header, body = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
    at = 0
    while at + 1 < len(header):
        kind, size = header[at], header[at + 1]
        said = header[at + 2 : at + 2 + size]
        if (kind, len(said)) in ((0x00, 3), (0x08, 4)):
            reference = int.from_bytes(said[:-2], "big")
            return Piece(reference=reference, total=said[-2], number=said[-1]), body
        at += 2 + size
    return None, body


def _number(address: Any, kind: int | None) -> str:
    """Read a phone's number in whichever of the forms the message centre gives it."""
    digits = _text(address) or ""
    if kind == NATIONAL and digits.isdigit() and not digits.startswith("0"):
        digits = f"0{digits}"
    return full_number(digits)


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").decode("latin-1")
    return value or None
