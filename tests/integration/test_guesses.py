"""Whoever tries codes until one fits is held back, in the database; nobody else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from services.events.domain.holding import Hold
from services.events.errors import UnknownCode
from services.events.operations import answering
from services.notifications.errors import UnknownCode as CodeUnknownToNotifications
from services.notifications.operations import silence
from shared.contracts.events import GiveAnswer, OpenInvitation
from shared.contracts.notifications import OptOut
from shared.db import guesses
from shared.db.database import Database
from shared.errors import TooManyTries
from shared.ids import new_id
from tests.support.world import World

pytestmark = pytest.mark.integration

KEY = bytes(range(32))
WRONG = "zzzzzzzzz"
NOON = datetime(2026, 11, 27, 12, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(make_world: Callable[..., World]) -> World:
    return make_world(services=("events", "notifications"))


@pytest.fixture
def db(world: World) -> Iterator[Database]:
    world.rows("events", "delete from wrong_guesses")
    database = Database(world.dsn("events"))
    yield database
    database.close()


def guess(db: Database, origin: str, *, now: datetime = NOON, times: int = 1) -> None:
    asked = OpenInvitation(code=WRONG, origin=origin)
    for _ in range(times):
        with pytest.raises(UnknownCode):
            answering.open_invitation(db, asked, key=KEY, now=now)


def held_back(db: Database, origin: str, *, now: datetime = NOON) -> bool:
    try:
        guess(db, origin, now=now)
    except TooManyTries:
        return True
    return False


def test_a_place_that_was_wrong_too_often_is_not_looked_at_until_the_window_ends(
    db: Database,
) -> None:
    guess(db, "a", times=guesses.MOST)

    with pytest.raises(TooManyTries) as refusal:
        answering.open_invitation(db, OpenInvitation(code=WRONG, origin="a"), key=KEY, now=NOON)
    assert refusal.value.detail == {"minutes": 7}
    assert not held_back(db, "b")
    assert not held_back(db, "a", now=NOON + guesses.WINDOW)


def test_an_answer_and_a_stop_are_guesses_too(db: Database, world: World) -> None:
    given = GiveAnswer(
        command_id=new_id(), code=WRONG, member_id=new_id(), answer="yes", origin="a"
    )
    for _ in range(guesses.MOST):
        with pytest.raises(UnknownCode):
            answering.answer(db, given, key=KEY, hold=Hold(hours=1), now=NOON)
    with pytest.raises(TooManyTries):
        answering.answer(db, given, key=KEY, hold=Hold(hours=1), now=NOON)

    told = Database(world.dsn("notifications"))
    stop = OptOut(code=WRONG, channels=["sms"], origin="a")
    for _ in range(guesses.MOST):
        with pytest.raises(CodeUnknownToNotifications):
            silence.opt_out(told, stop, key=KEY, now=NOON)
    with pytest.raises(TooManyTries):
        silence.opt_out(told, stop, key=KEY, now=NOON)
    told.close()


def test_many_at_once_are_all_counted(db: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: guess(db, "a"), range(guesses.MOST)))

    assert held_back(db, "a")


def test_another_process_knows_what_this_one_counted(db: Database, world: World) -> None:
    guess(db, "a", times=guesses.MOST)
    another = Database(world.dsn("events"))

    assert held_back(another, "a")
    another.close()


def test_when_everywhere_is_guessing_each_place_gets_few_tries(db: Database, world: World) -> None:
    since = NOON.replace(minute=0)
    query = "insert into wrong_guesses values (%s, %s, %s)"
    for place in range(40):
        world.rows("events", query, since, f"bot-{place}", guesses.STORM // 40)

    guess(db, "a", times=guesses.MOST_IN_A_STORM)
    assert held_back(db, "a")
    assert not held_back(db, "somebody-else")


def test_what_was_counted_is_forgotten_with_its_window(db: Database, world: World) -> None:
    guess(db, "a", times=3)
    guess(db, "b", now=NOON + guesses.WINDOW)

    rows = world.rows("events", "select origin, wrong from wrong_guesses")
    assert [tuple(row.values()) for row in rows] == [("b", 1)]
