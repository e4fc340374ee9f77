"""An assembly: which body it convenes, its notice, its roll, and the quorum at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.documents import take_document
from services.web.console.looking import Look, look, looked, to_change
from services.web.console.publishing import TextShown, languages_of, texts_shown
from services.web.console.quotes import Wanted, expected, keep, quoted
from services.web.languages import current, speaking
from services.web.marks import derived
from services.web.words.assemblies import share_said
from shared import clock
from shared.contracts.events import Card, EventRef, Said
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    ConveneAgain,
    ConveneLater,
    PutAssembly,
    QuorumView,
    TakeRoll,
    TellMinutes,
)
from shared.contracts.events.documents import ENDINGS, DocumentKind
from shared.contracts.members import (
    LANGUAGES,
    AudiencePreview,
    AudienceRule,
    Condition,
    ConditionGroup,
    Named,
)
from shared.contracts.members.statutes import BodyRef
from shared.contracts.notifications import PreviewTexts
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/assembly.html"
QUORUM = "console/quorum.html"
LIVE_PART = "console/_quorum.html"
LONGEST = 20_000
LONGEST_TIME = 40
LONGEST_TITLE = 100


@dataclass(frozen=True, kw_only=True)
class TypedAssembly:
    """What stands in the form: a body, and the items of the agenda, a line each, by language."""

    command_id: UUID = field(default_factory=new_id)
    body: str = ""
    agenda: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls) -> TypedAssembly:
        agenda: dict[str, str] = {
            code: request.form.get(f"agenda_{code}", "")[:LONGEST] for code in LANGUAGES
        }
        body = request.form.get("body", "")[:LONGEST]
        return cls(command_id=command_id(), body=body, agenda=agenda)

    @classmethod
    def of(cls, view: AssemblyView) -> TypedAssembly:
        items = view.card.assembly.agenda if view.card.assembly else {}
        return cls(body=view.body, agenda={code: "\n".join(lines) for code, lines in items.items()})

    def wish(self, event_id: UUID) -> PutAssembly:
        """Make the request of it, with the statutes as they are now; Refused for no body."""
        return PutAssembly(
            command_id=self.command_id,
            event_id=event_id,
            body=asking.members().statutes(BodyRef(body=self.body)),
            agenda={code: text.splitlines() for code, text in self.agenda.items() if text.strip()},
        )


@console.get("/events/<uuid:event_id>/assembly")
@asking.needs("events:read")
def assembly_page(event_id: UUID) -> str:
    view = _found(event_id)
    return render_template(PAGE, **_shown(view, TypedAssembly.of(view)))


@console.post("/events/<uuid:event_id>/assembly")
@asking.needs("events:write")
def put_assembly(event_id: UUID) -> Response | tuple[str, int]:
    typed = TypedAssembly.typed()
    view = _found(event_id)
    try:
        asking.events().put_assembly(typed.wish(event_id))
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(view, typed))
    return _to_assembly(event_id, "convene")


@console.post("/events/<uuid:event_id>/assembly/convene")
@asking.needs("events:publish")
def convene(event_id: UUID) -> Response | tuple[str, int]:
    reason = request.form.get("late_reason", "").strip()[:LONGEST]
    wish = Convene(command_id=command_id(), event_id=event_id, late_reason=reason)
    try:
        may = asking.can("people:count")
        kept = expected(_wanted(_found(event_id)), command_id()) if may else None
        asking.events().convene(wish)
        keep(kept)
    except Refused as refused:
        view = _found(event_id)
        return form_again(PAGE, refused, **_shown(view, TypedAssembly.of(view), reason))
    return _to_assembly(event_id)


@console.post("/events/<uuid:event_id>/assembly/convene-later")
@asking.needs("events:publish")
def convene_later(event_id: UUID) -> Response | tuple[str, int]:
    at = request.form.get("publish_at", "").strip()[:LONGEST_TIME]
    wish = ConveneLater(command_id=command_id(), event_id=event_id, publish_at=at)
    try:
        asking.events().convene_later(wish)
    except Refused as refused:
        view = _found(event_id)
        later = _shown(view, TypedAssembly.of(view)) | {"publish_at": at, "later": True}
        return form_again(PAGE, refused, **later)
    return _to_assembly(event_id, "convene")


@console.post("/events/<uuid:event_id>/documents")
@asking.needs("events:write")
def add_document(event_id: UUID) -> Response | tuple[str, int]:
    kind: DocumentKind = "minutes" if request.form.get("kind") == "minutes" else "document"
    try:
        take_document(event_id, request.files.get("document"), kind)
    except Refused as refused:
        view = _found(event_id)
        again = _shown(view, TypedAssembly.of(view))
        return form_again(PAGE, refused, **again, wrong_kind=kind)
    return _to_assembly(event_id, "minutes" if kind == "minutes" else "documents")


@console.post("/events/<uuid:event_id>/assembly/roll")
@asking.needs("events:write")
def take_roll(event_id: UUID) -> Response:
    asking.events().take_roll(TakeRoll(command_id=command_id(), event_id=event_id))
    return _to_assembly(event_id)


@console.post("/events/<uuid:event_id>/assembly/again")
@asking.needs("events:write", everywhere=True)
def convene_again(event_id: UUID) -> Response | tuple[str, int]:
    starts_at = request.form.get("starts_at", "").strip()[:LONGEST_TIME]
    wish = ConveneAgain(command_id=command_id(), event_id=event_id, starts_at=starts_at)
    try:
        if not starts_at:
            raise errors.DateMissing
        second = asking.events().convene_again(wish)
    except Refused as refused:
        view = _found(event_id)
        again = _shown(view, TypedAssembly.of(view))
        return form_again(PAGE, refused, **again, starts_at=starts_at)
    return _to_assembly(second.card.event_id)


@console.post("/events/<uuid:event_id>/assembly/minutes")
@asking.needs("events:publish")
def tell_minutes(event_id: UUID) -> str | Response | tuple[str, int]:
    """Show first whom it goes to and what it comes to; it goes by the button of that page."""
    view = _found(event_id)
    if to_change():
        return _to_assembly(event_id, "minutes")
    said = minutes_said(view.card)
    wanted = replace(_wanted(view), kind="announcement", said=said)
    if not looked() and asking.can("people:count"):
        return look(_look_at_minutes(view, wanted))
    wave_id = derived(command_id(), "wave")
    wish = TellMinutes(command_id=command_id(), event_id=event_id, said=said, wave_id=wave_id)
    try:
        kept = expected(wanted, command_id(), wave_id)
        asking.events().tell_minutes(wish)
        keep(kept)
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(view, TypedAssembly.of(view)))
    return _to_assembly(event_id, "minutes")


def _look_at_minutes(view: AssemblyView, wanted: Wanted) -> Look:
    event_id = view.card.event_id
    return Look(
        wanted=wanted,
        to=_body_named(view.card),
        action=url_for("console.tell_minutes", event_id=event_id),
        back=(
            url_for("console.assembly_page", event_id=event_id, _anchor="minutes"),
            gettext("Minutes"),
        ),
    )


def _body_named(card: Card) -> str:
    """Name the body that is convened, in the reader's language or another that it has."""
    names = card.assembly.names if card.assembly else {}
    order = (current(), *card.languages, *names)
    return next((names[code] for code in order if code in names), "")


