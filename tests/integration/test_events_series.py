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
    repeating,
    sessions,
)
from shared.contracts.events import (
    CancelEvent,
    CardText,
    ChangeEvent,
    EventForm,
    EventRef,
    PublishEvent,
    PutQuestion,
    PutSession,
    QuestionText,
    RemoveSession,
    RepeatEvent,
    SessionText,
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
