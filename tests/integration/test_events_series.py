"""Series on a real database, without the process: made ahead, changed, ended."""

# ruff: noqa: DTZ001 - wall clocks
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.events import errors
from services.events.operations import (
    changing,
    later,
    organising,
    questions,
    reminding,
    repeating,
    rescheduling,
    sessions,
)
from shared.contracts.events import (
    CancelEvent,
    CardText,
    ChangeEvent,
    ChangeSeries,
    CopyEvent,
    EventForm,
    EventRef,
    PublishEvent,
    PutQuestion,
    PutSession,
    QuestionText,
    ReminderWish,
    RemoveSession,
    RepeatEvent,
    SeriesWeighed,
    SessionText,
    SetReminders,
)
from shared.db.limits import Limits, within
from shared.errors import NotAllowed
from shared.ids import new_id
from tests.support.hall import HOLD, STAFF, Hall, hall
from tests.support.system import a_form

__all__ = ["hall"]

ZONE = ZoneInfo("Africa/Casablanca")
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
TUESDAY = datetime(2027, 1, 19, 18)


class Weekly:
    """A weekly meeting on Tuesdays at 18:00, seen at a moment before the Ramadan of 2027."""

    def __init__(self, here: Hall, rule: str = "FREQ=WEEKLY", **repeat: Any) -> None:
        self.here, self.db, self.now = here, here.db, NOW
        self.form: EventForm = a_form(
            starts_at=TUESDAY.isoformat(), ends_at=(TUESDAY + timedelta(hours=2)).isoformat()
        )
        first = organising.create_event(self.db, self.form, by=STAFF, now=self.now)
        self.first = first.card.event_id
        self.series_id: UUID | None = None
        before = repeat.pop("before", None)
        if before:
            before(self)
        wish = RepeatEvent(command_id=new_id(), event_id=self.first, rule=rule, **repeat)
        view = repeating.repeat_event(self.db, wish, by=STAFF, now=self.now)
        repeating.repeat_event(self.db, wish, by=STAFF, now=self.now)
        assert view.series_id
        self.series_id = view.series_id

    def rows(self) -> list[dict[str, Any]]:
        query = "select * from events where series_id = %s order by starts_at"
        return self.here.rows(query, self.series_id)

    def starts(self) -> list[datetime]:
        """Give the wall-clock times of all that is not cancelled."""
        return [
            row["starts_at"].astimezone(ZONE).replace(tzinfo=None)
            for row in self.rows()
            if row["state"] != "cancelled"
        ]

    def change(self, number: int, which: str, **changes: Any) -> None:
        row = self.rows()[number]
        start = row["starts_at"].astimezone(ZONE).replace(tzinfo=None)
        form = replace(
            self.form,
            command_id=new_id(),
            starts_at=start.isoformat(),
            ends_at=(start + timedelta(hours=2)).isoformat(),
        )
        wish = ChangeEvent(event_id=row["id"], form=replace(form, **changes), which=which)  # type: ignore[arg-type]
        changing.change_event(self.db, wish, by=STAFF, hold=HOLD, now=self.now)

    def extend(self, now: datetime) -> None:
        self.now = now
        while repeating.extend_series(self.db, now=now):
            pass


def at(start: datetime) -> dict[str, Any]:
    end = start + timedelta(hours=2)
    return {"starts_at": start.isoformat(), "ends_at": end.isoformat()}


def titled(title: str) -> dict[str, Any]:
    return {"texts": {"fr": CardText(title=title, venue="Rabat")}, "languages": ["fr"]}


def titles(weekly: Weekly) -> list[str]:
    return [row["texts"]["fr"]["title"] for row in weekly.rows()]


def test_three_months_are_made_ahead_at_the_same_hour_through_ramadan(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))

    starts = weekly.starts()
    assert starts == [TUESDAY + timedelta(weeks=n) for n in range(len(starts))]
    assert len(starts) == 12
    assert {row["starts_at"].hour for row in weekly.rows()} == {17, 18}
    assert {row["state"] for row in weekly.rows()} == {"draft"}


def test_a_month_later_a_month_more_is_made_and_nothing_twice(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0))

    weekly.extend(NOW + timedelta(days=28))
    weekly.extend(NOW + timedelta(days=28, hours=1))

    assert weekly.starts() == [TUESDAY + timedelta(weeks=n) for n in range(16)]


