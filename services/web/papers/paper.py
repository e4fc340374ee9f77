"""A4 pages with the site's fonts; each text goes in its own direction, its letters joined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import Align

from services.web.fonts import PRINT, TIFINAGH
from services.web.languages import direction

MARGIN = 12.0
WIDTH = 210.0 - 2 * MARGIN
BOTTOM = 297.0 - 16.0
INK, SOFT, LINE, TINT = (28, 33, 31), (95, 101, 98), (176, 180, 174), (223, 238, 232)
BRAND = (11, 93, 77)

# A text's own direction first; these say so where a text has none, as a number has.
START = {"ltr": Align.L, "rtl": Align.R}


def can_print() -> bool:
    """Tell whether the fonts were made here: without them Arabic is no Arabic."""
    return all(face.path.exists() for face in PRINT)


class Paper(FPDF):
    """A4, with a line at the foot of each page."""

    def __init__(self, *, title: str, language: str, foot: str) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._foot = foot
        self.of_pages = 0
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Multaqa")
        self.set_creation_date(datetime.now(UTC))
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=False)
        self._bring_fonts()
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)

    def _bring_fonts(self) -> None:
        for face in PRINT:
            if face is TIFINAGH:
                # Noto draws no bold: the one there is stands for both.
                self.add_font(face.family, "", face.path)
                self.add_font(face.family, "B", face.path)
            else:
                self.add_font(face.family, "B" if face.weight == "700" else "", face.path)
        families = list(dict.fromkeys(face.family for face in PRINT))
        self.set_font(families[0], size=10)
        self.set_fallback_fonts(families[1:], exact_match=False)
        self.set_text_shaping(use_shaping_engine=True)

    def footer(self) -> None:
        self.set_y(-12)
        self.ink(SOFT, 8)
        self.cell(WIDTH * 0.7, 5, self.fitted(self._foot, WIDTH * 0.7))
        of = f" / {self.of_pages}" if self.of_pages else ""
        self.cell(WIDTH * 0.3, 5, f"{self.page_no()}{of}", align=Align.R)

    def ink(self, colour: tuple[int, int, int], size: float, *, bold: bool = False) -> None:
        """Go on in this colour and size."""
        self.set_text_color(*colour)
        self.set_font(style="B" if bold else "", size=size)

    def put(
        self, text: str, x: float, y: float, width: float, height: float, *, align: Align
    ) -> None:
        """Write one line at a place, cut where it would not fit."""
        self.set_xy(x, y)
        self.cell(width, height, self.fitted(text, width - 2), align=align)

    def both(self, french: str, arabic: str, y: float, height: float) -> None:
        """Write a line in French from the left, and in Arabic from the right."""
        half = WIDTH / 2 - 2
        self.put(french, MARGIN, y, half, height, align=Align.L)
        self.put(arabic, MARGIN + WIDTH - half, y, half, height, align=Align.R)

    def paragraph(self, text: str, *, language: str, height: float = 5) -> None:
        """Write a text over as many lines as it needs."""
        self.set_x(MARGIN)
        align = START[direction(language)]
        self.multi_cell(WIDTH, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def fitted(self, text: str, width: float) -> str:
        """Cut a text so that it fits into a width."""
        text = " ".join(text.split())
        if self.get_string_width(text) <= width:
            return text
        low, high = 0, len(text)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self.get_string_width(text[:middle].rstrip() + "…") <= width
            low, high = (middle, high) if fits else (low, middle)
        return text[:low].rstrip() + "…"

    @contextmanager
    def filled(self, colour: tuple[int, int, int]) -> Iterator[None]:
        """Fill what is drawn meanwhile."""
        self.set_fill_color(*colour)
        yield
        self.set_fill_color(255, 255, 255)

    def made(self) -> bytes:
        """Give the file."""
        return bytes(self.output())
