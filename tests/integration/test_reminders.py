"""Reminders in events: arranged, moved, and told once, however many work at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import feedback, organising, reminding
from shared.contracts.events import (
    CancelEvent,
    CardText,
    ChaseSilent,
    EventView,
    GiveFeedback,
    ReminderWish,
    SetReminders,
)
from shared.contracts.members import Addressee
from shared.ids import new_id
from tests.support.hall import KEY, STAFF, Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration


def arrange(here: Hall) -> None:
    while reminding.arrange_reminders(here.db, now=here.now()):
        pass


def plan(here: Hall) -> dict[str, dict[str, Any]]:
    rows = here.rows("select * from reminders where event_id = %s", here.event_id)
    return {row["what"]: row for row in rows}


def due_now(here: Hall, what: str = "day_before") -> None:
    """Let a reminder be due from this moment on."""
    here.rows(
        "update reminders set due_at = now(), useful_until = now() + interval '1 day'"
        " where event_id = %s and what = %s",
        *(here.event_id, what),
    )


def remind(here: Hall, *, page: int = 500, now: datetime | None = None) -> None:
    while reminding.remind(here.db, now=now or here.now(), page=page):
        pass


def told(here: Hall) -> Counter[tuple[str, str]]:
    return Counter(
        (message["what"], one["member_id"])
        for message in here.announced("reminder.due.v1")
        for one in message["reminded"]
    )


def wish(here: Hall, *wishes: ReminderWish) -> None:
    command = SetReminders(command_id=new_id(), event_id=here.event_id, wishes=list(wishes))
    reminding.set_reminders(here.db, command, by=STAFF, now=here.now())


def test_an_event_that_is_published_has_its_reminders(hall: Callable[..., Hall]) -> None:
    here = hall()
    day = datetime.fromisoformat(here.form.starts_at).date()
    here.change(starts_at=f"{day}T18:00:00", ends_at=f"{day}T21:00:00")

    arrange(here)

    states = {what: row["state"] for what, row in plan(here).items() if what != "change"}
    assert states == {
        "day_before": "waiting",
        "morning_of": "waiting",
        "soon": "idle",  # nobody can join it from afar
        "afterwards": "waiting",
    }


def test_whoever_has_a_place_is_reminded_and_nobody_else(hall: Callable[..., Hall]) -> None:
    here = hall(people=5, capacity=1)
    comes, waits, unsure, stays_away, _silent = here.people
    for person, answer in ((comes, "yes"), (waits, "yes"), (unsure, "maybe"), (stays_away, "no")):
        here.answer(person, answer)  # type: ignore[arg-type]  # an answer's name
    arrange(here)
    due_now(here)

    remind(here)
    remind(here)

    assert told(here) == {("day_before", str(comes)): 1}
    assert plan(here)["day_before"]["state"] == "done"


def test_many_replicas_remind_each_person_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=40, capacity=40)
    for person in here.people:
        here.answer(person, "yes")
    arrange(here)
    due_now(here)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: remind(here, page=3), range(6)))

    assert told(here) == {("day_before", str(person)): 1 for person in here.people}
    assert plan(here)["day_before"]["told"] == 40


def test_a_household_is_told_on_one_page(hall: Callable[..., Hall]) -> None:
    here = hall(people=0, capacity=50)
    homes = {new_id(): [new_id() for _ in range(3)] for _ in range(5)}
    people = [
        Addressee(member_id=p, household_id=h) for h, members in homes.items() for p in members
    ]
    here.invite(people, page=2)
    for home, members in homes.items():
        for person in members:
            here.answer(person, "yes", holder=home)
    arrange(here)
    due_now(here)

    remind(here, page=4)

    pages = [
        {(one["household_id"]) for one in message["reminded"]}
        for message in here.announced("reminder.due.v1")
    ]
    assert Counter(home for page in pages for home in page) == {str(home): 1 for home in homes}


def test_whoever_joins_after_its_time_is_not_reminded(hall: Callable[..., Hall]) -> None:
    """Also when the timer was late: it is the time that counts, not the moment of telling."""
    here = hall(people=2, capacity=2)
    early, late = here.people
    here.answer(early, "yes")
    arrange(here)
    due_now(here)
    here.answer(late, "yes", now=here.now() + timedelta(seconds=5))

    remind(here)

    assert told(here) == {("day_before", str(early)): 1}


def test_what_is_of_no_use_any_more_is_not_said(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    here.answer(here.people[0], "yes")
    arrange(here)
    due_now(here)

    remind(here, now=here.now() + timedelta(days=2))

    assert not [what for what, _ in told(here) if what == "day_before"]
    assert plan(here)["day_before"]["state"] == "passed"


def test_a_moved_event_moves_its_reminders_before_one_of_them_goes(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    here.answer(here.people[0], "yes")
    arrange(here)
    before = plan(here)["day_before"]["due_at"]
    starts, ends = (datetime.fromisoformat(t) for t in (here.form.starts_at, here.form.ends_at))
    due_now(here)
    later = timedelta(days=7)
    here.change(starts_at=(starts + later).isoformat(), ends_at=(ends + later).isoformat())

    remind(here)  # the old time has come, and nobody has arranged the new one yet
    arrange(here)

    assert not told(here)
    assert plan(here)["day_before"]["due_at"] == before + later


def test_a_cancelled_event_reminds_nobody(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    here.answer(here.people[0], "yes")
    arrange(here)
    due_now(here)
    command = CancelEvent(command_id=new_id(), event_id=here.event_id)
    organising.cancel_event(here.db, command, by=STAFF, now=here.now())

    remind(here)

    assert not told(here)


def test_an_organiser_changes_times_and_switches_off(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    arrange(here)
    before = plan(here)["day_before"]["due_at"]

    wish(
        here,
        ReminderWish(what="day_before", on=True, at="12:30"),
        ReminderWish(what="morning_of", on=False, at="08:00"),
    )

    assert plan(here)["day_before"]["due_at"] == before + timedelta(hours=1, minutes=30)
    shown = {r.what: r for r in reminding.reminders_of(here.db, here.event_id).reminders}
    assert [shown[what].state for what in ("day_before", "morning_of", "soon", "afterwards")] == [
        *("planned", "off", "no_link", "planned")
    ]


def test_what_is_wanted_of_a_draft_holds_when_it_is_published(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    here.rows("update events set state = 'draft' where id = %s", here.event_id)

    wish(here, ReminderWish(what="day_before", on=False, at="11:00"))
    here.rows("update events set state = 'published' where id = %s", here.event_id)
    arrange(here)

    assert plan(here)["day_before"]["state"] == "idle"


def test_thanks_go_to_whoever_came_or_had_a_place(hall: Callable[..., Hall]) -> None:
    here = hall(people=3, capacity=1)
    had_a_place, came, _stayed_away = here.people
    here.answer(had_a_place, "yes")
    here.answer(came, "maybe")
    here.rows(
        "insert into check_ins (event_id, member_id, scan_id, at)"
        " values (%s, %s, gen_random_uuid(), now())",
        *(here.event_id, came),
    )
    arrange(here)
    due_now(here, "afterwards")

    remind(here)

    assert all_told(here, "afterwards") == {(str(p),): 1 for p in (had_a_place, came)}


# --- Changes, and the silent -----------------------------------------------------------------


def all_told(here: Hall, what: str) -> Counter[tuple[str, ...]]:
    """Give what was told of one kind: to whom, and what had changed."""
    return Counter(
        (one["member_id"], *message["changed"])
        for message in here.announced("reminder.due.v1")
        if message["what"] == what
        for one in message["reminded"]
    )


def test_a_change_that_matters_is_told_once_to_whoever_has_not_said_no(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=4, capacity=1)
    comes, waits, silent, stays_away = here.people
    here.answer(comes, "yes")
    here.answer(waits, "yes")
    here.answer(stays_away, "no")
    here.change(online_link="https://meet.example.org/x")

    remind(here)
    before_its_time = all_told(here, "change")
    due_now(here, "change")
    remind(here)
    remind(here)

    assert not before_its_time
    assert all_told(here, "change") == {(str(p), "online"): 1 for p in (comes, waits, silent)}


def test_a_second_change_before_the_first_was_told_is_told_with_it(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    (person,) = here.people
    texts = {"fr": CardText(title="Forum des jeunes", venue="Fès")}
    here.change(online_link="https://meet.example.org/x")
    here.change(texts=texts)
    due_now(here, "change")

    remind(here)

    assert all_told(here, "change") == {(str(person), "online", "place"): 1}


def test_a_change_after_one_that_was_told_is_a_new_round(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    here.change(online_link="https://meet.example.org/x")
    due_now(here, "change")
    remind(here)
    here.change(texts={"fr": CardText(title="Forum des jeunes", venue="Fès")})
    due_now(here, "change")
    remind(here)

    rounds = [m["round"] for m in here.announced("reminder.due.v1") if m["what"] == "change"]
    assert rounds == [1, 2]


def test_a_slip_of_the_pen_tells_nobody(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    here.change(capacity=7)

    assert "change" not in plan(here)


def test_the_silent_are_asked_once_more_and_only_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=3)
    answers, *silent = here.people
    here.answer(answers, "maybe")

    view = chase(here)
    remind(here)
    with pytest.raises(errors.AlreadyChased):
        chase(here)
    remind(here)

    assert view.chased_at is not None
    assert all_told(here, "chase") == {(str(person),): 1 for person in silent}
    said = [m for m in here.announced("reminder.due.v1") if m["what"] == "chase"]
    assert {(m["meant"], m["asked_by"]) for m in said} == {(2, str(STAFF))}


def test_whoever_answered_under_another_of_their_ids_is_not_silent(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    person, alias = here.people
    here.answer(alias, "yes")
    here.rows("insert into aliases values (%s, %s, 1)", alias, person)

    chase(here)
    remind(here)

    assert not all_told(here, "chase")


def chase(here: Hall) -> EventView:
    command = ChaseSilent(command_id=new_id(), event_id=here.event_id)
    return reminding.chase_the_silent(here.db, command, by=STAFF, now=here.now())


# --- What people say afterwards --------------------------------------------------------------


def say(here: Hall, person: UUID, *, now: datetime, **said: Any) -> None:
    facts: dict[str, Any] = {"code": here.code(person), "member_id": person, "came": True}
    facts |= {"rating": 4, "again": "yes", "words": " Plus de débats! "}
    command = GiveFeedback(command_id=new_id(), **(facts | said))
    feedback.give_feedback(here.db, command, key=KEY, now=now)


def test_the_last_word_of_a_person_counts(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (person,) = here.people
    here.answer(person, "yes")
    ends = here.rows("select ends_at from events where id = %s", here.event_id)[0]["ends_at"]

    say(here, person, now=ends)
    say(here, person, now=ends, rating=2)

    (row,) = here.rows("select * from feedback where event_id = %s", here.event_id)
    assert (row["rating"], row["words"]) == (2, "Plus de débats!")


def test_nobody_judges_what_is_not_over_or_had_no_place_for_them(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    guest, stranger = here.people
    here.answer(guest, "yes")
    ends = here.rows("select ends_at from events where id = %s", here.event_id)[0]["ends_at"]

    with pytest.raises(errors.NothingToSayYet):
        say(here, guest, now=here.now())
    with pytest.raises(errors.NothingToSayYet):
        say(here, stranger, now=ends)
    with pytest.raises(errors.BadFeedback):
        say(here, guest, now=ends, rating=6)
