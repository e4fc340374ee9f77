"""Waves toward targets: so many, so balanced, households whole, the same each time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.members.operations import audiences, participation, vault, weighing
from services.members.operations.weighing import Safe
from services.members.store.audiences import AudienceStore
from shared import clock
from shared.contracts.events import AudienceRequested, InvitationIssued, Invitee
from shared.contracts.members import (
    Addressee,
    AudienceResolved,
    AudienceRule,
    Balance,
    Condition,
    ConditionGroup,
    KeepInVault,
    SaveAudience,
    Target,
    TargetPart,
    WaveWish,
    WeighAudience,
)
from shared.db.database import Database
from shared.db.limits import Limits, within
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.members import STAFF, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration

KEY = Fernet.generate_key().decode()
PEOPLE = 480
REGIONS = ("MA-01", "MA-03", "MA-04", "MA-06")
EVERYBODY = AudienceRule()
HALF_WOMEN = Target(what="gender", parts=[TargetPart(values=["woman"]), TargetPart()])
FOUR_REGIONS = Target(what="region", parts=[TargetPart(values=[code]) for code in REGIONS])
AGES = Target(
    what="age",
    parts=[
        TargetPart(age_from=19, age_to=24),
        TargetPart(age_from=25, age_to=34),
        TargetPart(age_from=35),
    ],
)
TONGUES = Target(
    what="language",
    parts=[TargetPart(values=["ar"], weight=2), TargetPart(values=["fr", "zgh"], weight=1)],
)
SECTORS = Target(what="sector")

SHAPE = """
update people p set
    gender = (array['woman', 'man', 'man', null])[1 + mod(n.number, 4)],
    region = (array['MA-01', 'MA-03', 'MA-04', 'MA-06', 'MA-07'])[1 + mod(n.number / 4, 5)],
    language = (array['ar', 'fr', 'zgh', 'en'])[1 + mod(n.number / 7, 4)],
    birth_year = extract(year from now())::integer - 19 - mod(n.number * 7, 31)
  from (select id, row_number() over (order by mobile, first_name) - 1 as number
          from people) n
 where n.id = p.id
"""

PAIRS = """
update people p set household_id = md5((n.number / 2)::text)::uuid
  from (select id, row_number() over (order by id) as number from people) n
 where n.id = p.id
