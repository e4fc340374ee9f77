"""People's own pages, on a real database: the link, its limits, and what is chosen by it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.members.errors import (
    BadQuietTimes,
    LinkNotGood,
    NoAddressOrNumber,
    NobodyAsked,
    UnknownWording,
)
from services.members.operations import (
    comparing,
    erasing,
    merging,
    own_links,
    own_pages,
    own_wishes,
    people,
    vault,
)
from shared import clock
from shared.contracts.members import (
    AgreeAgain,
    AskOwnErasure,
    ChangeOwnPage,
    ConfirmOwnErasure,
    Contact,
    FindDoubles,
    FindErasures,
    FindMembers,
    KeepInVault,
    MemberContactChanged,
    MemberDetail,
    MemberRef,
    MergeDoubles,
    OwnData,
    OwnLinkRef,
    OwnPage,
)
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Database
from shared.edge.actors import verify
from shared.errors import TooManyTries
from shared.ids import new_id
from tests.support.accounts import KEY, NOW, PUBLIC
from tests.support.members import STAFF, a_person, import_sheet, rows_of
from tests.support.own_pages import EMAIL, PHONE, a_link, ask, look, opened, requested, work
from tests.support.world import World

pytestmark = pytest.mark.integration
TABLES = (
    "people, households, imports, outbox, own_link_wishes, asked_for, wrong_guesses, commands,"
    " erasures, erased"
)
PARKING_KEY = Fernet.generate_key().decode()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", TABLES) as database:
        yield database


@pytest.fixture
def link(db: Database, members: World) -> str:
    import_sheet(db, a_person(email=EMAIL, by_email="oui", axes="1"))
    members.rows("members", "truncate outbox")
    found = a_link(db, members)
    members.rows("members", "truncate outbox")
    return found


def detail(db: Database, name: str = "Amina") -> MemberDetail:
    (row,) = people.find_members(db, FindMembers(search=name)).members
    return people.member(db, MemberRef(member_id=row.member_id))


def announced(members: World) -> list[Contact]:
    rows = members.rows(
        "members",
        "delete from outbox where type = 'member.contact_changed.v1' returning body, routing_key",
    )
    assert all(row["routing_key"].endswith(".urgent") for row in rows)
    return [c for row in rows for c in MemberContactChanged.parse(row["body"]).contacts]


def choose(db: Database, link: str, page: OwnPage, **changes: Any) -> bool:
    chosen: dict[str, Any] = {
        "command_id": new_id(),
        "link": link,
        "member_id": page.member_id,
        "language": page.language,
        "wish": page.wish,
        "axes": page.axes,
        "quiet_from": page.quiet_from,
        "quiet_until": page.quiet_until,
    }
    return own_pages.change(db, ChangeOwnPage(**chosen | changes), now=NOW).changed


def test_a_sheet_does_not_take_back_what_they_chose_themselves(
    db: Database, members: World
) -> None:
    row = a_person(email=EMAIL, by_email="oui", language="fr", wish="sms")
    import_sheet(db, row)
    link = a_link(db, members)
    assert choose(db, link, look(db, link), language="ar", wish="email")

    again = import_sheet(db, row)

    person = detail(db)
    assert (person.language, person.wish) == ("ar", "email")
    (line,) = rows_of(db, again.import_id)
    assert (line.verdict, line.reasons, line.changes) == ("unchanged", ["own-choice"], [])


def test_a_sheet_still_says_what_they_did_not_choose(db: Database, members: World) -> None:
    import_sheet(db, a_person(email=EMAIL, by_email="oui", language="fr"))
    link = a_link(db, members)
    assert choose(db, link, look(db, link), wish="email", quiet_from="22:00", quiet_until="07:00")

    import_sheet(db, a_person(email=EMAIL, by_email="oui", language="ar", wish="sms"))

    person = detail(db)
    assert (person.language, person.wish) == ("ar", "email")


def agree(db: Database, link: str, member_id: UUID, now: datetime, **changes: Any) -> None:
    said: dict[str, Any] = {"channel": "sms", "language": "ar", "version": 1}
    wish = AgreeAgain(command_id=new_id(), link=link, member_id=member_id, **said | changes)
    own_pages.agree_again(db, wish, now=now)


def stop(db: Database, member_id: UUID, at: datetime) -> None:
    with db.transaction() as tx:
        message = ContactOptedOut(member_ids=[member_id], channels=["sms"], at=at)
        people.hear_opt_outs(tx, message)


# --- The link --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "channel", "address"),
    [("06 12 34 56 78", "sms", PHONE), (f" {EMAIL.upper()} ", "email", EMAIL)],
)
def test_a_link_goes_to_the_address_that_is_held_and_travels_sealed(
    db: Database, members: World, typed: str, channel: str, address: str
) -> None:
    import_sheet(db, a_person(email=EMAIL))
    members.rows("members", "truncate outbox")

    ask(db, typed)
    work(db)

    (message,) = requested(members)
    assert (message.purpose, message.channel) == ("own_page", channel)
    assert (message.email, message.name) == ("", "")
    assert opened(message.sealed_address) == address
    assert len(opened(message.sealed_token)) == 22
    kept = str(members.rows("members", "select * from own_links"))
    body = str(members.rows("members", "select body from outbox"))
    assert opened(message.sealed_token) not in kept + body
    assert address not in body


def test_nobody_is_written_to_who_is_not_known_and_nothing_is_kept_of_the_asking(
    db: Database, members: World
) -> None:
    ask(db, "0699999999", origin="here", network="there")
    work(db)

    assert requested(members) == []
    assert members.count("members", "select count(*) from own_link_wishes") == 0
    assert "699999999" not in str(members.rows("members", "select * from asked_for"))


def test_what_is_no_address_is_said_to_be_none(db: Database) -> None:
    for typed in ("", "Amina", "0522123456", "O612345678", "amina@", "12"):
        with pytest.raises(NoAddressOrNumber):
            ask(db, typed)


def test_one_address_is_asked_for_once_in_ten_minutes_and_three_times_a_day(db: Database) -> None:
    ask(db)
    with pytest.raises(TooManyTries) as refused:
        ask(db, now=NOW + 9 * MINUTE, origin="elsewhere")
    assert refused.value.detail["minutes"] == 1
    ask(db, now=NOW + 11 * MINUTE)
    ask(db, now=NOW + 22 * MINUTE)
    with pytest.raises(TooManyTries):
        ask(db, now=NOW + 600 * MINUTE)
    ask(db, now=NOW + DAY + MINUTE)


def test_one_place_and_one_network_ask_for_so_many_and_no_more(db: Database) -> None:
    for number in range(10):
        ask(db, f"06000000{number:02}", origin="here")
    with pytest.raises(TooManyTries):
        ask(db, "0611111111", origin="here")
    for number in range(60):
        ask(db, f"06100000{number:02}", origin=f"here{number}", network="there")
    with pytest.raises(TooManyTries):
        ask(db, "0622222222", origin="another", network="there")
    ask(db, "0622222222", origin="another", network="elsewhere")


def test_known_or_not_the_answer_takes_the_same_way(db: Database, members: World) -> None:
    import_sheet(db, a_person())
    seen: list[set[str]] = []
    for number in ("0612345678", "0612345679"):
        before = members.count("members", "select count(*) from asked_for")
        began = time.perf_counter()
        ask(db, number, origin=number)
        assert time.perf_counter() - began < 1
        rows = members.count("members", "select count(*) from asked_for") - before
        wishes = members.count("members", "select count(*) from own_link_wishes")
        seen.append({f"{rows} counted", f"{wishes - len(seen)} noted"})

    assert seen[0] == seen[1]


def test_a_wish_that_waited_too_long_is_not_fulfilled(db: Database, members: World) -> None:
    import_sheet(db, a_person())
    ask(db)
    work(db, now=NOW + timedelta(hours=1))

    assert requested(members) == []


def test_a_link_ends_and_a_wrong_one_opens_nothing(db: Database, link: str) -> None:
    assert look(db, link).first_name == "Amina"
    with pytest.raises(LinkNotGood):
        look(db, link, now=NOW + own_links.GOOD_FOR)
    with pytest.raises(LinkNotGood):
        look(db, link[:-1] + ("A" if link[-1] != "A" else "B"), origin="here")
    with pytest.raises(LinkNotGood):
        look(db, link, member_id=new_id())


def test_whoever_guesses_links_is_held_back(db: Database, link: str) -> None:
    for _ in range(60):
        with pytest.raises(LinkNotGood):
            look(db, "guess", origin="here")
    with pytest.raises(TooManyTries):
        look(db, link, origin="here")
    assert look(db, link, origin="elsewhere").first_name == "Amina"


def test_people_who_share_a_number_have_their_pages_behind_one_link(
    db: Database, members: World
) -> None:
    import_sheet(db, a_person(), a_person("Youssef"), a_person("Sara", phone="0611111111"))
    link = a_link(db, members)

    pages = [look(db, link, member_id=name.member_id) for name in look(db, link).people]

    assert [page.first_name for page in pages] == ["Amina", "Youssef"]
    with pytest.raises(LinkNotGood):
        look(db, link, member_id=detail(db, "Sara").member_id)


# --- What is chosen --------------------------------------------------------------------------


def test_the_page_shows_what_is_held_and_hides_most_of_the_addresses(
    db: Database, link: str
) -> None:
    page = look(db, link)

    assert (page.language, page.wish, page.axes) == ("fr", "any", ["governance"])
    assert [(c.channel, c.shown, c.agreed) for c in page.contacts] == [
        ("sms", "+212 … 78", True),
        ("email", "a…@courriel.example", True),
    ]
    assert {w.language for w in page.wordings} == {"fr"}
    assert {w.language for w in look(db, link, language="ar").wordings} == {"ar"}
    token = verify(PUBLIC, look(db, link, now=clock.now()).token)
    assert (token.staff_id, token.role, token.scopes) == (
        *(page.member_id, "person"),
        frozenset({"own:messages", "own:calendar"}),
    )


def test_what_is_chosen_is_kept_and_told_with_a_newer_version(
    db: Database, members: World, link: str
) -> None:
    page = look(db, link)
    changed = choose(
        *(db, link, page),
        language="ar",
        wish="sms",
        axes=["youth-action", "no-such-axis"],
        quiet_from="٢٢:٣٠",
        quiet_until="7:00",
    )

    assert changed
    now = look(db, link)
    assert (now.language, now.wish, now.axes) == ("ar", "sms", ["youth-action"])
    (told,) = announced(members)
    assert (told.language, told.channels) == ("ar", ["sms"])
    assert (told.quiet_from, told.quiet_until) == ("22:30", "07:00")


def test_the_same_again_and_what_was_so_before_tells_nobody(
    db: Database, members: World, link: str
) -> None:
    page = look(db, link)
    assert not choose(db, link, page)
    command = new_id()
    assert choose(db, link, page, command_id=command, language="ar")
    announced(members)
    assert choose(db, link, page, command_id=command, language="ar")

    assert announced(members) == []


@pytest.mark.parametrize(
    ("start", "end"), [("22:00", None), (None, "7:00"), ("25:00", "7:00"), ("7:00", "07:00")]
)
def test_quiet_times_are_two_times_of_the_day(
    db: Database, link: str, start: str | None, end: str | None
) -> None:
    with pytest.raises(BadQuietTimes):
        choose(db, link, look(db, link), quiet_from=start, quiet_until=end)
    assert look(db, link).quiet_from is None


def test_an_own_yes_after_an_own_no_is_written_in_the_words_that_were_shown(
    db: Database, members: World, link: str
) -> None:
    member_id = look(db, link).member_id
    stop(db, member_id, NOW)
    announced(members)
    assert not look(db, link).contacts[0].agreed

    agree(db, link, member_id, NOW + MINUTE)

    line = detail(db).consents[-1]
    assert (line.given, line.own, line.source) == (True, True, "own page")
    assert (line.language, line.wording_version) == ("ar", 1)
    assert "أوافق" in line.wording
    (told,) = announced(members)
    assert (told.sms_consent, told.sms_own_yes_at) == (True, NOW + MINUTE)
    assert look(db, link).contacts[0].agreed


def test_no_sheet_looks_like_an_own_yes(db: Database, members: World) -> None:
    import_sheet(db, a_person())

    (row,) = members.rows("members", "select body from outbox")
    (contact,) = MemberContactChanged.parse(row["body"]).contacts
    assert (contact.sms_consent, contact.sms_own_yes_at) == (True, None)


def test_a_no_that_is_heard_late_does_not_undo_the_yes_that_came_after_it(
    db: Database, link: str
) -> None:
    member_id = look(db, link).member_id
    agree(db, link, member_id, NOW + MINUTE)

    stop(db, member_id, NOW)

    assert look(db, link).contacts[0].agreed


def test_nobody_agrees_to_words_that_were_shown_to_nobody(db: Database, link: str) -> None:
    with pytest.raises(UnknownWording):
        agree(db, link, look(db, link).member_id, NOW, version=7)


def test_nothing_is_done_for_somebody_the_link_does_not_lead_to(db: Database, link: str) -> None:
    import_sheet(db, a_person("Sara", phone="0611111111", sms=""))
    sara = detail(db, "Sara").member_id

    with pytest.raises(LinkNotGood):
        agree(db, link, sara, NOW)
    with pytest.raises(LinkNotGood):
        choose(db, link, look(db, link), member_id=sara)
    assert detail(db, "Sara").consents == []


def test_the_audit_says_what_was_done_and_no_address(
    db: Database, members: World, link: str
) -> None:
    choose(db, link, look(db, link), language="ar")

    rows = members.rows("members", "select action, subject_id, actor_id from audit")
    said = {row["action"] for row in rows if row["subject_id"] == look(db, link).member_id}
    assert {"own-link-sent", "own-choices-changed"} <= said
    assert all(row["actor_id"] is None for row in rows if row["action"].startswith("own-"))


# --- One's own data, and an end --------------------------------------------------------------


@pytest.fixture
def safe(members: World, db: Database) -> Iterator[Database]:
    """The same database, as the vault's own role."""
    database = Database(members.dsn("members", role="members_vault"), size=2)
    yield database
    database.close()


