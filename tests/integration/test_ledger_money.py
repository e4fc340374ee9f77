"""Money at the claim, on a real database: prices, budgets that four senders race, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest

from services.notifications import domain
from services.notifications.domain import NotSent, Pace, Rejected, Uncertain
from services.notifications.errors import BudgetUnpriced
from services.notifications.operations import budgeting, planning, quoting
from services.notifications.operations.quoting import Ground
from services.notifications.store import NotificationsStore
from services.notifications.store.money import queries as money
from shared.contracts.members import Contact, Destination
from shared.contracts.notifications import (
    ChangeMoneyRules,
    EventMoney,
    Hours,
    KeepQuote,
    MoneyRules,
    Price,
    Quote,
    QuoteSend,
    SendingRules,
    SetEventBudget,
)
from shared.db.limits import Limits, within
from shared.ids import new_id
from tests.support.desk import STAFF, URL, Desk, a_card, issued
from tests.support.ledger import a_household, a_world, addresses, by_email, desk, somebody

__all__ = ["a_world", "desk"]
A_PART = 400
HOME = Price(prefix="+212", a_part=A_PART)


def decide(desk: Desk, **rules: object) -> None:
    command = ChangeMoneyRules(
        command_id=new_id(),
        rules=MoneyRules(**({"prices": [HOME]} | rules)),  # type: ignore[arg-type]
    )
    budgeting.change_rules(desk.db, command, usual=MoneyRules(), by=STAFF, now=desk.now())


def allow(desk: Desk, event_id: UUID, most: int | None) -> EventMoney:
    command = SetEventBudget(command_id=new_id(), event_id=event_id, most=most)
    return budgeting.set_event_budget(
        desk.db, command, usual=MoneyRules(), by=STAFF, now=desk.now()
    )


def spent(desk: Desk) -> tuple[int, int]:
    """Give what the month's budgets and what the rows say was spent."""
    months = desk.world.count(
        "notifications", "select coalesce(sum(spent), 0) from budgets where month is not null"
    )
    events = desk.world.rows("notifications", "select event_id from budgets where month is null")
    rows = sum(
        desk.world.count(
            "notifications",
            "select coalesce(sum(cost), 0) from deliveries where event_id = %s",
            row["event_id"],
        )
        for row in events
    )
    return months, rows


def people(number: int) -> list[Contact]:
    return [somebody() for _ in range(number)]


def test_each_sms_has_its_price_and_progress_knows_the_sum(desk: Desk) -> None:
    crowd = [*people(3), by_email()]
    desk.contacts(*crowd)
    decide(desk)
    event = desk.event(*crowd)

    assert len(desk.work(event)) == 4
    rows = desk.rows(event)
    parts = sum(row["parts"] for row in rows)
    assert parts >= 3
    told = desk.progress(event)
    assert (told.parts, told.cost) == (parts, parts * A_PART)
    desk.settle()
    assert desk.progress(event) == told
    assert spent(desk) == (parts * A_PART, parts * A_PART)


def test_parts_that_were_taken_are_paid_although_the_rest_was_refused(desk: Desk) -> None:
    """Seen failing: the operator counts them, and our books had nothing."""
    (person,) = crowd = [somebody(first_name="مريم " * 20)]
    desk.contacts(person)
    assert parts_of(desk, person) >= 2
    decide(desk, a_month=100 * A_PART)
    event = desk.event(*crowd)

    desk.work(event, desk.sender("sms", answer=lambda _: Rejected("smpp-0x0b", parts=1)))

    assert desk.states(event) == {"failed": 1}
    assert [(row["parts"], row["cost"]) for row in desk.rows(event)] == [(1, A_PART)]
    assert spent(desk) == (A_PART, A_PART)


