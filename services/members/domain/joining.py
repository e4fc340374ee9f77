"""What somebody who joins typed, read as strictly as a sheet is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import phonenumbers

from services.members.domain.answers import read_year
from services.members.domain.emails import read_email
from services.members.domain.names import PersonName, read_name
from services.members.domain.phones import read_phone
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.errors import (
    BadBirthYear,
    ConsentNeeded,
    GuardianMissing,
    NameMissing,
    NoAddress,
    NoAddressOrNumber,
    NumberAbroad,
)
from shared.contracts.members import Channel, Join

OLDEST = 120
OF_AGE = 19
"""Only the year is known: whoever may still be 17 counts as a minor (as in `reach`)."""

CODE_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody who joins, as typed and understood."""

    name: PersonName
    addresses: dict[Channel, str]
    birth_year: int | None
    guardian: str
    guardian_consent: date | None


def read_applicant(wish: Join, *, countries: set[str], today: date) -> Applicant:
    """Read a form; each thing that is wrong with it is a refusal of its own."""
    name = read_name(wish.first_name, wish.last_name)
    if name.refused or not clean(wish.first_name):
        raise NameMissing
    addresses = _addresses(wish.phone, wish.email, countries)
    if not {said.channel for said in wish.agreed} & set(addresses):
        raise ConsentNeeded
    year = _year(wish.birth_year, today)
    guardian = clean(wish.guardian)[:LONGEST_LINE]
    minor = year is not None and today.year - year < OF_AGE
    if minor and not guardian:
        raise GuardianMissing
    return Applicant(
        name=name,
        addresses=addresses,
        birth_year=year,
        guardian=guardian if minor else "",
        guardian_consent=today if minor else None,
    )


def _addresses(phone: str, email: str, countries: set[str]) -> dict[Channel, str]:
    """Read where to; a code goes to a mobile number of these countries and to no other."""
    found: dict[Channel, str] = {}
    if clean(phone):
        mobile = read_phone(clean(phone)).mobile
        if mobile is None:
            raise NoAddressOrNumber
        if phonenumbers.region_code_for_number(phonenumbers.parse(mobile)) not in countries:
            raise NumberAbroad
        found["sms"] = mobile
    if clean(email):
        address = read_email(email).address
        if address is None:
            raise NoAddress
        found["email"] = address
    if not found:
        raise NoAddressOrNumber
    return found


def _year(typed: str, today: date) -> int | None:
    if not clean(typed):
        return None
    year = read_year(clean(typed))
    if not isinstance(year, int) or not today.year - OLDEST <= year <= today.year:
        raise BadBirthYear
    return year