def data_behind(
    db: Database, safe: Database, link: str, *, now: datetime = NOW, **more: Any
) -> OwnData:
    return own_wishes.own_data(db, safe, KEY, "FMAS", OwnLinkRef(link=link, **more), now=now)


def keep_a_union(safe: Database, person: UUID) -> None:
    wish = KeepInVault(
        command_id=new_id(),
        member_id=person,
        kind="union",
        value="Union des exemples",
        wording="J'accepte que mon syndicat soit gardé.",
        agreed_on=date(2026, 10, 1),
        collected_by="Sara",
        purpose="Mélanger les secteurs",
    )
    vault.keep_in_vault(safe, PARKING_KEY, wish, by=new_id(), now=clock.now())


def wish_to_be_erased(db: Database, link: str, member_id: UUID, now: datetime = NOW) -> None:
    own_wishes.ask_erasure(db, AskOwnErasure(link=link, member_id=member_id), now=now)


def mean_it(
    db: Database, link: str, member_id: UUID, *, now: datetime = NOW, command_id: UUID | None = None
) -> None:
    command = ConfirmOwnErasure(command_id=command_id or new_id(), link=link, member_id=member_id)
    own_wishes.confirm_erasure(db, command, parking_key=PARKING_KEY, now=now)


def test_a_link_shows_all_that_is_held_and_proves_it_to_others_for_that_alone(
    db: Database, safe: Database, members: World, link: str
) -> None:
    told = data_behind(db, safe, link, now=clock.now())

    kinds = {held.kind: held.rows for held in told.data.held}
    assert kinds["person"][0]["mobile"] == PHONE
    assert {row["channel"] for row in kinds["consents"]} == {"sms", "email"}
    token = verify(PUBLIC, told.token)
    assert (token.staff_id, token.scopes) == (told.member_id, frozenset({"own:data"}))
    query = "select actor_id from audit where action = 'member-data-exported' and subject_id = %s"
    assert members.rows("members", query, told.member_id) == [{"actor_id": None}]


