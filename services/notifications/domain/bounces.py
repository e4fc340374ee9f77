"""
What comes back of an e-mail: reports of mail that did not arrive, and complaints.

Which message it was of says its return path, which only we can make (signed): whoever writes us a
report about somebody else's address is not heard. Whoever has got a message knows its return
path, and can say of no address but their own that nothing arrives there.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Final, Literal
from uuid import UUID

Kind = Literal["hard", "soft", "complaint"]

LONGEST_LOCAL: Final = 15
"""Most letters before the `@` of where bounces go: with the signed part there is room for 64."""
LARGEST: Final = 300_000
"""Bytes of a report that are read: some return the whole message."""
CHECK, SIGNATURE, WHOLE = 4, 8, 30
OF_AN_ACCOUNT: Final = date(1, 1, 1)
"""Stands for the month of a mail that is not in the ledger: a link or code for one person."""

# RFC 3463: the address does not exist, or nobody reads it any more. 5.1.5 and 5.1.9 say that it is
# right, 5.1.7 and 5.1.8 are about the sender's.
HARD = re.compile(r"5\.(1\.([0-46]|10)|2\.1|7\.(13|17))")
# "No answer from the host" to all but one, who says so of an address that it does not know.
NOBODY_AT_EXCHANGE = re.compile(r"\b5\.4\.1\b.{0,20}recipient address rejected", re.IGNORECASE)
# The second number goes to 7 at most: "5.12.26" is somebody's date.
STATUS = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\.?\d)")
SERVERS = ("mailer-daemon", "postmaster")
"""Who tells of mail that did not arrive; whoever is on holiday writes from their own address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The message that a report is of; `check` is what its address is known by."""

    delivery_id: UUID
    month: date
    check: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came back, and the status by which it was said (RFC 3463)."""

    kind: Kind
    status: str
    returned: Returned


class ReturnPaths:
    """Where reports of each message go: `bounces+<signed>@example.org` (VERP)."""

    def __init__(self, address: str, key: bytes) -> None:
        self._local, _, self._domain = address.lower().partition("@")
        self._key = hmac.digest(key, b"return path", "sha256")
        begin, end = re.escape(self._local), re.escape(self._domain)
        self._found = re.compile(rf"\b{begin}\+([a-z2-7]{{48}})@{end}\b", re.IGNORECASE)

    def of(self, delivery_id: UUID, month: date, address: str) -> str:
        number = month.year * 12 + month.month
        said = delivery_id.bytes + number.to_bytes(2, "big") + self.check(address)
        token = b32encode(said + self._signed(said)).decode().lower()
        return f"{self._local}+{token}@{self._domain}"

    def check(self, address: str) -> bytes:
        """Give what an address is recognised by; it leads nowhere else."""
        return hmac.digest(self._key, address.casefold().encode(), "sha256")[:CHECK]

    def find(self, text: str) -> Returned | None:
        """Give the message whose return path stands in a text, if it is one of ours."""
        for token in self._found.findall(text):
            raw = b32decode(token.upper())
            said, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
            if hmac.compare_digest(signature, self._signed(said)):
                number = int.from_bytes(said[16:18], "big")
                year, month = divmod(number - 1, 12)
                return Returned(
                    delivery_id=UUID(bytes=said[:16]),
                    month=date(year, month + 1, 1),
                    check=said[18:],
                )
        return None

    def _signed(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, "sha256")[:SIGNATURE]


def read(raw: bytes, paths: ReturnPaths) -> Report | None:
    """Read a mail that came to the return path; None when it says nothing of a message of ours."""
    try:
        message = message_from_bytes(raw[:LARGEST])
        parts = list(message.walk())
        said = _said(message, parts)
        text = "\n".join(_texts(parts))
    except Exception:  # noqa: BLE001 - anybody can write there, and anything
        return None
    returned = paths.find(text) if said else None
    if said is None or returned is None:
        return None
    kind, status = said
    return Report(kind=kind, status=status, returned=returned)


def _said(message: Message, parts: list[Message]) -> tuple[Kind, str] | None:
    """Say what a report is: a complaint (RFC 5965), a failure (RFC 3464), or none."""
    kinds = {part.get_content_type(): part for part in reversed(parts)}
    if "message/feedback-report" in kinds:
        return _complaint(kinds["message/feedback-report"])
    if "message/delivery-status" in kinds:
        return _failure(kinds["message/delivery-status"])
    if message.get_content_type() == "multipart/report" or not _from_a_server(message):
        return None
    # No report, but from a mail server: of older ones, who say it in words. What they only warn of
    # ("we go on trying") has no status that is final.
    words = "\n".join(_bodies(parts))
    final = [each for each in STATUS.findall(words) if each.startswith("5")]
    return classified(final[0], words) if final else None


def _complaint(part: Message) -> tuple[Kind, str] | None:
    kind = _field(part, "Feedback-Type").lower()
    return ("complaint", kind) if kind in ("abuse", "fraud", "other") else None


def _failure(part: Message) -> tuple[Kind, str] | None:
    """Read the first receiver's fate; what is only late, or was passed on, is no news."""
    for block in part.walk():
        if str(block.get("Action", "")).strip().lower() == "failed":
            words = " ".join(str(block.get("Diagnostic-Code", "")).split())
            diagnostic = STATUS.search(words)
            status = STATUS.search(str(block.get("Status", "")))
            known = status[1] if status else ""
            # Many say 5.0.0, and the true status in what the other server said.
            if diagnostic and known in ("", "5.0.0", "4.0.0"):
                known = diagnostic[1]
            return classified(known, words)
    return None


def classified(status: str, words: str = "") -> tuple[Kind, str]:
    """Say what a status means: 5.1.1 that nobody reads there any more, 4.x.x that it may pass."""
    dead = HARD.fullmatch(status) or (status == "5.4.1" and NOBODY_AT_EXCHANGE.search(words))
    if status == "5.4.1" and dead:
        status = "5.1.1"  # in the words of RFC 3463, which whoever reads the ledger knows
    return ("hard" if dead else "soft"), status or "5.0.0"


CAME_BACK: Final = "bounce-"
"""What the reason of a message begins with that arrived nowhere after all."""
REFUSED: Final = frozenset(("550", "551", "553", "bad-address"))
"""How a server without enhanced codes refuses an address at once, or we do."""


def dead_by(reason: str) -> str | None:
    """Give the code by which a message's reason says that nobody is reached at its address."""
    code = reason.removeprefix(CAME_BACK)
    return code if HARD.fullmatch(code) or code in REFUSED else None


def _field(part: Message, name: str) -> str:
    """Read a field that stands in the head of a part's content, or in the content itself."""
    for each in part.walk():
        if name in each:
            return str(each[name]).strip()
    found = re.search(rf"(?im)^{name}:[ \t]*(\S+)", "\n".join(_texts([part])))
    return found[1] if found else ""


def _from_a_server(message: Message) -> bool:
    """
    Say whether a mail is of a mail server, by whom it is from.

    An empty return path says nothing: automatic answers have it too (RFC 3834).
    """
    _, address = parseaddr(str(message.get("From", "")))
    return address.rpartition("@")[0].lower() in SERVERS


def _texts(parts: list[Message]) -> Iterator[str]:
    """Give all heads and all readable content, also of what was returned."""
    for part in parts:
        yield from (f"{name}: {value}" for name, value in part.items())
    yield from _bodies(parts)


def _bodies(parts: list[Message]) -> Iterator[str]:
    for part in parts:
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() in ("text", "message"):
            yield content.decode("utf-8", "replace")
