"""Voting for somebody else on a real database: whatever happens, nobody is counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.events import errors
from services.events.errors import proxies as refused
from services.events.operations import assemblies, erasing, inviting, own_data, proxies
from shared.contracts.events import OpenInvitation
from shared.contracts.events.assemblies import TakeRoll
from shared.contracts.events.convocations import Convocation, InMandate
from shared.contracts.events.proxies import FindProxies, FindRoll, GiveOwnProxy, NoteProxy
from shared.contracts.members import MemberErased, MemberMerged, Merge
from shared.contracts.persons import PersonRef
from shared.errors import Refusal
from shared.ids import new_id
from tests.integration.test_events_assemblies import PARKING_KEY
from tests.support.convened import Assembly, convened
from tests.support.hall import HOLD, KEY, STAFF

__all__ = ["convened"]

Make = Callable[..., Assembly]


def give(here: Assembly, giver: UUID, holder: UUID | None) -> Convocation:
    request = GiveOwnProxy(
        command_id=new_id(), code=here.code(giver), member_id=giver, holder_id=holder
    )
    return proxies.give_own_proxy(here.db, request, key=KEY, now=here.now())


def note(here: Assembly, giver: UUID, holder: UUID | None) -> None:
    wish = NoteProxy(command_id=new_id(), event_id=here.event_id, member_id=giver, holder_id=holder)
    proxies.note_proxy(here.db, wish, by=STAFF, now=here.now())


def merge(here: Assembly, alias: UUID, person: UUID) -> None:
    merged = MemberMerged(merges=[Merge(alias_id=alias, member_id=person, version=1)])
    with here.db.transaction() as tx:
        inviting.keep_merges(tx, merged)


# --- Nobody is counted twice -----------------------------------------------------------------

PEOPLE, MOST = 5, 2
WHO = st.integers(0, PEOPLE)
"""Five members; the sixth id is another of the first."""
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), WHO, WHO),
        st.tuples(st.just("withdraw"), WHO, WHO),
        st.tuples(st.just("come"), WHO, WHO),
        st.tuples(st.just("go"), WHO, WHO),
    ),
    max_size=18,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_is_given_taken_back_and_scanned_each_member_counts_once_at_most(
    convened: Make, steps: list[tuple[str, int, int]]
) -> None:
    here = convened()
    ids = here.convened(PEOPLE, most_proxies=MOST)
    ids.append(new_id())
    merge(here, ids[PEOPLE], ids[0])
    here.begin()
    held: dict[int, int] = {}
    came: set[int] = set()

    for what, one, other in steps:
        person, holder = one % PEOPLE, other % PEOPLE
        if what == "give":
            try:
                note(here, ids[one], ids[other])
            except Refusal:
                continue
            held[person] = holder
        elif what == "withdraw":
            note(here, ids[one], None)
            held.pop(person, None)
        else:
            here.scan(ids[one], out=what == "go")
            came.add(person) if what == "come" else came.discard(person)

    counting = Counter(h for g, h in held.items() if g not in came and h in came)
    standing = here.standing()
    assert standing.members == PEOPLE
    assert standing.present == len(came)
    assert standing.by_proxy == sum(min(number, MOST) for number in counting.values())
    assert standing.counted <= PEOPLE
    assert all(giver != holder for giver, holder in held.items())


# --- By the member, and by an organiser ------------------------------------------------------


def test_a_proxy_counts_while_its_holder_is_there_and_its_giver_is_not(convened: Make) -> None:
    here = convened()
    giver, holder, other = here.convened(3)
    seen = give(here, giver, holder)
    here.begin()

    before = here.standing()
    here.scan(holder)
    held = here.standing()
    here.scan(giver)
    himself = here.standing()
    here.scan(giver, out=True)
    again = here.standing()

    assert seen.members == [InMandate(member_id=giver, holder_id=holder)]
    assert [(one.present, one.by_proxy) for one in (before, held, himself, again)] == [
        *((0, 0), (1, 1), (2, 0), (1, 1))
    ]
    assert other


def test_a_proxy_is_given_to_somebody_else_and_taken_back(convened: Make) -> None:
    here = convened()
    giver, first, second = here.convened(3)
    give(here, giver, first)
    moved = give(here, giver, second)
    holds = proxies.convocation(
        here.db, OpenInvitation(code=here.code(second)), key=KEY, now=here.now()
    )
    back = give(here, giver, None)

    assert moved.members[0].holder_id == second
    assert holds.members == [InMandate(member_id=second, holds=1)]
    assert back.members[0].holder_id is None
    assert back.proxies_open
    assert back.mandated
    assert back.mandated.body == "council"


def test_the_same_command_again_changes_nothing(convened: Make) -> None:
    here = convened()
    giver, first, second = here.convened(3)
    request = GiveOwnProxy(
        command_id=new_id(), code=here.code(giver), member_id=giver, holder_id=first
    )
    proxies.give_own_proxy(here.db, request, key=KEY, now=here.now())
    give(here, giver, second)

    proxies.give_own_proxy(here.db, request, key=KEY, now=here.now())

    rows = here.rows("select holder_id from proxies where event_id = %s", here.event_id)
    assert [row["holder_id"] for row in rows] == [second]


def test_rules_are_kept_whoever_writes_it_down(convened: Make) -> None:
    here = convened()
    a, b, c, d, e = here.convened(5, most_proxies=2)
    stranger = new_id()
    with pytest.raises(refused.ProxyToOneself):
        give(here, a, a)
    with pytest.raises(refused.HolderNotInMandate):
        give(here, a, stranger)
    with pytest.raises(refused.GiverNotInMandate):
        note(here, stranger, a)
    give(here, a, b)
    note(here, c, b)
    with pytest.raises(refused.HolderHasEnough):
        give(here, d, b)
    with pytest.raises(refused.HolderGaveTheirs):
        give(here, d, a)
    with pytest.raises(refused.GiverHoldsProxies):
        give(here, b, d)
    here.begin()
    here.scan(e, a)
    with pytest.raises(refused.GiverIsThere):
        note(here, e, d)

    note(here, d, b)  # the proxy of whoever came has no weight any more

    here.scan(b)
    assert (here.standing().present, here.standing().by_proxy) == (3, 2)


def test_the_proxy_of_whoever_came_binds_neither_its_holder_nor_its_giver(convened: Make) -> None:
    here = convened()
    a, b, c, d = here.convened(4)
    give(here, a, b)
    here.begin()
    with pytest.raises(refused.GiverHoldsProxies):
        note(here, b, c)
    with pytest.raises(refused.HolderGaveTheirs):
        note(here, d, a)
    here.scan(a)

    note(here, b, c)
    note(here, d, a)

    here.scan(c)
    opened = OpenInvitation(code=here.code(b))
    seen = proxies.convocation(here.db, opened, key=KEY, now=here.now())
    assert seen.members == [InMandate(member_id=b, holder_id=c)]
    assert (here.standing().present, here.standing().by_proxy) == (2, 2)
    # Whatever is scanned wrong and taken back, nobody counts twice.
    here.scan(a, out=True)
    assert (here.standing().present, here.standing().by_proxy) == (1, 1)


def test_members_give_until_it_begins_and_the_desk_writes_down_until_it_is_over(
    convened: Make,
) -> None:
    here = convened()
    giver, holder = here.convened(2)
    here.begin()
    with pytest.raises(refused.ProxiesClosed):
        give(here, giver, holder)
    note(here, giver, holder)

    here.rows("update events set ends_at = now() where id = %s", here.event_id)

    with pytest.raises(refused.ProxiesClosed):
        note(here, giver, None)


def test_nobody_gives_the_proxy_of_somebody_behind_another_code(convened: Make) -> None:
    here = convened()
    own, other = here.convened(2)
    request = GiveOwnProxy(command_id=new_id(), code=here.code(own), member_id=other, holder_id=own)

    with pytest.raises(errors.UnknownCode):
        proxies.give_own_proxy(here.db, request, key=KEY, now=here.now())


def test_a_body_whose_statutes_know_no_proxies_takes_none(convened: Make) -> None:
    here = convened()
    giver, holder = here.convened(2, most_proxies=0)

    with pytest.raises(refused.NoProxies):
        give(here, giver, holder)


def test_a_proxy_of_whoever_is_not_in_mandate_any_more_counts_for_nothing(convened: Make) -> None:
    here = convened()
    giver, holder, other = here.convened(3)
    give(here, giver, holder)
    wish = TakeRoll(command_id=new_id(), event_id=here.event_id)
    assemblies.take_roll(here.db, wish, by=STAFF, now=here.now())
    here.hear_roll([holder, other])
    here.begin()
    here.scan(holder)

    assert (here.standing().members, here.standing().by_proxy) == (2, 0)


def test_organisers_see_who_gave_to_whom_and_the_roll_with_it(convened: Make) -> None:
    here = convened()
    a, b, c = here.convened(3)
    give(here, a, b)
    note(here, c, b)
    here.begin()
    here.scan(a)

    page = proxies.proxies_of(here.db, FindProxies(event_id=here.event_id), now=here.now())
    roll = proxies.roll_of(
        here.db, FindRoll(event_id=here.event_id, taken_out="roll-taken-out"), by=STAFF
    )

    by_giver = {row.member_id: row for row in page.rows}
    assert (by_giver[a].came, by_giver[a].noted) == (True, False)
    assert (by_giver[c].came, by_giver[c].noted, by_giver[c].holder_came) == (False, True, False)
    assert (page.most, page.open, page.next) == (2, True, None)
    assert {(row.member_id, row.holder_id) for row in roll.rows} == {(a, b), (b, None), (c, b)}
    done = here.rows("select action from audit where subject_id = %s", here.event_id)
    assert {"event.give-proxy", "roll-taken-out"} <= {row["action"] for row in done}


def test_my_data_says_of_proxies_that_they_are_and_not_whose(convened: Make) -> None:
    here = convened()
    a, b = here.convened(2)
    give(here, a, b)

    gave, held = (own_data.data_of(here.db, PersonRef(member_id=one)).dump() for one in (a, b))

    assert "proxy_given_at" in str(gave)
    assert "proxies_held" in str(held)
    assert str(b) not in str(gave)
    assert str(a) not in str(held)


def test_whoever_is_erased_gives_and_holds_nothing_any_more(convened: Make) -> None:
    here = convened()
    a, b, c, d = here.convened(4)
    give(here, a, b)
    give(here, c, d)
    with here.db.transaction() as tx:
        erasing.erase(
            tx,
            MemberErased(member_ids=[a, d]),
            parking_key=PARKING_KEY,
            hold=HOLD,
            now=here.now(),
        )

    assert here.rows("select 1 from proxies where event_id = %s", here.event_id) == []