def test_a_person_is_told_that_something_is_sealed_and_not_what(
    db: Database, safe: Database, members: World, link: str
) -> None:
    person = look(db, link).member_id
    assert "sealed" not in {held.kind for held in data_behind(db, safe, link).data.held}

    keep_a_union(safe, person)
    told = data_behind(db, safe, link)

    (sealed,) = (held.rows for held in told.data.held if held.kind == "sealed")
    assert sealed[0].keys() == {"agreed_on", "collector", "recorded_at"}
    assert "union" not in str(told.data).casefold()
    query = "select actor_id, subject_id from audit where action = 'vault-told-of'"
    assert members.rows("members", query) == [{"actor_id": None, "subject_id": person}]


def test_behind_a_shared_number_each_sees_their_own_and_nobody_what_is_sealed(
    db: Database, safe: Database, members: World
) -> None:
    import_sheet(db, a_person(), a_person("Youssef"))
    shared = a_link(db, members)
    keep_a_union(safe, look(db, shared).member_id)

    for name in data_behind(db, safe, shared).people:
        told = data_behind(db, safe, shared, member_id=name.member_id)
        held = str(told.data.held)
        other = {"Amina": "Youssef", "Youssef": "Amina"}[name.first_name]
        assert name.first_name in held
        assert other not in held
        assert "sealed" not in held


