"""Counting an audience, and telling a wave's people page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.members.domain.rules import rule_of
from services.members.errors import UnknownAudience, UnknownMember
from services.members.operations import audiences, destinations, people
from services.members.store.audiences import AudienceStore
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    Addressee,
    AudienceFilter,
    AudienceRef,
    AudienceResolved,
    AudienceRule,
    Condition,
    ConditionGroup,
    CountDestinations,
    FindMembers,
    MemberIds,
    MemberRef,
    SaveAudience,
)
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.members import STAFF, a_person, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration

EVERYBODY = AudienceFilter()


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members", "people, households, imports, outbox, audiences, resolvings, bodies"
    ) as database:
        yield database


def this_year() -> int:
    return clock.now().astimezone(ZoneInfo("Africa/Casablanca")).year


def save(db: Database, wanted: AudienceFilter = EVERYBODY) -> UUID:
    command = SaveAudience(command_id=new_id(), name="Tout le monde", filter=wanted)
    return audiences.save_audience(db, command, by=STAFF).audience_id


def ask(db: Database, audience_id: UUID) -> AudienceRequested:
    request = AudienceRequested(wave_id=new_id(), event_id=new_id(), audience_id=audience_id)
    with db.transaction() as tx:
        audiences.hear_request(tx, request)
    return request


def work(db: Database) -> None:
    while audiences.resolve_next(db, now=clock.now()):
        pass


def told(db: Database, wave_id: UUID) -> list[AudienceResolved]:
    with db.transaction() as tx:
        rows = tx.execute(
            "select body from outbox where type = 'audience.resolved.v1'"
            " and body->>'wave_id' = %s order by id",
            (str(wave_id),),
        ).fetchall()
    return [AudienceResolved.parse(row["body"]) for row in rows]


def resolve(db: Database, wanted: AudienceFilter = EVERYBODY) -> list[AudienceResolved]:
    request = ask(db, save(db, wanted))
    work(db)
    pages = told(db, request.wave_id)
    assert {page.event_id for page in pages} == {request.event_id}
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    return pages


def addressees(pages: list[AudienceResolved]) -> list[Addressee]:
    return [addressee for page in pages for addressee in page.addressees]


def names_of(db: Database, found: list[Addressee]) -> set[str]:
    ids = MemberIds(member_ids=[addressee.member_id for addressee in found])
    return {name.first_name for name in people.names(db, ids).names}


# --- Filters ---------------------------------------------------------------------------------


@pytest.fixture
def crowd(db: Database) -> Database:
    import_sheet(
        db,
        a_person("Amina", phone="0612345601", bodies="AG", axes="1;3", region="Rabat", birth=1990),
        a_person("Youssef", phone="0612345602", bodies="AG;CO", language="ar", region="Fès"),
        a_person("Idir", phone="0612345603", axes="3", language="zgh", birth=2000),
        a_person("Sara", phone="0612345604", language="en", region="étranger", birth=1960),
    )
    return db


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (EVERYBODY, {"Amina", "Youssef", "Idir", "Sara"}),
        (AudienceFilter(bodies=["general-assembly"]), {"Amina", "Youssef"}),
        (AudienceFilter(bodies=["orientation-council", "choir"]), {"Youssef"}),
        (AudienceFilter(axes=["youth-action"]), {"Amina", "Idir"}),
        (AudienceFilter(axes=["youth-action"], bodies=["general-assembly"]), {"Amina"}),
        (AudienceFilter(regions=["MA-04", "abroad"]), {"Amina", "Sara"}),
        (AudienceFilter(languages=["ar", "zgh"]), {"Youssef", "Idir"}),
        (AudienceFilter(age_from=2026 - 2000, age_to=2026 - 1990), {"Amina", "Idir"}),
        (AudienceFilter(bodies=["nobody"]), set()),
    ],
)
def test_a_filter_means_who_fits_every_line_of_it(
    crowd: Database, wanted: AudienceFilter, names: set[str]
) -> None:
    shift = this_year() - 2026
    if wanted.age_from is not None and wanted.age_to is not None:
        wanted = AudienceFilter(age_from=wanted.age_from + shift, age_to=wanted.age_to + shift)

    found = addressees(resolve(crowd, wanted))

    assert names_of(crowd, found) == names
    assert audiences.preview_audience(crowd, wanted).people == len(names)
    page = people.find_members(crowd, FindMembers(filter=wanted))
    assert {row.first_name for row in page.members} == names
    assert page.total == len(names)


@pytest.mark.parametrize(
    "odd",
    [
        AudienceFilter(age_from=30, age_to=20),
        AudienceFilter(age_from=-1),
        AudienceFilter(age_to=1_000_000),
    ],
)
def test_odd_ages_are_refused(db: Database, odd: AudienceFilter) -> None:
    with pytest.raises(InvalidRequest):
        audiences.preview_audience(db, odd)


def test_a_filter_is_data_and_never_a_statement(crowd: Database) -> None:
    evil = AudienceFilter(bodies=["x') or true --"], regions=["'; drop table people; --"])

    assert audiences.preview_audience(crowd, evil).people == 0


# --- Who may be invited ----------------------------------------------------------------------


def test_a_guardian_who_says_no_is_believed(db: Database) -> None:
    """Seen failing: a "no" was taken for an empty cell, and the yes of before stayed."""
    birth = this_year() - 15
    import_sheet(db, a_person(birth=birth, guardian="01/09/2026"))
    import_sheet(db, a_person(birth=birth, guardian=""))
    assert audiences.preview_audience(db, EVERYBODY).excluded == {}

    assert import_sheet(db, a_person(birth=birth, guardian="non")).verdicts == {"changed": 1}

    assert audiences.preview_audience(db, EVERYBODY).excluded == {"minor": 1}


@pytest.mark.parametrize(
    ("years", "guardian", "refused"),
    [(18, "", "minor"), (18, "01/09/2026", None), (19, "", None), (0, "", "minor")],
)
def test_a_minor_needs_a_guardians_consent(
    db: Database, years: int, guardian: str, refused: str | None
) -> None:
    import_sheet(db, a_person(birth=this_year() - years, guardian=guardian))

    assert [addressee.refused for addressee in addressees(resolve(db))] == [refused]


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"sms": ""}, "no_consent"),
        ({"sms": "non"}, "no_consent"),
        ({"phone": "", "email": "a@courriel.example", "sms": "oui"}, "no_consent"),
        ({"phone": ""}, "no_contact"),
        ({"phone": "0522123456"}, "no_contact"),
        ({"phone": "", "birth": 2020}, "minor"),
    ],
)
def test_who_may_not_be_told_is_named_with_the_reason(
    db: Database, cells: dict[str, object], refused: str
) -> None:
    import_sheet(db, a_person() | cells)

    assert [addressee.refused for addressee in addressees(resolve(db))] == [refused]


def test_a_preview_adds_up_and_is_what_is_resolved(db: Database) -> None:
    import_sheet(
        db,
        *numbered(40),
        *numbered(5, start=100, sms=""),
        *numbered(6, start=200, email="a@courriel.example", by_email="oui", wish="les deux"),
        *numbered(3, start=300, birth=this_year() - 15),
        *numbered(2, start=400, phone="", language="ar"),
    )

    preview = audiences.preview_audience(db, EVERYBODY)
    found = addressees(resolve(db))

    assert preview.people == len(found) == 56
    assert preview.excluded == {"no_consent": 5, "minor": 3, "no_contact": 2}
    assert preview.reachable == sum(addressee.refused is None for addressee in found) == 46
    assert preview.people == preview.reachable + sum(preview.excluded.values())
    assert {(line.channel, line.language): line.people for line in preview.reach} == {
        ("sms", "fr"): 46,
        ("email", "fr"): 6,
    }


# --- Pages -----------------------------------------------------------------------------------


def test_nobody_is_one_page_with_a_total_of_none(db: Database) -> None:
    (page,) = resolve(db)

    assert (page.addressees, page.total) == ([], 0)


def test_a_wave_for_an_unknown_audience_ends_with_nobody(db: Database) -> None:
    request = ask(db, new_id())

    work(db)

    assert [page.total for page in told(db, request.wave_id)] == [0]


def test_pages_hold_everybody_once_and_the_last_says_how_many(db: Database) -> None:
    import_sheet(db, *numbered(1203))

    pages = resolve(db)

    found = [addressee.member_id for addressee in addressees(pages)]
    assert [len(page.addressees) for page in pages] == [500, 500, 203]
    assert [page.total for page in pages] == [None, None, 1203]
    assert len(set(found)) == 1203


def test_a_full_last_page_says_so_itself(db: Database) -> None:
    import_sheet(db, *numbered(CHUNK))

    assert [page.total for page in resolve(db)] == [CHUNK]


def test_no_household_is_split_over_two_pages(db: Database, members: World) -> None:
    import_sheet(db, *numbered(CHUNK + 20))
    # Three of one household stand around the border, whatever their ids.
    members.rows(
        "members",
        "update people set household_id = "
        "(select id from people order by id offset 498 limit 1) where id in "
        "(select id from people order by id offset 498 limit 3)",
    )

    pages = resolve(db)

    assert [len(page.addressees) for page in pages] == [498, 22]
    home = [a.household_id for a in pages[1].addressees if a.household_id]
    assert len(home) == 3


def test_a_household_larger_than_a_page_is_a_page_by_itself(db: Database, members: World) -> None:
    import_sheet(db, *numbered(CHUNK + 30))
    members.rows(
        "members",
        "update people set household_id = (select min(id::text)::uuid from people) where id in "
        "(select id from people order by id limit 510)",
    )

    pages = resolve(db)

    assert [len(page.addressees) for page in pages] == [510, 20]
    assert pages[-1].total == CHUNK + 30


def test_who_comes_in_between_two_pages_changes_nothing(db: Database) -> None:
    import_sheet(db, *numbered(CHUNK + 10))
    request = ask(db, save(db))
    for _ in range(2):
        audiences.resolve_next(db, now=clock.now())

    import_sheet(db, *numbered(50, start=5000), a_person("Frère", phone="0600000001"))
    work(db)

    pages = told(db, request.wave_id)
    assert pages[-1].total == len({a.member_id for a in addressees(pages)}) == CHUNK + 10


def test_a_request_heard_twice_is_answered_once(db: Database) -> None:
    import_sheet(db, a_person())
    request = ask(db, save(db))
    work(db)
    with db.transaction() as tx:
        audiences.hear_request(tx, request)
    work(db)

    assert len(told(db, request.wave_id)) == 1


def test_who_a_wave_was_for_is_held_for_a_day(db: Database, members: World) -> None:
    import_sheet(db, *numbered(20))
    resolve(db)

    assert not audiences.forget_told(db, now=clock.now())
    assert audiences.forget_told(db, now=clock.now() + timedelta(days=1, minutes=1))
    assert members.count("members", "select count(*) from resolving_people") == 0


def test_a_wave_that_fails_waits_and_lets_others_pass(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_sheet(db, *numbered(3))
    broken, healthy = ask(db, save(db)), ask(db, save(db))
    turn_page = AudienceStore.turn_page

    def fail_for_one(store: AudienceStore, wave_id: UUID, *, page: int, after: UUID | None) -> None:
        if wave_id == broken.wave_id:
            raise ZeroDivisionError
        turn_page(store, wave_id, page=page, after=after)

    monkeypatch.setattr(AudienceStore, "turn_page", fail_for_one)
    work(db)
    assert [len(told(db, wave.wave_id)) for wave in (broken, healthy)] == [0, 1]

    monkeypatch.undo()
    while audiences.resolve_next(db, now=clock.now() + timedelta(minutes=2)):
        pass
    assert told(db, broken.wave_id)[0].total == 3


# --- Saved audiences and people --------------------------------------------------------------


def test_an_audience_is_saved_once_however_often_it_is_sent(db: Database, members: World) -> None:
    wanted = AudienceFilter(bodies=["general-assembly"], age_from=20)
    command = SaveAudience(command_id=new_id(), name=" Assemblée\x00 ", filter=wanted)

    first, second = (audiences.save_audience(db, command, by=STAFF) for _ in range(2))

    assert first == second
    assert (first.name, first.rule) == ("Assemblée", rule_of(wanted))
    assert audiences.audiences(db).audiences == [first]
    assert audiences.audience(db, AudienceRef(audience_id=first.audience_id)) == first
    lines = members.rows(
        "members", "select actor_id, action from audit where subject_id = %s", first.audience_id
    )
    assert lines == [{"actor_id": STAFF, "action": "audience-saved"}]


def test_an_audience_needs_a_name_and_is_known_or_not(db: Database) -> None:
    with pytest.raises(InvalidRequest):
        audiences.save_audience(
            db, SaveAudience(command_id=new_id(), name=" ", filter=EVERYBODY), by=STAFF
        )
    with pytest.raises(UnknownAudience):
        audiences.audience(db, AudienceRef(audience_id=new_id()))


def test_people_are_listed_by_name_in_pages(db: Database) -> None:
    import_sheet(db, *numbered(120))

    first = people.find_members(db, FindMembers())
    second = people.find_members(db, FindMembers(after=first.next))
    third = people.find_members(db, FindMembers(after=second.next))

    listed = [row.member_id for page in (first, second, third) for row in page.members]
    assert [len(page.members) for page in (first, second, third)] == [50, 50, 20]
    assert (len(set(listed)), first.total, third.next) == (120, 120, None)


@pytest.mark.parametrize(
    "search",
    [
        *("amina", "ALAOUI amina", "Aminà", "0612345678", "+212 6 12 34 56 78", "612345"),
        *("amina@courriel.example", "courriel.EXAMPLE@"),
    ],
)
def test_people_are_found_by_name_number_and_address(db: Database, search: str) -> None:
    import_sheet(db, a_person(email="amina@courriel.example"), a_person("X", phone="0698765432"))

    found = people.find_members(db, FindMembers(search=search))

    expected = [] if search == "courriel.EXAMPLE@" else ["Amina"]
    assert [row.first_name for row in found.members] == expected


@pytest.mark.parametrize("search", ["%", "_", "'", "\x00", "\ud800", "a" * 5000, "=", "\\"])
def test_no_search_breaks_the_list(db: Database, search: str) -> None:
    import_sheet(db, a_person())

    assert people.find_members(db, FindMembers(search=search, after="nonsense")).total in (0, 1)


def test_names_are_given_for_at_most_500_ids_and_first_names_are_no_more(db: Database) -> None:
    import_sheet(db, a_person(language="ar"))
    (row,) = people.find_members(db, FindMembers()).members
    ids = MemberIds(member_ids=[row.member_id, new_id()])

    (name,) = people.names(db, ids).names
    (first,) = people.first_names(db, ids).names
    (seen_at_the_door,) = people.door_names(db, ids).names

    assert (name.first_name, name.last_name, name.language) == ("Amina", "Alaoui", "ar")
    assert (first.first_name, first.last_name) == ("Amina", "")
    assert (seen_at_the_door.first_name, seen_at_the_door.last_name) == ("Amina", "A")
    with pytest.raises(InvalidRequest):
        people.names(db, MemberIds(member_ids=[new_id()] * 501))


def test_an_unknown_person_is_refused(db: Database) -> None:
    with pytest.raises(UnknownMember):
        people.member(db, MemberRef(member_id=new_id()))


# --- Where messages would go -----------------------------------------------------------------


def where(db: Database, **asked: object) -> dict[tuple[str, str, str], tuple[int, int]]:
    request = CountDestinations(**asked)  # type: ignore[arg-type]
    counted = destinations.count_destinations(db, request)
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in counted.destinations:
        key = one.channel, one.language, one.prefix
        messages, told = sums.get(key, (0, 0))
        sums[key] = messages + one.messages, told + one.people
    return sums


def test_messages_are_counted_by_channel_language_and_the_longest_beginning(db: Database) -> None:
    import_sheet(
        db,
        a_person(phone="0612340001", language="ar"),
        a_person(phone="0612340002", language="ar"),
        a_person(phone="0712340003", language="fr"),
        a_person(phone="+33612345678", language="fr"),
        a_person(phone="", email="yto@asso.example", language="fr", by_email="oui"),
        a_person(phone="0612340009", language="fr", sms=""),
    )

    assert where(db, prefixes=["+2126", "+212", "+1"]) == {
        ("sms", "ar", "+2126"): (2, 2),
        ("sms", "fr", "+212"): (1, 1),
        ("sms", "fr", ""): (1, 1),
        ("email", "fr", ""): (1, 1),
    }
    everybody = destinations.count_destinations(db, CountDestinations())
    assert (everybody.people, everybody.reachable) == (6, 5)


def test_a_household_is_one_sms_in_the_language_of_who_is_told_for_all(db: Database) -> None:
    import_sheet(
        db,
        a_person(first="Aya", phone="0612340001", language="ar"),
        a_person(first="Bilal", phone="0612340001", language="fr"),
        a_person(first="Chama", phone="0612340001", language="fr", sms=""),
        a_person(first="Driss", phone="0612340002", language="fr"),
    )
    with db.transaction() as tx:
        first = tx.execute(
            "select language from people where first_name in ('Aya', 'Bilal') order by id limit 1"
        ).fetchone()
    assert first is not None
    expected = {("sms", "fr", "+212"): (1, 1)}
    key = ("sms", first["language"], "+212")
    messages, told = expected.get(key, (0, 0))
    expected[key] = (messages + 1, told + 2)

    assert where(db, prefixes=["+212"]) == expected
    counted = destinations.count_destinations(db, CountDestinations()).destinations
    assert sorted((one.names, one.messages, one.people) for one in counted) == [
        (1, 1, 1),
        (2, 1, 2),
    ]


def test_names_that_make_an_sms_wide_are_counted_apart(db: Database) -> None:
    """One letter that GSM 03.38 lacks, and the whole message costs as Arabic does."""
    narrow = ("Amélie", "Zoé", "Ñuñez", "Jean-Luc", "D'Ali")
    wide = ("Aïcha", "Loïc", "Gonçalo", "أمينة", "Zoë’")
    import_sheet(
        db,
        *(
            a_person(first=name, phone=f"06123400{n:02d}", language="fr")
            for n, name in enumerate(narrow + wide)
        ),
    )

    counted = destinations.count_destinations(db, CountDestinations()).destinations

    assert {one.wide: one.messages for one in counted} == {False: 5, True: 5}


def test_only_those_are_counted_who_have_said_what_is_asked_for(db: Database) -> None:
    import_sheet(db, *numbered(10))
    event_id = new_id()
    with db.transaction() as tx:
        ids = [row["id"] for row in tx.execute("select id from people order by mobile").fetchall()]
        for person_id, answer in zip(ids, ("yes", "yes", "no", "maybe", None, None), strict=False):
            tx.execute(
                "insert into participation (event_id, person_id, invited_at, answer)"
                " values (%s, %s, now(), %s)",
                (event_id, person_id, answer),
            )

    counted = {
        among: sum(messages for messages, _ in where(db, event_id=event_id, among=among).values())
        for among in ("all", "uninvited", "yes", "no", "maybe", "silent")
    }

    assert counted == {"all": 10, "uninvited": 4, "yes": 2, "no": 1, "maybe": 1, "silent": 2}
    of_nobody = AudienceRule(
        groups=[ConditionGroup(conditions=[Condition(what="tag", values=["no"])])]
    )
    assert where(db, rule=of_nobody, event_id=event_id, among="yes") == {}


@pytest.mark.parametrize(
    "asked",
    [{"prefixes": ["212"]}, {"prefixes": ["+%"]}, {"prefixes": ["+1"] * 501}, {"among": "yes"}],
)
def test_destinations_that_cannot_be_counted_are_refused(
    db: Database, asked: dict[str, object]
) -> None:
    with pytest.raises(InvalidRequest):
        where(db, **asked)
