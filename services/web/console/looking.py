"""The page before something goes out: whom it reaches, what it comes to, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template, request

from services.web import asking
from services.web.console.again import command_id
from services.web.console.meaning import Meaning
from services.web.console.publishing import drawn_reach, languages_of, texts_shown
from services.web.console.quotes import Wanted, quoted
from shared.contracts.notifications import PreviewTexts

PAGE = "console/look.html"


def looked() -> bool:
    """Tell whether a form comes from the page before sending, and means it."""
    return request.form.get("looked") == "yes" and "change" not in request.form


def to_change() -> bool:
    """Tell whether a form comes from that page so that something can be changed."""
    return "change" in request.form


@dataclass(frozen=True, kw_only=True)
class Look:
    """
    What the page is about: `to` whom in words, where its form goes, with what, and back to where.

    `goes_at` when it does not go at once; `only_new` when whoever is invited is left out.
    """

    wanted: Wanted
    to: str
    action: str
    back: tuple[str, str]
    fields: Iterable[tuple[str, str]] = field(default_factory=list)
    said: Meaning | None = None
    goes_at: datetime | None = None
    only_new: bool = False


def look(about: Look) -> str:
    """Show it; nothing is sent."""
    wanted = about.wanted
    found = quoted(wanted)
    asked = PreviewTexts(
        card=wanted.card,
        languages=languages_of(found.whom),
        kind=wanted.kind,
        said=wanted.said,
    )
    texts = asking.part(lambda: asking.notifications().preview_texts(asked))
    return render_template(
        PAGE,
        card=wanted.card,
        to=about.to,
        action=about.action,
        back=about.back[0],
        back_to=about.back[1],
        fields=about.fields,
        said=about.said,
        goes_at=about.goes_at,
        only_new=about.only_new,
        whom=found.whom,
        told=found.whom.reachable if wanted.chosen is None else wanted.chosen,
        quote=found.quote,
        reach=drawn_reach(found.whom),
        texts=texts_shown(texts.previews, found.whom) if texts else None,
        command_id=command_id(),
    )