@pytest.mark.parametrize("wrong", ["guess", ""])
def test_without_the_link_nothing_is_shown_or_erased(
    db: Database, safe: Database, link: str, wrong: str
) -> None:
    person = look(db, link).member_id
    wish_to_be_erased(db, link, person)

    with pytest.raises(LinkNotGood):
        data_behind(db, safe, wrong)
    with pytest.raises(LinkNotGood):
        wish_to_be_erased(db, wrong, person)
    with pytest.raises(LinkNotGood):
        mean_it(db, wrong, person)
    with pytest.raises(LinkNotGood):
        mean_it(db, link, new_id())
    assert look(db, link).member_id == person


def test_whoever_means_it_twice_is_erased_once_and_the_link_is_none_any_more(
    db: Database, members: World, link: str
) -> None:
    person, command_id = look(db, link).member_id, new_id()

    with pytest.raises(NobodyAsked):
        mean_it(db, link, person)
    wish_to_be_erased(db, link, person)
    assert look(db, link).first_name == "Amina"
    for _ in range(2):  # a phone that lost the answer sends it again
        mean_it(db, link, person, command_id=command_id)

    told = "select count(*) from outbox where type = 'member.erased.v1'"
    assert members.count("members", told) == 1
    assert members.count("members", "select count(*) from people") == 0
    with pytest.raises(LinkNotGood):
        look(db, link)
    (done,) = erasing.erasures(db, FindErasures()).erasures
    assert (done.own, done.asked_by) == (True, "")


