"""
What a second person releases, and that it is what goes.

A release keeps a fingerprint of all that the send says. Each claim makes it anew from what it is
about to write with: where they differ, nothing is written, and the send waits for a release again.
So it does not matter when a text was saved, or what was read before.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications import domain
from services.notifications.errors import NotHeld, SaysSomethingElse, UnknownSend
from services.notifications.operations import asking, own_texts
from services.notifications.operations.own_texts import InForce, Setting
from services.notifications.store import NotificationsStore
from services.notifications.store.base import Row
from services.notifications.texts import templates, text_kind
from services.notifications.texts.wording import announced
from shared.contracts.events import Card
from shared.contracts.members import LANGUAGES
from shared.contracts.notifications import HeldSend, LookAtRelease, TextPreview
from shared.db.database import Database


class SaysOtherwise(Exception):
    """A claim would write something else than what was released."""

    def __init__(self, send: Row) -> None:
        self.send_id: UUID = send["id"]
        self.released_as: str = send["released_as"]


def look(
    db: Database, request: LookAtRelease, setting: Setting, *, by: UUID | None = None
) -> HeldSend:
    """Show a send that waits as it would go now; UnknownSend, NotHeld."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.find_send(request.send_id)
        if send is None:
            raise UnknownSend
        card = store.find_card(send["event_id"])
        if send["state"] != "held" or card is None:
            raise NotHeld
        own = own_texts.in_force(store, send["kind"], card)
        return HeldSend(
            card=card,
            kind=send["kind"],
            people=asking.progress_of(store, [send])[0].people,
            words=words_of(send, card, own, plain=_plain(store)),
            previews=_previews(store, send, card, own, setting),
            own=by in (send["asked_by"], *send["also_asked"]),
            withdrawn=send["withdrawn_at"] is not None,
        )


def says(store: NotificationsStore, send: Row) -> str:
    """Give the fingerprint of what a send says now; NotHeld while its event is not known."""
    card = store.find_card(send["event_id"])
    if card is None:
        raise NotHeld
    own = own_texts.in_force(store, send["kind"], card)
    return words_of(send, card, own, plain=_plain(store))


def accept(store: NotificationsStore, send: Row, seen: str) -> str:
    """Give what is released: what was seen, SaysSomethingElse when that holds no more."""
    now = says(store, send)
    if seen and seen != now:
        raise SaysSomethingElse
    return now


def check(send: Row, card: Card, own: InForce, *, plain: bool) -> None:
    """See that what is about to be written is what was released; SaysOtherwise."""
    if send["released_as"] and send["released_as"] != words_of(send, card, own, plain=plain):
        raise SaysOtherwise(send)


def withdraw(db: Database, found: SaysOtherwise, now: datetime) -> None:
    """Let a send wait for a second person again; nothing if somebody has released it meanwhile."""
    with db.transaction() as tx:
        NotificationsStore(tx).withdraw_release(found.send_id, found.released_as, now)


def words_of(send: Row, card: Card, own: InForce, *, plain: bool) -> str:
    """Make a fingerprint of everything that a send says but for who reads it."""
    kind = text_kind(send["kind"], card)
    return domain.fingerprint(
        card={name: value for name, value in card.dump().items() if name != "version"},
        usual={language: templates(language)[kind] for language in LANGUAGES},
        own={f"{channel} {language}": words for (channel, language), words in own.items()},
        said=send["said"],
        changed=send["changed"],
        plain=plain,
    )


def _previews(
    store: NotificationsStore, send: Row, card: Card, own: InForce, setting: Setting
) -> list[TextPreview]:
    previews: list[TextPreview] = []
    names = own_texts.real_names(store)
    for language in LANGUAGES:
        words = own_texts.of(own, "sms", language) | own_texts.of(own, "email", language)
        wording = own_texts.filled(store, send["kind"], language, card, setting.association, words)
        wording = own_texts.saying(wording, announced(send["said"], language), send["changed"])
        previews += own_texts.previews_of(wording, language, setting.public_url, names)
    return previews


def _plain(store: NotificationsStore) -> bool:
    rules = store.sending_rules()
    return rules is not None and rules.plain_letters
