"""The event form as it was typed: text that survives every refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from werkzeug.datastructures import MultiDict

from services.web import errors
from services.web.languages import ZONE, as_language, wall_clock
from shared.contracts.events import CardText, EventForm, EventType, EventView, OnAgenda
from shared.contracts.members import LANGUAGES, Language
from shared.ids import new_id

TYPES: dict[str, EventType] = {
    "forum": "forum",
    "youth_meeting": "youth_meeting",
    "assembly": "assembly",
}
PARTS = ("title", "description", "venue")

LISTED = {"usual": None, "yes": True, "no": False}
"""Whether an event is on the public agenda, as the form says it."""


@dataclass(frozen=True, kw_only=True)
class EventDraft:
    """
    What stands in the form. Dates are as the field gives them: a wall clock in `zone`.

    `first` and `second` begin the order in which texts stand in for one that is missing.
    """

    command_id: UUID = field(default_factory=new_id)
    type: str = "forum"
    starts_at: str = ""
    ends_at: str = ""
    zone: str = ZONE
    capacity: str = ""
    first: str = "ar"
    second: str = "fr"
    listed: str = "usual"
    axes: list[str] = field(default_factory=list)
    texts: Mapping[Language, CardText] = field(
        default_factory=lambda: {language: CardText(title="") for language in LANGUAGES}
    )

    @classmethod
    def typed(cls, form: MultiDict[str, str], command_id: UUID) -> EventDraft:
        """Read the form as the browser sent it."""
        return cls(
            command_id=command_id,
            type=form.get("type", "forum"),
            starts_at=form.get("starts_at", "").strip(),
            ends_at=form.get("ends_at", "").strip(),
            zone=form.get("zone", "").strip() or ZONE,
            capacity=form.get("capacity", "").strip(),
            first=form.get("first", ""),
            second=form.get("second", ""),
            listed=form.get("listed", "usual"),
            axes=form.getlist("axes")[:50],
            texts={language: _typed_text(form, language) for language in LANGUAGES},
        )

    @classmethod
    def of(cls, view: EventView) -> EventDraft:
        """Fill the form with an event as it stands."""
        card = view.card
        order = [*card.languages, *(code for code in LANGUAGES if code not in card.languages)]
        return cls(
            type=card.type,
            starts_at=wall_clock(card.starts_at, card.zone),
            ends_at=wall_clock(card.ends_at, card.zone),
            zone=card.zone,
            capacity=str(view.capacity),
            first=order[0],
            second=order[1],
            listed=next(said for said, so in LISTED.items() if so is view.agenda.listed),
            axes=view.agenda.axes,
            texts={code: card.texts.get(code, CardText(title="")) for code in LANGUAGES},
        )

    @property
    def shown(self) -> list[Language]:
        """The languages that the form opens: those with a text; at first the two it begins with."""
        written = [code for code, text in self.texts.items() if _has_text(text)]
        return written or [code for code in LANGUAGES if code in (self.first, self.second)]

    def form(self) -> EventForm:
        """Make the request of it; Refused when a field is not what its kind asks for."""
        if not self.starts_at or not self.ends_at:
            raise errors.DateMissing
        written = {code: text for code, text in self.texts.items() if _has_text(text)}
        if not written:
            raise errors.TitleMissing
        return EventForm(
            command_id=self.command_id,
            type=TYPES.get(self.type, "forum"),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            capacity=whole_number(self.capacity, otherwise=errors.CapacityMissing),
            languages=self._order(written),
            texts={str(code): text for code, text in written.items()},
            agenda=OnAgenda(listed=LISTED.get(self.listed), axes=self.axes),
        )

    def _order(self, written: Mapping[Language, CardText]) -> list[Language]:
        wished = [as_language(self.first), as_language(self.second), *LANGUAGES]
        return [code for code in dict.fromkeys(wished) if code is not None and code in written]


def whole_number(text: str, *, otherwise: type[errors.Mistyped]) -> int:
    """Read a number in any script's digits; `otherwise` is raised when it is none."""
    try:
        return int(text)
    except ValueError as error:
        raise otherwise from error


def _typed_text(form: Mapping[str, str], language: Language) -> CardText:
    title, description, venue = (form.get(f"{part}_{language}", "").strip() for part in PARTS)
    return CardText(title=title, description=description, venue=venue)


def _has_text(text: CardText) -> bool:
    return any((text.title, text.description, text.venue))
