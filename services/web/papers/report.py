"""The report for whoever gave the money: how many, and who in groups; nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fpdf.enums import Align

from services.web.languages import day, direction, hour, number
from services.web.papers.paper import BOTTOM, BRAND, INK, MARGIN, SOFT, TINT, WIDTH, Paper
from shared.contracts.events import Card
from shared.contracts.members import Language

ROW, BAR = 6.4, 3.6
NAME, COUNT = 58.0, 22.0
DRAWN = WIDTH - NAME - 3 * COUNT
NOT_SHOWN = "–"

Counts = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The groups of one kind: what each is called, invited, said yes, came."""

    title: str
    rows: Sequence[tuple[str, Counts]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that the report says, in the reader's words."""

    card: Card
    association: str
    language: Language
    title: str
    steps: Sequence[tuple[str, int]]
    heads: tuple[str, str, str]
    tables: Sequence[Table]
    note: str


def pdf(sheet: Sheet) -> bytes:
    """Draw the report, in the direction of its language."""
    text = sheet.card.text(sheet.language)
    foot = " · ".join(part for part in (sheet.association, sheet.title, text.title) if part)
    page = _Page(Paper(title=f"{sheet.title} – {text.title}", language=sheet.language, foot=foot))
    page.rtl = direction(sheet.language) == "rtl"
    page.begin()
    _head(page, sheet)
    _funnel(page, sheet.steps)
    for table in sheet.tables:
        _table(page, sheet, table)
    page.note(sheet.note)
    return page.paper.made()


class _Page:
    """A page that is written from the start of a line, on whichever side that is."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.rtl = False
        self.y = MARGIN

    def begin(self) -> None:
        self.paper.add_page()
        self.y = MARGIN

    def room(self, height: float) -> None:
        """Go to a new page unless so much is left of this one."""
        if self.y + height > BOTTOM:
            self.begin()

    def write(self, text: str, at: float, width: float, *, end: bool = False) -> None:
        """Write at so many millimetres from the start, towards its start or its end."""
        left = MARGIN + WIDTH - at - width if self.rtl else MARGIN + at
        align = Align.R if self.rtl != end else Align.L
        self.paper.put(text, left, self.y, width, ROW, align=align)

    def bar(self, at: float, length: float, colour: tuple[int, int, int]) -> None:
        left = MARGIN + WIDTH - at - length if self.rtl else MARGIN + at
        with self.paper.filled(colour):
            self.paper.rect(left, self.y + (ROW - BAR) / 2, length, BAR, style="F")

    def note(self, text: str) -> None:
        self.room(14)
        self.paper.ink(SOFT, 8.5)
        self.paper.set_xy(MARGIN, self.y + 3)
        align = Align.R if self.rtl else Align.L
        self.paper.multi_cell(WIDTH, 4.5, text, align=align)


def _head(page: _Page, sheet: Sheet) -> None:
    card, text = sheet.card, sheet.card.text(sheet.language)
    page.paper.ink(BRAND, 17, bold=True)
    page.write(sheet.title, 0, WIDTH)
    page.y += 9
    page.paper.ink(INK, 12, bold=True)
    page.write(text.title, 0, WIDTH)
    page.y += 6.5
    page.paper.ink(SOFT, 9.5)
    hours = f"{hour(card.starts_at, card.zone)}–{hour(card.ends_at, card.zone)}"
    page.write(f"{day(card.starts_at, card.zone)} · {hours}", 0, WIDTH)
    page.y += 5
    if text.venue:
        page.write(text.venue, 0, WIDTH)
        page.y += 5
    page.y += 5


def _funnel(page: _Page, steps: Sequence[tuple[str, int]]) -> None:
    """Draw each step as long as the people in it, beside the number and its share of the first."""
    most = max((count for _, count in steps), default=0)
    drawn = WIDTH - NAME - 2 * COUNT
    for name, count in steps:
        page.paper.ink(INK, 10.5)
        page.write(name, 0, NAME)
        page.bar(NAME, drawn * count / most if most else 0, BRAND)
        page.paper.ink(INK, 10.5, bold=True)
        page.write(number(count), NAME + drawn, COUNT, end=True)
        page.paper.ink(SOFT, 9)
        share = f"{round(100 * count / steps[0][1])} %" if steps[0][1] else ""
        page.write(share, NAME + drawn + COUNT, COUNT, end=True)
        page.y += ROW + 1
    page.y += 4


def _table(page: _Page, sheet: Sheet, table: Table) -> None:
    page.room(ROW * 4)
    page.paper.ink(INK, 11.5, bold=True)
    page.write(table.title, 0, NAME + DRAWN)
    page.paper.ink(SOFT, 8.5)
    for column, (head, colour) in enumerate(zip(sheet.heads, (TINT, BRAND, None), strict=True)):
        if colour:
            beside = page.paper.get_string_width(head) + 5
            page.bar(NAME + DRAWN + (column + 1) * COUNT - beside, 2.2, colour)
        page.write(head, NAME + DRAWN + column * COUNT, COUNT, end=True)
    page.y += ROW
    most = max((max(known(counts), default=0) for _, counts in table.rows), default=0)
    for name, counts in table.rows:
        page.room(ROW)
        page.paper.line(MARGIN, page.y, MARGIN + WIDTH, page.y)
        page.paper.ink(INK, 9.5)
        page.write(name, 0, NAME)
        for count, colour in zip(counts[:2], (TINT, BRAND), strict=True):
            if count and most:
                page.bar(NAME, (DRAWN - 4) * count / most, colour)
        for column, count in enumerate(counts):
            said = NOT_SHOWN if count is None else number(count)
            page.write(said, NAME + DRAWN + column * COUNT, COUNT, end=True)
        page.y += ROW
    page.y += 5


def known(counts: Counts) -> list[int]:
    return [count for count in counts if count is not None]
