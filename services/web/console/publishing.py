"""From a draft to invitations: who is meant, the page before sending, publishing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.charts import Bar, divided
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.choosing import LONGEST_NAME, counted, name_typed
from services.web.console.events import find
from services.web.console.meaning import Choices, meaning
from services.web.console.quotes import Wanted, expected, keep, quoted
from services.web.console.rules import TypedRule
from services.web.console.targets import TypedWish, shown
from services.web.languages import current
from services.web.refusals import problem
from services.web.words.people import AGES
from shared.contracts.events import EventView, PublishEvent, PublishLater, PublishNotLater
from shared.contracts.members import (
    LANGUAGES,
    AudiencePreview,
    AudienceRef,
    Balance,
    Language,
    SaveAudience,
    SavedAudience,
    WaveWish,
    WeighAudience,
)
from shared.contracts.notifications import PreviewTexts, TextPreview
from shared.errors import Refused
from shared.ids import new_id

WHO = "console/who.html"
CHECK = "console/check.html"


# --- Who -------------------------------------------------------------------------------------


@console.get("/events/<uuid:event_id>/who")
@asking.needs("events:publish")
def who(event_id: UUID) -> str:
    return render_template(WHO, **_who(event_id, TypedRule.new()), command_id=new_id())


@console.post("/events/<uuid:event_id>/who")
@asking.needs("events:publish")
def choose_who(event_id: UUID) -> Response | str | tuple[str, int]:
    typed, name = TypedRule.typed(request.form), name_typed()
    known = {"command_id": command_id(), "name": name}
    if step := request.form.get("step"):
        return render_template(WHO, **_who(event_id, typed.after(step, request.form)), **known)
    try:
        saved = asking.members().save_audience(
            SaveAudience(
                command_id=command_id(),
                name=name or _name_after(find(event_id)),
                rule=typed.rule(),
                kept=bool(name),
            )
        )
    except Refused as refused:
        return form_again(WHO, refused, **_who(event_id, typed), **known)
    return redirect(
        url_for("console.check", event_id=event_id, audience=str(saved.audience_id)), 303
    )


def _who(event_id: UUID, typed: TypedRule) -> dict[str, object]:
    return {
        "event": find(event_id),
        "saved": asking.members().audiences().audiences,
        **counted(typed),
    }


def _name_after(view: EventView) -> str:
    return view.card.text(current()).title[:LONGEST_NAME]


# --- The page before sending -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TextShown:
    """One text of the page before sending, and how many people get it like this."""

    preview: TextPreview
    people: int


@console.get("/events/<uuid:event_id>/check")
@asking.needs("events:publish")
def check(event_id: UUID) -> str:
    typed = TypedWish.typed(request.args)
    found = _check(event_id, _audience_id(request.args), typed)
    preview = found["preview"]
    nobody = isinstance(preview, AudiencePreview) and not preview.people
    return render_template(
        CHECK, **found, problem=problem(errors.EmptyAudience()) if nobody else None
    )


@console.post("/events/<uuid:event_id>/publish")
@asking.needs("events:publish")
def publish(event_id: UUID) -> Response | tuple[str, int]:
    audience_id, typed = _audience_id(request.form), TypedWish.typed(request.form)
    try:
        _somebody(audience_id)
        wish = _possible(event_id, audience_id, typed)
        kept = expected(_wanted(event_id, audience_id, wish), command_id())
        asking.events().publish_event(
            PublishEvent(
                command_id=command_id(), event_id=event_id, audience_id=audience_id, wish=wish
            )
        )
        keep(kept)
    except Refused as refused:
        return form_again(CHECK, refused, **_check(event_id, audience_id, typed))
    return redirect(url_for("console.event_page", event_id=event_id), 303)


@console.post("/events/<uuid:event_id>/publish-later")
@asking.needs("events:publish")
def publish_later(event_id: UUID) -> Response | tuple[str, int]:
    audience_id, at = _audience_id(request.form), request.form.get("publish_at", "").strip()
    typed = TypedWish.typed(request.form)
    try:
        wish = _possible(event_id, audience_id, typed)
        kept = expected(_wanted(event_id, audience_id, wish), command_id())
        asking.events().publish_later(
            PublishLater(
                command_id=command_id(),
                event_id=event_id,
                audience_id=audience_id,
                publish_at=at,
                wish=wish,
            )
        )
        keep(kept)
    except Refused as refused:
        return form_again(
            "console/check.html", refused, **_check(event_id, audience_id, typed), publish_at=at
        )
    return redirect(url_for("console.event_page", event_id=event_id), 303)


@console.post("/events/<uuid:event_id>/publish-not-later")
@asking.needs("events:publish")
def publish_not_later(event_id: UUID) -> Response:
    wish = PublishNotLater(command_id=command_id(), event_id=event_id)
    asking.events().publish_not_later(wish)
    return redirect(url_for("console.event_page", event_id=event_id), 303)


def find_audience(audience_id: UUID) -> SavedAudience:
    """Get an audience as it stands now."""
    return asking.members().audience(AudienceRef(audience_id=audience_id))


def _somebody(audience_id: UUID) -> None:
    """Refuse to invite nobody: an event is opened once, and its page would wait for answers."""
    if not asking.members().count_audience(find_audience(audience_id).rule).people:
        raise errors.EmptyAudience


def _possible(event_id: UUID, audience_id: UUID, typed: TypedWish) -> WaveWish | None:
    """Read a wish; what makes no sense is refused here: later there is nobody to say it to."""
    wish = typed.wish()
    if wish:
        weighed(event_id, find_audience(audience_id), wish)
    return wish


def weighed(event_id: UUID, audience: SavedAudience, wish: WaveWish) -> Balance:
    asked = WeighAudience(rule=audience.rule, wish=wish, event_id=event_id)
    return asking.members().weigh_audience(asked)


def _wanted(event_id: UUID, audience_id: UUID, wish: WaveWish | None) -> Wanted:
    """Say what is about to go, as it is asked for."""
    audience = find_audience(audience_id)
    chosen = weighed(event_id, audience, wish).given if wish else None
    return Wanted(card=find(event_id).card, rule=audience.rule, chosen=chosen)


def _balance(
    event_id: UUID, audience: SavedAudience, typed: TypedWish, choices: Choices
) -> dict[str, object]:
    """Say what a wish comes to; what is wrong with it stands beside its field."""
    known: dict[str, object] = {"typed": typed, "choices": choices, "bands": AGES}
    try:
        wish = typed.wish()
        balance = weighed(event_id, audience, wish) if wish else None
    except Refused as refused:
        return {**known, "wish_problem": problem(refused), "balance": None}
    return {**known, "balance": balance, "parts": shown(balance, choices) if balance else []}


def _check(event_id: UUID, audience_id: UUID, typed: TypedWish) -> dict[str, object]:
    view = find(event_id)
    audience = find_audience(audience_id)
    choices = Choices.asked()
    preview = asking.members().count_audience(audience.rule)
    chosen = _balance(event_id, audience, typed, choices)
    balance = chosen["balance"]
    wanted = Wanted(
        card=view.card,
        rule=audience.rule,
        chosen=balance.given if isinstance(balance, Balance) else None,
    )
    wish = PreviewTexts(card=view.card, languages=languages_of(preview))
    texts = asking.part(lambda: asking.notifications().preview_texts(wish))
    return {
        "event": view,
        "audience": audience,
        "said": meaning(audience.rule, choices),
        **chosen,
        "quote": quoted(wanted).quote,
        "preview": preview,
        "reach": drawn_reach(preview),
        "texts": texts_shown(texts.previews, preview) if texts else None,
        "command_id": command_id(),
    }


def languages_of(preview: AudiencePreview) -> list[Language]:
    spoken = {reach.language for reach in preview.reach if reach.people}
    return [language for language in LANGUAGES if language in spoken] or list(LANGUAGES)


def drawn_reach(preview: AudiencePreview) -> list[Bar]:
    """Draw how many are reached in each language, by each channel."""
    people = {(reach.language, reach.channel): reach.people for reach in preview.reach}
    rows = {
        language: {channel: people.get((language, channel), 0) for channel in ("sms", "email")}
        for language in LANGUAGES
    }
    return divided({language: row for language, row in rows.items() if any(row.values())})


def texts_shown(texts: list[TextPreview], preview: AudiencePreview) -> list[TextShown]:
    people = {(reach.channel, reach.language): reach.people for reach in preview.reach}
    return [
        TextShown(preview=text, people=people.get((text.channel, text.language), 0))
        for text in texts
    ]


def _audience_id(values: dict[str, str]) -> UUID:
    try:
        return UUID(values.get("audience", ""))
    except ValueError as error:
        raise NotFound from error
