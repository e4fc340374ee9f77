"""
Latin letters that are not in GSM 03.38, written with those that are (3GPP TS 23.038).

One of them makes an SMS cost double. The cheap alphabet has è é ù ì ò à and capitals of a few; not
ç ê î ô, nor the quotes and the narrow spaces that French is set with. Arabic and Tifinagh are
never touched: a text that has a letter of theirs stays as it was written.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from smsutil import is_valid_gsm

QUOTES: Final = re.compile(r"«\s*|\s*»")
INSTEAD: Final = str.maketrans(
    {
        **dict(zip("çâáãêëîïíôóõûúÿ", "caaaeeiiiooouuy", strict=True)),
        **dict(zip("ÀÂÁÃÈÊËÎÏÍÔÓÕÙÛÚŸ", "AAAAEEEIIIOOOUUUY", strict=True)),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("–—•‑−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2002\u2003", " "),
        "œ": "oe",
        "Œ": "OE",
        "…": "...",
        "°": "o",
        "™": "TM",
        "²": "2",
        "·": ".",
    }
)


def plain(text: str) -> str:
    """Write a text with the cheap letters, if that can be done for all of it."""
    quoted = QUOTES.sub('"', normalize("NFC", text))
    written = quoted.translate(INSTEAD)
    return written if is_valid_gsm(written) else text
