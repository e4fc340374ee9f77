"""One's own account, and the staff as an administrator manages it, on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from services.members.errors import (
    AccountExists,
    LastAdmin,
    LinkNotGood,
    NameMissing,
    NoAddress,
    NotInvited,
    UnknownAccount,
    WeakPassword,
    WrongOldPassword,
    WrongSignIn,
)
from services.members.operations import accounts as managing
from services.members.operations import erasing, links, own_account, second_factor, staff
from services.members.operations.people import find_members
from shared.contracts.members import (
    ChangePassword,
    ChangeRole,
    ChooseLanguage,
    ChoosePassword,
    EndSession,
    EraseMember,
    FindMembers,
    InviteStaff,
    LinkRef,
    ProposeSecondFactor,
    RemoveSecondFactor,
    Session,
    StaffAccount,
    StaffCommand,
)
from shared.db.database import Database
from shared.errors import NotSignedIn, Refusal, TooManyTries
from shared.ids import new_id
from tests.support import accounts
from tests.support.accounts import EMAIL, KEY, KEYS, LINKS_KEY, NOW, PASSWORD, db, ref
from tests.support.members import a_person, import_sheet
from tests.support.world import World

__all__ = ["db"]

pytestmark = pytest.mark.integration

NEW = "quelque chose de tout autre"
ADMIN = "khadija@association.example"


@pytest.fixture
def admin(db: Database) -> UUID:
    return accounts.add(db, ADMIN, name="Khadija", role="admin")


# --- One's own account -----------------------------------------------------------------------


def is_over(db: Database, session: Session) -> bool:
    try:
        staff.actor(db, KEY, ref(session), now=NOW)
    except NotSignedIn:
        return True
    return False


def test_somebody_sees_where_they_are_signed_in(db: Database) -> None:
    first, second = accounts.sign_in(db), accounts.sign_in(db)
    accounts.add(db, "aya@association.example", name="Aya")
    accounts.sign_in(db, email="aya@association.example")

    seen = own_account.own_account(db, ref(second), now=NOW)

    assert (seen.email, seen.name, seen.language) == (EMAIL, "Sara", "ar")
    assert not seen.second_factor
    assert [one.browser for one in seen.sessions] == ["Firefox, Linux"] * 2
    assert sum(one.current for one in seen.sessions) == 1
    assert not is_over(db, first)


def test_sessions_that_are_over_are_not_shown(db: Database) -> None:
    accounts.sign_in(db, now=NOW - timedelta(minutes=31))

    assert len(own_account.own_account(db, ref(accounts.sign_in(db)), now=NOW).sessions) == 1


def test_one_session_or_all_others_can_be_ended(db: Database) -> None:
    own, second, third = (accounts.sign_in(db) for _ in range(3))
    seen = own_account.own_account(db, ref(second), now=NOW)
    [of_second] = [one.session_id for one in seen.sessions if one.current]

    own_account.end_session(db, EndSession(session=own.session, session_id=of_second), now=NOW)
    assert [is_over(db, one) for one in (own, second, third)] == [False, True, False]
    own_account.end_other_sessions(db, ref(own), now=NOW)

    assert [is_over(db, one) for one in (own, third)] == [False, True]


def test_nobody_ends_a_session_of_somebody_else(db: Database) -> None:
    own = accounts.sign_in(db)
    [session] = own_account.own_account(db, ref(own), now=NOW).sessions
    accounts.add(db, "aya@association.example", name="Aya")
    stranger = accounts.sign_in(db, email="aya@association.example")

    wish = EndSession(session=stranger.session, session_id=session.session_id)
    own_account.end_session(db, wish, now=NOW)

    assert not is_over(db, own)


def test_the_language_follows_the_person_to_another_browser(db: Database) -> None:
    session = accounts.sign_in(db)

    wish = ChooseLanguage(session=session.session, language="zgh")
    own_account.choose_language(db, wish, now=NOW)

    assert accounts.sign_in(db).language == "zgh"
    assert staff.actor(db, KEY, ref(session), now=NOW).language == "zgh"


def change(db: Database, session: Session, old: str = PASSWORD, new: str = NEW) -> str:
    wish = ChangePassword(
        session=session.session, old_password=old, new_password=new, origin="home"
    )
    return own_account.change_password(db, KEY, wish, now=NOW).session


def test_another_password_ends_every_session_and_begins_a_new_one(db: Database) -> None:
    own, other = accounts.sign_in(db), accounts.sign_in(db)

    fresh = change(db, own)

    assert is_over(db, own)
    assert is_over(db, other)
    assert staff.actor(db, KEY, ref(fresh), now=NOW).name == "Sara"
    assert accounts.sign_in(db, NEW).name == "Sara"
    with pytest.raises(WrongSignIn):
        accounts.sign_in(db)


def test_changing_the_password_asks_for_the_old_one_and_does_not_let_it_be_guessed(
    db: Database,
) -> None:
    session = accounts.sign_in(db)
    for _ in range(10):
        with pytest.raises(WrongOldPassword):
            change(db, session, old="guess")

    with pytest.raises(TooManyTries):
        change(db, session)
    assert not is_over(db, session)


def test_a_weak_password_changes_nothing(db: Database) -> None:
    session = accounts.sign_in(db)

    with pytest.raises(WeakPassword):
        change(db, session, new="short")

    assert not is_over(db, session)
    assert accounts.sign_in(db).name == "Sara"


def test_a_session_that_is_over_changes_nothing(db: Database) -> None:
    session = accounts.sign_in(db)
    staff.sign_out(db, ref(session))

    for act in (
        lambda: own_account.own_account(db, ref(session), now=NOW),
        lambda: own_account.end_other_sessions(db, ref(session), now=NOW),
        lambda: change(db, session),
        lambda: accounts.enrol(db, session),
    ):
        with pytest.raises(NotSignedIn):
            act()


def test_looking_changes_nothing_in_the_database(db: Database, members: World, admin: UUID) -> None:
    session = accounts.sign_in(db, email=ADMIN)
    token = accounts.a_link(db, members)

    def held() -> str:
        return str([members.rows("members", f"select * from {table}") for table in accounts.TABLES])

    before = held()
    own_account.own_account(db, ref(session), now=NOW)
    managing.staff_accounts(db, now=NOW)
    links.link(db, LinkRef(token=token), now=NOW)
    wish = ProposeSecondFactor(session=session.session)
    second_factor.propose(db, accounts.KEYS, wish, "FMAS", now=NOW)

    assert held() == before


# --- The staff -------------------------------------------------------------------------------


def invitation(email: str = "aya@association.example", **changes: object) -> InviteStaff:
    fields: dict[str, object] = {
        "command_id": new_id(),
        "email": email,
        "name": "Aya",
        "role": "organiser",
        "language": "fr",
    }
    return InviteStaff(**(fields | changes))  # type: ignore[arg-type]


def command(staff_id: UUID) -> StaffCommand:
    return StaffCommand(command_id=new_id(), staff_id=staff_id)


def seen(db: Database, staff_id: UUID) -> StaffAccount:
    everybody = managing.staff_accounts(db, now=NOW).accounts
    return next(one for one in everybody if one.staff_id == staff_id)


def test_somebody_invited_chooses_a_password_within_three_days(
    db: Database, members: World, admin: UUID
) -> None:
    invited = managing.invite(db, invitation(), by=admin, now=NOW)
    while links.send_next(db, LINKS_KEY, now=NOW):
        pass
    [token] = accounts.tokens(members)
    assert seen(db, invited.staff_id).state == "invited"
    later = NOW + timedelta(days=2, hours=23)

    assert links.link(db, LinkRef(token=token), now=later).purpose == "welcome"
    with pytest.raises(LinkNotGood):
        links.link(db, LinkRef(token=token), now=NOW + timedelta(days=3))
    links.choose_password(db, ChoosePassword(token=token, password=NEW), now=later)

    assert seen(db, invited.staff_id).state == "active"
    assert accounts.sign_in(db, NEW, email="aya@association.example").role == "organiser"


def test_an_invitation_sent_twice_is_one(db: Database, members: World, admin: UUID) -> None:
    wish = invitation()

    first = managing.invite(db, wish, by=admin, now=NOW)
    assert managing.invite(db, wish, by=admin, now=NOW) == first

    assert members.count("members", "select count(*) from link_wishes") == 1
    with pytest.raises(AccountExists):
        managing.invite(db, invitation("AYA@association.example"), by=admin, now=NOW)


def test_an_invitation_needs_an_address_and_a_name(db: Database, admin: UUID) -> None:
    with pytest.raises(NoAddress):
        managing.invite(db, invitation("not an address"), by=admin, now=NOW)
    with pytest.raises(NameMissing):
        managing.invite(db, invitation(name=" \u200b "), by=admin, now=NOW)


def test_another_role_holds_from_the_next_click(db: Database, admin: UUID) -> None:
    session = accounts.sign_in(db)
    wish = ChangeRole(command_id=new_id(), staff_id=session.staff_id, role="viewer")

    managing.change_role(db, wish, by=admin, now=NOW)

    actor = staff.actor(db, KEY, ref(session), now=NOW)
    assert (actor.role, "events:publish" in actor.scopes) == ("viewer", False)


def test_disabling_lets_nobody_in_until_it_is_undone(
    db: Database, members: World, admin: UUID
) -> None:
    session = accounts.sign_in(db)
    token = accounts.a_link(db, members)

    managing.disable(db, command(session.staff_id), by=admin, now=NOW)
    assert is_over(db, session)
    assert seen(db, session.staff_id).state == "disabled"
    with pytest.raises(WrongSignIn):
        accounts.sign_in(db)
    with pytest.raises(LinkNotGood):
        links.link(db, LinkRef(token=token), now=NOW)

    managing.enable(db, command(session.staff_id), by=admin)
    assert accounts.sign_in(db).name == "Sara"


def test_an_administrator_ends_sessions_and_takes_a_lost_second_factor(
    db: Database, admin: UUID
) -> None:
    session = accounts.sign_in(db)
    accounts.enrol(db, session)
    assert (seen(db, session.staff_id).second_factor, seen(db, session.staff_id).sessions) == (
        True,
        1,
    )

    managing.end_sessions(db, command(session.staff_id), by=admin)
    assert is_over(db, session)
    managing.take_second_factor(db, command(session.staff_id), by=admin, now=NOW)

    assert not seen(db, session.staff_id).second_factor
    assert not accounts.sign_in(db).code_wanted


def test_the_last_administrator_stays(db: Database, members: World, admin: UUID) -> None:
    """Somebody who is invited and has no password yet, or is disabled, does not count."""
    managing.invite(db, invitation(role="admin"), by=admin, now=NOW)
    gone = accounts.add(db, "gone@association.example", name="Gone", role="admin")
    managing.disable(db, command(gone), by=admin, now=NOW)

    with pytest.raises(LastAdmin):
        managing.disable(db, command(admin), by=admin, now=NOW)
    wish = ChangeRole(command_id=new_id(), staff_id=admin, role="organiser")
    with pytest.raises(LastAdmin):
        managing.change_role(db, wish, by=admin, now=NOW)

    managing.enable(db, command(gone), by=admin)
    managing.disable(db, command(admin), by=gone, now=NOW)
    assert seen(db, admin).state == "disabled"


def test_two_administrators_cannot_take_each_other_away(db: Database, admin: UUID) -> None:
    other = accounts.add(db, "other@association.example", name="Other", role="admin")

    def take(pair: tuple[UUID, UUID]) -> str:
        by, whom = pair
        try:
            managing.disable(db, command(whom), by=by, now=NOW)
        except Refusal as refusal:
            return refusal.code
        return "disabled"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(take, [(admin, other), (other, admin)]))

    assert answers == ["disabled", "last-admin"]


def test_an_account_that_is_none_is_refused(db: Database, admin: UUID) -> None:
    for act in (managing.enable, managing.end_sessions):
        with pytest.raises(UnknownAccount):
            act(db, command(new_id()), by=admin)
    for act_now in (managing.disable, managing.take_second_factor):
        with pytest.raises(UnknownAccount):
            act_now(db, command(new_id()), by=admin, now=NOW)


def test_who_changed_what_is_in_the_audit(db: Database, members: World, admin: UUID) -> None:
    invited = managing.invite(db, invitation(), by=admin, now=NOW)
    wish = ChangeRole(
        command_id=new_id(),
        staff_id=invited.staff_id,
        role="volunteer",
        events=[new_id()],
        until=NOW + timedelta(days=1),
    )
    managing.change_role(db, wish, by=admin, now=NOW)
    managing.disable(db, command(invited.staff_id), by=admin, now=NOW)
    managing.enable(db, command(invited.staff_id), by=admin)
    managing.end_sessions(db, command(invited.staff_id), by=admin)
    managing.take_second_factor(db, command(invited.staff_id), by=admin, now=NOW)

    lines = members.rows("members", "select * from audit where actor_id = %s order by id", admin)

    assert {line["subject_id"] for line in lines} == {invited.staff_id}
    assert [line["action"] for line in lines] == [
        *("account-invited", "role-changed-to-volunteer", "account-disabled"),
        *("account-enabled", "sessions-ended", "second-factor-taken"),
    ]


def test_an_invitation_is_sent_again_to_whoever_has_no_password_and_not_too_soon(
    db: Database, members: World, admin: UUID
) -> None:
    invited = managing.invite(db, invitation(), by=admin, now=NOW).staff_id
    while links.send_next(db, LINKS_KEY, now=NOW):
        pass
    with pytest.raises(TooManyTries):
        managing.invite_again(db, command(invited), by=admin, now=NOW + timedelta(minutes=9))
    wish, later = command(invited), NOW + timedelta(minutes=11)

    managing.invite_again(db, wish, by=admin, now=later)
    managing.invite_again(db, wish, by=admin, now=later)
    while links.send_next(db, LINKS_KEY, now=later):
        pass

    assert len(accounts.tokens(members)) == 2
    with pytest.raises(NotInvited):
        managing.invite_again(db, command(admin), by=admin, now=later)


# --- The password once more -------------------------------------------------------------------


def test_a_browser_left_open_erases_nobody(db: Database, admin: UUID) -> None:
    """Seen failing: whoever held a session erased without showing anything else."""
    import_sheet(db, a_person())
    person = find_members(db, FindMembers(search="Amina")).members[0].member_id

    def erase(password: str) -> None:
        wish = EraseMember(
            command_id=new_id(), member_id=person, typed="Amina", password=password, origin="home"
        )
        erasing.erase_member_by_staff(db, KEY, wish, by=admin, parking_key=KEYS.sealing, now=NOW)

    for _ in range(10):
        with pytest.raises(WrongOldPassword):
            erase("a guess")
    with pytest.raises(TooManyTries):
        erase(PASSWORD)
    assert find_members(db, FindMembers(search="Amina")).total == 1


def test_whoever_shows_the_password_erases(db: Database, admin: UUID) -> None:
    import_sheet(db, a_person())
    person = find_members(db, FindMembers(search="Amina")).members[0].member_id
    wish = EraseMember(command_id=new_id(), member_id=person, typed="Amina", password=PASSWORD)

    for _ in range(2):
        erasing.erase_member_by_staff(db, KEY, wish, by=admin, parking_key=KEYS.sealing, now=NOW)

    assert find_members(db, FindMembers(search="Amina")).total == 0


# --- Its owner is told ------------------------------------------------------------------------


def test_whoever_changes_a_password_has_its_owner_told(db: Database, members: World) -> None:
    session = accounts.sign_in(db)
    wish = ChangePassword(
        session=session.session, old_password=PASSWORD, new_password=NEW, origin=""
    )
    own_account.change_password(db, KEY, wish, now=NOW)
    token = accounts.a_link(db, members)
    links.choose_password(db, ChoosePassword(token=token, password=f"{NEW} 2"), now=NOW)
    staff.change_password(db, EMAIL, f"{NEW} 3", now=NOW)

    assert accounts.told(members) == [(EMAIL, "password_changed")] * 3


def test_whoever_sets_up_or_takes_a_second_factor_has_its_owner_told(
    db: Database, members: World, admin: UUID
) -> None:
    session = accounts.sign_in(db)
    telephone = accounts.enrol(db, session)
    code = telephone.code(NOW + accounts.STEP)
    wish = RemoveSecondFactor(session=session.session, code=code, origin="")
    second_factor.remove(db, KEYS, wish, now=NOW + accounts.STEP)
    accounts.enrol(db, session)
    for _ in range(2):  # what is not there any more is no news
        managing.take_second_factor(db, command(session.staff_id), by=admin, now=NOW)
    staff.take_second_factor(db, EMAIL, now=NOW)

    assert accounts.told(members) == [
        (EMAIL, f"second_factor_{what}") for what in ("added", "removed", "added", "removed")
    ]


def test_what_was_refused_and_a_first_password_are_no_news(
    db: Database, members: World, admin: UUID
) -> None:
    session = accounts.sign_in(db)
    wish = ChangePassword(session=session.session, old_password="no", new_password=NEW, origin="")
    with pytest.raises(WrongOldPassword):
        own_account.change_password(db, KEY, wish, now=NOW)
    managing.invite(db, invitation(), by=admin, now=NOW)
    while links.send_next(db, LINKS_KEY, now=NOW):
        pass
    token = accounts.tokens(members)[-1]
    links.choose_password(db, ChoosePassword(token=token, password=NEW), now=NOW)

    assert accounts.told(members) == []
