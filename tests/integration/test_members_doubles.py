"""People who are on record twice: proposed, merged as an alias, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.members.errors import (
    DoubleDecided,
    NoHousehold,
    NotMerged,
    UnknownDouble,
    UnknownMember,
)
from services.members.operations import audiences, comparing, erasing, households, merging, people
from services.members.store.doubles import DoublesStore
from services.members.store.people import PeopleStore
from shared import clock
from shared.contracts.members import (
    AudienceFilter,
    AudienceRule,
    Condition,
    ConditionGroup,
    DoubleRef,
    EraseMember,
    FindDoubles,
    FindMembers,
    HouseholdOf,
    LikelyDouble,
    MemberDetail,
    MemberIds,
    MemberMerged,
    MemberRef,
    MemberUnmerged,
    MergeDoubles,
    ProposeDouble,
    SeparateMember,
)
from shared.contracts.members.rules import What
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Database
from shared.db.limits import Limits, within
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.members import STAFF, a_person, a_sheet, hand_over, import_sheet, work_off
from tests.support.world import World

pytestmark = pytest.mark.integration

PHONE = "0612345678"


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members",
        "people, bodies, tags, households, imports, outbox, audit, participation, erasures",
    ) as database:
        yield database


def compare(db: Database) -> None:
    while comparing.compare_next(db):
        pass


def proposed(db: Database) -> list[LikelyDouble]:
    compare(db)
    return merging.doubles(db, FindDoubles()).doubles


def one(db: Database, member_id: UUID) -> MemberDetail:
    return people.member(db, MemberRef(member_id=member_id))


def on_record(db: Database, first_name: str) -> UUID:
    with db.transaction() as tx:
        query = "select id from people where first_name = %s order by id"
        found: UUID = tx.execute(query, (first_name,)).fetchall()[0]["id"]
        return found


def merge(db: Database, pair: LikelyDouble, *, take: list[str] | None = None) -> UUID:
    command = MergeDoubles(command_id=new_id(), double_id=pair.double_id, take=take or [])
    return merging.merge(db, command, by=STAFF, now=clock.now()).member_id


def separate(db: Database, alias_id: UUID) -> None:
    command = SeparateMember(command_id=new_id(), alias_id=alias_id)
    merging.separate(db, command, by=STAFF, now=clock.now())


def said(members: World, kind: str) -> list[dict[str, Any]]:
    query = "select body from outbox where type = %s order by id"
    return [row["body"] for row in members.rows("members", query, kind)]


def in_two_scripts(db: Database, **arabic: object) -> LikelyDouble:
    """Put one person on record twice, in Latin and then in Arabic letters."""
    import_sheet(db, a_person("Mohamed", "Alaoui", bodies="Bureau", axes="e-joussour"))
    other = {"bodies": "Conseil", "axes": "governance"} | arabic
    import_sheet(db, a_person("محمد", "العلوي", **other))
    (pair,) = proposed(db)
    return pair


# --- Proposing -------------------------------------------------------------------------------


def test_people_are_compared_once_no_sheet_is_at_work(db: Database) -> None:
    """Comparing takes as long as bringing in: beside each other both would take twice as long."""
    import_sheet(db, a_person("Mohamed", "Alaoui"), a_person("محمد", "العلوي"))
    waiting = hand_over(db, a_sheet(a_person("Ito", "Oufkir")))

    assert not comparing.compare_next(db)

    work_off(db, waiting)
    assert comparing.compare_next(db)


def test_one_person_in_two_scripts_at_one_number_is_proposed_and_not_merged(db: Database) -> None:
    pair = in_two_scripts(db)

    assert pair.reasons == ["same-name", "phone"]
    assert (pair.kept.first_name, pair.other.first_name) == ("Mohamed", "محمد")
    assert people.find_members(db, FindMembers()).total == 2
    assert one(db, pair.kept.member_id).double_id == pair.double_id


def test_a_family_at_one_number_is_not_proposed(db: Database) -> None:
    names = ("Karim", "Karima", "Said", "Saïda", "Hassan", "Hossein")
    import_sheet(db, *(a_person(name, email="famille@example.org") for name in names))

    assert proposed(db) == []


def test_a_name_that_many_of_a_region_have_proposes_nobody(db: Database) -> None:
    rare = [a_person("Tiziri", "Oubella", phone=f"06000000{n}1", region="MA-09") for n in range(2)]
    common = [a_person("Amina", "Idrissi", phone=f"0611{n:06}", region="MA-09") for n in range(9)]
    import_sheet(db, *rare, *common)

    assert {pair.kept.first_name for pair in proposed(db)} == {"Tiziri"}


def test_what_is_changed_is_compared_again_and_what_is_not_likely_any_more_goes(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db)
    query = "update people set mobile = '+212699999999' where id = %s"
    members.rows("members", query, pair.other.member_id)

    assert proposed(db) == []


def test_not_the_same_is_remembered(db: Database, members: World) -> None:
    pair = in_two_scripts(db)
    decision = DoubleRef(double_id=pair.double_id, command_id=new_id())
    merging.not_the_same(db, decision, by=STAFF, now=clock.now())
    merging.not_the_same(db, decision, by=STAFF, now=clock.now())
    members.rows("members", "update people set birth_year = 2001")

    assert proposed(db) == []
    with pytest.raises(DoubleDecided):
        merge(db, pair)
    with pytest.raises(UnknownDouble):
        merging.double(db, DoubleRef(double_id=new_id()))


def test_pairs_come_page_by_page_the_surest_first(db: Database) -> None:
    sure = [a_person(name, "Alaoui") for name in ("Mohamed", "محمد")]
    likely = [
        a_person(f"{first}", f"Zz{letter}mrani", phone=f"06{n:08}", birth="2001")
        for letter in "bdfjklmnrstx"
        for n, first in enumerate(("Amina", "أمينة"), start=10_000_000 + ord(letter) * 10)
    ]
    more = [
        a_person(first, f"Tt{letter}ghzani", phone=f"06{n:08}", birth="1999")
        for letter in "bdfjklmnrsx"
        for n, first in enumerate(("Amina", "أمينة"), start=20_000_000 + ord(letter) * 10)
    ]
    import_sheet(db, *sure, *likely, *more)
    compare(db)

    first = merging.doubles(db, FindDoubles())
    second = merging.doubles(db, FindDoubles(after=first.next))

    assert first.total == 24
    assert [len(first.doubles), len(second.doubles), second.next] == [20, 4, None]
    assert first.doubles[0].reasons == ["same-name", "phone"]
    ids = {pair.double_id for pair in [*first.doubles, *second.doubles]}
    assert len(ids) == 24


# --- Merging ---------------------------------------------------------------------------------


def test_merged_two_ids_are_one_person_who_counts_once(db: Database, members: World) -> None:
    pair = in_two_scripts(db)
    kept = merge(db, pair)

    for either in (pair.kept.member_id, pair.other.member_id):
        assert one(db, either).member_id == kept
        named = people.names(db, MemberIds(member_ids=[either])).names
        assert [(name.member_id, name.first_name) for name in named] == [(either, "Mohamed")]
    assert people.find_members(db, FindMembers()).total == 1
    assert audiences.preview_audience(db, AudienceFilter()).people == 1
    both = AudienceFilter(bodies=pair.other.bodies)
    assert [m.member_id for m in people.find_members(db, FindMembers(filter=both)).members] == [
        kept
    ]
    assert [m.first_name for m in one(db, kept).merged] == ["محمد"]
    (merged,) = said(members, "member.merged.v1")
    assert set(merged) == {"merges"}
    (told,) = MemberMerged.parse(merged).merges
    assert (told.alias_id, told.member_id) == (pair.other.member_id, kept)


def test_the_fields_that_are_chosen_are_the_other_sides(db: Database) -> None:
    pair = in_two_scripts(db, email="m@example.org", region="MA-09", birth="2001")
    assert pair.differing == ["name", "email", "region", "birth_year"]
    assert pair.chosen_of_other == ["email", "region", "birth_year"]

    kept = one(db, merge(db, pair, take=["name", "email"]))

    assert (kept.first_name, kept.region) == ("محمد", None)
    assert {c.value for c in kept.contacts} == {"+212612345678", "m@example.org"}


def test_a_field_that_there_is_not_cannot_be_chosen(db: Database) -> None:
    pair = in_two_scripts(db)
    with pytest.raises(InvalidRequest):
        merge(db, pair, take=["version"])


@pytest.mark.parametrize("refused_by", ["kept", "other"])
def test_a_no_of_either_side_holds_for_both(db: Database, members: World, refused_by: str) -> None:
    pair = in_two_scripts(db)
    side = pair.kept if refused_by == "kept" else pair.other
    refuse(db, side.member_id)

    kept = merge(db, pair)

    assert one(db, kept).channels == []
    told = said(members, "member.contact_changed.v1")[-1]["contacts"]
    assert [(c["member_id"], c["channels"]) for c in told] == [(str(kept), [])]


def test_a_no_that_is_heard_after_the_merge_by_either_id_is_told(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db)
    kept = merge(db, pair)
    before = said(members, "member.contact_changed.v1")[-1]["contacts"][0]
    assert before["channels"] == ["sms"]

    refuse(db, pair.other.member_id)

    told = said(members, "member.contact_changed.v1")[-1]["contacts"][0]
    assert (told["member_id"], told["channels"]) == (str(kept), [])
    assert told["version"] > before["version"]


def test_a_yes_of_one_side_counts_while_the_other_says_nothing(db: Database) -> None:
    pair = in_two_scripts(db, sms="")
    assert one(db, merge(db, pair)).channels == ["sms"]


def test_the_youngest_year_counts_and_a_guardians_consent_only_when_it_is_chosen(
    db: Database,
) -> None:
    year = datetime.now(UTC).year - 15
    pair = in_two_scripts(db, birth=str(year), guardian="2026-01-01")
    assert "guardian_consent" not in pair.chosen_of_other

    merge(db, pair)

    assert audiences.preview_audience(db, AudienceFilter()).excluded == {"minor": 1}


def test_a_guardians_no_on_one_side_holds_for_both_unless_the_consent_is_chosen(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db, birth=str(datetime.now(UTC).year - 15), guardian="non")
    yes, no = (
        (pair.other, pair.kept)
        if one(db, pair.kept.member_id).guardian_no_on
        else (pair.kept, pair.other)
    )
    members.rows(
        "members",
        "update people set guardian_consent = '2026-01-01' where id = %s",
        yes.member_id,
    )

    kept = one(db, merge(db, pair))

    assert kept.guardian_consent is None
    assert kept.guardian_no_on is not None

    separate(db, pair.other.member_id)
    assert one(db, yes.member_id).guardian_consent == date(2026, 1, 1)
    assert one(db, yes.member_id).guardian_no_on is None
    assert one(db, no.member_id).guardian_no_on is not None


# What stands of a guardian: the day of a consent, whether it is their own word, the day of a no.
WORDS = "guardian_consent, guardian_self, guardian_no_on"
JAN, MAY, JUNE = date(2026, 1, 1), date(2026, 5, 1), date(2026, 6, 1)
NO = (None, False, MAY)


def guardians_say(members: World, member_id: UUID, *words: object) -> None:
    members.rows(
        "members",
        f"update people set ({WORDS}) = (%s, %s, %s) where id = %s",
        *words,
        member_id,
    )


def said_of_guardian(members: World, member_id: UUID) -> tuple[object, ...]:
    (row,) = members.rows("members", f"select {WORDS} from people where id = %s", member_id)
    return tuple(row.values())


@pytest.mark.parametrize(
    ("kept", "other", "take", "after"),
    [
        # A minor's own word lifts no guardian's no, whenever it was said.
        ((JUNE, True, None), NO, [], NO),
        (NO, (JUNE, True, None), ["guardian_consent"], NO),
        # A signed consent that came after it does, an older one only when it is chosen.
        ((JUNE, False, None), NO, [], (JUNE, False, None)),
        ((JAN, False, None), NO, [], NO),
        (NO, (JAN, False, None), [], NO),
        (NO, (JAN, False, None), ["guardian_consent"], (JAN, False, None)),
        # Where the other side says nothing there is nothing to be chosen.
        (NO, (None, False, None), ["guardian_consent"], NO),
    ],
)
def test_by_a_merge_only_a_signed_consent_lifts_a_guardians_no(
    db: Database,
    members: World,
    kept: tuple[object, ...],
    other: tuple[object, ...],
    take: list[str],
    after: tuple[object, ...],
) -> None:
    pair = in_two_scripts(db)
    guardians_say(members, pair.kept.member_id, *kept)
    guardians_say(members, pair.other.member_id, *other)

    person = merge(db, pair, take=take)

    assert said_of_guardian(members, person) == after
    separate(db, pair.other.member_id)
    assert said_of_guardian(members, pair.kept.member_id) == kept
    assert said_of_guardian(members, pair.other.member_id) == other


@pytest.mark.parametrize("since", [(JUNE, False, None), (None, False, JUNE)])
def test_what_was_said_of_a_guardian_since_the_merge_stays_whole_when_it_is_undone(
    db: Database, members: World, since: tuple[object, ...]
) -> None:
    pair = in_two_scripts(db)
    guardians_say(members, pair.kept.member_id, *NO)
    guardians_say(members, pair.other.member_id, JAN, False, None)
    person = merge(db, pair, take=["guardian_consent"])
    guardians_say(members, person, *since)

    separate(db, pair.other.member_id)

    assert said_of_guardian(members, person) == since


def test_a_no_since_the_merge_is_not_joined_by_the_consent_that_it_took_away(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db)
    guardians_say(members, pair.kept.member_id, JAN, False, None)
    guardians_say(members, pair.other.member_id, *NO)
    person = merge(db, pair)
    guardians_say(members, person, None, False, JUNE)

    separate(db, pair.other.member_id)

    assert said_of_guardian(members, person) == (None, False, JUNE)


def test_whoever_merges_two_sees_a_guardians_no(db: Database, members: World) -> None:
    pair = in_two_scripts(db)
    guardians_say(members, pair.other.member_id, *NO)

    seen = merging.double(db, DoubleRef(double_id=pair.double_id))

    assert (seen.kept.guardian_no_on, seen.other.guardian_no_on) == (None, MAY)


def test_whoever_may_see_everybody_has_a_household_read_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_sheet(db, a_person("Mohamed"), a_person("Karim"))
    read = []
    household = PeopleStore.household

    def counted(store: PeopleStore, *of: UUID) -> list[dict[str, Any]]:
        read.append(of)
        return household(store, *of)

    monkeypatch.setattr(PeopleStore, "household", counted)

    found = one(db, on_record(db, "Karim"))

    assert ([row.first_name for row in found.household], len(read)) == (["Mohamed"], 1)
    assert found.household_elsewhere == 0


def test_undone_both_are_again_as_they_were(db: Database, members: World) -> None:
    pair = in_two_scripts(db, email="m@example.org", sms="non")
    facts = "select to_jsonb(p) - '{version,changed_at}'::text[] as p from people p order by id"
    belongs = "select person_id, body from mandates order by 1, 2"
    before = members.rows("members", facts), members.rows("members", belongs)
    kept = merge(db, pair, take=["name", "email"])
    assert members.rows("members", facts) != before[0]

    separate(db, pair.other.member_id)

    assert (members.rows("members", facts), members.rows("members", belongs)) == before
    assert people.find_members(db, FindMembers()).total == 2
    assert one(db, pair.other.member_id).member_id == pair.other.member_id
    assert one(db, kept).channels == ["sms"]
    (undone,) = said(members, "member.unmerged.v1")
    (told,) = MemberUnmerged.parse(undone).unmerges
    (merged,) = MemberMerged.parse(said(members, "member.merged.v1")[0]).merges
    assert told.alias_id == pair.other.member_id
    assert told.version > merged.version
    assert [p.double_id for p in proposed(db)] == [pair.double_id]
    with pytest.raises(NotMerged):
        separate(db, pair.other.member_id)


def test_what_was_changed_since_the_merge_stays_when_it_is_undone(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db, email="m@example.org")
    kept = merge(db, pair, take=["name", "email"])
    members.rows("members", "update people set email = 'new@example.org' where id = %s", kept)

    separate(db, pair.other.member_id)

    back = one(db, kept)
    assert back.first_name == "Mohamed"
    assert "new@example.org" in {c.value for c in back.contacts}


def test_three_ids_of_one_person_lead_to_it_and_back_one_by_one(
    db: Database, members: World
) -> None:
    import_sheet(db, a_person("Mohamed", "Alaoui"))
    import_sheet(db, a_person("محمد", "العلوي"))
    import_sheet(db, a_person("ⵎⵓⵃⵎⵎⴷ", "Alaoui"))
    first, second, third = (on_record(db, name) for name in ("Mohamed", "محمد", "ⵎⵓⵃⵎⵎⴷ"))
    merge(db, pair_of(db, second, third))
    merge(db, pair_of(db, first, second))

    assert {one(db, each).member_id for each in (first, second, third)} == {first}
    last = MemberMerged.parse(said(members, "member.merged.v1")[-1])
    assert {m.alias_id: m.member_id for m in last.merges} == {second: first, third: first}

    separate(db, second)
    assert [one(db, each).member_id for each in (first, second, third)] == [first, second, second]
    separate(db, third)
    assert [one(db, each).member_id for each in (first, second, third)] == [first, second, third]


def test_a_merge_said_twice_is_one(db: Database, members: World) -> None:
    pair = in_two_scripts(db)
    command = MergeDoubles(command_id=new_id(), double_id=pair.double_id)
    replies = {merging.merge(db, command, by=STAFF, now=clock.now()).member_id for _ in range(2)}

    assert replies == {pair.kept.member_id}
    assert len(said(members, "member.merged.v1")) == 1
    actions = members.rows("members", "select action from audit where action like 'member-%%'")
    assert [row["action"] for row in actions] == ["member-merged"]


def test_a_sheet_that_names_the_other_side_brings_nobody_back(db: Database) -> None:
    pair = in_two_scripts(db)
    merge(db, pair)

    import_sheet(db, a_person("محمد", "العلوي", email="m@example.org"))

    assert people.find_members(db, FindMembers()).total == 1
    assert proposed(db) == []


# --- Households ------------------------------------------------------------------------------


def household(db: Database, first_name: str) -> list[str]:
    return [m.first_name for m in one(db, on_record(db, first_name)).household]


def by_hand(db: Database, act: Callable[..., MemberRef], first_name: str) -> None:
    command = HouseholdOf(command_id=new_id(), member_id=on_record(db, first_name))
    act(db, command, by=STAFF, now=clock.now())


def test_whoever_is_taken_out_of_a_household_stays_out_and_comes_back_by_hand(
    db: Database, members: World
) -> None:
    family = [a_person(name) for name in ("Amina", "Badr", "Chama")]
    import_sheet(db, *family)
    assert household(db, "Amina") == ["Badr", "Chama"]

    by_hand(db, households.leave, "Badr")
    import_sheet(db, *(person | {"region": "MA-09"} for person in family))

    assert [household(db, name) for name in ("Amina", "Badr")] == [["Chama"], []]
    badr = one(db, on_record(db, "Badr"))
    assert ([m.first_name for m in badr.apart], badr.is_apart) == (["Amina", "Chama"], True)
    told = [c for m in said(members, "member.contact_changed.v1") for c in m["contacts"]]
    assert [c["household_id"] for c in told if c["member_id"] == str(badr.member_id)][-1] is None

    by_hand(db, households.join, "Badr")

    assert household(db, "Badr") == ["Amina", "Chama"]
    actions = members.rows("members", "select action from audit where action like 'household-%%'")
    assert sorted(row["action"] for row in actions) == ["household-joined", "household-left"]


def test_another_number_is_another_household(db: Database) -> None:
    import_sheet(db, a_person("Amina"), a_person("Badr", email="b@example.org"))
    by_hand(db, households.leave, "Badr")
    import_sheet(
        db,
        a_person("Badr", email="b@example.org", phone="0700000001"),
        a_person("Chama", phone="0700000001"),
    )

    assert household(db, "Badr") == ["Chama"]


def test_who_shares_nothing_has_no_household_to_leave_or_to_join(db: Database) -> None:
    import_sheet(db, a_person("Amina"))
    for act in (households.leave, households.join):
        with pytest.raises(NoHousehold):
            by_hand(db, act, "Amina")


def pair_of(db: Database, one_id: UUID, other_id: UUID) -> LikelyDouble:
    return next(
        pair
        for pair in proposed(db)
        if {pair.kept.member_id, pair.other.member_id} == {one_id, other_id}
    )


def refuse(db: Database, member_id: UUID) -> None:
    """Let a person say no by themselves, elsewhere."""
    message = ContactOptedOut(member_ids=[member_id], channels=["sms"], at=clock.now())
    with db.transaction() as tx:
        people.hear_opt_outs(tx, message)


# --- Two whom nobody proposed -----------------------------------------------------------------


def propose(db: Database, one_id: UUID, other_id: UUID, command_id: UUID | None = None) -> UUID:
    wish = ProposeDouble(command_id=command_id or new_id(), one_id=one_id, other_id=other_id)
    return merging.propose(db, wish, by=STAFF).double_id


def strangers(db: Database) -> tuple[UUID, UUID]:
    import_sheet(db, a_person("Amina", "Alaoui", phone="0612345678"))
    import_sheet(db, a_person("Zineb", "Tazi", phone="0698765432", email="z@ex.org"))
    compare(db)
    return on_record(db, "Amina"), on_record(db, "Zineb")


def test_two_who_are_alike_in_nothing_are_compared_and_merged_by_hand(
    db: Database, members: World
) -> None:
    amina, zineb = strangers(db)
    assert proposed(db) == []

    pair = merging.double(db, DoubleRef(double_id=propose(db, zineb, amina)))

    assert pair.reasons == ["by-hand"]
    assert (pair.kept.member_id, pair.other.member_id) == (amina, zineb)
    assert merge(db, pair) == amina
    assert one(db, zineb).member_id == amina
    query = "select actor_id from audit where action = 'double-proposed'"
    assert members.rows("members", query) == [{"actor_id": STAFF}]


def test_a_pair_by_hand_waits_though_the_machine_sees_nothing_in_it(db: Database) -> None:
    amina, zineb = strangers(db)
    pair = propose(db, amina, zineb)

    with db.transaction() as tx:
        DoublesStore(tx).note_to_compare([amina, zineb])
    compare(db)

    assert merging.double(db, DoubleRef(double_id=pair)).reasons == ["by-hand"]


def test_two_who_were_said_to_be_two_are_asked_about_again_by_hand_alone(db: Database) -> None:
    pair = in_two_scripts(db)
    merging.not_the_same(
        db, DoubleRef(double_id=pair.double_id, command_id=new_id()), by=STAFF, now=clock.now()
    )

    again = propose(db, pair.other.member_id, pair.kept.member_id)

    assert again == pair.double_id
    assert merging.double(db, DoubleRef(double_id=again)).reasons == pair.reasons


def test_one_person_is_no_pair_and_nobody_is_none(db: Database) -> None:
    amina, zineb = strangers(db)
    command_id = new_id()
    assert propose(db, amina, zineb, command_id) == propose(db, amina, zineb, command_id)
    merge(db, merging.double(db, DoubleRef(double_id=propose(db, amina, zineb))))

    for other in (amina, zineb):
        with pytest.raises(DoubleDecided):
            propose(db, amina, other)
    with pytest.raises(UnknownMember):
        propose(db, amina, new_id())


@pytest.mark.parametrize("search", ["06 98 76 54 32", "98765432", "z@ex.org", "06 12 34 56 78"])
def test_whoever_was_merged_is_found_by_what_either_record_was_reached_by(
    db: Database, search: str
) -> None:
    """Seen failing: the number of the record that became an alias found nobody."""
    amina, zineb = strangers(db)
    pair = merging.double(db, DoubleRef(double_id=propose(db, amina, zineb)))
    merge(db, pair, take=[])

    page = people.find_members(db, FindMembers(search=search))

    assert ([row.member_id for row in page.members], page.total) == ([amina], 1)


# --- Second numbers --------------------------------------------------------------------------


def with_second_number(db: Database, **second: object) -> LikelyDouble:
    """Put one person on record twice: what is the first number there is the second here."""
    import_sheet(db, a_person("Mohamed", "Alaoui", phone=f"0698765432 / {PHONE}"))
    import_sheet(db, a_person("محمد", "العلوي", **{"phone": PHONE} | second))
    (pair,) = proposed(db)
    return pair


@pytest.mark.parametrize("phone", [PHONE, f"0677777777 / {PHONE}", f"0522123456 / {PHONE}"])
def test_a_second_number_is_a_reason_to_propose_two(db: Database, phone: str) -> None:
    assert with_second_number(db, phone=phone).reasons == ["same-name", "phone"]


def test_a_second_number_that_comes_later_is_compared(db: Database) -> None:
    import_sheet(db, a_person("Mohamed", "Alaoui", phone="0698765432"))
    import_sheet(db, a_person("محمد", "العلوي", phone=PHONE))
    assert proposed(db) == []

    import_sheet(db, a_person("Mohamed", "Alaoui", phone=f"0698765432 / {PHONE}"))

    assert [pair.reasons for pair in proposed(db)] == [["same-name", "phone"]]


def test_second_numbers_are_lent_by_a_merge_and_given_back(db: Database) -> None:
    pair = with_second_number(db, phone=f"{PHONE} / 0677777777 / 0698765432")
    assert one(db, pair.kept.member_id).alternates == ["+212612345678"]

    kept = merge(db, pair)

    # The first of the one is not the second of the other: it is the same person's by now.
    assert one(db, kept).alternates == ["+212612345678", "+212677777777"]
    separate(db, pair.other.member_id)
    assert one(db, kept).alternates == ["+212612345678"]
    assert one(db, pair.other.member_id).alternates == ["+212677777777", "+212698765432"]


# --- What hangs on an alias's id counts for the person ---------------------------------------


def counted(db: Database, what: What, *values: object) -> int:
    condition = Condition(what=what, values=[str(value) for value in values])
    rule = AudienceRule(groups=[ConditionGroup(conditions=[condition])])
    others = AudienceRule(groups=[ConditionGroup(match="none", conditions=[condition])])
    found = audiences.count_audience(db, rule).people
    assert found + audiences.count_audience(db, others).people == 1
    return found


def test_tags_lists_and_taking_part_under_either_id_are_the_persons(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db)
    merge(db, pair)
    alias, event, by_hand = pair.other.member_id, new_id(), new_id()
    members.rows("members", "insert into tags (code, name) values ('choir', 'Chorale')")
    members.rows("members", "insert into people_tags values (%s, 'choir')", alias)
    members.rows(
        "members",
        "insert into hand_lists (id, name, created_by) values (%s, 'À la main', %s)",
        *(by_hand, STAFF),
    )
    put = "insert into hand_list_people (list_id, person_id) values (%s, %s)"
    members.rows("members", put, by_hand, alias)
    invited = "insert into participation (event_id, person_id, invited_at) values (%s, %s, now())"
    members.rows("members", invited, event, alias)

    assert counted(db, "tag", "choir") == 1
    assert counted(db, "list", by_hand) == 1
    assert counted(db, "silent", event) == 1
    assert [each.event_id for each in one(db, alias).participation] == [event]


def test_whoever_answered_under_one_id_is_not_silent_under_the_other(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db)
    kept = merge(db, pair)
    event, now = new_id(), clock.now()
    for person in (kept, pair.other.member_id):
        invited = (
            "insert into participation (event_id, person_id, invited_at) values (%s, %s, now())"
        )
        members.rows("members", invited, event, person)
    assert counted(db, "silent", event) == 1

    members.rows(
        "members",
        "update participation set answer = 'yes', answered_at = %s where person_id = %s",
        *(now, pair.other.member_id),
    )

    assert counted(db, "silent", event) == 0
    assert counted(db, "coming", event) == 1
    (shown,) = one(db, kept).participation
    assert (shown.answer, shown.answered_at) == ("yes", now)


def test_whoever_is_limited_to_an_event_sees_the_name_of_whoever_was_invited_by_another_id(
    db: Database, members: World
) -> None:
    pair = in_two_scripts(db)
    kept = merge(db, pair)
    event = new_id()
    invited = "insert into participation (event_id, person_id, invited_at) values (%s, %s, now())"
    members.rows("members", invited, event, pair.other.member_id)

    for events, names in (([event], 2), ([new_id()], 0)):
        with within(Limits(events=events)):
            asked = MemberIds(member_ids=[kept, pair.other.member_id])
            assert len(people.names(db, asked).names) == names


@pytest.mark.parametrize("asked_by_alias", [True, False])
def test_erased_by_either_id_both_records_go_and_both_are_announced(
    db: Database, members: World, *, asked_by_alias: bool
) -> None:
    pair = in_two_scripts(db)
    kept = merge(db, pair)
    both = {kept, pair.other.member_id}
    command = EraseMember(
        command_id=new_id(),
        member_id=pair.other.member_id if asked_by_alias else kept,
        typed="Mohamed",
    )

    key = Fernet.generate_key().decode()
    erasing.erase_member(db, command, by=STAFF, parking_key=key, now=clock.now())

    assert members.count("members", "select count(*) from people") == 0
    (told,) = said(members, "member.erased.v1")
    assert set(told["member_ids"]) == {str(each) for each in both}
    asked = members.rows("members", "select member_id, asked_by, announced_at from erasures")
    assert {row["member_id"] for row in asked} >= both
    assert all(row["asked_by"] == STAFF and row["announced_at"] for row in asked)
