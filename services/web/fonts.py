"""
The letters that not every machine has, as Noto draws them.

`tools.fonts` cuts Debian's files to these letters; where that was not done, the site does
without: every page is also good in the fonts of the machine that shows it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("static") / "fonts"


@dataclass(frozen=True, kw_only=True)
class Face:
    """
    One file: cut from `source`, for these letters; `family` is what the style calls it.

    `joined` says that its letters change beside each other, and rules for that are kept.
    """

    name: str
    source: str
    family: str
    weight: str
    letters: str
    joined: bool

    @property
    def path(self) -> Path:
        return FOLDER / self.name

    def rule(self) -> str:
        """Write the rule that makes browsers load the file when a page has one of its letters."""
        version = hashlib.sha256(self.path.read_bytes()).hexdigest()[:12]
        return (
            f'@font-face{{font-family:"{self.family}";font-weight:{self.weight};'
            f'src:url("/static/fonts/{self.name}?v={version}") format("woff2");'
            f"unicode-range:{self.letters};font-display:swap}}\n"
        )


TIFINAGH = Face(
    name="tifinagh.woff2",
    source="NotoSansTifinagh-Regular.ttf",
    family="Multaqa Tifinagh",
    # Noto draws no bold: said to be every weight, it is never smeared into one.
    weight="100 900",
    # Without the joiner: only Tuareg writes its ligatures, and they are more than half the file.
    letters="U+2D30-2D67,U+2D6F,U+2D70",
    joined=False,
)

# The letters and signs of Arabic as Morocco writes it (with گ and ڭ, ڤ, پ), marks, digits, joiners.
ARABIC_LETTERS = (
    "U+0600-0605,U+060C,U+061B,U+061F,U+0621-063A,U+0640-0655,U+0660-066D,U+0670-0671,"
    "U+067E,U+0686,U+0698,U+06A4,U+06A9,U+06AD,U+06AF,U+06CC,U+06D4,U+200C-200D"
)
ARABIC = tuple(
    Face(
        name=f"arabic-{weight}.woff2",
        source=f"NotoSansArabic-{drawn}.ttf",
        family="Multaqa Arabic",
        weight=weight,
        letters=ARABIC_LETTERS,
        joined=True,
    )
    for weight, drawn in (("400", "Regular"), ("700", "Bold"))
)

LATIN = tuple(
    Face(
        name=f"latin-{weight}.woff2",
        source=f"NotoSans-{drawn}.ttf",
        family="Multaqa Latin",
        weight=weight,
        letters="U+0020-007E,U+00A0-024F,U+02BC,U+1E00-1EFF,U+2010-2027,U+2030-203A,U+20AC,U+2116",
        joined=True,
    )
    for weight, drawn in (("400", "Regular"), ("700", "Bold"))
)

PRINT = (*LATIN, *ARABIC, TIFINAGH)
"""What is printed here brings all its letters with it."""

CONSOLE = (TIFINAGH, *ARABIC)
PUBLIC = (TIFINAGH,)
"""Every phone has Arabic, many lack Tifinagh: a young person's page brings only that."""


def rules(faces: tuple[Face, ...]) -> str:
    """Write the rules of those faces that were made here."""
    return "".join(face.rule() for face in faces if face.path.exists())
