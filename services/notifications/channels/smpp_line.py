"""
One bound connection to a message centre (SMPP 3.4).

smpplib is the codec only. One thread reads, writes go one at a time, and what waits for an answer
is told when the line ends. A line that ended is not mended: the channel opens another.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import Queue
from typing import Any

import structlog
from smpplib import consts, smpp
from smpplib.client import Client

from services.notifications.channels.providers import SmppProvider
from services.notifications.domain import (
    SMPP_CODES,
    Outcome,
    Unavailable,
    Uncertain,
    judged,
)

log = structlog.get_logger()

CONNECT_TIMEOUT_S = 5.0
NO_CONNECTION, NO_ANSWER = "no-connection", "no-answer-to-bind"
LONGEST_PDU = 64 * 1024
HEADER = struct.Struct(">LLLL")
SUBMIT_SM_RESP, GENERIC_NACK = 0x80000004, 0x80000000

SOON_S = 0.01
"""A wait that ends a little too early goes on for so long."""

TRY_AGAIN = 0x64
"""What a message centre is told of something that we could not keep: it says it again."""

Hear = Callable[[Any], None]


class LineRefused(Exception):
    """The line could not be bound; the code says why."""

    def __init__(self, code: str | int) -> None:
        super().__init__(code)
        self.code = code if isinstance(code, str) else f"bind-0x{code:02x}"


Late = Callable[[Outcome], None]
"""Hears the answer for a part that nobody waits for any more; raises to hear it again."""

MOST_LATE = 1_000
LATE_AGAIN_S = 1.0


@dataclass(slots=True)
class _Asked:
    """A part that waits for its answer; `late` hears it when that has taken too long."""

    done: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome = field(default_factory=lambda: Uncertain("no-reply"))
    late: Late | None = None


class Line:
    """A bind; `hear` keeps what comes in, and raises when it could not."""

    def __init__(self, provider: SmppProvider, hear: Hear) -> None:
        self._provider = provider
        self._hear = hear
        self._writing = threading.Lock()
        self._answering = threading.Lock()
        self._asked: dict[int, _Asked] = {}
        self._inbound: Queue[Any] = Queue()
        self._ended = threading.Event()
        self._heard_at = time.monotonic()
        self._client = self._bound()
        for work in (self._read, self._watch, self._keep_inbound):
            threading.Thread(target=work, daemon=True).start()

    @property
    def open(self) -> bool:
        return not self._ended.is_set()

    def wait_ended(self, seconds: float) -> bool:
        """Wait for the end of the line; False when it still stands."""
        return self._ended.wait(seconds)

    def submit(self, fields: dict[str, Any], seconds: float, late: Late | None = None) -> Outcome:
        """Give one part to the message centre, and wait for what it says; `late` hears it after."""
        asked = _Asked()
        pdu = None
        try:
            with self._writing:
                if not self.open:
                    return Unavailable("no-connection")
                pdu = smpp.make_pdu("submit_sm", client=self._client, **fields)
                octets = pdu.generate()
                with self._answering:
                    self._asked[pdu.sequence] = asked
                self._socket.sendall(octets)
        except OSError:
            # Not all of it was handed over: nobody can have taken it.
            with self._answering:
                self._asked.pop(pdu.sequence if pdu else 0, None)
            self.end("write-failed")
            return Unavailable("no-connection")
        asked.done.wait(seconds)
        with self._answering:
            if late is None or asked.done.is_set() or len(self._asked) > MOST_LATE:
                self._asked.pop(pdu.sequence, None)
            else:
                asked.late = late
            return asked.outcome

    def end(self, reason: str) -> None:
        """Close the line; what has no answer yet is uncertain."""
        if self._ended.is_set():
            return
        self._ended.set()
        log.warning("smpp_line_ended", provider=self._provider.name, reason=reason)
        self._close()
        with self._answering:
            # Who waited for an answer that came before may not have had a turn yet: it stands.
            for asked in self._asked.values():
                if not asked.done.is_set():
                    asked.outcome = Uncertain("line-lost")
                    asked.done.set()
        self._inbound.put(None)

    def unbind(self) -> None:
        """Take leave: the message centre gives the place to the next at once."""
        if self.open:
            with suppress(OSError):
                self._write(smpp.make_pdu("unbind", client=self._client))
                self.wait_ended(1.0)
            self.end("unbound")

    # -- beginning and end

    def _bound(self) -> Client:
        provider = self._provider
        client = Client(
            provider.host, provider.port, timeout=CONNECT_TIMEOUT_S, allow_unknown_opt_params=True
        )
        try:
            self._socket = self._connected()
        except OSError as error:
            raise LineRefused(NO_CONNECTION) from error
        client._socket = self._socket  # noqa: SLF001 - its own way knows no IPv6 and checks no name
        client.state = consts.SMPP_CLIENT_STATE_OPEN
        try:
            self._bind(client)
            # A time-out inside a PDU would lose what was read of it: the watch looks after time.
            self._socket.settimeout(None)
        except (OSError, EOFError, ValueError, struct.error) as error:
            self._close()
            raise LineRefused(NO_ANSWER) from error
        except LineRefused:
            self._close()
            raise
        finally:
            client._socket = None  # noqa: SLF001 - from here on it only counts and encodes
        return client

    def _connected(self) -> socket.socket:
        provider = self._provider
        raw = socket.create_connection((provider.host, provider.port), CONNECT_TIMEOUT_S)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not provider.tls:
            return raw
        return ssl.create_default_context().wrap_socket(raw, server_hostname=provider.host)

    def _bind(self, client: Client) -> None:
        provider = self._provider
        pdu = smpp.make_pdu(
            "bind_transceiver",
            client=client,
            system_id=provider.system_id,
            password=str(provider.password),
            system_type=provider.system_type,
            interface_version=0x34,
        )
        self._socket.sendall(pdu.generate())
        _, status, _, _ = self._next_frame()
        if status:
            raise LineRefused(status)
        client.state = consts.SMPP_CLIENT_STATE_BOUND_TRX

    def _close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    # -- reading

    def _read(self) -> None:
        reason = "closed-by-peer"
        try:
            while self.open:
                command, status, sequence, octets = self._next_frame()
                self._heard_at = time.monotonic()
                self._take(command, status, sequence, octets)
        except EOFError:
            pass
        except OSError:
            reason = "read-failed"
        except Exception:
            log.exception("smpp_unreadable", provider=self._provider.name)
            reason = "unreadable"
        self.end(reason)

    def _next_frame(self) -> tuple[int, int, int, bytes]:
        header = self._exactly(HEADER.size)
        length, command, status, sequence = HEADER.unpack(header)
        if not HEADER.size <= length <= LONGEST_PDU:
            msg = f"a PDU of {length} octets"
            raise ValueError(msg)
        return command, status, sequence, header + self._exactly(length - HEADER.size)

    def _exactly(self, size: int) -> bytes:
        octets = bytearray()
        while len(octets) < size:
            more = self._socket.recv(size - len(octets))
            if not more:
                raise EOFError
            octets += more
        return bytes(octets)

    def _take(self, command: int, status: int, sequence: int, octets: bytes) -> None:
        if command in (SUBMIT_SM_RESP, GENERIC_NACK):
            self._answer(sequence, status, octets)
            return
        try:
            pdu = smpp.parse_pdu(octets, client=self._client, allow_unknown_opt_params=True)
        except Exception:  # noqa: BLE001 - one that cannot be read does not take the others along
            log.warning("smpp_pdu_unreadable", provider=self._provider.name, command=hex(command))
            if not command & GENERIC_NACK:
                self._reply("generic_nack", sequence, status=consts.SMPP_ESME_RINVCMDID)
            return
        self._heed(pdu, sequence)

    def _heed(self, pdu: Any, sequence: int) -> None:
        if pdu.command == "deliver_sm":
            self._inbound.put(pdu)
        elif pdu.command == "enquire_link":
            self._reply("enquire_link_resp", sequence)
        elif pdu.command == "unbind":
            self._reply("unbind_resp", sequence)
            self.end("unbound-by-peer")
        elif pdu.command == "unbind_resp":
            self.end("unbound")

    def _answer(self, sequence: int, status: int, octets: bytes) -> None:
        message_id = octets[HEADER.size :].split(b"\0", 1)[0].decode("latin-1")
        outcome = judged(
            f"0x{status:02x}",
            SMPP_CODES,
            kind="smpp",
            provider_id=message_id.replace(" ", "_") or None,
        )
        with self._answering:
            asked = self._asked.get(sequence)
            if asked is None:
                return
            if asked.late:
                del self._asked[sequence]
                self._inbound.put(partial(asked.late, outcome))
                return
            asked.outcome = outcome
            asked.done.set()

    def _keep_inbound(self) -> None:
        """Keep what came, one after the other; only then the message centre may forget it."""
        while (pdu := self._inbound.get()) is not None:
            if callable(pdu):
                self._hear_late(pdu)
                continue
            status = consts.SMPP_ESME_ROK
            try:
                self._hear(pdu)
            except Exception:
                log.exception("inbound_not_kept", provider=self._provider.name)
                status = TRY_AGAIN
            try:
                self._reply("deliver_sm_resp", pdu.sequence, status=status)
            except OSError:
                self.end("write-failed")

    def _hear_late(self, tell: Callable[[], None]) -> None:
        """Tell of an answer that came late; what it is about may not be written down yet."""
        try:
            tell()
        except Exception:  # noqa: BLE001 - whatever it is, it is tried again
            log.info("late_answer_waits", provider=self._provider.name)
            again = threading.Timer(LATE_AGAIN_S, self._inbound.put, [tell])
            again.daemon = True
            again.start()

    # -- watching, writing

    def _watch(self) -> None:
        """Ask from time to time whether the peer is there; end the line when it is silent."""
        period, silent = self._provider.enquire_s, 0.0
        while not self.wait_ended(max(SOON_S, (1 if silent < period else 2) * period - silent)):
            silent = time.monotonic() - self._heard_at
            if silent >= 2 * period:
                self.end("silent")
            elif silent >= period:
                # In a thread of its own: a peer that reads nothing holds the writer up, not us.
                threading.Thread(target=self._enquire, daemon=True).start()

    def _enquire(self) -> None:
        try:
            self._write(smpp.make_pdu("enquire_link", client=self._client))
        except OSError:
            self.end("write-failed")

    def _reply(self, command: str, sequence: int, status: int = consts.SMPP_ESME_ROK) -> None:
        pdu = smpp.make_pdu(command, client=self._client, status=status)
        pdu.sequence = sequence
        self._write(pdu)

    def _write(self, pdu: Any) -> None:
        with self._writing:
            self._socket.sendall(pdu.generate())
