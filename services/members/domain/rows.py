"""One row of a sheet, read as a person: what it says, what was mended, or why it is kept out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from services.members.domain.answers import (
    UNCLEAR,
    Unclear,
    read_date,
    read_gender,
    read_language,
    read_wish,
    read_year,
    read_yes_or_no,
)
from services.members.domain.emails import Email, read_email
from services.members.domain.names import PersonName, read_name
from services.members.domain.phones import Cell, Phone, read_phone
from services.members.domain.terms import NO_TERM, Term, read_term
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.domain.vocabulary import Body, Vocabulary, partners_in, tags_in
from shared.contracts.members import Language, Wish

QUARANTINED = "quarantined"
DUPLICATE = "duplicate"
LONGEST_SHOWN = 80
"""The most characters of a cell that are shown back with its verdict."""

Cells = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What holds for a whole sheet: the day, the default language, and the declared consents."""

    today: date
    language: Language
    consent_date: date | None = None

    @property
    def has_basis(self) -> bool:
        return self.consent_date is not None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """
    A row as read.

    `verdict` is set when the row alone decides it (quarantined, duplicate); otherwise it takes
    the people who are known already. `language` and `wish` are None where the row is silent.
    """

    row: int
    name: PersonName
    phone: Phone
    landline: str | None = None
    email: Email
    language: Language | None = None
    wish: Wish | None = None
    region: str | None = None
    town: str = ""
    gender: str | None = None
    gender_words: str = ""
    birth_year: int | None = None
    guardian_consent: date | None = None
    guardian_refuses: bool = False
    sms_consent: bool | None = None
    email_consent: bool | None = None
    bodies: tuple[Body, ...] = ()
    term: Term = NO_TERM
    axes: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    alternates: tuple[str, ...] = ()
    returned: str | None = None
    verdict: str | None = None
    repaired: bool = False
    reasons: tuple[str, ...] = ()
    shown_phone: str | None = None
    shown_email: str | None = None

    @cached_property
    def keys(self) -> list[str]:
        """
        By which two rows are about one person: a name with a phone or an e-mail address.

        The digit in front says how far it is trusted; `people_keys` in chunks.sql writes the same.
        """
        points = (("1", self.phone.mobile), ("2", self.email.address), ("3", self.landline))
        known = [f"{trust} {point} {self.name.key}" for trust, point in points if point]
        return known or [f"4 {self.name.key} {self.region or ''} {self.birth_year or ''}"]


def read_row(row: int, cells: Cells, vocabulary: Vocabulary, occasion: Occasion) -> Entry:
    """Read one row's cells; never raises, whatever they hold."""
    name = read_name(*(_text(cells, role) for role in ("first_name", "last_name", "full_name")))
    fixed = read_phone(_phone_cell(cells.get("landline")))
    phone, others = _phones(cells, fixed)
    email = read_email(cells.get("email"))
    birth, birth_refused = _birth(cells, occasion.today)
    guardian, guardian_reason = _guardian(cells, occasion)
    sms, written, unclear = _consents(cells)
    axes, axes_known = vocabulary.axes_in(cells["axes"]) if "axes" in cells else ([], True)
    named = vocabulary.bodies_in(cells["bodies"]) if "bodies" in cells else []
    term, bodies, term_reason = read_term(cells, named)
    region = vocabulary.region(cells.get("region"))
    language, wish = read_language(cells.get("language")), read_wish(cells.get("wish"))
    gender, gender_words = read_gender(cells.get("gender"))
    refused = [name.refused, phone.refused, email.refused, birth_refused]
    repairs = list(dict.fromkeys((*name.repairs, *phone.repairs, *email.repairs)))
    notes = {
        "unknown-region": "region" in cells and region is None,
        "unknown-axis": not axes_known,
        "unknown-language": language == UNCLEAR,
        "unknown-channel": wish == UNCLEAR,
        "landline-unreadable": fixed.refused is not None,
        "alternate-unreadable": others.refused is not None,
        "consent-unclear": unclear,
        "consent-without-basis": bool(sms or written) and not occasion.has_basis,
        guardian_reason or "": guardian_reason is not None,
        term_reason or "-": term_reason is not None,
    }
    return _verdict(
        Entry(
            row=row,
            name=name,
            phone=phone,
            landline=phone.landline or fixed.landline,
            email=email,
            language=None if language == UNCLEAR else language,
            wish=None if wish == UNCLEAR else wish,
            region=region,
            town=clean(_text(cells, "town"))[:LONGEST_LINE],
            gender=gender,
            gender_words=gender_words,
            birth_year=birth,
            guardian_consent=guardian,
            guardian_refuses=read_yes_or_no(cells.get("guardian_consent")) is False,
            sms_consent=sms,
            email_consent=written,
            bodies=tuple(bodies),
            term=term,
            axes=tuple(axes),
            tags=tags_in(cells.get("tags", "")),
            partners=partners_in(cells.get("partners", "")),
            alternates=_alternates(phone, fixed, others),
            returned=_text(cells, "returned") or None,
            repaired=bool(repairs),
            reasons=(*repairs, *(note for note, holds in notes.items() if holds)),
            shown_phone=_shown(cells.get("phone")),
            shown_email=_shown(cells.get("email")),
        ),
        [reason for reason in refused if reason],
    )