def test_a_wish_of_yesterday_is_as_if_never_said(db: Database, link: str) -> None:
    person = look(db, link).member_id
    wish_to_be_erased(db, link, person)

    with pytest.raises(NobodyAsked):
        mean_it(db, link, person, now=NOW + DAY + MINUTE)


def test_of_those_who_share_a_number_one_goes_and_the_others_stay(
    db: Database, members: World
) -> None:
    import_sheet(db, a_person(), a_person("Youssef"))
    shared = a_link(db, members)
    gone = detail(db, "Amina").member_id
    wish_to_be_erased(db, shared, gone)

    mean_it(db, shared, gone)

    assert [name.first_name for name in look(db, shared).people] == ["Youssef"]


# --- Whoever was on record twice -------------------------------------------------------------


@pytest.fixture
def twice(db: Database, members: World) -> Twice:
    """Somebody who was on record twice at one number, and is one person now; a link of before."""
    import_sheet(db, a_person(language="français"))
    import_sheet(db, a_person("أمينة", "العلوي", language="français", sms="non"))
    before = a_link(db, members)
    while comparing.compare_next(db):
        pass
    (pair,) = merging.doubles(db, FindDoubles()).doubles
    command = MergeDoubles(command_id=new_id(), double_id=pair.double_id, take=[])
    person = merging.merge(db, command, by=STAFF, now=NOW - DAY).member_id
    (alias,) = members.rows("members", "select alias_id from aliases")
    members.rows("members", "truncate outbox")
    return Twice(person=person, alias=alias["alias_id"], before=before)