def test_what_a_long_standstill_let_pass_is_not_made(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0))
    made = len(weekly.rows())

    weekly.extend(NOW + timedelta(days=365))

    assert all(row["starts_at"] > weekly.now for row in weekly.rows()[made:])
    assert len(weekly.rows()) > made


def test_a_series_with_an_end_ends(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0), "FREQ=WEEKLY;COUNT=3")

    weekly.extend(NOW + timedelta(days=60))

    assert len(weekly.rows()) == 3
    seen = repeating.series_of(weekly.db, EventRef(event_id=weekly.first), now=NOW)
    assert seen.ended
    assert len(seen.next) == 3


def test_one_event_is_changed_alone_and_stays_so(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0))

    weekly.change(1, "one", **titled("À part"), **at(datetime(2027, 1, 27, 17)))
    weekly.change(0, "all", **titled("Tous"))

    assert titles(weekly)[:4] == ["Tous", "À part", "Tous", "Tous"]
    assert weekly.starts()[1] == datetime(2027, 1, 27, 17)


def test_this_and_following_are_moved_and_so_is_what_comes_later(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))

    # From the third on: a Wednesday, half an hour later.
    third = datetime(2027, 2, 3, 18, 30)
    weekly.change(2, "following", **titled("Mercredi"), **at(third))
    weekly.extend(NOW + timedelta(days=28))

    starts = weekly.starts()
    assert starts[:2] == [TUESDAY, TUESDAY + timedelta(weeks=1)]
    assert starts[2:] == [third + timedelta(weeks=n) for n in range(len(starts) - 2)]
    assert len(starts) == 16
    assert titles(weekly) == ["Forum des jeunes"] * 2 + ["Mercredi"] * 14


def test_all_to_come_are_changed_and_what_was_is_left(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0))
    weekly.now = datetime(2027, 2, 1, tzinfo=UTC)

    weekly.change(5, "all", **titled("Autre titre"))

    assert titles(weekly)[:3] == ["Forum des jeunes", "Forum des jeunes", "Autre titre"]
    assert set(titles(weekly)[2:]) == {"Autre titre"}


def test_days_that_the_rule_names_change_for_one_event_alone(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0), "FREQ=MONTHLY;BYDAY=+3TU")
    wednesday = at(TUESDAY + timedelta(days=1))

    with pytest.raises(errors.SeriesDayFixed):
        weekly.change(0, "all", **wednesday)
    weekly.change(0, "all", **at(TUESDAY.replace(hour=17)))
    weekly.change(0, "one", **at(TUESDAY + timedelta(days=1)))

    assert {start.time() for start in weekly.starts()[1:]} == {time(17)}


def test_this_and_following_are_cancelled_and_nothing_more_is_made(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    wish = CancelEvent(command_id=new_id(), event_id=weekly.rows()[3]["id"], which="following")

    organising.cancel_event(weekly.db, wish, by=STAFF, now=NOW)
    weekly.extend(NOW + timedelta(days=200))

    assert weekly.starts() == [TUESDAY + timedelta(weeks=n) for n in range(3)]


def test_an_event_that_was_cancelled_alone_is_not_made_again(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0))
    wish = CancelEvent(command_id=new_id(), event_id=weekly.rows()[-1]["id"])

    organising.cancel_event(weekly.db, wish, by=STAFF, now=NOW)
    weekly.extend(NOW + timedelta(days=28))

    assert TUESDAY + timedelta(weeks=11) not in weekly.starts()
    assert len(weekly.starts()) == 15


def test_each_event_is_published_by_itself_some_days_before(hall: Callable[..., Hall]) -> None:
    audience = new_id()
    weekly = Weekly(hall(people=0), audience_id=audience, publish_days=5)

    def published() -> int:
        return sum(row["state"] == "published" for row in weekly.rows()[1:])

    def publish(now: datetime) -> None:
        while later.publish_what_is_due(weekly.db, now=now):
            pass

    second = weekly.rows()[1]["starts_at"]
    publish(second - timedelta(days=5, seconds=1))
    assert published() == 0
    publish(second - timedelta(days=5))

    assert published() == 1
    query = "select audience_id from waves where event_id = %s"
    assert weekly.here.rows(query, weekly.rows()[1]["id"]) == [{"audience_id": audience}]


