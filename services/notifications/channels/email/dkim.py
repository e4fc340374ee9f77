"""
Mail is signed in the name of its domain: DKIM (RFC 6376) by rsa-sha256, which all read.

Ours, on OpenSSL, because the one on PyPI reckons in Python: twenty times as slow
(docs/adr/0038-we-sign-mail-ourselves.md). Its reading of our signatures is what the tests rest on.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SHORTEST_KEY: Final = 2048
"""Bits of an RSA key: what is shorter is not believed for long (RFC 8301 asks for 1024)."""

SIGNED: Final = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"cc", b"mime-version"),
    *(b"content-type", b"content-language", b"list-id", b"auto-submitted"),
    *(b"list-unsubscribe", b"list-unsubscribe-post"),
)
"""What is signed of the head, each once more than it is there: nobody can add another (8.15)."""

SPACES = re.compile(rb"[ \t]+")
SPACES_AT_END = re.compile(rb"[ \t]+\r\n")
FOLD = re.compile(rb"\r\n(?=[ \t])")
UNTIDY = re.compile(rb"[ \t]{2}|\t|[ \t]\r\n")
EMPTY_BODY: Final = b""

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
"""A domain, or a selector, in lower case."""


class BadKey(ValueError):
    """The key cannot sign mail; the text says why."""


def read_key(pem: str) -> RSAPrivateKey:
    r"""Read a private key (PEM; as one line, with `\n` for its line ends, too)."""
    text = pem.replace("\\n", "\n").strip() + "\n"
    try:
        key = serialization.load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        msg = "is no private key in PEM without a password"
        raise BadKey(msg) from error
    if not isinstance(key, RSAPrivateKey):
        msg = "is no RSA key"
        raise BadKey(msg)
    if key.key_size < SHORTEST_KEY:
        msg = f"is shorter than {SHORTEST_KEY} bits"
        raise BadKey(msg)
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Signs for one domain with one key, whose public half is at `selector._domainkey.domain`."""

    key: RSAPrivateKey
    domain: str
    selector: str

    def signed(self, message: bytes) -> bytes:
        """Give the message with its signature before it; one with CRLF line ends."""
        head, _, body = message.partition(b"\r\n\r\n")
        fields = _fields(head)
        # Signed from the last to the first of a name; one more than there are (5.4.2).
        parts = [line for name in SIGNED for line in reversed(fields.get(name, ()))]
        names = _names(tuple(len(fields.get(name, ())) for name in SIGNED))
        digest = b64encode(sha256(relaxed_body(body)).digest()).decode()
        unsigned = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector};\r\n"
            f"\th={names};\r\n\tbh={digest};\r\n\tb="
        ).encode()
        own = b"dkim-signature:" + _relaxed(unsigned)
        raw = self.key.sign(b"".join((*parts, own)), PKCS1v15(), hashes.SHA256())
        signature = b64encode(raw)
        lines = [signature[n : n + 72] for n in range(0, len(signature), 72)]
        return b"DKIM-Signature: " + unsigned + b"\r\n\t".join(lines) + b"\r\n" + message


def relaxed_body(body: bytes) -> bytes:
    """Bring a body to the form that is signed (3.4.4); ours nearly always has it already."""
    if UNTIDY.search(body):
        body = SPACES.sub(b" ", SPACES_AT_END.sub(b"\r\n", body))
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body else EMPTY_BODY


def _fields(head: bytes) -> dict[bytes, list[bytes]]:
    """Give the fields of a head by name, each in the form that is signed (3.4.2)."""
    fields: dict[bytes, list[bytes]] = {}
    for line in _relaxed(head).split(b"\r\n"):
        name, _, value = line.partition(b":")
        name = name.strip().lower()
        fields.setdefault(name, []).append(b"%b:%b\r\n" % (name, value.strip()))
    return fields


def _relaxed(value: bytes) -> bytes:
    return SPACES.sub(b" ", FOLD.sub(b"", value)).strip()


@cache
def _names(counts: tuple[int, ...]) -> str:
    """Write the names of what is signed, over several lines."""
    names = [
        name.decode() for name, count in zip(SIGNED, counts, strict=True) for _ in range(count + 1)
    ]
    lines = [names[n : n + 6] for n in range(0, len(names), 6)]
    return ":\r\n\t ".join(":".join(line) for line in lines)
