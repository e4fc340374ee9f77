"""
Tickets: what somebody with a place shows at the door.

A ticket is made of the invitation's code and the person's id, one way. Whoever has the code (the
person's page, and notifications, which writes the e-mail) can make the ticket, so it never
travels; whoever sees the ticket cannot find the code, so it lets nobody answer.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

LENGTH = 12
GROUP = 4
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another, upper or lower case alike."""
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def ticket_of(code: str, member_id: UUID) -> str:
    """Make one person's ticket: 12 letters, 60 bits, of HMAC-SHA256 (RFC 2104)."""
    digest = hmac.digest(code.encode(), b"ticket\0" + member_id.bytes, "sha256")
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(LETTERS))
        letters.append(LETTERS[index])
    return "".join(letters)


def read_ticket(typed: str) -> str | None:
    """Read a ticket as somebody types it or a camera sees it; None when it cannot be one."""
    kept = "".join(c for c in typed.upper() if not c.isspace() and c not in "-·.").translate(
        MISREAD
    )
    return kept if len(kept) == LENGTH and all(c in LETTERS for c in kept) else None


def in_groups(ticket: str) -> str:
    """Write a ticket as it is read aloud: four letters, four, and four."""
    return " ".join(ticket[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def ticket_hash(event_id: UUID, ticket: str) -> str:
    """Give what a phone at the door knows a ticket by: it can recognise one and make none."""
    return hashlib.sha256(f"{event_id}:{ticket}".encode()).hexdigest()[:32]
