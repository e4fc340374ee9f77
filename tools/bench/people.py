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


def address(number: int) -> str:
    return f"person{number}@{DOMAIN}"