"""


@pytest.fixture(scope="module")
def crowd(members: World) -> Iterator[Database]:
    """People of all kinds; a third live with one or two others, a few cannot be written to."""
    database = Database(members.dsn("members"), size=4)
    rows = numbered(PEOPLE)
    for number in range(0, PEOPLE, 6):
        rows[number + 1]["phone"] = rows[number]["phone"]
        if number % 12 == 0:
            rows[number + 2]["phone"] = rows[number]["phone"]
    import_sheet(database, *rows, *numbered(30, start=9000, sms=""))
    members.rows("members", SHAPE)
    yield database
    database.close()


@pytest.fixture
def db(crowd: Database, members: World) -> Database:
    members.rows("members", "truncate resolvings, participation, outbox, audit cascade")
    members.rows("members", "delete from vault.entries")
    return crowd


@pytest.fixture
def safe(members: World) -> Iterator[Safe]:
    database = Database(members.dsn("members", role="members_vault"), size=2)
    yield Safe(database=database, key=KEY)
    database.close()


def a_wish(size: int, *targets: Target, fill: bool = False) -> WaveWish:
    return WaveWish(size=size, targets=list(targets), fill=fill)


def resolve(  # a wave with everything that it may be asked with
    db: Database,
    wish: WaveWish | None,
    *,
    rule: AudienceRule = EVERYBODY,
    event: UUID | None = None,
    wave: UUID | None = None,
    within: list[str] | None = None,
    safe: Safe | None = None,
) -> list[AudienceResolved]:
    saved = audiences.save_audience(
        db, SaveAudience(command_id=new_id(), name="Vague", rule=rule), by=STAFF
    )
    request = AudienceRequested(
        wave_id=wave or new_id(),
        event_id=event or new_id(),
        audience_id=saved.audience_id,
        within=within,
        wish=wish,
        asked_by=STAFF,
    )
    with db.transaction() as tx:
        audiences.hear_request(tx, request)
    while audiences.resolve_next(db, now=clock.now(), safe=safe):
        pass
    with db.transaction() as tx:
        rows = tx.execute(
            "select body from outbox where type = 'audience.resolved.v1'"
            " and body->>'wave_id' = %s order by id",
            (str(request.wave_id),),
        ).fetchall()
    return [AudienceResolved.parse(row["body"]) for row in rows]


def chosen(pages: Sequence[AudienceResolved]) -> list[Addressee]:
    return [one for page in pages for one in page.addressees]


def ids(pages: Sequence[AudienceResolved]) -> set[UUID]:
    return {one.member_id for one in chosen(pages) if one.refused is None}


def balance(pages: Sequence[AudienceResolved]) -> Balance:
    assert [page.balance for page in pages[:-1]] == [None] * (len(pages) - 1)
    found = pages[-1].balance
    assert found is not None
    return found


def counted(members: World, who: set[UUID], column: str) -> Counter[Any]:
    rows = members.rows(
        "members", f"select {column} as value from people where id = any(%s)", list(who)
    )
    return Counter(row["value"] for row in rows)


# --- Toward targets --------------------------------------------------------------------------


def test_half_women_four_regions_and_balanced_ages_come_out_as_wished(
    db: Database, members: World
) -> None:
    pages = resolve(db, a_wish(50, HALF_WOMEN, FOUR_REGIONS, AGES))

    who = ids(pages)
    assert len(who) == 50
    assert counted(members, who, "gender")["woman"] == 25
    assert counted(members, who, "region") == dict(zip(REGIONS, (13, 13, 12, 12), strict=True))
    year = "extract(year from now())::integer - birth_year"
    aged = counted(members, who, f"case when {year} < 25 then 0 when {year} < 35 then 1 else 2 end")
    assert aged == {0: 17, 1: 17, 2: 16}
    assert [(one.what, one.wished, one.given) for one in balance(pages).parts] == [
        *(("gender", 25, 25), ("gender", 25, 25)),
        *(("region", 13, 13), ("region", 13, 13), ("region", 12, 12), ("region", 12, 12)),
        *(("age", 17, 17), ("age", 17, 17), ("age", 16, 16)),
    ]


def test_what_a_part_has_not_got_stays_empty_and_is_said(db: Database) -> None:
    found = balance(resolve(db, a_wish(300, HALF_WOMEN)))

    women, others = found.parts
    assert (women.wished, women.there, women.given) == (150, women.there, women.there)
    assert women.there < 150
    assert (others.wished, others.given, found.given) == (150, 150, 150 + women.there)


def test_with_that_wish_others_take_the_places(db: Database) -> None:
    found = balance(resolve(db, a_wish(300, HALF_WOMEN, fill=True)))

    assert found.given == 300
    assert found.parts[0].given == found.parts[0].there


def test_a_wish_for_more_than_there_are_takes_all_who_can_be_written_to(db: Database) -> None:
    pages = resolve(db, a_wish(10_000))

    assert len(ids(pages)) == PEOPLE == balance(pages).given
    assert pages[-1].total == len(chosen(pages))


def test_without_a_wish_a_wave_is_for_everybody_and_says_nothing_of_a_balance(
    db: Database,
) -> None:
    pages = resolve(db, None)

    assert pages[-1].balance is None
    assert pages[-1].total == PEOPLE + 30


WISHES = st.builds(
    WaveWish,
    size=st.integers(1, 500),
    targets=st.lists(
        st.sampled_from((HALF_WOMEN, FOUR_REGIONS, AGES, TONGUES)), unique_by=id, max_size=3
    ),
    fill=st.booleans(),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wish=WISHES, young=st.booleans())
def test_whoever_is_chosen_is_of_the_audience_and_lives_with_nobody_left_behind(
    db: Database, members: World, wish: WaveWish, *, young: bool
) -> None:
    conditions = [Condition(what="age", age_from=20, age_to=40)] if young else []
    rule = AudienceRule(groups=[ConditionGroup(conditions=conditions)])

    pages = resolve(db, wish, rule=rule)

    audience = {one.member_id: one for one in chosen(resolve(db, None, rule=rule))}
    who = {one.member_id for one in chosen(pages)}
    assert who <= audience.keys()
    homes = defaultdict(set)
    for one in audience.values():
        homes[one.household_id or one.member_id].add(one.member_id)
    assert all(home <= who or not home & who for home in homes.values())
    found = balance(pages)
    assert found.given == len(ids(pages)) <= wish.size
    assert wish.fill or all(part.given <= part.wished for part in found.parts)
    if not wish.targets or wish.fill:
        # A household of three may not fit into the last two places.
        assert found.given >= min(wish.size, found.there) - 2


def test_the_same_wave_takes_the_same_people_and_another_one_others(
    db: Database, members: World
) -> None:
    wave, wish = new_id(), a_wish(60, HALF_WOMEN, FOUR_REGIONS)
    first = ids(resolve(db, wish, wave=wave))
    members.rows("members", "truncate resolvings, outbox cascade")

    assert ids(resolve(db, wish, wave=wave)) == first
    assert ids(resolve(db, wish)) != first


def test_every_household_has_its_chance(db: Database, members: World) -> None:
    alone = counted(members, ids(resolve(db, a_wish(10_000))), "household_id is null")
    taken: Counter[bool] = Counter()
    for _ in range(12):
        who = ids(resolve(db, a_wish(60, FOUR_REGIONS)))
        taken += counted(members, who, "household_id is null")
        members.rows("members", "truncate resolvings cascade")

    expected = sum(taken.values()) * alone[False] / sum(alone.values())
    assert 0.6 * expected < taken[False] < 1.4 * expected


def test_where_nobody_lives_alone_households_fill_the_places(db: Database) -> None:
    wish = a_wish(40, HALF_WOMEN, fill=True)
    with db.transaction() as tx:
        tx.execute(PAIRS)
        wave = {"wave_id": new_id(), "event_id": new_id(), "asked_by": STAFF}
        tx.execute(
            "insert into resolvings (wave_id, event_id, audience_id) values (%s, %s, %s)",
            (wave["wave_id"], wave["event_id"], new_id()),
        )
        weighing.write_down_some(tx, wave, EVERYBODY, wish, None)
        row = tx.execute("select balance from resolvings").fetchone()
        tx.rollback()

    assert row is not None
    assert 38 <= Balance.parse(row["balance"]).given <= 40


# --- Who is taken already --------------------------------------------------------------------


def test_whoever_is_invited_to_that_event_already_is_not_taken_again(db: Database) -> None:
    event = new_id()
    invited = ids(resolve(db, a_wish(200), event=new_id()))
    with db.transaction() as tx:
        message = InvitationIssued(
            event_id=event,
            wave_id=new_id(),
            card_version=1,
            useful_until=clock.now(),
            invitees=[Invitee(member_id=one, code="A") for one in invited],
        )
        participation.hear_invitations(tx, message, now=clock.now())

    assert not invited & ids(resolve(db, a_wish(150), event=event))
    assert weighed(db, a_wish(150), event=event).there == PEOPLE - len(invited)
    assert weighed(db, a_wish(150)).there == PEOPLE


def test_two_waves_for_one_event_take_different_people_before_that_is_heard(
    db: Database, members: World
) -> None:
    event = new_id()
    first = ids(resolve(db, a_wish(200, HALF_WOMEN), event=event))
    second = ids(resolve(db, a_wish(200), event=event))

    assert not first & second

    now = clock.now()
    assert not audiences.forget_told(db, now=now)
    while audiences.forget_told(db, now=now + timedelta(days=1, minutes=1)):
        pass
    assert members.count("members", "select count(*) from resolving_people") == 0


def test_a_wave_reaches_no_further_than_who_published_it(db: Database, members: World) -> None:
    pages = resolve(db, a_wish(40, HALF_WOMEN), within=["MA-03"])

    assert counted(members, ids(pages), "region") == {"MA-03": 40}


def test_a_wish_that_makes_no_sense_invites_nobody(db: Database) -> None:
    pages = resolve(db, a_wish(50, Target(what="gender")))

    assert [(page.addressees, page.total) for page in pages] == [([], 0)]


# --- Asked before ----------------------------------------------------------------------------


def weighed(db: Database, wish: WaveWish, *, event: UUID | None = None) -> Balance:
    request = WeighAudience(rule=EVERYBODY, wish=wish, event_id=event)
    return weighing.weigh_audience(db, request)


def test_what_is_said_before_is_what_comes_out(db: Database) -> None:
    for wish in (
        a_wish(80, HALF_WOMEN, FOUR_REGIONS, TONGUES),
        a_wish(300, HALF_WOMEN),
        a_wish(300, HALF_WOMEN, FOUR_REGIONS, fill=True),
    ):
        before, after = weighed(db, wish), balance(resolve(db, wish))
        assert (before.there, before.given) == (after.there, after.given)
        for said, came in zip(before.parts, after.parts, strict=True):
            assert (said.wished, said.there) == (came.wished, came.there)
            # Households are taken whole, and drawn: each may cost a place or give one away.
            assert abs(said.given - came.given) <= 15


def test_who_is_limited_weighs_only_whom_they_may_see(db: Database) -> None:
    with within(Limits(regions=["MA-03"])):
        assert [one.there > 0 for one in weighed(db, a_wish(40, FOUR_REGIONS)).parts] == [
            *(False, True, False, False)
        ]


def test_a_wish_that_makes_no_sense_is_refused_when_it_is_weighed(db: Database) -> None:
    with pytest.raises(InvalidRequest):
        weighed(db, a_wish(0))


# --- Sectors ---------------------------------------------------------------------------------


def keep(safe: Safe, who: Sequence[UUID], value: str, *, kind: str = "union") -> None:
    for person in who:
        command = KeepInVault(
            command_id=new_id(),
            member_id=person,
            kind=kind,  # type: ignore[arg-type]
            value=value,
            wording="J'accepte que mon syndicat soit gardé.",
            agreed_on=clock.now().date() - timedelta(days=2),
            collected_by="Sara",
            purpose="Mélanger les secteurs",
        )
        vault.keep_in_vault(safe.database, KEY, command, by=STAFF, now=clock.now())


def alone(members: World, count: int) -> list[UUID]:
    """Give people who live alone and can be written to, of every gender in turn."""
    rows = members.rows(
        "members",
        "select id from people p where household_id is null and exists (select from"
        " standing_consents s where s.person_id = p.id and s.given)"
        " order by row_number() over (partition by gender order by id), gender limit %s",
        count,
    )
    return [row["id"] for row in rows]


def test_sectors_are_mixed_and_a_sector_of_fewer_than_five_is_with_the_rest(
    db: Database, safe: Safe, members: World
) -> None:
    some = alone(members, 40)
    keep(safe, some[:20], "Union des exemples")
    keep(safe, some[20:30], "Parti", kind="party")
    keep(safe, some[10:20], "Autre parti", kind="party")
    keep(safe, some[30:34], "Petit")

    who = ids(resolve(db, a_wish(30, SECTORS), safe=safe))

    assert len(who) == 30
    assert len(who & set(some[:20])) == 10
    assert len(who & set(some[20:30])) == 10


def test_nothing_of_the_vault_leaves_but_who_is_chosen_and_that_it_was_read_is_written_down(
    db: Database, safe: Safe, members: World
) -> None:
    keep(safe, alone(members, 12), "Union des exemples")
    wave = new_id()

    pages = resolve(db, a_wish(20, SECTORS), wave=wave, safe=safe)

    assert balance(pages) == Balance(size=20, there=PEOPLE, given=20, parts=[])
    row = members.rows("members", "select * from resolvings where wave_id = %s", wave)
    assert "Union" not in str([page.dump() for page in pages]) + str(row)
    lines = members.rows(
        "members", "select actor_id, action, detail from audit where subject_id = %s", wave
    )
    assert lines == [{"actor_id": STAFF, "action": "vault-balanced", "detail": ""}]


def test_whoever_only_weighs_opens_no_vault(db: Database, safe: Safe, members: World) -> None:
    keep(safe, alone(members, 12), "Union des exemples")

    assert weighed(db, a_wish(20, SECTORS)) == Balance(size=20, there=PEOPLE, given=20, parts=[])
    read = "select count(*) from audit where action = 'vault-balanced'"
    assert members.count("members", read) == 0


def test_a_wave_that_mixes_sectors_waits_while_the_vault_is_not_at_hand(db: Database) -> None:
    assert resolve(db, a_wish(20, SECTORS)) == []
    with db.transaction() as tx:
        assert AudienceStore(tx).take(clock.now() + timedelta(minutes=2)) is not None
