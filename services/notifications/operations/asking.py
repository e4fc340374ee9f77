"""What organisers ask: how a message reads, how far a send is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.notifications import domain
from services.notifications.store import NotificationsStore
from services.notifications.texts import NAMES, body, segments, sms, subject
from services.notifications.texts.wording import Wording, announced
from shared.contracts.members import Language
from shared.contracts.notifications import (
    PreviewTexts,
    SendProgress,
    SendsProgress,
    TextPreview,
    TextPreviews,
)
from shared.db.database import Database

Row = dict[str, Any]

LONGEST_NAME = {"ar": "عبد الرحمان الزهراء", "fr": "Fatima-Ezzahra", "zgh": "ⴼⴰⵟⵉⵎⴰ ⵣⵣⵀⵔⴰ"}
WIDE_LETTER = "ï"
"""A letter of names that the cheap alphabet lacks: with it the whole SMS costs as Arabic does."""
LONGEST_CODE = "WWWWWWWWW"
SHORT_DOMAIN = "fj.ma"
"""As long as a short domain can well be."""


def preview_texts(
    db: Database, request: PreviewTexts, *, association: str, public_url: str
) -> TextPreviews:
    """Show a message in each language and on each channel, with long values filled in."""
    with db.transaction() as tx:
        rules = NotificationsStore(tx).sending_rules()
    link = longest_link(public_url)
    plain = rules is not None and rules.plain_letters
    previews = []
    for language in request.languages:
        wording = wording_of(request, language, association=association, plain=plain)
        previews += _previews(wording, language, link)
    return TextPreviews(previews=previews)


def longest_link(public_url: str) -> str:
    """Give a link as long as a person's own can be."""
    return f"{public_url.rstrip('/')}/i/{LONGEST_CODE}"


def longest_names(language: Language, people: int = 1, *, wide: bool = False) -> str:
    """Give names as long as those of so many people can well be, with a wide letter or without."""
    name = LONGEST_NAME.get(language, LONGEST_NAME["fr"])
    return ", ".join([name.replace("i", WIDE_LETTER) if wide else name] + [name] * (people - 1))


def wording_of(
    request: PreviewTexts, language: Language, *, association: str, plain: bool
) -> Wording:
    """Give everything of a message but the person, as the senders will."""
    said = [
        {"language": code, **asdict(request.said[code])}
        for code in request.card.languages
        if code in request.said
    ]
    return Wording(
        kind=request.kind,
        language=language,
        card=request.card,
        association=association,
        said=announced({"texts": said} if said else None, language),
        plain=plain,
    )


def _previews(wording: Wording, language: Language, link: str) -> list[TextPreview]:
    name = longest_names(language)
    short = sms(wording, names=name, link=link)
    cost = segments(short)
    shorter = segments(sms(wording, names=name, link=f"{SHORT_DOMAIN}/i/{LONGEST_CODE}"))
    written_in = wording.card.language(language)
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
            body=body(wording).replace(NAMES, name),
        ),
    ]


def sends(db: Database, event_id: UUID) -> SendsProgress:
    """Tell how far every send of an event is."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        found = store.sends_of_event(event_id)
        return SendsProgress(sends=progress_of(store, found))


def progress_of(store: NotificationsStore, sends: Sequence[Row]) -> list[SendProgress]:
    """Tell how far sends are."""
    ids = [send["id"] for send in sends]
    totals, held = store.totals_of_sends(ids), store.held_of_sends(ids)
    return [_progress(send, totals, held) for send in sends]


def _progress(send: Row, rows: Sequence[Row], held: Sequence[Row]) -> SendProgress:
    totals: dict[str, dict[str, int]] = {}
    reasons: dict[str, int] = {}
    people = parts = cost = 0
    for row in rows:
        if row["send_id"] != send["id"]:
            continue
        by_state = totals.setdefault(row["channel"], {})
        by_state[row["state"]] = by_state.get(row["state"], 0) + row["rows"]
        people += row["people"]
        parts += row["parts"]
        cost += row["cost"]
        if row["state"] == "excluded":
            reason = row["reason"] or "unknown"
            reasons[reason] = reasons.get(reason, 0) + row["rows"]
    why = next((row for row in held if row["send_id"] == send["id"]), None)
    return SendProgress(
        send_id=send["id"],
        kind=send["kind"],
        state=send["state"],
        created_at=send["created_at"],
        people=people,
        parts=parts,
        cost=cost,
        totals=totals,
        reasons=reasons,
        finished=domain.finished(totals) and send["plan_after"] is None,
        stops=send["stops"],
        resumable=send["state"] == "stopped" and send["stopped_by"] is not None,
        held=why["held"] if why else "",
        held_until=why["until"] if why else None,
    )
