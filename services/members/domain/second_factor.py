"""Codes that change with the time (RFC 6238), and the codes for when the telephone is lost."""

from __future__ import annotations

import hmac
from datetime import datetime

from pyotp import TOTP

from services.members.domain.texts import western_digits

STEP_S = 30
DRIFT = 1
"""How many steps a telephone's clock may be off, either way."""

RECOVERY_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""What nobody takes for another when it is read aloud."""
GROUPS, GROUP = 3, 4


def plain(typed: str) -> str:
    """Take out of a code what people put between its parts; digits of any script are digits."""
    return "".join(c for c in western_digits(typed.lower()) if c.isalnum())


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """Say of which time step a code is, if it is one of those that are good now."""
    clock = TOTP(secret, interval=STEP_S)
    current = int(now.timestamp()) // STEP_S
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(clock.generate_otp(step), code.encode("ascii", "replace").decode()):
            found = step
    return found


def address(secret: str, *, account: str, association: str) -> str:
    """Give what a QR code tells an authenticator app."""
    return TOTP(secret, interval=STEP_S).provisioning_uri(name=account, issuer_name=association)


def grouped(letters: str) -> str:
    """Write a recovery code so that it can be copied by hand: k7qm-2p9x-4wtr."""
    return "-".join(letters[n : n + GROUP] for n in range(0, len(letters), GROUP))
