"""Texts that the association, or the organisers of an event, write instead of the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from services.notifications import domain
from services.notifications.domain import own_texts as rules
from services.notifications.errors import NoOwnText, SmsTooLong, TextChanged
from services.notifications.store import NotificationsStore
from services.notifications.texts import NAMES, body, segments, sms, subject, templates, text_kind
from services.notifications.texts.mail import LINK
from services.notifications.texts.samples import (
    ANNOUNCED,
    ASSEMBLY,
    EVENT,
    LONGEST_CODE,
    SAMPLES,
    SHORT_DOMAIN,
    LongestNames,
    held_until,
    longest_link,
)
from services.notifications.texts.wording import Announced, Wording, announced
from shared.contracts.events import Card
from shared.contracts.members import LANGUAGES, Channel, Language
from shared.contracts.notifications import (
    FindOwnTexts,
    ForgetText,
    KeepText,
    OwnText,
    OwnTexts,
    PreviewTexts,
    ShowText,
    TextKind,
    TextOrigin,
    TextPlace,
    TextPreview,
    TextShown,
    TryText,
    Words,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.messaging import commands

InForce = Mapping[tuple[Channel, str], dict[str, str]]

MOST_PARTS = 6
CONVENED: Mapping[TextKind, int] = {"convocation": 1, "second_convocation": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Who writes, and where links lead."""

    association: str
    public_url: str


# --- When messages are written -----------------------------------------------------------------


def in_force(store: NotificationsStore, kind: str, card: Card) -> InForce:
    """
    Give the texts that replace the usual ones of a kind for an event: one look for all of a batch.

    Whoever claims a window asks anew: a text that is changed holds from the next window on.
    """
    found = store.texts_in_force(text_kind(kind, card), card.event_id)  # type: ignore[arg-type]
    return {(row["channel"], row["language"]): _named(_words(row), row["channel"]) for row in found}


def of(texts: InForce, channel: Channel, language: str) -> dict[str, str]:
    """Give those of one channel and language."""
    return texts.get((channel, language), {})


def wordings_of(
    store: NotificationsStore, request: PreviewTexts, association: str
) -> dict[Language, Wording]:
    """Give a message about a card in each language asked for, in the words that hold now."""
    own = in_force(store, request.kind, request.card)
    wordings = {}
    for language in request.languages:
        in_it = of(own, "sms", language) | of(own, "email", language)
        shown = filled(store, request.kind, language, request.card, association, in_it)
        wordings[language] = replace(shown, said=_said(request, language) or shown.said)
    return wordings


def _said(request: PreviewTexts, language: Language) -> Announced | None:
    said = [
        {"language": code, **asdict(request.said[code])}
        for code in request.card.languages
        if code in request.said
    ]
    return announced({"texts": said}, language) if said else None


def _words(row: Mapping[str, str]) -> Words:
    return Words(body=row["body"], subject=row["subject"], button=row["button"])


def _named(words: Words, channel: Channel) -> dict[str, str]:
    """Give a text by the names that the usual ones have."""
    if channel == "sms":
        return {"sms": words.body}
    return {"subject": words.subject, "text": words.body, "button": words.button}


# --- Looking -----------------------------------------------------------------------------------


def own_texts(db: Database, request: FindOwnTexts) -> OwnTexts:
    """Give which texts replace the usual ones."""
    with db.transaction() as tx:
        return OwnTexts(texts=NotificationsStore(tx).own_texts(request.event_id))


def show(db: Database, request: ShowText, setting: Setting) -> TextShown:
    """Give a text as it is sent now, what holds without it, and how it reads."""
    kind, channel, language = request.kind, request.channel, request.language
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        texts = _texts(store, request)
        version = store.text_version(request.event_id, kind, channel, language)
        origin: TextOrigin = "usual"
        for origin in ("event", "association", "usual"):
            if origin in texts:
                break
        below = texts.get("association") if request.event_id else None
        words = texts.get(origin) or texts["usual"]
        return TextShown(
            words=words,
            origin=origin,
            usual=below or texts["usual"],
            version=version,
            preview=_preview(store, request, words, setting),
            fields=domain.fields_of(kind, channel),
            needed=domain.needed(kind, channel),
        )


def try_text(db: Database, request: TryText, setting: Setting) -> TextPreview:
    """Show how a text would read; refused for what it would be refused for when it is kept."""
    words = rules.tidy(request.words, request.channel)
    rules.check(words, request.kind, request.channel)
    with db.transaction() as tx:
        return _preview(NotificationsStore(tx), request, words, setting)


def _texts(store: NotificationsStore, request: ShowText) -> dict[TextOrigin, Words]:
    """Give every text that there is for one kind, channel and language, by whose it is."""
    kind, channel, language = request.kind, request.channel, request.language
    usual = templates(language)[kind]
    found: dict[TextOrigin, Words] = {
        "usual": Words(body=usual["sms"])
        if channel == "sms"
        else Words(body=usual["text"].strip(), subject=usual["subject"], button=usual["button"])
    }
    for row in store.texts_of(kind, channel, language, request.event_id):
        found[row["origin"]] = _words(row)
    return found


