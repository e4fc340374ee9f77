"""
The attendance sheet: names, and a column to sign in, French and Arabic side by side.

It is the paper that funders ask for. Empty lines are for whoever comes without a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from fpdf.enums import Align
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # has no types

from services.web.languages import day, hour, in_a_row, speaking
from services.web.papers.paper import BRAND, INK, MARGIN, SOFT, TINT, WIDTH, Paper
from shared.contracts.events import Card, CardText
from shared.contracts.members import Language

ROWS_A_PAGE = 25
FEWEST_EMPTY = 5
"""At least so many empty lines; else a page of them follows."""

ROW, HEAD, TOP = 8.9, 10.5, 42.0
FROM_WHERE = ("Organisation ou ville", "الهيئة أو المدينة")
PROXY = ("Procuration (> à, + de)", "الوكالة (> إلى، + من)")
"""What stands beside names: written by hand at the door, or who votes for whom at an assembly."""
TITLE = ("Feuille de présence", "ورقة الحضور")
LEFT_OUT = ("Attendus, sans ligne ici :", "المنتظرون غير المدرجين هنا:")
COLUMN_WIDTHS = (6, 36, 30, 30)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """
    The event, and the names of who has a place, in their order.

    `replies` are names, each with what they answered to the questions: for those who prepare the
    event, and not on what everybody signs. `left_out` is how many have a place and no line here: no
    name of theirs was given to whoever takes the sheet along.
    """

    card: Card
    association: str
    names: Sequence[str]
    questions: Sequence[str] = ()
    replies: Sequence[Sequence[str]] = ()
    beside: Sequence[str] = ()
    heading: tuple[str, str] = FROM_WHERE
    left_out: int = 0

    @property
    def called(self) -> str:
        """Say what it is, and how many of those who are expected are not on it."""
        said = [*TITLE, *(f"{text} {self.left_out}" for text in LEFT_OUT if self.left_out)]
        return " · ".join(said)

    @property
    def columns(self) -> tuple[tuple[float, str, str], ...]:
        """Give the width of each column, in mm, and its headings."""
        return (
            (10.0, "N°", "رقم"),
            (66.0, "Prénom et nom", "الاسم الشخصي والعائلي"),
            (50.0, *self.heading),
            (WIDTH - 126.0, "Signature", "التوقيع"),
        )

    def beside_line(self, number: int) -> str:
        """Give what stands beside the name of a line, from 1."""
        return self.beside[number - 1] if number <= len(self.beside) else ""

    @property
    def lines(self) -> list[str]:
        """The names, then empty lines up to the end of the last page."""
        empty = -len(self.names) % ROWS_A_PAGE
        if empty < FEWEST_EMPTY:
            empty += ROWS_A_PAGE
        return [*self.names, *[""] * empty]

    def title(self, language: Language) -> str:
        """Give the title in a language; nothing where the other one says it already."""
        return text_for(self.card, language).title

    def when(self, language: Language) -> str:
        """Say day, hours and place in a language, whatever the page is in."""
        card = self.card
        with speaking(language):
            parts = [day(card.starts_at, card.zone)]
            parts.append(f"{hour(card.starts_at, card.zone)}–{hour(card.ends_at, card.zone)}")
            parts.append(text_for(card, language).venue)
            return in_a_row(parts)


def text_for(card: Card, language: Language) -> CardText:
    """Give an event's words for one side of a page; the French side stands in for both."""
    if language == "ar" and "ar" not in card.texts:
        return CardText(title="")
    return card.text(language)


def pdf(sheet: Sheet) -> bytes:
    """Draw the sheet, 25 lines a page."""
    foot = f"{sheet.association} · {sheet.called}"
    paper = Paper(title=f"{TITLE[0]} – {sheet.title('fr')}", language="fr", foot=foot)
    lines = sheet.lines
    paper.of_pages = len(lines) // ROWS_A_PAGE
    for begin in range(0, len(lines), ROWS_A_PAGE):
        paper.add_page()
        _head(paper, sheet)
        y = _columns(paper, sheet, TOP)
        for number, name in enumerate(lines[begin : begin + ROWS_A_PAGE], begin + 1):
            y = _line(paper, sheet, y, number, name)
    return paper.made()


