"""The texts of messages: which are our own, writing one, and going back to the usual one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, Self, TypeVar, get_args
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import find
from services.web.refusals import problem
from shared.contracts.events import EventView
from shared.contracts.members import LANGUAGES, Channel, Language, SessionRef
from shared.contracts.notifications import (
    FindOwnTexts,
    ForgetText,
    KeepText,
    Kind,
    PreviewTexts,
    SendTextToMe,
    ShowText,
    TextKind,
    TextOrigin,
    TextPreview,
    TextShown,
    TryText,
    Words,
)
from shared.errors import Refused
from shared.ids import new_id

ALL = "console/wordings.html"
READ = "console/wording_read.html"
WRITE = "console/wording.html"
CHECK = "console/wording_check.html"
USUAL = "console/wording_usual.html"

KINDS: tuple[TextKind, ...] = get_args(TextKind)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
CONVENING = ("convocation", "second_convocation")
LONGEST = 8_000
MOST_DIGITS = 6
Done = Literal["same", "out", "in"]
T = TypeVar("T", bound=str)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One text: of which kind, on which channel, in which language, of one event or of all."""

    kind: TextKind
    channel: Channel
    language: Language
    view: EventView | None = None

    @classmethod
    def asked(cls, values: Mapping[str, str], event_id: UUID | None) -> Self:
        """Read what a page is about; NotFound when there is no such text, or no such event."""
        return cls(
            kind=_one_of(KINDS, values.get("kind")),
            channel=_one_of(CHANNELS, values.get("channel")),
            language=_one_of(LANGUAGES, values.get("language")),
            view=find(event_id) if event_id else None,
        )

    @property
    def event_id(self) -> UUID | None:
        return self.view.card.event_id if self.view else None

    def about(self) -> dict[str, Any]:
        """Give what each question about this text says."""
        return {
            "kind": self.kind,
            "channel": self.channel,
            "language": self.language,
            "event_id": self.event_id,
        }

    def address(self, page: str) -> str:
        """Give the address of a page about this text, by the end of its endpoint."""
        what = {"kind": self.kind, "channel": self.channel, "language": self.language}
        return address(page, self.event_id, **what)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a text that stays, goes, or comes."""

    done: Done
    text: str


def address(page: str, event_id: UUID | None, **values: Any) -> str:
    """Give the address of a page, of one event or of all."""
    if event_id is None:
        return url_for(f"console.{page}", **values)
    return url_for(f"console.event_{page}", event_id=event_id, **values)


# --- Which are our own -------------------------------------------------------------------------


@console.get("/wording")
@asking.needs("sending:manage")
def wordings() -> str:
    return _wordings(None)


@console.get("/events/<uuid:event_id>/wording")
@asking.needs("events:write")
def event_wordings(event_id: UUID) -> str:
    return _wordings(find(event_id))


def _wordings(view: EventView | None) -> str:
    origins = _origins(view.card.event_id if view else None)
    rows = [
        (
            kind,
            channel,
            [
                (
                    language,
                    origins.get((kind, channel, language), "usual"),
                    Place(kind=kind, channel=channel, language=language, view=view).address(
                        "wording"
                    ),
                )
                for language in LANGUAGES
            ],
        )
        for kind in _kinds(view)
        for channel in CHANNELS
    ]
    return render_template(ALL, view=view, rows=rows)


def _origins(event_id: UUID | None) -> dict[tuple[str, str, str], TextOrigin]:
    """Say whose text is sent, where it is not the usual one."""
    found = asking.notifications().own_texts(FindOwnTexts(event_id=event_id)).texts
    # The event's own come after those of the association, and go before them.
    ordered = sorted(found, key=lambda one: one.origin == "event")
    return {(one.kind, one.channel, one.language): one.origin for one in ordered}


def _kinds(view: EventView | None) -> list[TextKind]:
    """Give what has a text: bodies are convened to assemblies alone."""
    convening = view is None or view.card.type == "assembly"
    return [kind for kind in KINDS if convening or kind not in CONVENING]


@console.get("/events/<uuid:event_id>/wording/read")
@asking.needs("events:write")
def event_wording_read(event_id: UUID) -> str:
    """Show one message of an event in every language and on each channel, before it goes out."""
    view = find(event_id)
    kind = _one_of(KINDS, request.args.get("kind"))
    wish = PreviewTexts(card=view.card, languages=list(LANGUAGES), kind=_kind_of_send(kind))
    texts = asking.notifications().preview_texts(wish).previews
    origins = _origins(event_id)
    shown = [
        (
            text,
            origins.get((kind, text.channel, text.language), "usual"),
            Place(kind=kind, channel=text.channel, language=text.language, view=view),
        )
        for text in texts
    ]
    return render_template(READ, view=view, kind=kind, texts=shown)


def _kind_of_send(kind: TextKind) -> Kind:
    """Say what is sent with such a text: an assembly's card makes an invitation convene."""
    return next((sent for sent in get_args(Kind) if sent == kind), "invitation")