def test_the_sender_stops_at_the_cap_and_a_raised_one_lets_the_rest_go_at_once(
    desk: Desk,
) -> None:
    crowd = people(10)
    desk.contacts(*crowd)
    parts = parts_of(desk, crowd[0])
    decide(desk, a_month=4 * parts * A_PART + 1)
    event = desk.event(*crowd)

    assert len(desk.work(event)) == 4
    assert desk.states(event) == {"sent": 4, "waiting": 6}
    assert desk.progress(event).held == "budget"
    desk.sweep()
    assert desk.work(event) == []
    decide(desk, a_month=7 * parts * A_PART)
    assert len(desk.work(event)) == 3
    decide(desk, a_month=None)
    assert len(desk.work(event)) == 3
    assert desk.progress(event).finished
    assert all(row["attempts"] == 1 for row in desk.rows(event))


def test_an_event_has_a_cap_of_its_own_beside_the_months(desk: Desk) -> None:
    crowd, others = people(5), people(2)
    desk.contacts(*crowd, *others)
    parts = parts_of(desk, crowd[0])
    decide(desk, an_event=2 * parts * A_PART)
    event = desk.event(*crowd)
    other = desk.event(*others)

    assert len(desk.work(event)) == 2
    assert len(desk.work(other)) == 2
    told = allow(desk, event, 4 * parts * A_PART)
    assert (told.most, told.own) == (4 * parts * A_PART, True)
    assert len(desk.work(event)) == 2
    allow(desk, event, 50 * parts * A_PART)
    assert len(desk.work(event)) == 1


def test_the_next_month_begins_anew(desk: Desk) -> None:
    crowd = people(4)
    desk.contacts(*crowd)
    parts = parts_of(desk, crowd[0])
    decide(desk, a_month=2 * parts * A_PART)
    event = new_id()
    desk.card(event, hours=24 * 60)
    desk.invite(event, *crowd, hours=24 * 60)

    assert len(desk.work(event)) == 2
    desk.later(days=32)
    assert len(desk.work(event)) == 2


def test_four_senders_that_race_never_pass_the_cap(desk: Desk) -> None:
    """Seen failing without the lock on the budget: 104 of 100 were sent."""
    crowd = people(300)
    desk.contacts(*crowd)
    parts = parts_of(desk, crowd[0])
    cap = 100 * parts * A_PART
    decide(desk, a_month=cap)
    events = [desk.event(*crowd[n * 60 : n * 60 + 60]) for n in range(5)]
    senders = [desk.sender("sms", window=20) for _ in range(4)]
    batches = [b for event in events for b in desk.due(event, "sms")]

    def work(number: int) -> None:
        for batch_id in batches[number:] + batches[:number]:
            desk.send(senders[number], batch_id)

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    gone = sum(desk.states(event)["sent"] for event in events)
    assert gone == 100
    assert spent(desk) == (cap, cap)


def test_what_was_surely_not_sent_costs_nothing_and_what_may_have_been_does(desk: Desk) -> None:
    crowd = people(3)
    desk.contacts(*crowd)
    decide(desk)
    event = desk.event(*crowd)
    fate = dict(
        zip(
            (c.phone for c in crowd),
            (Rejected("no-such-number"), NotSent("throttled"), Uncertain("no-reply")),
            strict=True,
        )
    )
    desk.work(event, desk.sender("sms", answer=lambda m: fate[m.address]))

    costs = {row["state"]: row["cost"] > 0 for row in desk.rows(event)}
    assert costs == {"failed": False, "waiting": False, "uncertain": True}
    assert spent(desk)[0] == spent(desk)[1] > 0
    desk.later(minutes=2)
    assert len(desk.work(event)) == 1
    assert spent(desk)[0] == spent(desk)[1]


def test_a_lost_sender_gives_nothing_back_and_its_late_word_does_once(desk: Desk) -> None:
    (contact,) = people(1)
    desk.contacts(contact)
    decide(desk)
    event = desk.event(contact)
    claim = desk.claim(event, desk.sms)
    desk.later(minutes=10)
    desk.sweep()

    before = spent(desk)[0]
    assert before > 0
    desk.finish(claim, Rejected("no-such-number"))
    desk.finish(claim, Rejected("no-such-number"))
    assert desk.states(event) == {"failed": 1}
    assert spent(desk) == (0, 0)


