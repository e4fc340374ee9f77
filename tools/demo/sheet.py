"""
The demo's sheet: a made-up association of realistic size, with the faults that real sheets have.

`python -m tools.demo.sheet PATH` writes an .xlsx that is the same, byte for byte, for the same
seed and year. Nobody in it exists: mobile numbers are of the block +212 6 00 0x xx xx, and the
e-mail domains are under `.example`, which is given to nobody (RFC 2606).
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TypeVar

from openpyxl import Workbook

from tools.demo.people import NAMES, REGIONS, latin
from tools.demo.phones import WRONG, Cell, landline, plain, written

YOUNG = 2000
SEED = 2003
HEADER = (
    *("Prénom", "Nom", "Téléphone", "E-mail", "Langue", "Région", "Instance"),
    *("Axes d'intérêt", "Année de naissance", "Autorisation parentale", "Canal préféré"),
    *("Consentement SMS", "Consentement e-mail"),
)
ASSEMBLY = "Assemblée générale"
COUNCIL = "Conseil d'orientation"
SECRETARIAT = "Secrétariat exécutif"
SEATS = (
    *[(ASSEMBLY,)] * 64,
    *[(ASSEMBLY, COUNCIL)] * 29,
    *[(ASSEMBLY, COUNCIL, SECRETARIAT)] * 9,
    *[(COUNCIL,)] * 12,
    *[(SECRETARIAT,)] * 3,
)
"""Of 110, 50 and 12 people; as in life, most of the council sits in the assembly too."""
YOUNG_IN_ASSEMBLY = 8

AXES = (
    *("Gouvernance, démocratie et droits humains", "Mouvements sociaux", "Action jeunesse"),
    *("Portail E-Joussour", "Alternatives des femmes"),
)
DOMAINS = ("courriel.example", "barid.example", "posta.example", "jeunes.example")
LANGUAGES = {"ar": 52, "fr": 33, "zgh": 13, "en": 2}
SHARING = 0.016
"""Of how many young people the phone is that of brothers and sisters too."""
TWICE = 6
"""How many people stand in the sheet twice."""

K = TypeVar("K")


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of the sheet; `number` is the mobile number without the country, if any."""

    first: str
    last: str
    language: str
    region: str
    birth_year: int
    number: str = ""
    phone: Cell = None
    email: str = ""
    bodies: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    guardian: str = ""
    wish: str = ""
    sms: str = ""
    by_email: str = ""

    def cells(self) -> list[Cell]:
        """Give the row under HEADER."""
        row: list[Cell] = [self.first, self.last, self.phone, self.email, self.language]
        row += [self.region, "; ".join(self.bodies), "; ".join(self.axes), self.birth_year]
        return [*row, self.guardian, self.wish, self.sms, self.by_email]