def minutes_said(card: Card) -> dict[str, Said]:
    """Say that the minutes are there, in each language of the event."""
    said: dict[str, Said] = {}
    for language in card.languages:
        title = card.text(language).title
        with speaking(language):
            said[language] = Said(
                title=gettext("Minutes: %(title)s", title=title)[:LONGEST_TITLE],
                text=gettext(
                    "The minutes of this assembly are on your page: %(title)s.", title=title
                ),
            )
    return said


@console.get("/door/<uuid:event_id>/quorum")
@asking.needs("door:read")
def quorum(event_id: UUID) -> str:
    """The quorum, large enough to be read by a hall."""
    return render_template(QUORUM, **_quorum(event_id))


@console.get("/door/<uuid:event_id>/quorum/now")
@asking.needs("door:read")
def quorum_now(event_id: UUID) -> str:
    """The live part of that page."""
    return render_template(LIVE_PART, **_quorum(event_id))


def _quorum(event_id: UUID) -> dict[str, object]:
    view: QuorumView = asking.events().quorum(EventRef(event_id=event_id))
    # It stands still once the doors are closed.
    return {
        "quorum": view,
        "share": share_said(view.quorum),
        "live": view.card.ends_at > clock.now(),
    }


def _found(event_id: UUID) -> AssemblyView:
    return asking.events().assembly(EventRef(event_id=event_id))


