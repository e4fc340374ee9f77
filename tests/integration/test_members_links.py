"""Links to choose a password, on a real database: asked for, sent once, good once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.members.errors import LinkNotGood, PersonalPassword, WrongSignIn
from services.members.operations import links, staff
from shared.contracts.members import AskForLink, ChoosePassword, Link, LinkRef
from shared.db.database import Database
from shared.errors import NotSignedIn, Refusal, TooManyTries
from tests.support import accounts
from tests.support.accounts import EMAIL, KEY, LINKS_KEY, NOW, a_link, db, ref
from tests.support.world import World

__all__ = ["db"]

pytestmark = pytest.mark.integration

NEW = "quelque chose de tout autre"
NOBODY = "nobody@association.example"


def choose(db: Database, token: str, password: str = NEW) -> Link:
    return links.choose_password(db, ChoosePassword(token=token, password=password), now=NOW)


def send_all(db: Database) -> None:
    while links.send_next(db, LINKS_KEY, now=NOW):
        pass


def test_a_link_lets_its_owner_choose_another_password(db: Database, members: World) -> None:
    token = a_link(db, members, " SARA@Association.example ")

    assert links.link(db, LinkRef(token=token), now=NOW) == Link(purpose="reset", email=EMAIL)
    choose(db, token)

    assert accounts.sign_in(db, NEW).name == "Sara"
    with pytest.raises(WrongSignIn):
        accounts.sign_in(db)


def test_what_is_announced_is_urgent_and_for_its_owner(db: Database, members: World) -> None:
    a_link(db, members)

    [row] = members.rows("members", "select * from outbox")
    assert row["urgent"]
    assert row["routing_key"] == "verification.requested.v1.urgent"
    assert (row["body"]["email"], row["body"]["language"]) == (EMAIL, "ar")
    assert row["person_ids"] == [members.rows("members", "select id from staff")[0]["id"]]


def test_the_database_holds_no_token_that_opens_anything(db: Database, members: World) -> None:
    token = a_link(db, members)

    held = str([members.rows("members", f"select * from {table}") for table in accounts.TABLES])

    assert len(token) == 43
    assert token not in held
    assert token.encode().hex() not in held


def test_a_link_is_good_once(db: Database, members: World) -> None:
    token = a_link(db, members)
    choose(db, token)

    with pytest.raises(LinkNotGood):
        choose(db, token)
    with pytest.raises(LinkNotGood):
        links.link(db, LinkRef(token=token), now=NOW)


def test_one_link_used_many_times_at_once_is_good_once(db: Database, members: World) -> None:
    token = a_link(db, members)

    def attempt(number: int) -> str:
        try:
            choose(db, token, f"{NEW} {number}")
        except Refusal as refusal:
            return refusal.code
        return "chosen"

    with ThreadPoolExecutor(5) as pool:
        answers = sorted(pool.map(attempt, range(5)))

    assert answers == ["chosen", *["link-not-good"] * 4]


def test_a_link_is_good_for_half_an_hour(db: Database, members: World) -> None:
    token = a_link(db, members, now=NOW - timedelta(minutes=30))

    with pytest.raises(LinkNotGood):
        choose(db, token)


@pytest.mark.parametrize("made_up", ["", "x", "\x00", "\ud800", "A" * 43, "x" * 100_000])
def test_a_made_up_link_opens_nothing(db: Database, members: World, made_up: str) -> None:
    a_link(db, members)

    with pytest.raises(LinkNotGood):
        choose(db, made_up)


def test_using_one_link_uses_up_all_that_are_open(db: Database, members: World) -> None:
    first, second = a_link(db, members), a_link(db, members)
    choose(db, first)

    with pytest.raises(LinkNotGood):
        choose(db, second)


def test_a_refused_password_leaves_the_link_good(db: Database, members: World) -> None:
    token = a_link(db, members)

    with pytest.raises(PersonalPassword):
        choose(db, token, "Sara et ses amies 2026")
    choose(db, token)


def test_another_password_ends_every_session_and_keeps_the_second_factor(
    db: Database, members: World
) -> None:
    before = NOW - timedelta(minutes=10)
    session = accounts.sign_in(db, now=before)
    telephone = accounts.enrol(db, session, now=before)
    half = accounts.sign_in(db)

    choose(db, a_link(db, members))

    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(session), now=NOW)
    with pytest.raises(Refusal, match="too long ago"):
        accounts.enter(db, half, telephone.code())
    again = accounts.sign_in(db, NEW)
    assert again.code_wanted
    assert accounts.enter(db, again, telephone.code()).name == "Sara"


def test_nothing_is_sent_for_an_address_without_an_account(db: Database, members: World) -> None:
    accounts.add(db, "gone@association.example", name="Gone")
    staff.disable_account(db, "gone@association.example", now=NOW)
    for email in (NOBODY, "gone@association.example", "\x00", "\ud800", "a@b" * 1000):
        accounts.ask(db, email)
    send_all(db)

    assert members.rows("members", "select from outbox") == []
    assert members.rows("members", "select from link_wishes") == []


def test_a_link_that_nobody_waits_for_any_more_is_not_sent(db: Database, members: World) -> None:
    accounts.ask(db, now=NOW - timedelta(minutes=31))

    send_all(db)

    assert members.rows("members", "select from outbox") == []


def test_another_way_in_that_changed_closes_open_links(db: Database, members: World) -> None:
    token = a_link(db, members)
    staff.disable_account(db, EMAIL, now=NOW)
    with pytest.raises(LinkNotGood):
        choose(db, token)


def test_an_inbox_cannot_be_filled_by_asking(db: Database, members: World) -> None:
    for _ in range(3):
        accounts.ask(db)
    with pytest.raises(TooManyTries) as refusal:
        accounts.ask(db)
    for number in range(2):
        accounts.ask(db, origin=f"bot {number}")
    with pytest.raises(TooManyTries):
        accounts.ask(db, origin="bot 3")
    send_all(db)

    assert refusal.value.detail == {"minutes": 15}
    assert len(accounts.tokens(members)) == 5
    assert accounts.sign_in(db).name == "Sara"


def test_one_origin_cannot_ask_for_everybody(db: Database) -> None:
    for number in range(20):
        accounts.ask(db, f"a{number}@association.example", origin="elsewhere")

    with pytest.raises(TooManyTries):
        accounts.ask(db, "b@association.example", origin="elsewhere")


def test_unknown_accounts_are_throttled_alike(db: Database) -> None:
    for _ in range(3):
        accounts.ask(db, NOBODY)

    with pytest.raises(TooManyTries):
        accounts.ask(db, NOBODY)


def test_asking_does_not_even_look_whether_there_is_an_account(
    db: Database, members: World
) -> None:
    """So it says the same of a known and an unknown one, and cannot take longer for either."""
    members.rows("members", "alter table staff rename to hidden")
    try:
        answers = [
            links.ask_for_link(db, KEY, AskForLink(email=email, origin=email), now=NOW)
            for email in (EMAIL, NOBODY)
        ]
    finally:
        members.rows("members", "alter table hidden rename to staff")

    assert len({str(answer) for answer in answers}) == 1


def test_two_workers_send_each_link_once(db: Database, members: World) -> None:
    for number in range(6):
        accounts.add(db, f"p{number}@association.example", name=f"Person {number}")
        accounts.ask(db, f"p{number}@association.example")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: send_all(db), range(4)))

    assert len(set(accounts.tokens(members))) == 6