# --- Writing one -------------------------------------------------------------------------------


@console.get("/wording/text")
@asking.needs("sending:manage")
def wording() -> str:
    return _write(None)


@console.get("/events/<uuid:event_id>/wording/text")
@asking.needs("events:write")
def event_wording(event_id: UUID) -> str:
    return _write(event_id)


@console.post("/wording/text")
@asking.needs("sending:manage")
def change_wording() -> Response | str | tuple[str, int]:
    return _change(None)


@console.post("/events/<uuid:event_id>/wording/text")
@asking.needs("events:write")
def event_change_wording(event_id: UUID) -> Response | str | tuple[str, int]:
    return _change(event_id)


@console.post("/wording/preview")
@asking.needs("sending:manage")
def wording_preview() -> str:
    return _live(None)


@console.post("/events/<uuid:event_id>/wording/preview")
@asking.needs("events:write")
def event_wording_preview(event_id: UUID) -> str:
    return _live(event_id)


def _write(event_id: UUID | None) -> str:
    place = Place.asked(request.args, event_id)
    shown = _shown(place)
    return render_template(WRITE, **_writing(place, shown, shown.words), preview=shown.preview)


def _live(event_id: UUID | None) -> str:
    """Show how what is being typed reads; what is wrong with it is said in the same place."""
    place = Place.asked(request.form, event_id)
    try:
        preview = _tried(place, _typed(place))
    except Refused as refused:
        return render_template("console/_wording.html", preview=None, wrong_now=problem(refused))
    return render_template("console/_wording.html", preview=preview)


def _change(event_id: UUID | None) -> Response | str | tuple[str, int]:
    place = Place.asked(request.form, event_id)
    words, step = _typed(place), request.form.get("step", "")
    try:
        if step == "keep":
            return _keep(place, words)
        preview = _tried(place, words)
        sent_to = _send_to_me(place, words) if step == "test" else ""
    except Refused as refused:
        shown = _shown(place)
        # Whoever has read what somebody else wrote meanwhile may write over it.
        version = shown.version if refused.code == "own-text-changed" else _version()
        known = _writing(place, shown, words) | {"version": version, "command_id": command_id()}
        return form_again(WRITE, refused, **known, preview=None)
    shown = _shown(place)
    known = _writing(place, shown, words) | {"version": _version(), "sent_to": sent_to}
    if step == "check":
        parts = differences(shown.words, words)
        return render_template(CHECK, **known, preview=preview, parts=parts)
    return render_template(WRITE, **known, preview=preview)


