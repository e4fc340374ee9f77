"""Mails to the staff on a real database: claimed, sent, recorded, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any, get_args
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.notifications.channels import Outgoing
from services.notifications.domain import (
    Accepted,
    Breaker,
    NotSent,
    Outcome,
    Rejected,
    Unavailable,
    Uncertain,
)
from services.notifications.letters import Letterhead
from services.notifications.operations import account_mails
from services.notifications.operations.account_mails import Post
from shared.contracts.members import AccountChange, AccountChanged, VerificationRequested
from shared.db.database import Database
from shared.ids import new_id
from tests.support.desk import Outside
from tests.support.world import World

pytestmark = pytest.mark.integration

LINKS_KEY = Fernet.generate_key().decode()
TOKEN = "TokenOfALink_of-43-letters"
LEASE = timedelta(minutes=2)
HEAD = Letterhead(association="FMAS", sender="A <a@ex.org>", public_url="https://ex.org")


class Office:
    """One notifications database, a way out, and a clock that can be put forward."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.db = Database(world.dsn("notifications"))
        self.ahead = timedelta()
        self.outside = Outside()
        self.post = self.another()

    def another(self, **changes: Any) -> Post:
        facts = {"channel": self.outside, "letterhead": HEAD, "links_key": LINKS_KEY}
        return Post(**facts | {"lease": LEASE} | changes)  # type: ignore[arg-type]  # given above

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def later(self, **time: float) -> None:
        self.ahead += timedelta(**time)
        self.post.breaker = Breaker()  # whose clock is another

    def hear(self, **changes: Any) -> UUID:
        facts: dict[str, Any] = {
            "verification_id": new_id(),
            "staff_id": new_id(),
            "purpose": "reset",
            "email": "salma@association.example",
            "name": "Salma",
            "language": "ar",
            "sealed_token": Fernet(LINKS_KEY).encrypt(TOKEN.encode()).decode(),
            "valid_until": self.now() + timedelta(minutes=30),
        }
        message = VerificationRequested(**facts | changes)
        with self.db.transaction() as tx:
            account_mails.keep(tx, message, now=self.now())
        return message.verification_id

    def hear_news(self, what: AccountChange = "password_changed") -> UUID:
        message = AccountChanged(
            change_id=new_id(),
            staff_id=new_id(),
            what=what,
            email="salma@association.example",
            name="Salma",
            language="fr",
            changed_at=self.now(),
        )
        for _ in range(2):  # hearing twice changes nothing
            with self.db.transaction() as tx:
                account_mails.keep_news(tx, message, now=self.now())
        return message.change_id

    def send(self, post: Post | None = None) -> None:
        while account_mails.send_due(self.db, post or self.post, clock=self.now):
            pass

    def will(self, answer: Callable[[Outgoing], Outcome]) -> None:
        self.outside.answer = answer

    def row(self, mail_id: UUID) -> dict[str, Any]:
        [row] = self.world.rows(
            "notifications", "select * from account_mails where id = %s", mail_id
        )
        return row

    def keeps_nothing(self, mail_id: UUID) -> bool:
        row = self.row(mail_id)
        return (row["email"], row["name"], row["sealed_token"]) == (None, None, None)


@pytest.fixture(scope="module")
def notifications(make_world: Callable[..., World]) -> World:
    return make_world(services=("notifications",))


@pytest.fixture
def office(notifications: World) -> Iterator[Office]:
    notifications.rows("notifications", "truncate account_mails")
    office = Office(notifications)
    yield office
    office.db.close()


def test_a_mail_goes_out_once_and_nothing_is_kept_of_it(office: Office) -> None:
    mail_id = office.hear()
    assert TOKEN not in str(office.row(mail_id))

    office.send()
    office.send()

    [sent] = office.outside.taken
    assert sent.address == "salma@association.example"
    assert TOKEN.encode() in bytes(sent.content)  # type: ignore[arg-type]  # an e-mail is bytes
    assert office.row(mail_id)["state"] == "sent"
    assert office.keeps_nothing(mail_id)


def test_a_message_heard_twice_is_one_mail(office: Office) -> None:
    mail_id = office.hear()
    office.hear(verification_id=mail_id)
    office.send()
    office.hear(verification_id=mail_id)
    office.send()

    assert len(office.outside.taken) == 1


def test_two_senders_share_what_is_due(office: Office) -> None:
    for _ in range(25):
        office.hear()

    office.send(office.another())
    office.send()

    assert len({sent.delivery_id for sent in office.outside.taken}) == 25
    assert max(office.outside.windows) <= account_mails.WINDOW


def test_what_the_server_never_takes_is_given_up_and_forgotten(office: Office) -> None:
    mail_id = office.hear()
    office.will(lambda _: Rejected("5.1.1"))

    office.send()

    assert (office.row(mail_id)["state"], office.row(mail_id)["reason"]) == ("failed", "5.1.1")
    assert office.keeps_nothing(mail_id)