def test_people_of_all_published_events_that_change_are_counted(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    ids: list[UUID] = [row["id"] for row in weekly.rows()[:3]]
    weekly.here.rows("update events set state = 'published' where id = any(%s)", ids)
    for event_id in ids:
        query = "insert into waves (id, event_id, audience_id, invited) values (%s, %s, %s, 7)"
        weekly.here.rows(query, new_id(), event_id, new_id())
    moved = replace(weekly.form, **at(TUESDAY.replace(hour=17)))

    def people(which: Any) -> tuple[list[str], int]:
        wish = ChangeEvent(event_id=weekly.first, form=moved, which=which)
        weighed = changing.weigh_change(weekly.db, wish, now=NOW)
        return list(weighed.changed), weighed.people

    assert people("one") == (["time"], 7)
    assert people("all") == (["time"], 21)


def test_an_event_belongs_to_one_series(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))

    wish = RepeatEvent(command_id=new_id(), event_id=weekly.first, rule="FREQ=DAILY")
    with pytest.raises(errors.RepeatsAlready):
        repeating.repeat_event(weekly.db, wish, by=STAFF, now=NOW)


def test_whoever_is_limited_to_one_event_changes_no_series(hall: Callable[..., Hall]) -> None:
    weekly = Weekly(hall(people=0))

    with within(Limits(events=[weekly.first])), pytest.raises(NotAllowed):
        weekly.change(0, "all", **titled("x"))


def with_a_session_and_a_question(weekly: Weekly) -> None:
    session = PutSession(
        command_id=new_id(),
        event_id=weekly.first,
        starts_at=(TUESDAY + timedelta(minutes=30)).isoformat(),
        ends_at=(TUESDAY + timedelta(minutes=90)).isoformat(),
        texts={"fr": SessionText(title="Atelier")},
        room="Salle 2",
        capacity=12,
    )
    sessions.put_session(weekly.db, session, by=STAFF, now=weekly.now)
    question = PutQuestion(
        command_id=new_id(),
        event_id=weekly.first,
        kind="yes_no",
        required=True,
        texts={"fr": QuestionText(label="En bus ?")},
    )
    questions.put_question(weekly.db, question, by=STAFF, now=weekly.now)


def test_events_of_a_series_have_the_sessions_and_questions_of_its_first(
    hall: Callable[..., Hall],
) -> None:
    """At the same hour of the wall clock, through Ramadan, each with ids of its own."""
    weekly = Weekly(hall(people=0), before=with_a_session_and_a_question)

    weekly.extend(NOW + timedelta(days=60))

    rows = weekly.rows()
    programmes = [row["programme"] for row in rows]
    assert len(rows) > 12
    assert {len(programme) for programme in programmes} == {1}
    assert len({programme[0]["session_id"] for programme in programmes}) == len(rows)
    assert {(p[0]["room"], p[0]["capacity"]) for p in programmes} == {("Salle 2", 12)}
    for row, (session,) in zip(rows, programmes, strict=True):
        begins = datetime.fromisoformat(session["starts_at"]).astimezone(ZONE)
        assert begins.strftime("%H:%M") == "18:30"
        assert begins.date() == row["starts_at"].astimezone(ZONE).date()
        asked = questions.questions_of(weekly.db, EventRef(event_id=row["id"])).questions
        assert [question.texts["fr"].label for question in asked] == ["En bus ?"]