def _verdict(entry: Entry, refused: list[str]) -> Entry:
    if refused:
        return replace(entry, verdict=QUARANTINED, reasons=tuple(refused))
    return replace(
        entry,
        shown_phone=entry.phone.mobile or entry.landline,
        shown_email=entry.email.address,
    )


def mark_doubles(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Mark the rows about a person of whom an earlier row among these is."""
    seen: set[str] = set()
    for entry in entries:
        if entry.verdict is not None:
            yield entry
        elif seen.intersection(entry.keys):
            yield replace(entry, verdict=DUPLICATE)
        else:
            seen.update(entry.keys)
            yield entry


def _text(cells: Cells, role: str) -> str:
    cell = cells.get(role)
    return "" if cell is None else str(cell)


def _phone_cell(cell: object) -> Cell:
    return cell if isinstance(cell, str | int | float) or cell is None else str(cell)


def _phones(cells: Cells, fixed: Phone) -> tuple[Phone, Phone]:
    """Give the number that a person is reached by, and what the column for others holds."""
    phone = read_phone(_phone_cell(cells.get("phone")))
    others = read_phone(_phone_cell(cells.get("alternates")))
    for stand_in in (others, fixed):
        if phone.is_empty and not stand_in.refused:
            phone = stand_in
    return phone, others


def _alternates(phone: Phone, fixed: Phone, others: Phone) -> tuple[str, ...]:
    """Give every further number of a row, once."""
    numbers = [*phone.alternates]
    for cell in (others, fixed):
        numbers += [number for number in (cell.mobile, cell.landline) if number]
        numbers += cell.alternates
    kept = {phone.mobile, phone.landline or fixed.landline}
    return tuple(number for number in dict.fromkeys(numbers) if number not in kept)


def _shown(cell: object) -> str | None:
    return clean(str(cell))[:LONGEST_SHOWN] if cell is not None else None


def _birth(cells: Cells, today: date) -> tuple[int | None, str | None]:
    """Read the year of birth; what cannot be read might hide a minor, so it is refused."""
    year = read_year(cells.get("birth"))
    if year == UNCLEAR:
        return None, "birth-unreadable"
    if isinstance(year, int) and year > today.year:
        return None, "birth-in-future"
    return year if isinstance(year, int) else None, None


def _guardian(cells: Cells, occasion: Occasion) -> tuple[date | None, str | None]:
    """A guardian's consent has a date: its own, or for a bare "yes" that of the declared basis."""
    cell = cells.get("guardian_consent")
    answer = read_yes_or_no(cell)
    if answer is None or answer is False:
        return None, None
    day = occasion.consent_date if answer is True else read_date(cell)
    if not isinstance(day, date):
        return None, "guardian-date-missing"
    return (None, "guardian-date-in-future") if day > occasion.today else (day, None)


def _consents(cells: Cells) -> tuple[bool | None, bool | None, bool]:
    """Read what was said for SMS and for e-mail; a column for both speaks where they are silent."""
    general = read_yes_or_no(cells.get("consent"))
    said: list[bool | Unclear | None] = []
    for role in ("sms_consent", "email_consent"):
        own = read_yes_or_no(cells.get(role))
        said.append(general if own is None else own)
    clear = [answer if isinstance(answer, bool) else None for answer in said]
    return clear[0], clear[1], UNCLEAR in said
