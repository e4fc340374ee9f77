"""A mailbox that reports come to, read over IMAP (RFC 9051)."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

from services.notifications.channels.email import is_here

log = structlog.get_logger()

TIMEOUT_S: Final = 20.0
AT_ONCE: Final = 50
LARGEST: Final = 300_000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`imaps://account:password@host/INBOX`; `imap://` is for this machine, or speaks STARTTLS."""

    url: str

    def work_off(self, take: Callable[[bytes], bool]) -> int:
        """
        Give each new mail to `take`, and delete it when that was one for us; say how many came.

        Deleted after it was taken: what a crash cuts off comes again. Others are marked as seen.
        """
        with self._open() as box:
            numbers = _new(box)
            for number in numbers:
                mine = take(_body(box, number))
                flag = r"(\Deleted)" if mine else r"(\Seen)"
                box.uid("STORE", number, "+FLAGS", flag)
            if numbers:
                box.expunge()
            return len(numbers)

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        url = urlsplit(self.url)
        host, verified = url.hostname or "localhost", ssl.create_default_context()
        box: imaplib.IMAP4
        if url.scheme == "imaps":
            box = imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=verified, timeout=TIMEOUT_S)
        else:
            box = imaplib.IMAP4(host, url.port or 143, timeout=TIMEOUT_S)
        try:
            if url.scheme == "imap" and not is_here(host):
                box.starttls(ssl_context=verified)
            box.login(unquote(url.username or ""), unquote(url.password or ""))
            folder = unquote(url.path.strip("/")) or "INBOX"
            if box.select(f'"{folder}"')[0] != "OK":
                msg = "no such folder"
                raise imaplib.IMAP4.error(msg)
            yield box
        finally:
            with suppress(Exception):
                box.logout()


def _new(box: imaplib.IMAP4) -> list[str]:
    _, found = box.uid("SEARCH", "UNSEEN")
    numbers = (found[0] or b"").decode("ascii").split()
    return numbers[:AT_ONCE]


def _body(box: imaplib.IMAP4, number: str) -> bytes:
    """Give the beginning of a mail, without marking it as seen."""
    _, found = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)")
    return next((item[1] for item in found if isinstance(item, tuple)), b"")
