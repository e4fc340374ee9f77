"""A message centre of a few lines, for what the simulator is too polite for."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

HEADER = struct.Struct(">LLLL")
SUBMIT, SUBMIT_RESP, BIND_RESP = 0x00000004, 0x80000004, 0x80000009
DELIVER, ENQUIRE = 0x00000005, 0x00000015


def frame(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def taken(sequence: int) -> bytes:
    """Say yes to what came under a number, and name it after that."""
    return frame(SUBMIT_RESP, sequence, b"m-%d\0" % sequence)


class Caller:
    """The other side of one bind."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line

    def next(self) -> tuple[int, int, bytes]:
        """Give command, number and body of what comes next."""
        length, command, _, sequence = HEADER.unpack(self._exactly(HEADER.size))
        return command, sequence, self._exactly(length - HEADER.size)

    def submits(self) -> Iterator[tuple[int, bytes]]:
        """Give what is submitted, as it comes; what else is said stays without an answer."""
        while True:
            command, sequence, body = self.next()
            if command == SUBMIT:
                yield sequence, body

    def say(self, *frames: bytes) -> None:
        self.line.sendall(b"".join(frames))

    def _exactly(self, size: int) -> bytes:
        octets = b""
        while len(octets) < size:
            more = self.line.recv(size - len(octets))
            if not more:
                raise EOFError
            octets += more
        return octets


@contextmanager
def bare_centre(serve: Callable[[Caller], None]) -> Iterator[int]:
    """Take each bind and then do as `serve` says; the line ends with that. Gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def one(line: socket.socket) -> None:
        caller = Caller(line)
        with line, suppress(EOFError, OSError):
            _, sequence, _ = caller.next()
            caller.say(frame(BIND_RESP, sequence, b"\0"))
            serve(caller)

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                threading.Thread(target=one, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