def _shown(view: AssemblyView, typed: TypedAssembly, reason: str = "") -> dict[str, object]:
    bodies: list[Named] = asking.members().reference().bodies
    before = view.event_state == "draft" and view.body
    # Of a few people a count tells who they are: it is for whoever may read their names.
    may = before and asking.can("people:count") and asking.can("names:read")
    found = None
    if may and asking.can("events:publish"):
        found = asking.part(lambda: quoted(_wanted(view)))
    preview = found.whom if found else None
    if may and found is None:
        preview = asking.part(lambda: asking.members().count_audience(_wanted(view).rule))
    return {
        "view": view,
        "card": view.card,
        "typed": typed,
        "bodies": bodies,
        "said": share_said(view.quorum) if view.quorum else "",
        "until": _noon(view.convene_until) if view.convene_until else None,
        "reason": reason,
        "preview": preview,
        "quote": found.quote if found else None,
        "texts": _texts(view, preview) if preview else None,
        "other_statutes": _other_statutes(view) if before else False,
        "command_id": new_id(),
        "new_id": new_id,
        "later": False,
        "endings": ",".join(f".{ending}" for ending in ENDINGS),
        "papers": [one for one in view.documents if one.kind == "document"],
        "minutes": [one for one in view.documents if one.kind == "minutes"],
        "document_address": lambda document_id: url_for(
            "console.document", event_id=view.card.event_id, document_id=document_id
        ),
        "begun": view.card.starts_at <= clock.now(),
        "open": view.event_state == "published" and view.card.ends_at > clock.now(),
    }


def _wanted(view: AssemblyView) -> Wanted:
    """Say what convening sends: to the members in mandate on the day."""
    day = view.card.starts_at.astimezone(ZoneInfo(view.card.zone)).date()
    holds = Condition(what="mandate", values=[view.body], on=day)
    return Wanted(card=view.card, rule=AudienceRule(groups=[ConditionGroup(conditions=[holds])]))


def _other_statutes(view: AssemblyView) -> bool:
    """Tell whether the statutes are others today than when the draft was saved, which count."""
    second = view.card.assembly is not None and view.card.assembly.convocation == 2
    if second:
        return False  # that one is by the statutes of the first
    now = asking.part(lambda: asking.members().statutes(BodyRef(body=view.body)))
    return now is not None and now.statutes != view.statutes


def _noon(day: date) -> datetime:
    """Give a moment of a day, which is that day in every zone that it is written in."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def _texts(view: AssemblyView, preview: AudiencePreview) -> list[TextShown] | None:
    wish = PreviewTexts(card=view.card, languages=languages_of(preview))
    texts = asking.part(lambda: asking.notifications().preview_texts(wish))
    return texts_shown(texts.previews, preview) if texts else None


def _to_assembly(event_id: UUID, anchor: str | None = None) -> Response:
    return redirect(url_for("console.assembly_page", event_id=event_id, _anchor=anchor), 303)
