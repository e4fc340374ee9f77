"""A line to a server that a test can cut, freeze, or make one-sided."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of 0 s: close with a reset, as a dead machine would


class Proxy:
    """Passes bytes on between clients and one server, until told otherwise."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._to_server = threading.Event()
        self._to_client = threading.Event()
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])
        self.accept()

    @classmethod
    def before(cls, url: str) -> tuple[Proxy, str]:
        """Put a proxy before the server of an address; gives it, and the address through it."""
        parts = urlsplit(url)
        proxy = cls(parts.hostname or "", parts.port or 0)
        account = parts.netloc.rpartition("@")[0]
        return proxy, urlunsplit(parts._replace(netloc=f"{account}@127.0.0.1:{proxy.port}"))

    # -- what can be done to the line

    def cut(self) -> None:
        """Reset every connection; new ones are taken."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _reset(end)

    def refuse(self) -> None:
        """Reset every connection and take no more, as if the server had gone."""
        _wake(self._listener)
        self.cut()

    def accept(self) -> None:
        """Take connections, on the same port as ever, and pass everything on."""
        self.thaw()
        if self._listener.fileno() == -1:
            self._listener = self._listen(self.port)
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def freeze(self) -> None:
        """Let nothing through in either direction, without a word to anybody."""
        self._to_server.clear()
        self._to_client.clear()

    def swallow_answers(self) -> None:
        """Let through what clients say, and hold back what the server says."""
        self._to_client.clear()

    def thaw(self) -> None:
        """Pass everything on again, what was held back first."""
        self._to_server.set()
        self._to_client.set()

    def close(self) -> None:
        self.refuse()
        self.thaw()

    # -- how

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def _take(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target, timeout=5)
        except OSError:
            _reset(client)
            return
        server.settimeout(None)
        with self._lock:
            self._pairs.append((client, server))
        for source, drain, gate in (
            (client, server, self._to_server),
            (server, client, self._to_client),
        ):
            threading.Thread(target=_pass_on, args=(source, drain, gate), daemon=True).start()


def _pass_on(source: socket.socket, drain: socket.socket, gate: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            gate.wait()
            drain.sendall(data)
    gate.wait()
    with contextlib.suppress(OSError):
        drain.shutdown(socket.SHUT_WR)


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        # A thread may be waiting in recv(): only a shutdown wakes it.
        end.shutdown(socket.SHUT_RD)
        end.close()


def _wake(listener: socket.socket) -> None:
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@contextlib.contextmanager
def proxied(url: str) -> Iterator[tuple[Proxy, str]]:
    """Put a proxy before the server of an address, for the length of a block."""
    proxy, through = Proxy.before(url)
    try:
        yield proxy, through
    finally:
        proxy.close()
        time.sleep(0)
