"""The event form as it was typed: text that survives every refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from werkzeug.datastructures import MultiDict

from services.web import errors
from services.web.languages import ZONE, as_language, wall_clock
from shared.contracts.events import USUAL, CardText, EventForm, EventType, EventView, OnAgenda
from shared.contracts.members import LANGUAGES, Language
from shared.ids import new_id

TYPES: dict[str, EventType] = {
    "forum": "forum",
    "youth_meeting": "youth_meeting",
    "assembly": "assembly",
}
PARTS = ("title", "description", "venue", "access")
SAID_ONCE = ("map_link", "online_link", "contact_name", "contact_phone", "contact_email")
"""What is the same in every language."""

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
    map_link: str = ""
    online_link: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    answer_until: str = ""
    guests_most: str = ""
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
            **{name: form.get(name, "").strip() for name in SAID_ONCE},
            answer_until=form.get("answer_until", "").strip(),
            guests_most=form.get("guests_most", "").strip(),
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
            **{name: getattr(card, name) for name in SAID_ONCE},
            answer_until=wall_clock(card.answer_until, card.zone) if card.answer_until else "",
            guests_most=str(card.guests_most),
            texts={code: card.texts.get(code, CardText(title="")) for code in LANGUAGES},
        )

    @property
    def shown(self) -> list[Language]:
        """The languages that the form opens: those with a text; at first the two it begins with."""
        written = [code for code, text in self.texts.items() if _has_text(text)]
        return written or [code for code in LANGUAGES if code in (self.first, self.second)]

    def form(self) -> EventForm:
        """Make the request of it; Refused when a field is not what its kind asks for."""
        if not self.starts_at:
            raise errors.DateMissing
        written = {code: text for code, text in self.texts.items() if _has_text(text)}
        if not written:
            raise errors.TitleMissing
        kind = TYPES.get(self.type, "forum")
        usual = USUAL[kind]
        return EventForm(
            command_id=self.command_id,
            type=kind,
            starts_at=self.starts_at,
            ends_at=self.ends_at or self._usual_end(kind),
            zone=self.zone,
            capacity=(
                whole_number(self.capacity, otherwise=errors.CapacityMissing)
                if self.capacity
                else usual.capacity
            ),
            languages=self._order(written),
            texts={str(code): text for code, text in written.items()},
            agenda=OnAgenda(listed=LISTED.get(self.listed), axes=self.axes),
            **{name: getattr(self, name) for name in SAID_ONCE},
            answer_until=self.answer_until,
            guests_most=(
                whole_number(self.guests_most, otherwise=errors.GuestsMissing)
                if self.guests_most
                else usual.guests_most
            ),
        )

    def _usual_end(self, kind: EventType) -> str:
        try:
            return (datetime.fromisoformat(self.starts_at) + USUAL[kind].length).isoformat()
        except (ValueError, OverflowError):
            return self.starts_at  # no hour at all: the service says so of the start

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
    return CardText(**{part: form.get(f"{part}_{language}", "").strip() for part in PARTS})


def _has_text(text: CardText) -> bool:
    return any(getattr(text, part) for part in PARTS)