def _send_to_me(place: Place, words: Words) -> str:
    """Send a mail as it reads to whoever writes it, and say where to."""
    if place.channel != "email":
        raise NotFound
    own = asking.members().own_address(SessionRef(session=session[asking.SESSION]))
    about = place.about()
    del about["channel"]
    card = place.view.card if place.view else None
    wish = SendTextToMe(command_id=command_id(), words=words, proof=own.proof, card=card, **about)
    asking.notifications().send_text_to_me(wish)
    return own.email


def _keep(place: Place, words: Words) -> Response:
    asking.notifications().keep_text(
        KeepText(
            command_id=command_id(),
            words=words,
            version=_version(),
            card=place.view.card if place.view else None,
            **place.about(),
        )
    )
    return redirect(address("wordings", place.event_id), 303)


def _writing(place: Place, shown: TextShown, words: Words) -> dict[str, object]:
    return {
        "text_page": address,
        "place": place,
        "shown": shown,
        "words_typed": words,
        "version": shown.version,
        "own": shown.origin == ("event" if place.view else "association"),
        "command_id": new_id(),
    }


def _shown(place: Place) -> TextShown:
    card = place.view.card if place.view else None
    wish = ShowText(card=card, **place.about())
    return asking.notifications().show_text(wish)


def _tried(place: Place, words: Words) -> TextPreview:
    card = place.view.card if place.view else None
    wish = TryText(card=card, words=words, **place.about())
    return asking.notifications().try_text(wish)


def _typed(place: Place) -> Words:
    def text(name: str) -> str:
        # A form sends its line ends as two letters (HTML, form submission).
        return request.form.get(name, "").replace("\r\n", "\n")[:LONGEST]

    if place.channel == "sms":
        return Words(body=text("body"))
    return Words(body=text("body"), subject=text("subject"), button=text("button"))


def _version() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0


def _one_of(known: tuple[T, ...], wanted: str | None) -> T:
    for one in known:
        if one == wanted:
            return one
    raise NotFound


def differences(before: Words, after: Words) -> list[tuple[str, list[Piece]]]:
    """Say what becomes of each part of a text that is other than it was."""
    names = ("subject", "body", "button")
    pairs = [(name, getattr(before, name).strip(), getattr(after, name).strip()) for name in names]
    return [(name, _pieces(was, now)) for name, was, now in pairs if was != now]


def _pieces(was: str, now: str) -> list[Piece]:
    before, after = (re.findall(r"\s+|\S+", text) for text in (was, now))
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(done="same", text="".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece(done="out", text="".join(before[a:b])))
        if d > c:
            pieces.append(Piece(done="in", text="".join(after[c:d])))
    return pieces


# --- Back to the usual one ---------------------------------------------------------------------


@console.get("/wording/usual")
@asking.needs("sending:manage")
def usual_wording() -> str:
    return _usual(None)


@console.get("/events/<uuid:event_id>/wording/usual")
@asking.needs("events:write")
def event_usual_wording(event_id: UUID) -> str:
    return _usual(event_id)


@console.post("/wording/usual")
@asking.needs("sending:manage")
def forget_wording() -> Response | tuple[str, int]:
    return _forget(None)


@console.post("/events/<uuid:event_id>/wording/usual")
@asking.needs("events:write")
def event_forget_wording(event_id: UUID) -> Response | tuple[str, int]:
    return _forget(event_id)


def _usual(event_id: UUID | None) -> str:
    place = Place.asked(request.args, event_id)
    return render_template(USUAL, **_going_back(place), command_id=new_id())


def _going_back(place: Place) -> dict[str, object]:
    shown = _shown(place)
    parts = differences(shown.words, shown.usual)
    return {"text_page": address, "place": place, "shown": shown, "parts": parts}


def _forget(event_id: UUID | None) -> Response | tuple[str, int]:
    place = Place.asked(request.form, event_id)
    try:
        asking.notifications().forget_text(ForgetText(command_id=command_id(), **place.about()))
    except Refused as refused:
        return form_again(USUAL, refused, **_going_back(place), command_id=command_id())
    return redirect(address("wordings", place.event_id), 303)
