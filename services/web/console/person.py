"""The form of one person, as it was typed: text that survives every refusal."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_args
from uuid import UUID

from werkzeug.datastructures import MultiDict

from services.web import errors
from services.web.languages import as_language
from shared.contracts.members import (
    CHANNELS,
    ConsentBasis,
    Gender,
    MemberDetail,
    PersonForm,
    Wish,
)
from shared.ids import new_id

TEXTS = (
    *("first_name", "last_name", "language", "wish", "mobile", "landline", "email"),
    *("birth_year", "guardian_consent", "region", "town", "gender", "gender_words", "tags"),
)
LISTS = ("axes", "partners")
CONSENT = ("consent_wording", "consent_source", "consent_date", "consent_collector")
LONGEST = 300
_BETWEEN_TAGS = re.compile(r"[,،;؛\n]")

Shown = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Meanwhile:
    """
    A field that somebody else has changed since the form was opened.

    `value` is what they wrote when `both` wrote, and otherwise what stood there before.
    """

    both: bool
    value: Any


@dataclass(frozen=True, kw_only=True)
class PersonDraft:
    """
    What stands in the form.

    `shown` is what the form showed when it was opened, and `version` the person's state then: so
    that it is known, when somebody else has changed the person, what each of the two changed.
    """

    command_id: UUID = field(default_factory=new_id)
    version: int = 0
    shown: Shown = field(default_factory=dict)
    first_name: str = ""
    last_name: str = ""
    language: str = "ar"
    wish: str = "any"
    mobile: str = ""
    landline: str = ""
    email: str = ""
    birth_year: str = ""
    guardian_consent: str = ""
    region: str = ""
    town: str = ""
    gender: str = ""
    gender_words: str = ""
    tags: str = ""
    axes: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    consent_channels: list[str] = field(default_factory=list)
    consent_wording: str = ""
    consent_source: str = ""
    consent_date: str = ""
    consent_collector: str = ""

    @classmethod
    def typed(cls, form: MultiDict[str, str], command_id: UUID) -> PersonDraft:
        """Read the form as the browser sent it."""
        texts: dict[str, Any] = {
            name: form.get(name, "").strip()[: LONGEST * 10] for name in (*TEXTS, *CONSENT)
        }
        lists: dict[str, Any] = {name: form.getlist(name) for name in (*LISTS, "consent_channels")}
        version = form.get("version", "")
        return cls(
            command_id=command_id,
            version=int(version) if version.isdecimal() and len(version) < LONGEST else 0,
            shown=_read_shown(form.get("shown", "")),
            **texts,
            **lists,
        )

    @classmethod
    def of(cls, member: MemberDetail) -> PersonDraft:
        """Fill the form with a person as they stand."""
        points = {point.kind: point.value for point in member.contacts}
        draft = cls(
            version=member.version,
            first_name=member.first_name,
            last_name=member.last_name,
            language=member.language,
            wish=member.wish,
            mobile=points.get("mobile", ""),
            landline=points.get("landline", ""),
            email=points.get("email", ""),
            birth_year=str(member.birth_year or ""),
            guardian_consent=member.guardian_consent.isoformat() if member.guardian_consent else "",
            region=member.region or "",
            town=member.town,
            gender=member.gender or "",
            gender_words=member.gender_words,
            tags=", ".join(member.tags),
            axes=member.axes,
            partners=member.partners,
        )
        return replace(draft, shown=draft.values)

    @property
    def values(self) -> Shown:
        """What stands in the fields that are about the person."""
        return {name: getattr(self, name) for name in (*TEXTS, *LISTS)}

    @property
    def shown_as_text(self) -> str:
        return json.dumps(self.shown, ensure_ascii=False)

    def on_top_of(self, now: PersonDraft) -> tuple[PersonDraft, dict[str, Meanwhile]]:
        """
        Bring what was typed onto what somebody else has made of the person meanwhile.

        Gives the form to show, and what to say beside each field that the other one changed. Where
        only they wrote, theirs stands in the form; where both did, what was typed.
        """
        beside: dict[str, Meanwhile] = {}
        merged = dict(self.values)
        for name, value in now.values.items():
            before = self.shown.get(name, value)
            if value in (before, self.values[name]):
                continue
            mine = self.values[name] != before
            beside[name] = Meanwhile(both=mine, value=value if mine else before)
            merged[name] = self.values[name] if mine else value
        form = replace(self, **merged, version=now.version, shown=now.shown, command_id=new_id())
        return form, beside

    def person(self) -> PersonForm:
        """Make the request of it; Refused when a field is not what its kind asks for."""
        return PersonForm(
            first_name=self.first_name,
            last_name=self.last_name,
            language=as_language(self.language) or "ar",
            wish=next((wish for wish in _WISHES if wish == self.wish), "any"),
            mobile=self.mobile,
            landline=self.landline,
            email=self.email,
            birth_year=_year(self.birth_year),
            guardian_consent=read_day(self.guardian_consent, "guardian_consent"),
            region=self.region or None,
            town=self.town,
            gender=next((gender for gender in _GENDERS if gender == self.gender), None),
            gender_words=self.gender_words,
            axes=self.axes,
            partners=self.partners,
            tags=[tag for tag in map(str.strip, _BETWEEN_TAGS.split(self.tags)) if tag],
        )

    def consent(self) -> ConsentBasis | None:
        """Give what the person agreed to; Refused when it is only half told."""
        texts = [getattr(self, name) for name in CONSENT]
        channels = [code for code in CHANNELS if code in self.consent_channels]
        if not channels and not any(texts):
            return None
        day = read_day(self.consent_date, "consent_date")
        if not channels or not all(texts) or day is None:
            raise errors.ConsentIncomplete
        return ConsentBasis(
            channels=channels,
            wording=self.consent_wording,
            source=self.consent_source,
            day=day,
            collector=self.consent_collector,
        )


_WISHES: tuple[Wish, ...] = get_args(Wish)
_GENDERS: tuple[Gender, ...] = get_args(Gender)


def read_day(text: str, field: str) -> date | None:
    """Read a day as the browser's field gives it; UnusableField when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise errors.UnusableField(field=field, reason="day-unreadable") from error


def _year(text: str) -> int | None:
    """Read a year in any script's digits."""
    if not text:
        return None
    if not text.isdecimal() or len(text) > len("2026"):
        raise errors.UnusableField(field="birth_year", reason="birth-unreadable")
    return int(text)


def _read_shown(text: str) -> Shown:
    """Read back what the form showed; whoever has altered it only confuses their own form."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
