"""The filter that says who is meant, as it stands in forms and addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from services.web import errors
from services.web.console.drafts import whole_number
from services.web.languages import as_language
from shared.contracts.members import AudienceFilter

LISTS = ("bodies", "axes", "regions", "languages")
OLDEST = 120


@dataclass(frozen=True, kw_only=True)
class TypedFilter:
    """What was ticked and typed; ages as typed."""

    bodies: list[str] = field(default_factory=list)
    axes: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    age_from: str = ""
    age_to: str = ""

    @classmethod
    def typed(cls, form: MultiDict[str, str]) -> TypedFilter:
        ticked: dict[str, Any] = {name: form.getlist(name) for name in LISTS}
        return cls(
            **ticked,
            age_from=form.get("age_from", "").strip(),
            age_to=form.get("age_to", "").strip(),
        )

    def filter(self) -> AudienceFilter:
        """Make the request of it; Refused when an age is no number or the two are reversed."""
        youngest, oldest = _age(self.age_from), _age(self.age_to)
        if youngest is not None and oldest is not None and youngest > oldest:
            raise errors.AgeNotANumber
        languages = [code for code in map(as_language, self.languages) if code is not None]
        return AudienceFilter(
            bodies=self.bodies,
            axes=self.axes,
            regions=self.regions,
            languages=languages,
            age_from=youngest,
            age_to=oldest,
        )

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in (*LISTS, "age_from", "age_to"))


def _age(text: str) -> int | None:
    if not text:
        return None
    age = whole_number(text, otherwise=errors.AgeNotANumber)
    if not 0 <= age <= OLDEST:
        raise errors.AgeNotANumber
    return age