def test_what_cannot_go_now_is_tried_again_while_the_link_is_good(office: Office) -> None:
    mail_id = office.hear()
    office.will(lambda _: NotSent("4.2.0"))
    office.send()
    assert office.row(mail_id)["state"] == "waiting"

    office.later(minutes=1)
    office.will(lambda _: Accepted())
    office.send()

    assert office.row(mail_id)["state"] == "sent"


def test_a_server_that_takes_nothing_is_left_alone_for_a_while(office: Office) -> None:
    mail_id = office.hear()
    office.will(lambda _: Unavailable("no-connection"))
    office.send()
    assert office.row(mail_id)["state"] == "waiting"
    assert office.post.breaker.probing

    office.ahead += timedelta(seconds=10)
    office.will(lambda _: Accepted())
    office.send()
    assert office.row(mail_id)["state"] == "waiting"
    office.later()
    office.send()

    assert office.row(mail_id)["state"] == "sent"


def test_a_link_that_is_not_good_any_more_is_sent_to_nobody(office: Office) -> None:
    mail_id = office.hear()
    office.later(minutes=31)

    office.send()

    assert office.outside.taken == []
    assert office.row(mail_id)["state"] == "expired"
    assert office.keeps_nothing(mail_id)


FOREIGN = Fernet(Fernet.generate_key()).encrypt(TOKEN.encode()).decode()


@pytest.mark.parametrize("sealed", ["made up", FOREIGN])
def test_a_link_that_cannot_be_opened_keeps_no_other_from_going(
    office: Office, sealed: str
) -> None:
    bad = office.hear(sealed_token=sealed)
    good = office.hear()

    office.send()

    assert (office.row(bad)["state"], office.row(bad)["reason"]) == ("failed", "link-unreadable")
    assert office.row(good)["state"] == "sent"


def message_ids(office: Office) -> set[str]:
    read = (message_from_bytes(bytes(m.content)) for m in office.outside.taken)  # type: ignore[arg-type]  # an e-mail is bytes
    return {str(message["Message-ID"]) for message in read}


def test_a_mail_whose_sender_was_lost_goes_out_once_more_under_the_same_name(
    office: Office,
) -> None:
    mail_id = office.hear()
    lose_a_sender(office)
    office.send()
    assert len(office.outside.taken) == 1
    assert office.row(mail_id)["state"] == "claimed"

    office.later(minutes=5)
    office.send()

    assert len(office.outside.taken) == 2
    assert message_ids(office) == {f"<{mail_id}@ex.org>"}
    assert office.row(mail_id)["state"] == "sent"


def lose_a_sender(office: Office) -> None:
    """Claim and send as a process does that is gone before it writes anything down."""
    rows, lease = account_mails._claim(office.db, office.post, office.now())
    messages = account_mails._write(office.post, rows, {}, office.now())
    list(office.outside.send_all(messages, lease))


def test_what_a_lost_sender_finds_out_late_does_not_undo_what_is_known(office: Office) -> None:
    mail_id = office.hear()
    rows, _ = account_mails._claim(office.db, office.post, office.now())
    office.later(minutes=5)
    office.send()

    account_mails._record(office.db, rows, {mail_id: NotSent("late")}, {}, office.now())

    assert office.row(mail_id)["state"] == "sent"


def test_what_stays_uncertain_twice_is_forgotten(office: Office) -> None:
    mail_id = office.hear()
    office.will(lambda _: Uncertain("no-reply"))

    office.send()
    assert office.row(mail_id)["state"] == "uncertain"
    assert not office.keeps_nothing(mail_id)
    office.later(minutes=5)
    office.send()
    office.later(minutes=5)
    office.send()

    assert (office.row(mail_id)["state"], office.row(mail_id)["attempts"]) == ("uncertain", 2)
    assert office.keeps_nothing(mail_id)


def test_the_mails_of_somebody_can_be_erased(office: Office, notifications: World) -> None:
    staff_id = new_id()
    office.hear(staff_id=staff_id)

    notifications.rows("notifications", "delete from account_mails where staff_id = %s", staff_id)
    office.send()

    assert office.outside.taken == []


# --- News of an account -----------------------------------------------------------------------


@pytest.mark.parametrize("what", get_args(AccountChange))
def test_news_go_out_once_without_a_secret_and_nothing_is_kept(
    office: Office, what: AccountChange
) -> None:
    mail_id = office.hear_news(what)

    office.send()
    office.send()

    [sent] = office.outside.taken
    assert sent.address == "salma@association.example"
    assert b"/forgotten-password" in bytes(sent.content)  # type: ignore[arg-type]  # an e-mail is bytes
    assert office.row(mail_id)["state"] == "sent"
    assert office.keeps_nothing(mail_id)


def test_news_that_nobody_could_send_are_tried_again_and_end_when_they_are_old(
    office: Office,
) -> None:
    mail_id = office.hear_news()
    office.will(lambda _: NotSent("closed"))
    office.send()
    assert office.row(mail_id)["state"] == "waiting"

    office.later(days=4)
    office.send()

    assert office.row(mail_id)["state"] == "expired"
    assert office.keeps_nothing(mail_id)
