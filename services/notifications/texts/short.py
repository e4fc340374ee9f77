"""What is said by SMS, and what it costs (3GPP TS 23.038)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Template

from smsutil import is_valid_gsm, split

from services.notifications.texts.plain import plain
from services.notifications.texts.wording import Wording, one_line


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text goes over the air (3GPP TS 23.038): its alphabet and number of parts."""

    encoding: str
    count: int


def sms(wording: Wording, *, names: str, link: str) -> str:
    """
    Write one SMS; what the event has no venue for leaves no empty comma.

    In a language whose letters are dear it is said shorter where that saves a part.
    """
    filled = wording.places(short=True) | {"names": one_line(names), "link": without_scheme(link)}
    usual = _written(wording.words["sms"], filled, wording)
    if "sms_short" not in wording.words or segments(usual).count == 1:
        return usual
    alone = ", " not in names
    forms = [f for f in wording.words["sms_short"].split("\n") if f and (alone or "$names" in f)]
    shorter = (_written(form, filled, wording) for form in forms)
    return next((text for text in shorter if segments(text).count == 1), usual)


def _written(form: str, filled: dict[str, str], wording: Wording) -> str:
    text = Template(form).substitute(filled)
    text = re.sub(r"\s*[,،]\s*(?=[.,،])", "", text)
    return plain(text) if wording.plain else text


def segments(text: str) -> Segments:
    """Count what a text costs."""
    parts = split(text)
    return Segments("gsm-7" if is_gsm(text) else "ucs-2", len(parts.parts))


def is_gsm(text: str) -> bool:
    """Tell whether every letter is in GSM 03.38, the cheap alphabet."""
    return bool(is_valid_gsm(text))


def without_scheme(link: str) -> str:
    """Shorten a link for an SMS: phones recognise it without `https://`, but not without http."""
    return link.removeprefix("https://")
