"""A mail that somebody of the staff sends to themselves, to see how a text reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.domain import own_texts as rules
from services.notifications.letters import Letterhead
from services.notifications.operations import own_texts
from services.notifications.store import NotificationsStore
from services.notifications.texts import EmailForm, Letter
from services.notifications.texts.samples import LONGEST_CODE
from shared.contracts.events import Card
from shared.contracts.members import Language
from shared.contracts.notifications import SendTextToMe, TextOnItsWay, TryText, Words
from shared.db import audit
from shared.db.database import Database
from shared.edge.addresses import ProvenAddress
from shared.errors import NotAllowed, TooManyTries
from shared.ids import new_id
from shared.messaging import commands

USEFUL = timedelta(hours=1)
MOST = 10
"""So many within the hour: whoever mends a text looks at it a few times."""
MARK = "[Test]"
TICKET = "TESTTESTTEST"


def send_to_oneself(
    db: Database, command: SendTextToMe, own: ProvenAddress, *, by: UUID, now: datetime
) -> TextOnItsWay:
    """
    Send a text to whoever asks, filled in as if it were sent.

    TooManyTries; NotAllowed with somebody else's address; what is refused when it is kept.
    """
    if own.staff_id != by:
        raise NotAllowed
    words = rules.tidy(command.words, "email")
    rules.check(words, command.kind, "email")
    with db.transaction() as tx:
        store = NotificationsStore(tx)

        def act() -> TextOnItsWay:
            sent = store.tests_of(by, now)
            if sent >= MOST:
                raise TooManyTries(minutes=int(USEFUL.total_seconds() // 60))
            wish = TryText(
                kind=command.kind,
                channel="email",
                language=command.language,
                words=words,
                event_id=command.event_id,
                card=command.card,
            )
            card = command.card or own_texts.shown_with(store, wish)
            written = {"kind": command.kind, "words": words.dump(), "card": card.dump()}
            mail_id = new_id()
            store.add_test_mail(
                mail_id, own, command.language, written, valid_until=now + USEFUL, now=now
            )
            what = f"{command.kind} email {command.language}"
            audit.record(tx, by, "text.test", command.event_id, detail=what)
            return TextOnItsWay(mail_id=mail_id, left=MOST - sent - 1)

        return commands.once(tx, command.command_id, TextOnItsWay, act)


def mail(row: Mapping[str, Any], head: Letterhead, now: datetime) -> bytes:
    """Write the mail; its links lead to the public agenda, for there is no invitation behind."""
    language: Language = row["language"]
    written = row["written"]
    words = Words.parse(written["words"])
    marked = replace(words, subject=f"{MARK} {words.subject}")
    card = Card.parse(written["card"])
    wording = own_texts.worded(written["kind"], language, card, head.association, marked)
    agenda = f"{head.public_url.rstrip('/')}/agenda"
    letter = Letter(
        delivery_id=row["id"],
        address=row["address"],
        names=row["name"] or LONGEST_CODE,
        link=agenda,
        stop_link=agenda,
        date=now,
        ticket=TICKET,
    )
    form = EmailForm(wording, sender=head.sender, public_url=head.public_url)
    return form.fill(letter)