class Programmes:
    """What stands in the programme, and what is asked, of each event of a series."""

    def __init__(self, weekly: Weekly) -> None:
        self.weekly = weekly

    def put(self, number: int, which: str, title: str, own: UUID | None = None) -> UUID:
        row = self.weekly.rows()[number]
        start = row["starts_at"].astimezone(ZONE).replace(tzinfo=None)
        wish = PutSession(
            command_id=new_id(),
            event_id=row["id"],
            session_id=own,
            starts_at=(start + timedelta(minutes=30)).isoformat(),
            ends_at=(start + timedelta(minutes=60)).isoformat(),
            texts={"fr": SessionText(title=title)},
            which=which,  # type: ignore[arg-type]
        )
        for _ in range(2):
            view = sessions.put_session(self.weekly.db, wish, by=STAFF, now=self.weekly.now)
        found = [s for s in view.card.sessions if s.texts["fr"].title == title]
        return found[0].session_id

    def remove(self, number: int, which: str, own: UUID) -> None:
        event_id = self.weekly.rows()[number]["id"]
        wish = RemoveSession(command_id=new_id(), event_id=event_id, session_id=own, which=which)  # type: ignore[arg-type]
        sessions.remove_session(self.weekly.db, wish, by=STAFF, now=self.weekly.now)

    def titles(self) -> list[list[str]]:
        return [
            [session["texts"]["fr"]["title"] for session in row["programme"]]
            for row in self.weekly.rows()
        ]


def test_a_session_is_given_to_this_event_and_the_following(hall: Callable[..., Hall]) -> None:
    """Through Ramadan, and to those made later; not to one that was changed alone."""
    weekly = Weekly(hall(people=0))
    programmes = Programmes(weekly)
    weekly.change(5, "one", **titled("Sortie"))

    programmes.put(2, "following", "Débat")

    expected = [[], [], *([["Débat"]] * 3), [], *([["Débat"]] * 6)]
    assert programmes.titles() == expected
    weekly.extend(NOW + timedelta(days=60))
    assert programmes.titles()[12:] == [["Débat"]] * (len(weekly.rows()) - 12)
    for row in weekly.rows():
        for session in row["programme"]:
            begins = datetime.fromisoformat(session["starts_at"]).astimezone(ZONE)
            assert begins.strftime("%H:%M") == "18:30"