def _preview(
    store: NotificationsStore,
    request: TextPlace,
    words: Words,
    setting: Setting,
) -> TextPreview:
    """Fill a text with the longest real values; SmsTooLong."""
    kind, channel, language = request.kind, request.channel, request.language
    card = request.card or shown_with(store, request)
    own = _usual(kind, language) | _named(words, channel)
    wording = filled(store, _kind_of_send(kind), language, card, setting.association, own)
    previews = previews_of(wording, language, setting.public_url, real_names(store))
    shown = next(each for each in previews if each.channel == channel)
    if shown.segments > MOST_PARTS:
        raise SmsTooLong(field="body")
    return shown


def _kind_of_send(kind: TextKind) -> str:
    return "invitation" if kind in CONVENED else kind


def _usual(kind: TextKind, language: Language) -> dict[str, str]:
    """Give the usual texts, also of a kind that the event is not of."""
    return dict(templates(language)[kind])


def shown_with(store: NotificationsStore, request: TextPlace) -> Card:
    """Give the event that a text of all events is shown with: the one that makes it longest."""
    convened = request.kind in CONVENED
    found = None if request.event_id else store.longest_card(assembly=convened)
    return found or (ASSEMBLY if convened else EVENT)


def filled(
    store: NotificationsStore,
    kind: str,
    language: Language,
    card: Card,
    association: str,
    own: Mapping[str, str],
) -> Wording:
    """Give a message of a kind, with what it would be about if it were sent."""
    kept = store.sending_rules()
    plain = kept is not None and kept.plain_letters
    return replace(_about(kind, language, card, association), own=own, plain=plain)


def saying(wording: Wording, said: Announced | None, changed: Sequence[str]) -> Wording:
    """Give a message with what a send says itself, where it does."""
    return replace(wording, said=said or wording.said, changed=tuple(changed) or wording.changed)


def worded(
    kind: TextKind, language: Language, card: Card, association: str, words: Words
) -> Wording:
    """Give a mail with such words, with what it would be about if it were sent."""
    own = _usual(kind, language) | _named(words, "email")
    return replace(_about(_kind_of_send(kind), language, card, association), own=own)


def _about(kind: str, language: Language, card: Card, association: str) -> Wording:
    return Wording(
        kind=kind,
        language=language,
        card=card,
        association=association,
        until=held_until(card),
        changed=("time", "place") if kind == "change" else (),
        said=ANNOUNCED[language] if kind == "announcement" else None,
    )


def real_names(store: NotificationsStore) -> LongestNames:
    """
    Give the longest first names among those who are written to.

    Whoever is limited to some people or events is shown samples: a rare name says who it is.
    """
    if current_limits():
        return SAMPLES
    found = store.longest_names(LANGUAGES)
    return LongestNames(known={(row["language"], row["wide"]): row["name"] for row in found})


def previews_of(
    wording: Wording, language: Language, public_url: str, names: LongestNames
) -> list[TextPreview]:
    """Show a message on each channel, with long values filled in."""
    link = longest_link(public_url)
    name = names.of(language)
    short = sms(wording, names=name, link=link)
    cost = segments(short)
    shorter = segments(sms(wording, names=name, link=f"{SHORT_DOMAIN}/i/{LONGEST_CODE}"))
    written_in = wording.said.language if wording.said else wording.card.language(language)
    return [
        TextPreview(
            language=language,
            channel="sms",
            written_in=written_in,
            subject="",
            body=short,
            segments=cost.count,
            encoding=cost.encoding,
            short_domain_fits=shorter.count == 1 < cost.count,
        ),
        TextPreview(
            language=language,
            channel="email",
            written_in=written_in,
            subject=subject(wording),
            body=body(wording).replace(NAMES, name).replace(LINK, link),
            button=wording.template("button").substitute(),
        ),
    ]


# --- Changing ----------------------------------------------------------------------------------


def keep(db: Database, command: KeepText, setting: Setting, *, by: UUID, now: datetime) -> OwnText:
    """
    Let a text replace the usual one from the next message on.

    TextChanged when somebody else has meanwhile; what `domain.own_texts.check` refuses; SmsTooLong.
    """
    words = rules.tidy(command.words, command.channel)
    rules.check(words, command.kind, command.channel)
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        _preview(store, command, words, setting)

        def act() -> OwnText:
            version = store.text_version(*_place(command))
            if version != command.version:
                raise TextChanged
            return _add(tx, command, words, version=version + 1, by=by, now=now)

        return commands.once(tx, command.command_id, OwnText, act)


def forget(db: Database, command: ForgetText, *, by: UUID, now: datetime) -> OwnText:
    """Let the usual text hold again. NoOwnText, TextChanged."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)

        def act() -> OwnText:
            own = "event" if command.event_id else "association"
            found = store.texts_of(
                command.kind, command.channel, command.language, command.event_id
            )
            if not any(row["origin"] == own for row in found):
                raise NoOwnText
            version = store.text_version(*_place(command))
            return _add(tx, command, None, version=version + 1, by=by, now=now)

        return commands.once(tx, command.command_id, OwnText, act)


def _place(command: KeepText | ForgetText) -> tuple[UUID | None, TextKind, Channel, Language]:
    return command.event_id, command.kind, command.channel, command.language


def _add(
    tx: Transaction,
    command: KeepText | ForgetText,
    words: Words | None,
    *,
    version: int,
    by: UUID,
    now: datetime,
) -> OwnText:
    added = NotificationsStore(tx).add_text(_place(command), words, version=version, by=by, now=now)
    if added is None:
        raise TextChanged
    action = "text.keep" if words else "text.forget"
    what = f"{command.kind} {command.channel} {command.language}"
    audit.record(tx, by, action, command.event_id, detail=what)
    return added