def test_what_waits_for_money_after_its_event_was_moved_is_not_claimed_all_the_time(
    desk: Desk,
) -> None:
    """Seen failing: held until a moment that had passed, it was claimed and held again at once."""
    person = somebody()
    desk.contacts(person)
    decide(desk, a_month=0)
    event = new_id()
    desk.card(event, hours=24)
    desk.invite(event, person, hours=24)
    desk.card(event, version=2, hours=72)
    desk.later(hours=30)

    for batch in desk.due(event, "sms"):
        desk.send(desk.sms, batch)

    assert desk.states(event) == {"waiting": 1}
    (batch_row,) = desk.world.rows(
        "notifications",
        "select b.due_at from batches b join sends s on s.id = b.send_id where s.event_id = %s",
        event,
    )
    assert batch_row["due_at"] > desk.now() + timedelta(hours=1)


def test_what_two_find_unsent_at_once_is_given_back_once(desk: Desk) -> None:
    """Seen failing: both had read what it cost before either took it away."""
    person = somebody()
    desk.contacts(person)
    decide(desk)
    event = desk.event(person)
    claim = desk.claim(event, desk.sms)
    unsent = [
        domain.Record(id=row["id"], attempts=row["attempts"], state=domain.State.FAILED)
        for row in claim.ready
    ]

    def give_back() -> None:
        with desk.transaction() as tx:
            NotificationsStore(tx).take_back_costs(claim.batch["month"], unsent, zone="UTC")

    before = spent(desk)[0]
    assert before > 0
    with desk.transaction() as tx:
        NotificationsStore(tx).take_back_costs(claim.batch["month"], unsent, zone="UTC")
        other = Thread(target=give_back)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(5)

    assert spent(desk) == (0, 0)


def test_who_gives_back_for_two_events_stands_in_no_claim_s_way(desk: Desk) -> None:
    """Seen failing: it held the month and waited for an event whose claim waited for the month."""
    one, other = people(2)
    desk.contacts(one, other)
    decide(desk)
    claims = [desk.claim(desk.event(person), desk.sms) for person in (one, other)]
    unsent = [
        domain.Record(id=row["id"], attempts=row["attempts"], state=domain.State.FAILED)
        for claim in claims
        for row in claim.ready
    ]

    def give_back() -> None:
        with desk.transaction() as tx:
            store = NotificationsStore(tx)
            store.take_back_costs(claims[0].batch["month"], unsent, zone=store.zone())

    with desk.transaction() as tx:
        last = max(claim.batch["event_id"] for claim in claims)
        money.hold_event_budget(tx, event_id=last)
        giving = Thread(target=give_back)
        giving.start()
        giving.join(0.5)
        assert giving.is_alive()
        zone = NotificationsStore(tx).zone()
        money.hold_month_budget(tx, month=domain.month_of(desk.now(), zone))
    giving.join(5)

    assert spent(desk) == (0, 0)


@pytest.mark.parametrize(
    "number",
    [
        # Satellites, international networks, premium rates, and a landline.
        *("+881612345678", "+870773111111", "+88213123456", "+97912345678"),
        *("+212890123456", "+19005551234", "+447012345678", "+212522123456"),
        # An ordinary mobile of a country that is not on the list: what pumping is made of.
        *("+8801812345678", "+2348031234567"),
    ],
)
def test_no_sms_goes_where_it_would_only_cost(desk: Desk, number: str) -> None:
    pumped, ordinary = somebody(phone=number), somebody()
    desk.contacts(pumped, ordinary)
    decide(desk)
    event = desk.event(pumped, ordinary)

    assert addresses(desk.work(event)) == {ordinary.phone: 1}
    assert desk.state_of(event, pumped) == "excluded destination"