def _head(paper: Paper, sheet: Sheet) -> None:
    paper.ink(BRAND, 15, bold=True)
    paper.both(*TITLE, MARGIN - 2, 8)
    sides: tuple[tuple[Language, Align], ...] = (("fr", Align.L), ("ar", Align.R))
    y = MARGIN + 6.5
    for language, align in sides:
        paper.ink(INK, 11, bold=True)
        paper.put(sheet.title(language), MARGIN, y, WIDTH, 6, align=align)
        paper.ink(SOFT, 8.5)
        paper.put(sheet.when(language), MARGIN, y + 5.5, WIDTH, 5, align=align)
        y += 11


def _columns(paper: Paper, sheet: Sheet, y: float) -> float:
    x = MARGIN
    with paper.filled(TINT):
        paper.rect(MARGIN, y, WIDTH, HEAD, style="DF")
    for width, french, arabic in sheet.columns:
        paper.ink(INK, 8, bold=True)
        paper.put(french, x, y + 0.6, width, HEAD / 2, align=Align.C)
        paper.put(arabic, x, y + HEAD / 2 - 0.3, width, HEAD / 2, align=Align.C)
        paper.line(x, y, x, y + HEAD)
        x += width
    return y + HEAD


def _line(paper: Paper, sheet: Sheet, y: float, number: int, name: str) -> float:
    paper.rect(MARGIN, y, WIDTH, ROW)
    x = MARGIN
    widths = [width for width, *_ in sheet.columns]
    for width in widths[:-1]:
        x += width
        paper.line(x, y, x, y + ROW)
    paper.ink(SOFT, 8)
    paper.put(str(number), MARGIN, y, widths[0], ROW, align=Align.C)
    beside = sheet.beside_line(number)
    for text, size, column in ((name, 11, 1), (beside, 8, 2)):
        if text:
            paper.ink(INK, size)
            x = MARGIN + sum(widths[:column])
            paper.put(text, x, y, widths[column], ROW, align=_side(text))
    return y + ROW


def _side(text: str) -> Align:
    rtl = any("\u0590" <= letter <= "\u08ff" for letter in text)
    return Align.R if rtl else Align.L


def xlsx(sheet: Sheet, language: Language) -> bytes:
    """
    Write the same as a workbook: text only, so that nothing in it calculates.

    What people answered to questions is a sheet of its own, behind the one to sign.
    """
    file = BytesIO()
    # Row by row to the disk, and no text is taken for a formula, a link or a number.
    book = Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = book.add_worksheet("Présence")
    bold = book.add_format({"bold": True, "bg_color": "#DFEEE8", "border": 1, "text_wrap": True})
    plain = book.add_format({"border": 1, "valign": "vcenter"})
    if language == "ar":
        page.right_to_left()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 3)
    page.set_footer("&C&P / &N")
    for column, width in enumerate(COLUMN_WIDTHS):
        page.set_column(column, column, width)
    for row, text in enumerate(_heading(sheet, language)):
        page.write_string(row, 0, text)
    for column, (_, french, arabic) in enumerate(sheet.columns):
        page.write_string(3, column, f"{french}\n{arabic}", bold)
    for row, name in enumerate(sheet.lines, 4):
        page.set_row(row, 24)
        page.write_number(row, 0, row - 3, plain)
        page.write_string(row, 1, name, plain)
        page.write_string(row, 2, sheet.beside_line(row - 3), plain)
        page.write_blank(row, 3, None, plain)
    if sheet.replies:
        _replies(book, sheet, language)
    book.close()
    return file.getvalue()


def _replies(book: Workbook, sheet: Sheet, language: Language) -> None:
    page = book.add_worksheet("Réponses")
    bold = book.add_format({"bold": True, "bg_color": "#DFEEE8", "border": 1, "text_wrap": True})
    plain = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    if language == "ar":
        page.right_to_left()
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 0)
    page.set_column(0, len(sheet.questions), 30)
    _, french, arabic = sheet.columns[1]
    for column, said in enumerate([f"{french}\n{arabic}", *sheet.questions]):
        page.write_string(0, column, said, bold)
    for row, cells in enumerate(sheet.replies, 1):
        for column, said in enumerate(cells):
            page.write_string(row, column, said, plain)


def _heading(sheet: Sheet, language: Language) -> tuple[str, str, str]:
    order: tuple[Language, ...] = ("ar", "fr") if language == "ar" else ("fr", "ar")
    here, there = (f"{sheet.title(code)} · {sheet.when(code)}" for code in order)
    return (sheet.called, here, there)
