"""What regions, axes and bodies are called, and how people shorten it in a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from services.members.domain.texts import LONGEST_LINE, clean, fold

Names = Mapping[str, str]

_BETWEEN = re.compile(r"[;؛|\n]")
_COMMA = re.compile(r"[,،]")
_PERHAPS_BETWEEN = re.compile(r"[,،/+]|\s[-–—&]\s")

COMMON_BODIES: Mapping[str, tuple[Names, tuple[str, ...]]] = {
    "general-assembly": (
        {
            "fr": "Assemblée générale", "ar": "الجمع العام", "en": "General assembly",
        },
        ("AG", "assemblée", "الجمعية العامة", "الجمعية العمومية", "assembly"),
    ),
    "orientation-council": (
        {
            "fr": "Conseil d'orientation", "ar": "مجلس التوجيه", "en": "Orientation council",
        },
        ("CO", "conseil", "المجلس التوجيهي", "مجلس التوجيهات", "council"),
    ),
    "executive-secretariat": (
        {
            "fr": "Secrétariat exécutif",
            "ar": "السكرتارية التنفيذية",
            "en": "Executive secretariat",
        },
        ("SE", "secrétariat", "الكتابة التنفيذية", "الأمانة التنفيذية", "secretariat"),
    ),
}  # fmt: skip
"""Bodies that most associations have, so that sheets in two languages mean the same one."""

OTHER_REGIONS = {
    "MA-01": ("tanger", "tetouan", "al hoceima", "larache", "chefchaouen", "طنجة", "تطوان",
              "الحسيمة", "العرائش", "شفشاون"),
    "MA-02": ("oriental", "oujda", "nador", "berkane", "الجهة الشرقية", "وجدة", "الناظور", "بركان"),
    "MA-03": ("fes", "meknes", "taza", "ifrane", "فاس", "مكناس", "تازة", "إفران"),
    "MA-04": ("rabat", "sale", "kenitra", "temara", "الرباط", "سلا", "القنيطرة", "تمارة"),
    "MA-05": ("beni mellal", "khenifra", "khouribga", "بني ملال", "خنيفرة", "خريبكة"),
    "MA-06": ("casablanca", "casa", "settat", "mohammedia", "el jadida", "الدار البيضاء", "سطات",
              "المحمدية", "الجديدة"),
    "MA-07": ("marrakech", "safi", "essaouira", "مراكش", "آسفي", "الصويرة"),
    "MA-08": ("draa tafilalet", "errachidia", "ouarzazate", "zagora", "الرشيدية", "ورزازات",
              "زاكورة"),
    "MA-09": ("souss", "agadir", "taroudant", "tiznit", "سوس", "أكادير", "تارودانت", "تيزنيت"),
    "MA-10": ("guelmim", "tan tan", "sidi ifni", "كلميم", "طانطان", "سيدي إفني"),
    "MA-11": ("laayoune", "boujdour", "العيون", "بوجدور"),
    "MA-12": ("dakhla", "الداخلة"),
    "abroad": ("etranger", "abroad", "mre", "france", "espagne", "belgique", "الخارج", "المهجر"),
}  # fmt: skip
"""Cities that people write for their region."""


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Codes by every folded name under which they may be meant."""

    regions: Mapping[str, str]
    axes: Mapping[str, str]
    bodies: Mapping[str, str]

    def region(self, cell: object) -> str | None:
        """Give the region's code; None when it is not known."""
        return self.regions.get(_words(cell))

    def axes_in(self, cell: object) -> tuple[list[str], bool]:
        """Give the axes named in a cell, and whether all of it was understood."""
        found = [self.axes.get(_words(part)) for part in parts(cell, self.axes)]
        return list(dict.fromkeys(code for code in found if code)), None not in found

    def bodies_in(self, cell: object) -> list[Body]:
        """Give the bodies named in a cell; those not yet known come with a name to make them."""
        named = (self._body(part) for part in parts(cell, self.bodies))
        return list({body.code: body for body in named if body.code}.values())

    def _body(self, name: str) -> Body:
        known = self.bodies.get(fold(name))
        if known:
            return Body(code=known)
        return Body(
            code=fold(name).replace(" ", "-")[:LONGEST_LINE],
            names={"fr": clean(name)[:LONGEST_LINE]},
        )


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body that somebody belongs to."""

    code: str
    names: Names = field(default_factory=dict)


def vocabulary(
    regions: Iterable[tuple[str, Names]],
    axes: Sequence[tuple[str, Names]],
    bodies: Iterable[tuple[str, Names]],
) -> Vocabulary:
    """Learn what is known by now; axes may also be meant by their number, from 1."""
    known_bodies = {code: names for code, (names, _) in COMMON_BODIES.items()} | dict(bodies)
    shortened = {code: short for code, (_, short) in COMMON_BODIES.items()}
    numbers = {code: (str(position),) for position, (code, _) in enumerate(axes, start=1)}
    return Vocabulary(
        regions=_by_name(regions, OTHER_REGIONS),
        axes=_by_name(axes, numbers),
        bodies=_by_name(known_bodies.items(), shortened),
    )


def tags_in(cell: object) -> dict[str, str]:
    """Give the tags of a cell: their names by their codes, which do not differ by spelling."""
    named = {_words(part): clean(part)[:LONGEST_LINE] for part in _listed(cell)}
    return {code[:LONGEST_LINE]: name for code, name in named.items() if code}


def partners_in(cell: object) -> dict[str, str]:
    """Give the partners of a cell: their names by their codes."""
    return {code.replace(" ", "-"): name for code, name in tags_in(cell).items()}


def names_of_body(body: Body) -> Names:
    """Give the names under which a body that is new here enters the books."""
    common = COMMON_BODIES.get(body.code)
    return common[0] if common else body.names


def parts(cell: object, known: Mapping[str, str]) -> list[str]:
    """Split a cell that names several things; a comma also stands inside of names we know."""
    found: list[str] = []
    for part in _split(_BETWEEN, str(cell)):
        found += [part] if _words(part) in known else _split(_PERHAPS_BETWEEN, part)
    return found


def _listed(cell: object) -> list[str]:
    return [piece for part in _split(_BETWEEN, str(cell)) for piece in _split(_COMMA, part)]


def _split(between: re.Pattern[str], text: str) -> list[str]:
    return [part for part in map(str.strip, between.split(text)) if part]


def _by_name(
    named: Iterable[tuple[str, Names]], more: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in named:
        for name in (code, *names.values(), *more.get(code, ())):
            found.setdefault(fold(name), code)
    return found


def _words(cell: object) -> str:
    return "" if cell is None else _folded(str(cell))


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """Fold a name of a region, an axis or a body; a sheet has few different ones."""
    return fold(text.removesuffix(".0"))
