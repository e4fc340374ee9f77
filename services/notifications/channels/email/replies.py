"""What a mail server's reply means, as a table (RFC 5321 section 4.2, RFC 3463, RFC 5248)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.notifications.domain import NotSent, Outcome, Rejected, Unavailable

CLOSING: Final = 421

Reply = tuple[int, bytes]


class Meaning(StrEnum):
    """What follows for the message, and for those behind it."""

    FINAL = "final"
    """This person is not reached at this address, however often it is tried."""
    LATER = "later"
    """This message can go later; the others are not concerned."""
    US = "us"
    """Said of who we are or how we speak: it would be said for everybody, and costs nobody."""
    SLOWER = "slower"
    """The server takes less than it is given: as `us`, and the next go at a slower pace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the table: each pattern that is given must match; `enhanced=""`: there is none."""

    code: str = ""
    enhanced: str | None = None
    says: str = ""
    meaning: Meaning

    def fits(self, code: int, enhanced: str, words: str) -> bool:
        return bool(
            re.fullmatch(self.code or ".*", str(code))
            and re.fullmatch(".*" if self.enhanced is None else self.enhanced, enhanced)
            and re.search(self.says, words, re.IGNORECASE)
        )


RULES: Final = (
    # The server as a whole.
    Rule(code="421", meaning=Meaning.SLOWER),
    Rule(code="4..", says=r"gr[ae]y.?list", meaning=Meaning.LATER),
    Rule(code="4..", enhanced=r"4\.2\..*", meaning=Meaning.LATER),
    Rule(code="4..", enhanced=r"4\.(3\.[12]|4\.5|5\.3)", meaning=Meaning.SLOWER),
    Rule(code="4..", says=r"too (many|fast|much)|throttl|rate.?limit", meaning=Meaning.SLOWER),
    Rule(code="454|45[01]", enhanced=r"4\.7\..*", meaning=Meaning.SLOWER),
    # Accounts, encryption, and words that the server does not know.
    Rule(code="53.|454", meaning=Meaning.US),
    Rule(code="50[0234]|555|521", meaning=Meaning.US),
    # The sender's address, which is ours for everybody.
    Rule(enhanced=r"[45]\.1\.[78]", meaning=Meaning.US),
    # Policy is about us, but for these few, which are about the person.
    Rule(code="5..", enhanced=r"5\.7\.(2|13|17)", meaning=Meaning.FINAL),
    Rule(enhanced=r"[45]\.7\..*", meaning=Meaning.US),
    Rule(code="5..", enhanced=r"5\.3\.2", meaning=Meaning.US),
    # Servers without enhanced codes say it in words.
    Rule(
        code="5..",
        enhanced="",
        says=r"relay|spam|\bblock(ed|list)|black.?list|\bRBL\b|reputation|\bSPF\b|DKIM|DMARC",
        meaning=Meaning.US,
    ),
    # What is left is about this person or this message (RFC 5321, section 4.2.1).
    Rule(code="4..", meaning=Meaning.LATER),
    Rule(code="5..", meaning=Meaning.FINAL),
)
"""The first row that fits says it."""

OUTCOMES: Final[dict[Meaning, type[Rejected | NotSent | Unavailable]]] = {
    Meaning.FINAL: Rejected,
    Meaning.LATER: NotSent,
    Meaning.US: Unavailable,
    Meaning.SLOWER: Unavailable,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no, and what follows from it."""

    outcome: Outcome
    slower: bool = False
    """Whether the server asked for less."""
    closing: bool = False
    of_one: bool = False
    """Whether it was said of us, and to one message: perhaps it is only about that one."""


def refused(code: int, reply: bytes, *, about_us: bool = False) -> Refusal:
    """
    Read a no; `about_us` when it was said to a command that names nobody.

    What is no reply to this command at all leaves the message unsent, and it can go later.
    """
    enhanced, words = _enhanced(reply), reply.decode("utf-8", "replace")
    fitting = (rule.meaning for rule in RULES if rule.fits(code, enhanced, words))
    meaning = next(fitting, Meaning.LATER)
    of_one = meaning is Meaning.US and not about_us
    if about_us and meaning is not Meaning.SLOWER:
        meaning = Meaning.US
    return Refusal(
        OUTCOMES[meaning](enhanced or str(code)),
        of_one=of_one,
        slower=meaning is Meaning.SLOWER,
        closing=code == CLOSING,
    )


def name(code: int, reply: bytes) -> str:
    """Name a reply by its enhanced code, which says more, or else by its code."""
    return _enhanced(reply) or str(code)


def _enhanced(reply: bytes) -> str:
    found = re.match(rb"[245]\.\d{1,3}\.\d{1,3}", reply)
    return found.group().decode() if found else ""
