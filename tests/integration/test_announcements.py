"""Announcements in events: whom they go to, once each, and what they leave alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import announcing, inviting, missing, waves
from shared.contracts.events import Announce, Announcements, Said
from shared.contracts.members import Addressee, AudienceResolved
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.integration.test_erasure_in_events import erase
from tests.support.hall import KEY, STAFF, Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration

SAID = {"fr": Said(title=" Merci ", text=" Les conclusions sont en ligne. ")}


def announce(here: Hall, **wish: Any) -> Announcements:
    facts: dict[str, Any] = {"event_id": here.event_id, "said": SAID}
    command = Announce(command_id=new_id(), **(facts | wish))
    return announcing.announce(here.db, command, by=STAFF, now=here.now())


def tell(here: Hall, *, page: int = 500) -> None:
    while announcing.announce_next_page(here.db, now=here.now(), page=page):
        pass


def told(here: Hall) -> Counter[str]:
    return Counter(
        one["member_id"]
        for message in here.announced("announcement.issued.v1")
        for one in message["invitees"]
    )


def resolve(here: Hall, wave_id: UUID, people: list[Addressee]) -> None:
    message = AudienceResolved(
        wave_id=wave_id, event_id=here.event_id, page=1, addressees=people, total=len(people)
    )
    with here.db.transaction() as tx:
        inviting.invite(tx, message, key=KEY, now=here.now())


def test_those_who_said_something_are_told_once_however_many_work_at_it(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=20, capacity=20)
    for person in here.people[:15]:
        here.answer(person, "yes")
    announce(here, to_answer="yes")

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: tell(here, page=2), range(5)))

    assert told(here) == {str(person): 1 for person in here.people[:15]}
    here.plan()
    (shown,) = announcing.announcements_of(here.db, here.event_id).announcements
    assert (shown.state, shown.told) == ("done", 15)
    assert shown.said["fr"] == Said(title="Merci", text="Les conclusions sont en ligne.")


def test_an_announcement_says_how_many_it_is_for_and_who_asked(hall: Callable[..., Hall]) -> None:
    here = hall(people=5, capacity=5)
    for person in here.people[:3]:
        here.answer(person, "yes")
    announce(here, to_answer="yes")
    announce(here, to_answer="silent")
    tell(here, page=1)

    said = here.announced("announcement.issued.v1")
    assert {(m["meant"], m["asked_by"]) for m in said} == {(3, str(STAFF)), (2, str(STAFF))}


def test_the_silent_can_be_told_too(hall: Callable[..., Hall]) -> None:
    here = hall(people=3)
    answers, *silent = here.people
    here.answer(answers, "no")

    announce(here, to_answer="silent")
    tell(here)

    assert told(here) == {str(person): 1 for person in silent}


def test_an_audience_is_told_and_invited_to_nothing(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (invited,), new, minor = here.people, new_id(), new_id()
    wave_id = announce(here, audience_id=new_id()).announcements[0].wave_id

    resolve(
        here,
        wave_id,
        [
            Addressee(member_id=invited),
            Addressee(member_id=new),
            Addressee(member_id=minor, refused="minor"),
        ],
    )

    (message,) = here.announced("announcement.issued.v1")
    by_person = {one["member_id"]: one for one in message["invitees"]}
    assert by_person[str(minor)]["refused"] == "minor"
    assert by_person[str(invited)]["code"] == here.code(invited)
    assert here.open(new).people == []
    with pytest.raises(errors.UnknownCode):
        here.answer(new, "yes")
    counted = waves.waves_of(here.db, here.event_id)
    assert [wave.invited for wave in counted.waves] == [1]
    here.plan()
    (shown,) = announcing.announcements_of(here.db, here.event_id).announcements
    assert (shown.state, shown.told, shown.not_told) == ("done", 2, 1)


def test_whoever_was_told_can_be_invited_later(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    new = new_id()
    wave_id = announce(here, audience_id=new_id()).announcements[0].wave_id
    resolve(here, wave_id, [Addressee(member_id=new)])
    code = here.code(new)

    here.invite([Addressee(member_id=new)], page=2)

    assert here.code(new) == code
    assert here.answer(new, "yes").people[0].place == "confirmed"


def test_the_erased_keep_no_link_of_an_announcement(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    new = new_id()
    wave_id = announce(here, audience_id=new_id()).announcements[0].wave_id
    resolve(here, wave_id, [Addressee(member_id=new)])

    erase(here, new)

    assert here.rows("select 1 from codes where holder_id = %s", new) == []


def test_an_empty_announcement_or_one_to_nobody_is_refused(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    with pytest.raises(errors.NothingAnnounced):
        announce(here, to_answer="yes", said={"fr": Said(title="Rien", text="  ")})
    with pytest.raises(errors.TextTooLong):
        announce(here, to_answer="yes", said={"fr": Said(title="Long", text="x" * 601)})
    with pytest.raises(InvalidRequest):
        announce(here)


def test_an_announcement_to_those_who_answered_says_how_many_it_is_for_and_who_asked(
    hall: Callable[..., Hall],
) -> None:
    """A send to many waits for a second person: whoever is told by their answer are many, too."""
    here = hall(people=6, capacity=20)
    for person in here.people[:4]:
        here.answer(person, "yes")
    announce(here, to_answer="yes")
    tell(here, page=2)

    messages = here.announced("announcement.issued.v1")

    assert {message["meant"] for message in messages} == {4}
    assert {message["asked_by"] for message in messages} == {str(STAFF)}


def test_what_is_only_looked_at_goes_to_nobody(hall: Callable[..., Hall]) -> None:
    here = hall(people=2, capacity=20)
    command = Announce(command_id=new_id(), event_id=here.event_id, said=SAID, to_answer="silent")

    checked = announcing.check_announcement(here.db, command)
    tell(here)

    assert checked.said == {"fr": Said(title="Merci", text="Les conclusions sont en ligne.")}
    assert checked.card.event_id == here.event_id
    assert announcing.announcements_of(here.db, here.event_id).announcements == []
    with pytest.raises(errors.NothingAnnounced):
        announcing.check_announcement(here.db, replace(command, said={}))


def test_an_announcement_has_the_name_that_was_asked_for(hall: Callable[..., Hall]) -> None:
    wave_id = new_id()

    shown = announce(hall(people=2), to_answer="silent", wave_id=wave_id)

    assert [one.wave_id for one in shown.announcements] == [wave_id]


def test_what_is_told_after_the_end_is_asked_for_while_it_can_come(
    hall: Callable[..., Hall],
) -> None:
    """Seen failing: what was lost of minutes was never asked for, and "under way" for ever."""
    here = hall(people=1)
    here.rows("update waves set told_at = now() where told_at is null")
    here.move(starts_at=here.now() - timedelta(days=2))
    announce(here, audience_id=new_id())

    def asks_after(**ahead: float) -> bool:
        return missing.ask_for_what_is_missing(here.db, now=here.now() + timedelta(**ahead))

    def state() -> str:
        (one,) = announcing.announcements_of(here.db, here.event_id).announcements
        return one.state

    assert asks_after(minutes=1)
    assert state() == "inviting"
    assert not asks_after(days=8)
    here.rows(
        "update waves set requested_at = requested_at - interval '8 days' where event_id = %s",
        here.event_id,
    )
    assert state() == "done", "nothing of it comes any more"