def test_the_longest_beginning_is_the_price(desk: Desk) -> None:
    abroad, home = somebody(phone="+33612345678"), somebody()
    desk.contacts(abroad, home)
    decide(
        desk,
        prices=[HOME, Price(prefix="+33", a_part=900), Price(prefix="+336", a_part=700)],
    )
    event = desk.event(abroad, home)

    assert len(desk.work(event)) == 2
    costs = {row["member_id"]: row["cost"] // row["parts"] for row in desk.rows(event)}
    assert costs == {abroad.member_id: 700, home.member_id: A_PART}


def test_a_household_pays_once(desk: Desk) -> None:
    home = a_household(3)
    desk.contacts(*home)
    decide(desk)
    event = desk.event(*home)

    assert len(desk.work(event)) == 1
    assert sum(row["cost"] > 0 for row in desk.rows(event)) == 1


def parts_of(desk: Desk, contact: Contact) -> int:
    """Count the parts of an invitation of somebody, from one that costs nothing."""
    event = desk.event(contact)
    desk.work(event)
    (row,) = desk.rows(event)
    return int(row["parts"])


# --- What was expected -----------------------------------------------------------------------

GROUND = Ground(
    association="FMAS",
    public_url=URL,
    usual_rules=SendingRules(),
    usual_money=MoneyRules(),
)


def quoted(desk: Desk, event_id: UUID, *crowd: Contact, **more: object) -> Quote:
    """Ask what it would come to, to these people, as members counts them."""
    counted: dict[tuple[str, str], list[Contact]] = {}
    for one in crowd:
        for channel in one.channels:
            counted.setdefault((channel, one.language), []).append(one)
    asked = QuoteSend(
        card=a_card(event_id),
        destinations=[
            Destination(
                channel=channel,  # type: ignore[arg-type]
                language=language,  # type: ignore[arg-type]
                prefix="+212" if channel == "sms" else "",
                messages=len(some),
                people=len(some),
            )
            for (channel, language), some in counted.items()
        ],
        reachable=len(crowd),
        meant=len(crowd),
        **more,  # type: ignore[arg-type]
    )
    return quoting.quote(desk.db, asked, GROUND, now=desk.now())


def test_what_is_quoted_is_what_it_comes_to(desk: Desk) -> None:
    crowd = [*people(7), by_email()]
    desk.contacts(*crowd)
    decide(desk)
    event = desk.event(*crowd)
    expected = quoted(desk, event, *crowd)

    desk.work(event)

    send = desk.progress(event)
    assert (expected.sms, expected.mails, expected.people_by_sms) == (7, 1, 7)
    assert (expected.parts, expected.cost) == (send.parts, send.cost)
    assert expected.priced
    assert expected.unpaid == 0
    assert not expected.held


def test_a_quote_is_made_with_the_longest_names_that_there_are(desk: Desk) -> None:
    long = somebody(first_name="Abdelmoughith" * 12, language="fr")
    desk.contacts(long)
    decide(desk)
    event = desk.event(long)
    expected = quoted(desk, event, long)

    desk.work(event)
    desk.world.rows("notifications", "delete from contacts where member_id = %s", long.member_id)
    assert desk.progress(event).parts == expected.parts
    assert expected.parts > quoted(desk, event, somebody()).parts


def test_what_budgets_leave_says_how_many_stay_untold(desk: Desk) -> None:
    crowd = people(10)
    desk.contacts(*crowd)
    decide(desk, a_month=1_000_000, an_event=4 * A_PART)
    event = desk.event(*crowd[:2])
    desk.work(event)

    rest = quoted(desk, event, *crowd[2:])

    send = desk.progress(event)
    assert rest.left_of_event == 4 * A_PART - send.cost
    assert rest.left_of_month == 1_000_000 - send.cost
    each = rest.cost // rest.sms
    assert rest.unpaid == 8 - rest.left_of_event // each


def test_without_a_price_the_quote_says_so_and_who_has_to_release_it(desk: Desk) -> None:
    crowd = people(3)
    event = desk.event()
    assert not quoted(desk, event, *crowd).priced

    decide(desk, prices=[HOME], alone_up_to=2)

    found = quoted(desk, event, *crowd)
    assert (found.priced, found.held, found.alone_up_to) == (True, True, 2)
    assert not quoted(desk, event, *crowd[:2]).held


def test_what_was_expected_is_kept_with_the_send_that_it_was_for(desk: Desk) -> None:
    event, later, announced = desk.event(), new_id(), new_id()
    for kind, wave_id in (("invitation", None), ("invitation", later), ("announcement", announced)):
        command = KeepQuote(
            command_id=new_id(),
            event_id=event,
            kind=kind,  # type: ignore[arg-type]
            wave_id=wave_id,
            sms=10,
            mails=2,
            parts=20,
            cost=8000,
            priced=True,
            ends_at=desk.now(),
        )
        for _ in range(2):
            quoting.keep_quote(desk.db, command, now=desk.now())
    before = [each.send_id for each in quoting.quotes(desk.db, event).quotes]
    first, _, _ = before

    wave = replace(
        issued(event, [somebody()], 1, desk.now() + timedelta(hours=72)), number=2, wave_id=later
    )
    with desk.transaction() as tx:
        planning.plan_invitations(tx, wave, now=desk.now())

    after = [each.send_id for each in quoting.quotes(desk.db, event).quotes]
    assert before == [domain.send_id(event, "invitation"), None, announced]
    assert after == [first, domain.send_id(event, "invitation", 2), announced]


def test_whoever_is_limited_to_an_event_knows_what_is_left_and_keeps_quotes_of_theirs(
    desk: Desk,
) -> None:
    crowd = people(2)
    desk.contacts(*crowd)
    decide(desk, a_month=1_000_000)
    own, other = desk.event(*crowd), desk.event(somebody())
    desk.work(own)
    cost = desk.progress(own).cost

    with within(Limits(events=[own])):
        left = quoted(desk, own, *crowd).left_of_month
        kept = {
            event: len(
                quoting.keep_quote(
                    desk.db,
                    KeepQuote(
                        command_id=new_id(),
                        event_id=event,
                        kind="invitation",
                        sms=1,
                        mails=0,
                        parts=1,
                        cost=1,
                        ends_at=desk.now(),
                    ),
                    now=desk.now(),
                ).quotes
            )
            for event in (own, other)
        }

    assert left == 1_000_000 - cost
    assert kept == {own: 1, other: 0}
    assert quoting.quotes(desk.db, other).quotes == []


def test_a_quote_asked_at_night_is_out_in_the_morning_or_too_late(desk: Desk) -> None:
    rules = SendingRules(nights=Hours(begins="21:00", ends="09:00"))
    ground = replace(GROUND, usual_rules=rules, paces=[Pace(parts_per_second=1.0)])
    night = datetime(2027, 3, 1, 22, tzinfo=UTC)
    morning = datetime(2027, 3, 2, 9, tzinfo=UTC)  # Morocco is on UTC in Ramadan

    def out(starts_at: datetime) -> Quote:
        asked = QuoteSend(
            card=a_card(new_id(), starts_at=starts_at),
            destinations=[Destination(channel="sms", language="fr", messages=600, people=600)],
            reachable=600,
        )
        return quoting.quote(desk.db, asked, ground, now=night)

    found = out(morning + timedelta(days=3))
    assert found.begins_at == night
    assert found.ends_at == morning + timedelta(seconds=found.parts)
    assert not found.late
    assert out(morning).late
    assert not out(night - timedelta(days=1)).late, "minutes come after the assembly"


def test_a_price_is_not_taken_away_under_an_events_budget(desk: Desk) -> None:
    """Seen failing: with a price of nothing the budget stood on the page and stopped nobody."""
    decide(desk)
    event = desk.event(somebody())
    allow(desk, event, 10 * A_PART)

    for prices in ([], [Price(prefix="+212", a_part=0)]):
        with pytest.raises(BudgetUnpriced):
            decide(desk, prices=prices)
    allow(desk, event, None)
    decide(desk, prices=[])
