"""What happens to an account while somebody's password or code for it is being judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from services.members.domain import second_factor as codes
from services.members.errors import WrongSignIn
from services.members.operations import accounts as staff_managed
from services.members.operations import links, own_account, sessions, staff
from services.members.store.safety import SafetyStore
from shared.contracts.members import ChangePassword, ChoosePassword, Session, StaffCommand
from shared.db.database import Database
from shared.errors import NotSignedIn
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support import accounts
from tests.support.accounts import EMAIL, KEY, NOW, ref
from tests.support.world import World

pytestmark = pytest.mark.integration

OTHER = "une tout autre phrase"
WAITING = "select 1 from pg_locks where not granted"
Between = Callable[[Any, str, Callable[[], object]], None]


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    accounts.empty(members)
    database = Database(members.dsn("members"), size=8)
    accounts.add(database)
    yield database
    database.close()


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Let something happen once, when a function has judged and nothing came of it yet."""

    def happen(where: Any, name: str, act: Callable[[], object]) -> None:
        judge = getattr(where, name)

        def judged(*given: Any) -> Any:
            verdict = judge(*given)
            monkeypatch.setattr(where, name, judge)
            act()
            return verdict

        monkeypatch.setattr(where, name, judged)

    return happen


# --- Signing in ------------------------------------------------------------------------------


def test_a_password_that_is_replaced_while_it_is_judged_lets_nobody_in(
    db: Database, members: World, between: Between
) -> None:
    between(staff, "fits", lambda: staff.change_password(db, EMAIL, OTHER, now=NOW))

    with pytest.raises(WrongSignIn):
        accounts.sign_in(db)

    assert members.rows("members", "select 1 from sessions") == []
    tries = members.rows("members", "select succeeded from sign_in_tries")
    assert [row["succeeded"] for row in tries] == [False]


def test_an_account_that_is_disabled_while_it_is_judged_lets_nobody_in(
    db: Database, members: World, between: Between
) -> None:
    between(staff, "fits", lambda: staff.disable_account(db, EMAIL, now=NOW))

    with pytest.raises(WrongSignIn):
        accounts.sign_in(db)

    assert members.rows("members", "select 1 from sessions") == []


def test_a_second_factor_that_is_set_up_while_a_password_is_judged_is_asked_for(
    db: Database, between: Between
) -> None:
    owners = accounts.sign_in(db)
    between(staff, "fits", lambda: accounts.enrol(db, owners))

    opened: Session = accounts.sign_in(db, origin="elsewhere")

    assert opened.code_wanted
    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(opened), now=NOW)


# --- Changing one's own account --------------------------------------------------------------


def sign_everybody_out(members: World) -> None:
    members.rows("members", "delete from sessions")


def test_whoever_is_signed_out_while_a_password_is_judged_does_not_change_it(
    db: Database, members: World, between: Between
) -> None:
    session = accounts.sign_in(db).session
    between(own_account, "hashed", lambda: sign_everybody_out(members))
    wish = ChangePassword(
        session=session, old_password=accounts.PASSWORD, new_password=OTHER, origin="home"
    )

    with pytest.raises(NotSignedIn):
        own_account.change_password(db, KEY, wish, now=NOW)

    assert not accounts.sign_in(db).code_wanted


def test_whoever_is_signed_out_while_a_code_is_judged_sets_nothing_up(
    db: Database, members: World, between: Between
) -> None:
    session = accounts.sign_in(db)
    between(codes, "step_of", lambda: sign_everybody_out(members))

    with pytest.raises(NotSignedIn):
        accounts.enrol(db, session)

    assert not accounts.sign_in(db).code_wanted


# --- The code --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["password", "owner", "administrator", "lost"])
def test_a_session_that_begins_while_all_are_being_ended_is_ended_as_well(
    db: Database, members: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    before = NOW - timedelta(minutes=10)
    owners = accounts.sign_in(db, now=before)
    telephone = accounts.enrol(db, owners, now=before)
    command = StaffCommand(command_id=new_id(), staff_id=owners.staff_id)
    end: dict[str, Callable[[], object]] = {
        "password": lambda: staff.change_password(db, EMAIL, OTHER, now=NOW),
        "owner": lambda: own_account.end_other_sessions(db, ref(owners), now=NOW),
        "administrator": lambda: staff_managed.end_sessions(db, command, by=new_id()),
        "lost": lambda: staff.take_second_factor(db, EMAIL, now=NOW),
    }
    half = accounts.sign_in(db, origin="elsewhere")
    begin = sessions.begin
    with ThreadPoolExecutor() as threads:
        ending: list[Future[object]] = []

        def begun(*given: Any) -> str:
            ending.append(threads.submit(end[how]))
            eventually(lambda: members.rows("members", WAITING))
            return begin(*given)

        monkeypatch.setattr(sessions, "begin", begun)
        opened = accounts.enter(db, half, telephone.code(), origin="elsewhere")
        ending[0].result()

    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(opened), now=NOW)


# --- Who waits for whom ----------------------------------------------------------------------


def test_a_link_and_a_password_given_from_elsewhere_wait_in_one_order(
    db: Database, members: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = accounts.a_link(db, members)
    use = SafetyStore.use_verification
    with ThreadPoolExecutor() as threads:
        given: list[Future[None]] = []

        def used(store: SafetyStore, *wanted: Any) -> Any:
            whose = use(store, *wanted)
            given.append(threads.submit(staff.change_password, db, EMAIL, OTHER, now=NOW))
            eventually(lambda: members.rows("members", WAITING))
            return whose

        monkeypatch.setattr(SafetyStore, "use_verification", used)
        links.choose_password(db, ChoosePassword(token=token, password=accounts.PASSWORD), now=NOW)
        given[0].result()

    assert accounts.sign_in(db, OTHER).session