class Association:
    """The made-up people, drawn with one seed: the bodies' and the young."""

    def __init__(self, *, young: int, seed: int, year: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - for variety, not for secrets
        self._year = year
        self._young = young
        self._numbers = self._chance.sample(range(1, 100_000), min(99_999, young + 500))
        self._faults = cycle(WRONG)

    def people(self) -> list[Person]:
        """Give everybody in no order, a few of them twice."""
        people = [*self._leaders(), *self._youth()]
        self._chance.shuffle(people)
        once = [person for person in people if person.number]
        again = self._chance.sample(once, min(TWICE, len(once)))
        return people + [replace(p, last=p.last.upper(), phone=plain(p.number)) for p in again]

    def _leaders(self) -> list[Person]:
        return [
            self._with_phone(replace(self._person(1955, self._year - 30), bodies=bodies))
            for bodies in SEATS
        ]

    def _youth(self) -> list[Person]:
        people: list[Person] = []
        while len(people) < self._young:
            family = self._family()
            people += family[: self._young - len(people)]
        seated = {len(people) * n // YOUNG_IN_ASSEMBLY for n in range(YOUNG_IN_ASSEMBLY)}
        return [
            self._with_phone(replace(person, bodies=(ASSEMBLY,)))
            if n in seated
            else self._with_fault(person)
            for n, person in enumerate(people)
        ]

    def _family(self) -> list[Person]:
        """Give a young person, with those who share the phone."""
        person = self._a_young_one()
        if not person.number or self._chance.random() > SHARING:
            return [person]
        count = self._chance.choice((1, 1, 2))
        others = [name for name in NAMES[person.language].first if name != person.first]
        return [
            person,
            *(
                replace(person, first=first, email="", by_email="")
                for first in self._chance.sample(others, count)
            ),
        ]

    def _a_young_one(self) -> Person:
        """About one in fifty is a minor with a guardian's consent, another one without."""
        draw = self._chance.random()
        if draw > 0.04:
            return self._person(self._year - 29, self._year - 19)
        minor = self._person(self._year - 18, self._year - 15)
        signed = f"{self._chance.randint(1, 28):02d}/09/{self._year - 1}"
        return replace(minor, guardian=signed) if draw > 0.02 else minor

    def _person(self, born_from: int, born_to: int) -> Person:
        language = self._drawn(LANGUAGES)
        first = self._chance.choice(NAMES[language].first)
        last = self._chance.choice(NAMES[language].last)
        has_phone, has_email = self._drawn(
            {(True, True): 46, (True, False): 41, (False, True): 12, (False, False): 1}
        )
        person = Person(
            first=first,
            last=last,
            language=language,
            region=self._region(language),
            birth_year=self._chance.randint(born_from, born_to),
            number=f"6000{self._numbers.pop():05d}" if has_phone else "",
            email=self._email(first, last) if has_email else "",
            axes=tuple(self._chance.sample(AXES, self._chance.choice((0, 1, 1, 1, 2)))),
            wish=self._drawn({"": 82, "SMS": 8, "E-mail": 5, "les deux": 5}),
        )
        return self._with_consents(person)

    def _with_consents(self, person: Person) -> Person:
        """Most said yes where they gave an address, some no, and some were never asked."""
        if self._chance.random() < 0.04:
            return person
        answers = {"oui": 86, "نعم": 8, "x": 1, "non": 5}
        return replace(
            person,
            sms=self._drawn(answers) if person.number else "",
            by_email=self._drawn(answers) if person.email else "",
        )

    def _with_phone(self, person: Person) -> Person:
        return replace(person, phone=written(person.number, self._chance))

    def _with_fault(self, person: Person) -> Person:
        """One phone in a hundred is wrong, and some have only a landline."""
        draw = self._chance.random()
        if draw < 0.01 and person.number:
            return replace(person, phone=next(self._faults)(person.number), number="")
        if draw > 0.985:
            return replace(person, phone=landline(self._chance), number="")
        return self._with_phone(person)

    def _region(self, language: str) -> str:
        if language == "en":
            return "À l'étranger"
        region = self._drawn({region: region.weight for region in REGIONS})
        in_arabic = language == "ar" and self._chance.random() < 0.5
        return region.arabic if in_arabic else region.french

    def _email(self, first: str, last: str) -> str:
        number, domain = self._chance.randint(1, 999), self._chance.choice(DOMAINS)
        return f"{latin(first)}.{latin(last)}{number}@{domain}"

    def _drawn(self, weights: Mapping[K, int]) -> K:
        return self._chance.choices(list(weights), list(weights.values()))[0]


def write(
    path: Path, *, young: int = YOUNG, seed: int = SEED, year: int | None = None
) -> list[Person]:
    """Write the sheet; gives the people in it, in the order of its rows. Years are as of `year`."""
    people = Association(young=young, seed=seed, year=year or datetime.now(UTC).year).people()
    path.write_bytes(_packed(_workbook(people)))
    return people


def _workbook(people: Iterable[Person]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Membres")
    sheet.append(HEADER)
    for person in people:
        sheet.append([None if cell == "" else cell for cell in person.cells()])
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _packed(workbook: bytes) -> bytes:
    """Pack it again without the moment of writing, so that the same people give the same bytes."""
    result = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            if part.filename != "docProps/core.xml":
                target.writestr(zipfile.ZipInfo(part.filename), source.read(part))
            else:
                target.writestr(zipfile.ZipInfo(part.filename), _CORE)
    return result.getvalue()


_CORE = (
    '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demo's sheet of members")
    parser.add_argument("path", type=Path)
    parser.add_argument("--young", type=int, default=YOUNG, help="how many young people")
    parser.add_argument("--seed", type=int, default=SEED)
    wish = parser.parse_args()
    people = write(wish.path, young=wish.young, seed=wish.seed)
    print(f"{wish.path}: {len(people)} rows")


if __name__ == "__main__":
    main()
