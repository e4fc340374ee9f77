"""Erasing people in events: their place is somebody else's, their link opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from services.events import errors
from services.events.operations import answering, erasing, feedback
from shared.contracts.events import GiveFeedback, OpenInvitation
from shared.contracts.members import Addressee, MemberErased
from shared.ids import new_id
from tests.support.hall import HOLD, KEY, Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration

PARKING_KEY = Fernet.generate_key().decode()


def erase(hall: Hall, *people: object) -> None:
    message = MemberErased(member_ids=list(people))  # type: ignore[arg-type]
    with hall.db.transaction() as tx:
        erasing.erase(tx, message, parking_key=PARKING_KEY, hold=HOLD, now=hall.now())


def test_the_place_of_the_erased_is_offered_to_the_next(hall: Callable[..., Hall]) -> None:
    here = hall(people=3, capacity=1)
    gone, following, _ = here.people
    here.answer(gone, "yes")
    here.answer(following, "yes")

    erase(here, gone)
    erase(here, gone)

    assert here.places() == {gone: "none", following: "offered"}
    assert [m["member_id"] for m in here.announced("place.offered.v1")] == [str(following)]


def test_the_link_of_the_erased_opens_nothing(hall: Callable[..., Hall]) -> None:
    here = hall(people=2)
    gone, stays = here.people
    code = here.code(gone)

    erase(here, gone)

    assert here.rows("select 1 from codes where holder_id = %s", gone) == []
    assert here.open(stays).people
    with pytest.raises(errors.UnknownCode):
        answering.open_invitation(here.db, OpenInvitation(code=code), key=KEY, now=here.now())


def test_a_household_s_link_goes_on_for_the_others(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    home, gone, stays = new_id(), new_id(), new_id()
    people = [Addressee(member_id=person, household_id=home) for person in (gone, stays)]
    here.invite(people, page=2)

    erase(here, gone)

    assert [person.member_id for person in here.open(home).people] == [stays]


def test_whoever_was_erased_while_the_wave_asked_is_counted_and_not_invited(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    gone = new_id()

    erase(here, gone)
    here.invite([Addressee(member_id=gone)], page=2)

    query = "select refused from invitations where member_id = %s"
    assert here.rows(query, gone) == [{"refused": "erased"}]
    issued = here.announced("invitation.issued.v1")[-1]
    assert [(i["code"], i["refused"]) for i in issued["invitees"]] == [(None, "erased")]


def test_it_is_confirmed_with_ids_only(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    erase(here, here.people[0])

    query = "select body from outbox where type = 'erasure.confirmed_by_events.v1' order by id desc"
    assert here.rows(query)[0]["body"] == {"member_ids": [str(here.people[0])]}


def test_every_table_that_names_a_person_is_known(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    named = {
        row["table_name"]
        for row in here.rows(
            "select table_name from information_schema.columns where table_schema = 'public'"
            " and column_name in ('person_id', 'member_id', 'holder_id')"
        )
    }

    assert named == {
        *(
            "codes",
            "feedback",
            "calendars",
            "place_requests",
            "question_answers",
            "session_places",
        ),  # taken out
        *("invitations", "rsvps", "erased", "aliases"),  # bare ids
        *("scans", "check_ins", "roll_members", "proxies"),  # bare ids
    }


def test_nobody_says_anything_more_while_they_are_erased(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (gone,) = here.people
    here.answer(gone, "yes")
    here.move(starts_at=here.now() - timedelta(hours=5))
    said = GiveFeedback(
        command_id=new_id(), code=here.code(gone), member_id=gone, came=True, rating=5, again="yes"
    )

    with ThreadPoolExecutor(1) as pool:
        with here.db.transaction() as tx:
            erasing.erase(
                tx,
                MemberErased(member_ids=[gone]),
                parking_key=PARKING_KEY,
                hold=HOLD,
                now=here.now(),
            )
            saying = pool.submit(feedback.give_feedback, here.db, said, key=KEY, now=here.now())
            done, _ = wait([saying], timeout=0.5)
        with pytest.raises(errors.UnknownCode):
            saying.result(timeout=5)

    assert not done
    assert here.rows("select from feedback where member_id = %s", gone) == []
