"""A person as somebody of the staff types it: what is taken, and what is said no to, and where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from services.members.domain.emails import read_email
from services.members.domain.names import read_name
from services.members.domain.phones import Phone, read_phone
from services.members.domain.texts import LONGEST_LINE, clean, fold
from services.members.errors import IncompleteConsentBasis, MandateEndsFirst, UnusableField
from shared.contracts.members import ConsentBasis, Gender, Language, PersonForm, Wish
from shared.errors import InvalidRequest

EARLIEST_BIRTH = 1900
MOST_TAGS = 50


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A person as it is kept; `tags` are names by their code."""

    first_name: str
    last_name: str
    name_key: str
    language: Language
    wish: Wish
    mobile: str | None
    landline: str | None
    email: str | None
    birth_year: int | None
    guardian_consent: date | None
    region: str | None
    town: str
    town_key: str
    gender: Gender | None
    gender_words: str
    axes: tuple[str, ...]
    partners: tuple[str, ...]
    tags: Mapping[str, str]

    @property
    def columns(self) -> dict[str, Any]:
        """What stands in the person's own row."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in LISTS}

    def changes(self, held: Mapping[str, Any]) -> list[str]:
        """Name the fields that are other than what is held; what follows from one is not named."""
        found = [
            name
            for name, value in self.columns.items()
            if name not in FOLLOWS and value != held[name]
        ]
        return found + [name for name in LISTS if set(getattr(self, name)) != set(held[name])]


LISTS = ("axes", "partners", "tags")
FOLLOWS = ("name_key", "town_key")


def read_person(form: PersonForm, known: Mapping[str, Collection[str]], today: date) -> Typed:
    """Read a form; `known` are the codes of regions, axes and partners. UnusableField."""
    if not clean(form.first_name):
        # In a sheet the family name has to do; here there is somebody to ask.
        raise UnusableField(field="first_name", reason="name-missing")
    name = read_name(form.first_name, form.last_name)
    if name.refused:
        raise UnusableField(field="first_name", reason=name.refused)
    town = _line(form.town, "town")
    gender, words = _gender(form)
    _refuse_unknown(form, known)
    return Typed(
        first_name=name.first,
        last_name=name.last,
        name_key=name.key,
        language=form.language,
        wish=form.wish,
        mobile=_mobile(form.mobile),
        landline=_landline(form.landline),
        email=_email(form.email),
        birth_year=_birth_year(form.birth_year, today),
        guardian_consent=_guardian(form.guardian_consent, today),
        region=form.region,
        town=town,
        town_key=fold(town),
        gender=gender,
        gender_words=words,
        axes=tuple(dict.fromkeys(form.axes)),
        partners=tuple(dict.fromkeys(form.partners)),
        tags=_tags(form.tags),
    )


def check_basis(basis: ConsentBasis, today: date) -> None:
    """Refuse a consent of which it is not said what it rests on."""
    told = (basis.wording, basis.source, basis.collector)
    if not basis.channels or not all(map(clean, told)) or basis.day > today:
        raise IncompleteConsentBasis
    for field, text in zip(("wording", "source", "collector"), told, strict=True):
        _line(text, f"consent_{field}")


def check_term(begins_on: date | None, ends_on: date | None) -> None:
    """Refuse a mandate that would end before it begins."""
    if begins_on and ends_on and ends_on <= begins_on:
        raise MandateEndsFirst


def read_office(text: str) -> str:
    """Read what somebody is in a body, in the body's own words."""
    return _line(text, "office")


def _line(text: str, field: str) -> str:
    line = clean(text)
    if len(line) > LONGEST_LINE:
        raise UnusableField(field=field, reason="text-too-long")
    return line


def _one_number(typed: str, field: str) -> Phone:
    phone = read_phone(typed)
    if phone.refused:
        raise UnusableField(field=field, reason=phone.refused)
    if "several-numbers" in phone.repairs:
        raise UnusableField(field=field, reason="one-number")
    return phone


def _mobile(typed: str) -> str | None:
    phone = _one_number(typed, "mobile")
    if phone.landline:
        raise UnusableField(field="mobile", reason="not-a-mobile")
    return phone.mobile


def _landline(typed: str) -> str | None:
    phone = _one_number(typed, "landline")
    if phone.mobile:
        raise UnusableField(field="landline", reason="not-a-landline")
    return phone.landline


def _email(typed: str) -> str | None:
    email = read_email(typed)
    if email.refused:
        raise UnusableField(field="email", reason=email.refused)
    if "several-emails" in email.repairs:
        raise UnusableField(field="email", reason="one-address")
    return email.address


def _birth_year(year: int | None, today: date) -> int | None:
    if year is not None and year < EARLIEST_BIRTH:
        raise UnusableField(field="birth_year", reason="birth-unreadable")
    if year is not None and year > today.year:
        raise UnusableField(field="birth_year", reason="birth-in-future")
    return year


def _guardian(day: date | None, today: date) -> date | None:
    if day is not None and day > today:
        raise UnusableField(field="guardian_consent", reason="guardian-date-in-future")
    return day


def _gender(form: PersonForm) -> tuple[Gender | None, str]:
    """Own words are a description of their own, whatever was ticked beside them."""
    words = _line(form.gender_words, "gender_words")
    return ("other", words) if words else (form.gender, "")


def _refuse_unknown(form: PersonForm, known: Mapping[str, Collection[str]]) -> None:
    chosen = {
        "region": [form.region] if form.region else [],
        "axes": form.axes,
        "partners": form.partners,
    }
    lists = {"region": "regions", "axes": "axes", "partners": "partners"}
    for field, codes in chosen.items():
        if not set(codes) <= set(known[lists[field]]):
            raise InvalidRequest(fields=field)


def _tags(typed: list[str]) -> dict[str, str]:
    names = [name for name in (_line(text, "tags") for text in typed) if name]
    tags: dict[str, str] = {}
    for name in names:
        if not fold(name):
            raise UnusableField(field="tags", reason="name-without-letters")
        tags.setdefault(fold(name), name)
    if len(tags) > MOST_TAGS:
        raise UnusableField(field="tags", reason="too-many-tags")
    return tags
