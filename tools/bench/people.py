"""The made-up people of a measurement: everybody can be told by e-mail, and by nothing else."""

from __future__ import annotations

import csv
from io import StringIO
from random import Random

from tools.demo.people import NAMES
from tools.demo.sheet import LANGUAGES

HEADER = ("Prénom", "Nom", "E-mail", "Langue", "Année de naissance", "Consentement e-mail")
DOMAIN = "bench.example"
BORN = 2000
SEED = 2003
HALF = 0.5


def sheet(count: int) -> bytes:
    """Write a sheet of `count` people in the languages of the demo's association."""
    chance = Random(SEED)  # noqa: S311 - for variety, not for secrets
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    spoken = chance.choices(list(LANGUAGES), list(LANGUAGES.values()), k=count)
    for number, language in enumerate(spoken):
        names = NAMES[language]
        first, last = chance.choice(names.first), chance.choice(names.last)
        rows.writerow((first, last, address(number), language, BORN, "oui"))
    return text.getvalue().encode()


DIRTY_HEADER = (
    *("N°", "Nom complet", "GSM", "E-mail", "Langue", "Région", "Ville", "Instance", "Étiquettes"),
    *("Année de naissance", "Accord SMS", "Remarques"),
)
CLEAN = ("0{}", "0{}", "+212{}")
MENDED = (
    "{}",
    "00212{}",
    "2120{}",
    "+212 (0){}",
    "2.12{}E+11",
    "{}.0",
    "tél 0{} (mère)",
    "\u202a0{}",
)
HOPELESS = ("O{}", "2.12E+11", "=A1", "pas de tél", "06 12")
DIRTY_OF_TEN, HOPELESS_OF_HUNDRED, DOUBLES_OF_HUNDRED = 4, 3, 2


def dirty_sheet(count: int) -> bytes:
    """Write a sheet as associations have them: four rows in ten are to be mended, or cannot be."""
    chance = Random(SEED)  # noqa: S311 - for variety, not for secrets
    text = StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(DIRTY_HEADER)
    spoken = chance.choices(list(LANGUAGES), list(LANGUAGES.values()), k=count)
    last: tuple[object, ...] = ()
    for number, language in enumerate(spoken, start=1):
        if last and chance.randrange(100) < DOUBLES_OF_HUNDRED:
            rows.writerow((number, *last[1:]))
            continue
        names = NAMES[language]
        name = f"{chance.choice(names.first)} {chance.choice(names.last)}"
        last = (
            *(number, name, _phone(chance, 610_000_000 + number)),
            address(number) if chance.random() < HALF else "",
            *(language, chance.choice(("Rabat", "الدار البيضاء", "fes", "Souss", "?", ""))),
            *(
                chance.choice(("Khouribga", "Safi", "وجدة", "")),
                chance.choice(("AG", "CO; AG", "")),
            ),
            *(chance.choice(("bénévole", "Photo, bénévole", "")), BORN - number % 40),
            *(chance.choice(("oui", "نعم", "non", "")), "à rappeler"),
        )
        rows.writerow(last)
    return text.getvalue().encode()


def _phone(chance: Random, national: int) -> str:
    if chance.randrange(100) < HOPELESS_OF_HUNDRED:
        return chance.choice(HOPELESS).format(national)
    if chance.randrange(10) < DIRTY_OF_TEN:
        return chance.choice(MENDED).format(national)
    return chance.choice(CLEAN).format(national)


def address(number: int) -> str:
    return f"person{number}@{DOMAIN}"
