"""What the codes of providers mean: a table for each kind, in one small set of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from services.notifications.domain.outcomes import (
    Accepted,
    Outcome,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)

Verdict = Literal["accepted", "rejected", "later", "throttled", "unavailable", "uncertain"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

SHORT = re.compile(r"[\w .:-]{1,20}")
NUMBER = re.compile(r"\d{7}")

RETRY_AFTER_S = 1.0
"""How long one that says "too fast", and nothing more, is left in peace."""

KANNEL_CODES: Mapping[str, Verdict] = {
    "200": "accepted",
    "202": "accepted",
    "400": "rejected",
    # Not Kannel's own word, but that of whoever stands before it.
    "429": "throttled",
    # Kannel's own "later". What else is 2xx or 5xx tells of something that went on behind,
    # perhaps behind a proxy (502, 504): nobody knows.
    "503": "unavailable",
    "2xx": "uncertain",
    "5xx": "uncertain",
    # The rest is about the account or the address: surely not taken, and can be tried later.
    "*": "unavailable",
}

ANDROID_CODES: Mapping[str, Verdict] = {
    "2xx": "accepted",
    # Our own id is there already: the message was taken before.
    "409": "accepted",
    "400": "rejected",
    "413": "rejected",
    "422": "rejected",
    "429": "throttled",
    "5xx": "uncertain",
    "*": "unavailable",
}

HTTP_CODES: Mapping[str, Verdict] = {
    "2xx": "accepted",
    "400": "rejected",
    "413": "rejected",
    "422": "rejected",
    "429": "throttled",
    "5xx": "uncertain",
    "*": "unavailable",
}

SMPP_CODES: Mapping[str, Verdict] = {
    "0x00": "accepted",
    "0x14": "throttled",
    "0x58": "throttled",
    # Our own mistake, or the subscriber is none.
    "0x01": "rejected",
    "0x0b": "rejected",
    "0x33": "rejected",
    "0x50": "rejected",
    "0x51": "rejected",
    "0xc0": "rejected",
    "0xc2": "rejected",
    "0xc4": "rejected",
    # The account: whatever the message is, nothing is taken.
    "0x04": "unavailable",
    "0x0d": "unavailable",
    "0x0e": "unavailable",
    "0x0f": "unavailable",
    # Our sender's name and its type, and how long a message is of use: settings, for all of them.
    "0x0a": "unavailable",
    "0x48": "unavailable",
    "0x49": "unavailable",
    "0x62": "unavailable",
    # What else there is was an answer, so it was not taken; perhaps the next time.
    "*": "later",
}


def verdict_of(code: str, codes: Mapping[str, Verdict]) -> Verdict:
    """Look a code up: itself, its hundred (`2xx`), and what holds for the rest (`*`)."""
    return codes.get(code) or codes.get(f"{code[:1]}xx") or codes.get("*") or "uncertain"


def _told_in_words(code: str, codes: Mapping[str, Verdict]) -> str:
    """
    Give a code as it is kept and logged: what no table knows may be a sentence, or a number.

    Reasons are counted, and read by operators: neither people nor a row for each belong there.
    """
    known = code in codes or (SHORT.fullmatch(code) and not NUMBER.search(code))
    return code if known else "other"


def judged(
    code: str,
    codes: Mapping[str, Verdict],
    *,
    kind: str,
    provider_id: str | None = None,
    retry_after: float | None = None,
) -> Outcome:
    """Give what a provider's code says of a message; `kind` begins the reason that is kept."""
    reason = f"{kind}-{_told_in_words(code, codes)}"
    match verdict_of(code, codes):
        case "accepted":
            return Accepted(provider_id)
        case "rejected":
            return Rejected(reason)
        case "later":
            return Rejected(reason, permanent=False)
        case "throttled":
            return Throttled(RETRY_AFTER_S if retry_after is None else retry_after, reason)
        case "unavailable":
            return Unavailable(reason)
        case "uncertain":
            return Uncertain(reason)
