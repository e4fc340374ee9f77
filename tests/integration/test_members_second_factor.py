"""The second factor on a real database: set up, asked for, good once, and what it stands before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pyotp import TOTP

from services.members.domain.rights import SCOPES
from services.members.errors import (
    HasSecondFactor,
    ProposalTooOld,
    SignInTooOld,
    WrongCode,
    WrongOldPassword,
)
from services.members.operations import own_account, second_factor, staff
from shared import clock
from shared.contracts.members import (
    ConfirmSecondFactor,
    ProposeSecondFactor,
    RemoveSecondFactor,
    Role,
    Session,
)
from shared.db.database import Database
from shared.edge.actors import verify
from shared.errors import NotAllowed, NotSignedIn, Refusal, TooManyTries
from tests.support import accounts
from tests.support.accounts import EMAIL, KEY, KEYS, NOW, PUBLIC, STEP, Telephone, db, ref
from tests.support.world import World

__all__ = ["db"]

pytestmark = pytest.mark.integration


@pytest.fixture
def telephone(db: Database) -> Telephone:
    """The app of somebody who set it up ten minutes ago."""
    before = NOW - timedelta(minutes=10)
    return accounts.enrol(db, accounts.sign_in(db, now=before), now=before)


# --- Setting it up ---------------------------------------------------------------------------


def test_a_proposal_is_a_secret_for_this_account_and_is_kept_nowhere(
    db: Database, members: World
) -> None:
    session = accounts.sign_in(db)

    wish = ProposeSecondFactor(session=session.session)
    proposal = second_factor.propose(db, KEYS, wish, "Forum Multaqa", now=NOW)

    assert proposal.address.startswith("otpauth://totp/Forum%20Multaqa:sara%40association")
    assert f"secret={proposal.secret}" in proposal.address
    assert len(proposal.secret) == 32
    assert members.rows("members", "select from second_factors") == []


def test_the_same_proposal_can_be_shown_again_after_a_wrong_code(db: Database) -> None:
    session = accounts.sign_in(db)
    wish = ProposeSecondFactor(session=session.session)
    first = second_factor.propose(db, KEYS, wish, "FMAS", now=NOW)

    with pytest.raises(WrongCode):
        confirm(db, session, first.sealed, "000000x")
    again = ProposeSecondFactor(session=session.session, sealed=first.sealed)

    assert second_factor.propose(db, KEYS, again, "FMAS", now=NOW) == first


def confirm(
    db: Database, session: Session, sealed: str, code: str, password: str = accounts.PASSWORD
) -> None:
    wish = ConfirmSecondFactor(
        session=session.session, sealed=sealed, code=code, password=password, origin="home"
    )
    second_factor.confirm(db, KEYS, wish, now=NOW)


def test_whoever_found_a_browser_open_sets_no_telephone_of_theirs_up(db: Database) -> None:
    session = accounts.sign_in(db)
    wish = ProposeSecondFactor(session=session.session)
    proposal = second_factor.propose(db, KEYS, wish, "FMAS", now=NOW)
    code = TOTP(proposal.secret).at(NOW)

    for guess in ("", "something else altogether"):
        with pytest.raises(WrongOldPassword):
            confirm(db, session, proposal.sealed, code, guess)

    confirm(db, session, proposal.sealed, code)


def test_a_proposal_is_good_for_its_account_and_an_hour_only(db: Database) -> None:
    session = accounts.sign_in(db)
    accounts.add(db, "aya@association.example", name="Aya")
    stranger = accounts.sign_in(db, email="aya@association.example")
    wish = ProposeSecondFactor(session=session.session)
    sealed = second_factor.propose(db, KEYS, wish, "FMAS", now=NOW).sealed
    old = second_factor.propose(
        db, KEYS, wish, "FMAS", now=NOW - second_factor.PROPOSED - STEP
    ).sealed

    for holder, text in ((stranger, sealed), (session, old), (session, "made up"), (session, "é")):
        with pytest.raises(ProposalTooOld):
            confirm(db, holder, text, "123456")


def test_a_second_one_is_not_set_up_beside_the_first(db: Database) -> None:
    session = accounts.sign_in(db)
    wish = ProposeSecondFactor(session=session.session)
    sealed = second_factor.propose(db, KEYS, wish, "FMAS", now=NOW).sealed
    accounts.enrol(db, session)

    with pytest.raises(HasSecondFactor):
        second_factor.propose(db, KEYS, wish, "FMAS", now=NOW)
    with pytest.raises(HasSecondFactor):
        confirm(db, session, sealed, "123456")


def test_setting_it_up_ends_sessions_that_never_showed_a_code(db: Database) -> None:
    other, own = accounts.sign_in(db), accounts.sign_in(db)

    accounts.enrol(db, own)

    assert staff.actor(db, KEY, ref(own), now=NOW).name == "Sara"
    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(other), now=NOW)


def test_the_database_has_neither_the_secret_nor_the_codes(
    db: Database, telephone: Telephone, members: World
) -> None:
    held = str([members.rows("members", f"select * from {table}") for table in accounts.TABLES])

    assert telephone._app.secret not in held
    assert telephone._app.secret.encode().hex() not in held
    assert all(code not in held for code in telephone.recovery)
    assert len(set(telephone.recovery)) == 10


# --- Signing in with it ----------------------------------------------------------------------


def test_the_password_alone_opens_nothing(db: Database, telephone: Telephone) -> None:
    half = accounts.sign_in(db)

    assert (half.code_wanted, half.token, half.name, half.scopes) == (True, "", "", [])
    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(half), now=NOW)
    with pytest.raises(NotSignedIn):
        own_account.own_account(db, ref(half), now=NOW)


def test_password_and_code_begin_a_session_under_a_new_secret(
    db: Database, telephone: Telephone
) -> None:
    now = clock.now()
    half = accounts.sign_in(db, now=now)

    whole = accounts.enter(db, half, telephone.code(now), now=now)

    assert whole.session != half.session
    actor = staff.actor(db, KEY, ref(whole), now=now)
    assert actor.name == "Sara"
    assert "events:publish" in verify(PUBLIC, actor.token).scopes
    with pytest.raises(SignInTooOld):
        accounts.enter(db, half, telephone.code(now + STEP), now=now)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_telephone_may_be_half_a_minute_off(
    db: Database, telephone: Telephone, steps: int
) -> None:
    assert accounts.enter(db, accounts.sign_in(db), telephone.code(NOW + steps * STEP)).name


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_code_of_another_time_is_wrong(db: Database, telephone: Telephone, steps: int) -> None:
    with pytest.raises(WrongCode):
        accounts.enter(db, accounts.sign_in(db), telephone.code(NOW + steps * STEP))


@pytest.mark.parametrize("odd", ["", "12345", "1234567", "٠", "\x00", "\ud800", "x" * 10_000])
def test_odd_codes_are_wrong_and_break_nothing(
    db: Database, telephone: Telephone, odd: str
) -> None:
    with pytest.raises(WrongCode):
        accounts.enter(db, accounts.sign_in(db), odd)


def test_digits_of_any_script_and_spaces_are_the_same_code(
    db: Database, telephone: Telephone
) -> None:
    code = telephone.code()
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert accounts.enter(db, accounts.sign_in(db), f" {arabic[:3]} {arabic[3:]} ").name == "Sara"


def test_a_code_is_good_once(db: Database, telephone: Telephone) -> None:
    """Neither it nor an older one is good afterwards, not even in the step after."""
    code = telephone.code()
    accounts.enter(db, accounts.sign_in(db), code)

    for replayed in (code, telephone.code(NOW - STEP)):
        with pytest.raises(WrongCode):
            accounts.enter(db, accounts.sign_in(db), replayed)
    assert accounts.enter(db, accounts.sign_in(db), telephone.code(NOW + STEP)).name == "Sara"


def test_the_code_that_set_it_up_is_used_up_by_that(db: Database) -> None:
    telephone = accounts.enrol(db, accounts.sign_in(db))

    with pytest.raises(WrongCode):
        accounts.enter(db, accounts.sign_in(db), telephone.code())


def test_one_code_shown_many_times_at_once_is_good_once(db: Database, telephone: Telephone) -> None:
    halves = [accounts.sign_in(db) for _ in range(6)]

    def attempt(number: int) -> str:
        try:
            accounts.enter(db, halves[number], telephone.code(), origin=f"home {number}")
        except Refusal as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(attempt, range(6)))

    assert sorted(answers) == ["in", *["wrong-code"] * 5]


def test_a_right_password_waits_ten_minutes_for_its_code(
    db: Database, telephone: Telephone
) -> None:
    half = accounts.sign_in(db)
    later = NOW + timedelta(minutes=10, seconds=1)

    with pytest.raises(SignInTooOld):
        accounts.enter(db, half, telephone.code(later), now=later)


def test_each_recovery_code_is_good_once(db: Database, telephone: Telephone) -> None:
    first, second = telephone.recovery[:2]

    session = accounts.enter(db, accounts.sign_in(db), first.upper().replace("-", " "))
    with pytest.raises(WrongCode):
        accounts.enter(db, accounts.sign_in(db), first)
    accounts.enter(db, accounts.sign_in(db), second)

    assert own_account.own_account(db, ref(session), now=NOW).recovery_codes == 8


def test_another_accounts_codes_are_wrong(db: Database, telephone: Telephone) -> None:
    accounts.add(db, "aya@association.example", name="Aya")
    before = NOW - timedelta(minutes=10)
    aya = accounts.sign_in(db, email="aya@association.example", now=before)
    accounts.enrol(db, aya, now=before)
    half = accounts.sign_in(db, email="aya@association.example")

    for code in (telephone.code(), telephone.recovery[0]):
        with pytest.raises(WrongCode):
            accounts.enter(db, half, code)


def test_codes_cannot_be_guessed_one_after_the_other(db: Database, telephone: Telephone) -> None:
    half = accounts.sign_in(db)
    for _ in range(5):
        with pytest.raises(WrongCode):
            accounts.enter(db, half, "000000", origin="elsewhere")

    with pytest.raises(TooManyTries) as refusal:
        accounts.enter(db, half, telephone.code(), origin="elsewhere")

    assert refusal.value.detail == {"minutes": 15}
    assert accounts.enter(db, half, telephone.code(), origin="home").name == "Sara"


def test_many_origins_cannot_guess_one_account_s_codes(db: Database, telephone: Telephone) -> None:
    accounts.enter(db, accounts.sign_in(db), telephone.code())
    half = accounts.sign_in(db)
    for number in range(20):
        with pytest.raises(WrongCode):
            accounts.enter(db, half, "000000", origin=f"bot {number}")

    with pytest.raises(TooManyTries):
        accounts.enter(db, half, telephone.code(NOW + STEP), origin="bot 21")
    assert accounts.enter(db, half, telephone.code(NOW + STEP), origin="home").name == "Sara"


def test_a_disabled_account_cannot_finish_signing_in(db: Database, telephone: Telephone) -> None:
    half = accounts.sign_in(db)
    staff.disable_account(db, EMAIL, now=NOW)

    with pytest.raises(SignInTooOld):
        accounts.enter(db, half, telephone.code())


# --- What it stands before -------------------------------------------------------------------


READING = {
    *("members:read", "events:read", "sends:read", "door:read"),
    *("names:read", "people:count"),
}


@pytest.mark.parametrize("role", ["organiser", "admin"])
def test_whoever_should_have_one_only_reads_until_it_is_set_up(db: Database, role: Role) -> None:
    email = f"{role}@association.example"
    accounts.add(db, email, name="Aya", role=role)

    session = accounts.sign_in(db, email=email, now=clock.now(), strict=True)

    token = verify(PUBLIC, session.token)
    assert session.must_enrol
    assert token.scopes - {"audit:read"} == READING
    assert "audit:read" not in token.scopes or role == "admin"
    for right in ("events:publish", "members:write", "staff:manage", "sends:control"):
        with pytest.raises(NotAllowed):
            token.may(right)

    accounts.enrol(db, session)
    actor = staff.actor(db, KEY, ref(session), now=clock.now(), strict=True)
    assert not actor.must_enrol
    verify(PUBLIC, actor.token).may("events:publish")


@pytest.mark.parametrize("role", ["viewer", "volunteer"])
def test_who_changes_nothing_needs_none(db: Database, role: Role) -> None:
    email = f"{role}@association.example"
    accounts.add(db, email, name="Aya", role=role)

    session = accounts.sign_in(db, email=email, strict=True)

    assert not session.must_enrol
    assert set(SCOPES["viewer"]) == READING
    assert session.scopes == SCOPES[role]


def test_taking_a_lost_one_away_ends_every_session(db: Database, telephone: Telephone) -> None:
    session = accounts.enter(db, accounts.sign_in(db), telephone.code())

    staff.take_second_factor(db, EMAIL, now=NOW)

    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(session), now=NOW)
    assert not accounts.sign_in(db).code_wanted


def remove(db: Database, session: Session, code: str) -> None:
    wish = RemoveSecondFactor(session=session.session, code=code, origin="home")
    second_factor.remove(db, KEYS, wish, now=NOW)


def test_its_owner_takes_it_away_with_a_code_and_sets_up_another(
    db: Database, telephone: Telephone
) -> None:
    other = accounts.enter(db, accounts.sign_in(db), telephone.recovery[0])
    own = accounts.enter(db, accounts.sign_in(db), telephone.recovery[1])

    remove(db, own, telephone.code())

    with pytest.raises(NotSignedIn):
        staff.actor(db, KEY, ref(other), now=NOW)
    accounts.enrol(db, own, now=NOW)
    half = accounts.sign_in(db)
    for old in (telephone.code(NOW + STEP), telephone.recovery[2]):
        with pytest.raises(WrongCode):
            accounts.enter(db, half, old)


def test_a_session_alone_does_not_take_it_away(db: Database, telephone: Telephone) -> None:
    own = accounts.enter(db, accounts.sign_in(db), telephone.recovery[0])

    for _ in range(5):
        with pytest.raises(WrongCode):
            remove(db, own, "000000")
    with pytest.raises(TooManyTries):
        remove(db, own, telephone.code())

    assert accounts.sign_in(db).code_wanted


def test_what_was_done_with_it_is_in_the_audit(
    db: Database, telephone: Telephone, members: World
) -> None:
    half = accounts.sign_in(db)
    with pytest.raises(WrongCode):
        accounts.enter(db, half, "000000")
    accounts.enter(db, half, telephone.recovery[0])

    lines = [row["action"] for row in members.rows("members", "select * from audit order by id")]

    assert lines == [
        *("account-added", "signed-in", "second-factor-added"),
        *("code-refused", "signed-in-by-recovery-code"),
    ]
