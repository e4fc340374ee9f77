"""The e-mail cell of a sheet, made into an address that can be written to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from services.members.domain.phones import NOTHING
from services.members.domain.texts import clean, fold, hides_something, is_formula

_BETWEEN = re.compile(r"[;,،|\s/]+")
_JOINING = frozenset({"ou", "et", "or", "and", "و", "او"})
_LINK = re.compile(r"(?i)^mailto:")


@dataclass(frozen=True, kw_only=True)
class Email:
    """What an e-mail cell holds; `refused` is why it holds nothing that can be used."""

    address: str | None = None
    repairs: tuple[str, ...] = ()
    refused: str | None = None


def read_email(cell: object) -> Email:
    """Read a cell; no name server is asked, so the address has the right form and no more."""
    raw = "" if cell is None else str(cell)
    if is_formula(raw):
        return Email(refused="formula")
    text = clean(raw)
    if text.casefold() in NOTHING:
        return Email()
    repairs = ["hidden-characters"] if hides_something(raw) else []
    candidates = [part for part in _BETWEEN.split(text) if part and fold(part) not in _JOINING]
    if any("@" not in part for part in candidates):
        # "amina @x" or "a b@x": which part belongs to it would be a guess.
        return Email(refused="email-invalid")
    if len(candidates) > 1:
        repairs.append("several-emails")
    return _judge(_bare(candidates[0] if candidates else text), tuple(repairs))


def _bare(text: str) -> str:
    return _LINK.sub("", text.strip("<>()[]\"'.")).strip("<>()[]\"'.")


def _judge(text: str, repairs: tuple[str, ...]) -> Email:
    try:
        valid = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Email(refused="email-invalid")
    # In practice no provider tells capitals from small letters, and people mix them.
    return Email(address=valid.normalized.lower(), repairs=repairs)
