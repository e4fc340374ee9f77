"""SMS without the letters that double the price, from the rules to the phone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.notifications.operations import asking
from services.notifications.store import NotificationsStore
from shared.contracts.events import Card, CardText
from shared.contracts.notifications import PreviewTexts, SendingRules
from tests.support.desk import URL, Desk, a_card
from tests.support.ledger import a_world, desk, somebody
from tests.support.world import World

__all__ = ["World", "a_world", "desk"]

pytestmark = pytest.mark.integration

TITLE = "Rencontre « Être là » à Fès"


def decide(desk: Desk, *, plain: bool) -> None:
    with desk.transaction() as tx:
        NotificationsStore(tx).put_sending_rules(SendingRules(plain_letters=plain))


def preview(desk: Desk, card: Card) -> tuple[str, int]:
    wish = PreviewTexts(card=card, languages=["fr"])
    found = asking.preview_texts(desk.db, wish, association="FMAS", public_url=URL).previews
    (text,) = (each for each in found if each.channel == "sms")
    return text.encoding, text.segments


def test_what_the_association_decided_is_shown_before_and_sent(desk: Desk) -> None:
    person = somebody(language="fr")
    desk.contacts(person)
    card = a_card(new_event := desk.event(person), version=2, starts_at=desk.now())
    said = {**card.texts, "fr": CardText(title=TITLE, venue="Fès")}
    card = replace(card, texts=said)
    before = preview(desk, card)

    decide(desk, plain=True)

    try:
        assert (before[0], preview(desk, card)[0]) == ("ucs-2", "gsm-7")
        assert preview(desk, card)[1] < before[1]
        (sent,) = (each.content for each in desk.work(new_event, desk.sender("sms")))
        assert "ê" not in str(sent)
    finally:
        decide(desk, plain=False)
