"""What a message is filled with when there is no event to show it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.texts.wording import Announced
from shared.contracts.events import Card, CardText
from shared.contracts.events.convened import Convened
from shared.contracts.members import Language

LONGEST_NAME = {"ar": "عبد الرحمان الزهراء", "fr": "Fatima-Ezzahra", "zgh": "ⴼⴰⵟⵉⵎⴰ ⵣⵣⵀⵔⴰ"}
WIDE_LANGUAGES = ("ar", "zgh")
WIDE_LETTER = "ï"
"""A letter of names that the cheap alphabet lacks: with it the whole SMS costs as Arabic does."""
LONGEST_CODE = "WWWWWWWWW"
SHORT_DOMAIN = "fj.ma"
"""As long as a short domain can well be."""

EVENT = Card(
    event_id=UUID(int=0),
    version=1,
    type="forum",
    starts_at=datetime.fromisoformat("2027-05-15T17:00:00+00:00"),
    ends_at=datetime.fromisoformat("2027-05-15T20:00:00+00:00"),
    zone="Africa/Casablanca",
    languages=["fr", "ar", "zgh", "en"],
    online_link="https://meet.example.org/forum",
    texts={
        "fr": CardText(
            title="Forum des jeunes de la région",
            venue="Maison de la culture, Agadir",
            description="Une journée de rencontres et d'ateliers.",
        ),
        "ar": CardText(
            title="منتدى شباب الجهة",
            venue="دار الثقافة، أكادير",
            description="يوم من اللقاءات والورشات.",
        ),
        "zgh": CardText(
            title="ⴰⵎⵢⴰⵡⴰⴹ ⵏ ⵉⵎⴰⵢⵏⵓⵜⵏ ⵏ ⵜⵎⵏⴰⴹⵜ",
            venue="ⴰⴳⴰⴷⵉⵔ",
            description="ⴰⵙⵙ ⵏ ⵉⵎⵢⴰⴳⴰⵔⵏ.",
        ),
        "en": CardText(
            title="Youth forum of the region",
            venue="House of culture, Agadir",
            description="A day of meetings and workshops.",
        ),
    },
)
ASSEMBLY = replace(
    EVENT,
    type="assembly",
    assembly=Convened(
        body="council",
        names={
            "fr": "Conseil national",
            "ar": "المجلس الوطني",
            "zgh": "ⴰⴳⵔⴰⵡ ⴰⵏⴰⵎⵓⵔ",
            "en": "National council",
        },
        agenda={
            "fr": ["Rapport moral", "Rapport financier"],
            "ar": ["التقرير الأدبي", "التقرير المالي"],
            "en": ["Report of the year", "Accounts"],
        },
    ),
)
ANNOUNCED = {
    "fr": Announced(
        language="fr",
        title="Le programme est prêt",
        text="Le programme est prêt: lisez-le en ligne.",
    ),
    "ar": Announced(language="ar", title="البرنامج جاهز", text="البرنامج جاهز: اقرؤوه على الصفحة."),
    "zgh": Announced(language="zgh", title="ⵉⵡⵊⴷ ⵓⵖⴰⵡⴰⵙ", text="ⵉⵡⵊⴷ ⵓⵖⴰⵡⴰⵙ: ⵖⵔ ⵜ ⴳ ⵜⴰⵙⵏⴰ."),
    "en": Announced(
        language="en",
        title="The programme is ready",
        text="The programme is ready: read it online.",
    ),
}


def held_until(card: Card) -> datetime:
    """Say until when a place is held, as if it were."""
    return card.starts_at - timedelta(hours=36)


def longest_link(public_url: str) -> str:
    """Give a link as long as a person's own can be."""
    return f"{public_url.rstrip('/')}/i/{LONGEST_CODE}"


@dataclass(frozen=True, kw_only=True)
class LongestNames:
    """
    The longest first names there are, by reader's language and whether they make an SMS wide.

    Where nobody has a long one, or whoever looks may not know, a sample stands in.
    """

    known: Mapping[tuple[str, bool], str] = field(default_factory=dict)

    def of(self, language: Language, people: int = 1, *, wide: bool = False) -> str:
        """Give names as long as those of so many people are, with a wide letter or without."""
        first = self._one(language, wide=wide)
        others = max(first, self._one(language, wide=False), key=len)
        return ", ".join([first] + [others] * (people - 1))

    def _one(self, language: Language, *, wide: bool) -> str:
        sample = LONGEST_NAME.get(language, LONGEST_NAME["fr"])
        if language in WIDE_LANGUAGES:  # in such a message every letter costs the same
            either = (self.known.get((language, each), "") for each in (True, False))
            return max(*either, key=len) or sample
        known = self.known.get((language, wide))
        return known or (sample.replace("i", WIDE_LETTER) if wide else sample)


SAMPLES = LongestNames()