def test_a_session_of_a_series_is_changed_and_taken_away_in_those_that_are_meant(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    programmes = Programmes(weekly)
    own = programmes.put(0, "all", "Débat")
    third = UUID(weekly.rows()[3]["programme"][0]["session_id"])

    programmes.put(3, "one", "Atelier", third)
    seventh = UUID(weekly.rows()[7]["programme"][0]["session_id"])
    programmes.put(7, "following", "Cercle", seventh)

    then = [*([["Débat"]] * 3), ["Atelier"], *([["Débat"]] * 3), *([["Cercle"]] * 5)]
    assert programmes.titles() == then
    programmes.remove(0, "one", own)
    ninth = UUID(weekly.rows()[9]["programme"][0]["session_id"])
    programmes.remove(9, "following", ninth)
    then = [[], *then[1:9], [], [], []]
    assert programmes.titles() == then
    weekly.extend(NOW + timedelta(days=60))
    assert programmes.titles()[12:] == [[]] * (len(weekly.rows()) - 12)


def test_what_one_event_has_alone_is_not_given_to_those_made_later(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    programmes = Programmes(weekly)

    programmes.put(11, "one", "Invitée du jour")
    weekly.extend(NOW + timedelta(days=60))

    assert programmes.titles()[10:13] == [[], ["Invitée du jour"], []]


def test_a_question_is_given_to_the_following_and_refused_where_one_is_full(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    rows = weekly.rows()

    def put(number: int, which: str, label: str) -> None:
        wish = PutQuestion(
            command_id=new_id(),
            event_id=rows[number]["id"],
            kind="text",
            texts={"fr": QuestionText(label=label)},
            which=which,  # type: ignore[arg-type]
        )
        questions.put_question(weekly.db, wish, by=STAFF, now=weekly.now)

    def labels() -> list[list[str]]:
        asked = (
            questions.questions_of(weekly.db, EventRef(event_id=row["id"])).questions
            for row in weekly.rows()
        )
        return [[question.texts["fr"].label for question in each] for each in asked]

    put(1, "following", "Une idée ?")
    assert labels() == [[], *([["Une idée ?"]] * 11)]
    weekly.extend(NOW + timedelta(days=60))
    assert labels()[12:] == [["Une idée ?"]] * (len(weekly.rows()) - 12)

    for number in range(9):
        put(10, "one", f"Question {number}")
    before = labels()
    with pytest.raises(errors.TooManyQuestions):
        put(9, "following", "Encore une ?")
    assert labels() == before


def test_whoever_is_invited_hears_nothing_of_a_session_and_holds_a_newer_card(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    second = weekly.rows()[1]["id"]
    opened = PublishEvent(command_id=new_id(), event_id=second, audience_id=new_id())
    organising.publish_event(weekly.db, opened, by=STAFF, now=weekly.now)
    version = weekly.rows()[1]["version"]

    Programmes(weekly).put(0, "all", "Débat")

    query = (
        "select body -> 'changed' as changed from outbox"
        " where type = 'event.changed.v1' and body -> 'card' ->> 'event_id' = %s"
    )
    assert [row["changed"] for row in weekly.here.rows(query, str(second))] == [[]]
    assert weekly.rows()[1]["version"] == version + 1


# --- Another rule ----------------------------------------------------------------------------


class Rescheduled(Weekly):
    """A weekly meeting whose rule is changed."""

    def wish(self, number: int, rule: str, first: datetime) -> ChangeSeries:
        return ChangeSeries(
            command_id=new_id(),
            event_id=self.rows()[number]["id"],
            rule=rule,
            starts_at=first.isoformat(),
        )

    def reschedule(self, wish: ChangeSeries) -> SeriesWeighed:
        weighed = rescheduling.weigh_series(self.db, wish, now=self.now)
        for _ in range(2):
            rescheduling.change_series(self.db, wish, by=STAFF, hold=HOLD, now=self.now)
        return weighed

    def open(self, number: int) -> UUID:
        event_id: UUID = self.rows()[number]["id"]
        opened = PublishEvent(command_id=new_id(), event_id=event_id, audience_id=new_id())
        organising.publish_event(self.db, opened, by=STAFF, now=self.now)
        return event_id

    def told(self, event_id: UUID) -> list[list[str]]:
        query = (
            "select body -> 'changed' as changed from outbox"
            " where type = 'event.changed.v1' and body -> 'card' ->> 'event_id' = %s"
        )
        return [row["changed"] for row in self.here.rows(query, str(event_id))]


THURSDAY = datetime(2027, 1, 28, 19)
"""In the second week, two days and an hour later."""


def test_another_weekday_and_hour_hold_from_one_event_on_and_are_told_once(
    hall: Callable[..., Hall],
) -> None:
    """Through Ramadan, and for those made later; what was changed alone stays."""
    weekly = Rescheduled(hall(people=0))
    opened = weekly.open(3)
    weekly.change(5, "one", **at(TUESDAY + timedelta(weeks=5, hours=-8)))

    weighed = weekly.reschedule(weekly.wish(1, "FREQ=WEEKLY", THURSDAY))

    assert (weighed.moved, weighed.ended, weighed.made, weighed.people) == (10, 0, 0, 0)
    expected = [TUESDAY, *(THURSDAY + timedelta(weeks=n) for n in range(11))]
    expected[5] = TUESDAY + timedelta(weeks=5, hours=-8)
    assert weekly.starts() == expected
    assert [sorted(told) for told in weekly.told(opened)] == [["time"]]
    weekly.extend(NOW + timedelta(days=40))
    later_on = [THURSDAY + timedelta(weeks=n) for n in range(11, len(weekly.rows()) - 1)]
    assert weekly.starts()[12:] == later_on
    assert later_on


def test_a_series_that_comes_more_rarely_calls_off_what_fits_no_more(
    hall: Callable[..., Hall],
) -> None:
    weekly = Rescheduled(hall(people=0))
    opened = weekly.open(2)

    weighed = weekly.reschedule(weekly.wish(1, "FREQ=WEEKLY;INTERVAL=2", weekly.starts()[1]))

    assert (weighed.moved, weighed.ended, weighed.made) == (0, 5, 0)
    assert weekly.starts() == [TUESDAY, *(TUESDAY + timedelta(weeks=n) for n in range(1, 12, 2))]
    off = weekly.here.rows(
        "select count(*) as n from outbox where type = 'event.cancelled.v1'"
        " and body -> 'card' ->> 'event_id' = %s",
        str(opened),
    )
    assert off == [{"n": 1}]


def test_a_series_that_comes_more_often_gets_what_is_missing(hall: Callable[..., Hall]) -> None:
    """A day that was cancelled alone stays without an event."""
    weekly = Rescheduled(hall(people=0), rule="FREQ=WEEKLY;INTERVAL=2")
    gone = CancelEvent(command_id=new_id(), event_id=weekly.rows()[2]["id"])
    organising.cancel_event(weekly.db, gone, by=STAFF, now=weekly.now)

    weighed = weekly.reschedule(weekly.wish(0, "FREQ=WEEKLY", TUESDAY))

    assert (weighed.moved, weighed.ended, weighed.made) == (0, 0, 6)
    assert weekly.starts() == [TUESDAY + timedelta(weeks=n) for n in range(12) if n != 4]


@pytest.mark.parametrize(
    ("regions", "audience_id", "may"),
    [
        (None, new_id(), False),
        (["MA-09"], new_id(), False),
        (["MA-04"], new_id(), True),
        (None, None, True),
    ],
)
def test_nobody_lets_a_series_invite_more_often_than_their_regions_reach(
    hall: Callable[..., Hall], regions: list[str] | None, audience_id: UUID | None, *, may: bool
) -> None:
    """Each event that is made publishes itself, within the limits of who let it come again."""
    with within(Limits(regions=regions)):
        weekly = Rescheduled(
            hall(people=0), rule="FREQ=WEEKLY;INTERVAL=2", audience_id=audience_id, publish_days=2
        )
    wish = weekly.wish(0, "FREQ=WEEKLY", TUESDAY)

    with within(Limits(regions=["MA-04"])):
        if may:
            weekly.reschedule(wish)
        else:
            with pytest.raises(NotAllowed):
                weekly.reschedule(wish)


def test_a_series_gets_an_end_and_goes_on_again(hall: Callable[..., Hall]) -> None:
    weekly = Rescheduled(hall(people=0))

    weekly.reschedule(weekly.wish(2, "FREQ=WEEKLY;COUNT=3", weekly.starts()[2]))
    assert weekly.starts() == [TUESDAY + timedelta(weeks=n) for n in range(5)]
    weekly.extend(NOW + timedelta(days=20))
    assert len(weekly.starts()) == 5

    weekly.reschedule(weekly.wish(4, "FREQ=WEEKLY", weekly.starts()[4]))
    assert weekly.starts() == [TUESDAY + timedelta(weeks=n) for n in range(len(weekly.starts()))]
    assert len(weekly.starts()) > 12


def test_a_monthly_meeting_moves_within_its_month(hall: Callable[..., Hall]) -> None:
    weekly = Rescheduled(hall(people=0), rule="FREQ=MONTHLY")
    assert [start.day for start in weekly.starts()] == [19, 19, 19]

    weekly.reschedule(weekly.wish(0, "FREQ=MONTHLY;BYDAY=-1SA", datetime(2027, 1, 30, 10)))

    assert [(s.month, s.day, s.hour) for s in weekly.starts()[:3]] == [
        *((1, 30, 10), (2, 27, 10), (3, 27, 10))
    ]


def test_a_draft_that_moves_is_published_as_long_before(hall: Callable[..., Hall]) -> None:
    weekly = Rescheduled(hall(people=0), audience_id=new_id(), publish_days=7)

    weekly.reschedule(weekly.wish(1, "FREQ=WEEKLY", THURSDAY))

    rows = weekly.here.rows(
        "select e.starts_at - p.publish_at as before from publishings p"
        " join events e on e.id = p.event_id where e.series_id = %s and e.starts_at > %s",
        weekly.series_id,
        THURSDAY,
    )
    assert {row["before"].days for row in rows} == {7}


@pytest.mark.parametrize(
    ("rule", "first", "error"),
    [
        ("FREQ=WEEKLY", datetime(2027, 1, 9, 18), errors.EventInThePast),
        ("FREQ=WEEKLY;BYDAY=FR", THURSDAY, errors.RuleElsewhere),
        ("FREQ=HOURLY", THURSDAY, errors.UnreadableRule),
    ],
)
def test_a_rule_that_cannot_be_changes_nothing(
    hall: Callable[..., Hall], rule: str, first: datetime, error: type[Exception]
) -> None:
    weekly = Rescheduled(hall(people=0))

    with pytest.raises(error):
        rescheduling.weigh_series(weekly.here.db, weekly.wish(1, rule, first), now=weekly.now)
    with pytest.raises(error):
        weekly.reschedule(weekly.wish(1, rule, first))
    with pytest.raises(NotAllowed), within(Limits(events=[weekly.first])):
        weekly.reschedule(weekly.wish(0, "FREQ=WEEKLY", TUESDAY))

    assert weekly.starts() == [TUESDAY + timedelta(weeks=n) for n in range(12)]


# --- Reminders -------------------------------------------------------------------------------


def reminded_at(weekly: Weekly, hour: int, *, number: int = 0, which: str = "one") -> None:
    wish = SetReminders(
        command_id=new_id(),
        event_id=weekly.rows()[number]["id"] if weekly.series_id else weekly.first,
        wishes=[
            ReminderWish(what="day_before", on=True, at=f"{hour}:00"),
            ReminderWish(what="afterwards", on=False, minutes=60),
        ],
        which=which,  # type: ignore[arg-type]
    )
    reminding.set_reminders(weekly.db, wish, by=STAFF, now=weekly.now)


def reminders_of(weekly: Weekly, event_id: UUID) -> tuple[str, bool]:
    """Say when the event reminds the day before, and whether it asks afterwards."""
    shown = {one.what: one for one in reminding.reminders_of(weekly.db, event_id).reminders}
    return shown["day_before"].at, shown["afterwards"].on


def reminders_of_all(weekly: Weekly) -> list[tuple[str, bool]]:
    return [reminders_of(weekly, row["id"]) for row in weekly.rows()]


def test_what_is_made_of_a_series_reminds_as_its_first_event_does(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0), before=lambda weekly: reminded_at(weekly, 17))

    assert set(reminders_of_all(weekly)) == {("17:00", False)}
    made = len(weekly.rows())
    weekly.extend(NOW + timedelta(days=31))
    assert len(weekly.rows()) > made
    assert set(reminders_of_all(weekly)) == {("17:00", False)}


def test_reminders_are_set_for_one_event_of_a_series_or_for_what_follows_and_is_made_later(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))

    reminded_at(weekly, 15, number=1)
    reminded_at(weekly, 16, number=3, which="following")
    weekly.extend(NOW + timedelta(days=31))

    usual = ("11:00", True)
    first, second, third, *rest = reminders_of_all(weekly)
    assert [first, second, third] == [usual, ("15:00", False), usual]
    assert len(rest) > 9
    assert set(rest) == {("16:00", False)}


def test_open_events_of_a_series_are_arranged_anew_when_all_are_to_remind_otherwise(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))
    later_one = weekly.rows()[2]["id"]
    publish = PublishEvent(command_id=new_id(), event_id=later_one, audience_id=new_id())
    organising.publish_event(weekly.db, publish, by=STAFF, now=weekly.now)

    def due() -> int:
        while reminding.arrange_reminders(weekly.db, now=weekly.now):
            pass
        [row] = weekly.here.rows(
            "select due_at from reminders where event_id = %s and what = 'day_before'", later_one
        )
        hour: int = row["due_at"].astimezone(ZONE).hour
        return hour

    assert due() == 11
    reminded_at(weekly, 16, which="all")
    assert due() == 16


def test_a_copy_reminds_as_the_event_does_and_is_reminded_of_nothing_yet(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0), before=lambda weekly: reminded_at(weekly, 17))
    start = (TUESDAY + timedelta(days=1)).isoformat()
    wish = CopyEvent(command_id=new_id(), event_id=weekly.first, starts_at=start)

    copy = later.copy_event(weekly.db, wish, by=STAFF, now=weekly.now).card.event_id

    assert reminders_of(weekly, copy) == ("17:00", False)
    rows = weekly.here.rows("select state, due_at from reminders where event_id = %s", copy)
    assert {(row["state"], row["due_at"]) for row in rows} == {("idle", None)}


def test_whoever_is_limited_to_an_event_sets_the_reminders_of_this_one_alone(
    hall: Callable[..., Hall],
) -> None:
    weekly = Weekly(hall(people=0))

    with within(Limits(events=[weekly.first])):
        with pytest.raises(NotAllowed):
            reminded_at(weekly, 16, which="all")
        reminded_at(weekly, 16)