@dataclass(frozen=True, kw_only=True)
class Twice:
    """A person, the other record of theirs, and a link that was made for both."""

    person: UUID
    alias: UUID
    before: str


def test_whoever_was_merged_has_one_page_which_changes_what_they_are_told(
    db: Database, members: World, twice: Twice
) -> None:
    link = a_link(db, members, now=NOW + DAY)
    members.rows("members", "truncate outbox")

    for each in (link, twice.before):
        page = look(db, each)
        assert (page.member_id, [one.member_id for one in page.people]) == (
            twice.person,
            [twice.person],
        )
    # A page that was open meanwhile still says the id that they had.
    page = look(db, twice.before, member_id=twice.alias)
    assert choose(db, twice.before, page, member_id=twice.alias, language="ar")

    told = {contact.member_id: contact.language for contact in announced(members)}
    assert told[twice.person] == "ar"
    assert people.member(db, MemberRef(member_id=twice.person)).language == "ar"


def test_the_own_yes_of_whoever_was_merged_lifts_what_the_other_record_said_before(
    db: Database, members: World, twice: Twice
) -> None:
    def reached() -> bool:
        (told,) = members.rows("members", "select channels & 1 = 1 as yes from people_in_brief")
        sms = next(one for one in look(db, twice.before).contacts if one.channel == "sms")
        shown = people.member(db, MemberRef(member_id=twice.person)).channels
        assert [sms.agreed, "sms" in shown] == [told["yes"]] * 2
        return sms.agreed

    assert not reached(), "the strictest side counts"
    agree(db, twice.before, twice.alias, NOW)
    assert reached()

    stop(db, twice.alias, NOW + MINUTE)
    assert not reached(), "a later no counts, under whichever id"


def test_the_address_of_the_other_record_leads_to_the_person(
    db: Database, members: World, twice: Twice
) -> None:
    members.rows("members", "update people set mobile = '+212612345699' where id = %s", twice.alias)

    assert look(db, a_link(db, members, "+212612345699")).member_id == twice.person


def test_whoever_was_merged_is_erased_under_all_ids_by_a_page_of_before(
    db: Database, members: World, twice: Twice
) -> None:
    asked = AskOwnErasure(link=twice.before, member_id=twice.alias, origin="")
    assert own_wishes.ask_erasure(db, asked, now=NOW).member_id == twice.person
    command = ConfirmOwnErasure(
        command_id=new_id(), link=twice.before, member_id=twice.alias, origin=""
    )
    own_wishes.confirm_erasure(db, command, parking_key=PARKING_KEY, now=NOW)

    assert members.count("members", "select count(*) from people") == 0
