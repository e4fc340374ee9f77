"""Convening a body on a day to come, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.events import errors
from services.events.errors import assemblies as refused
from services.events.operations import assemblies, convening_again, convening_later
from services.events.operations import later as publishing
from shared.contracts.events.assemblies import AssemblyView, ConveneAgain, ConveneLater
from shared.db.limits import Limits, within
from shared.ids import new_id
from tests.support.convened import COUNCIL, Assembly, convened
from tests.support.hall import STAFF

__all__ = ["convened"]

NOTICE = COUNCIL.statutes.notice_days
Make = Callable[..., Assembly]


def later(here: Assembly, *, days_before: float) -> AssemblyView:
    start = datetime.fromisoformat(here.form.starts_at)
    command = ConveneLater(
        command_id=new_id(),
        event_id=here.event_id,
        publish_at=(start - timedelta(days=days_before)).isoformat(),
    )
    return convening_later.convene_later(here.db, command, by=STAFF, now=here.now())


def asked_for(here: Assembly) -> int:
    return len(here.announced("audience.requested.v1"))


def come(here: Assembly, at: datetime) -> None:
    while publishing.publish_what_is_due(here.db, now=at):
        pass


def test_a_body_is_convened_by_itself_when_the_day_has_come_and_once(convened: Make) -> None:
    here = convened()
    here.put()
    shown = later(here, days_before=NOTICE + 3)
    assert (asked_for(here), shown.event_state) == (0, "draft")
    assert shown.publish_at is not None

    come(here, shown.publish_at - timedelta(minutes=1))
    assert asked_for(here) == 0
    come(here, shown.publish_at)
    come(here, shown.publish_at + timedelta(days=1))

    view = assemblies.assembly(here.db, here.event_id, now=here.now())
    assert view.event_state == "published"
    assert asked_for(here) == 2, "for the convocation, and for the roll"
    assert all(asked["mandated"] for asked in here.announced("audience.requested.v1"))


def test_the_notice_counts_from_the_day_on_which_it_is_to_be_convened(convened: Make) -> None:
    here = convened()
    here.put()

    with pytest.raises(refused.LateByThen):
        later(here, days_before=NOTICE)
    with pytest.raises(errors.PublishedInThePast):
        later(here, days_before=1_000)
    assert later(here, days_before=NOTICE + 1).publish_at is not None


def test_what_became_too_late_meanwhile_is_not_convened_and_says_why(convened: Make) -> None:
    """The agenda is saved again, by statutes that ask for more notice."""
    here = convened()
    here.put()
    at = later(here, days_before=NOTICE + 2).publish_at
    assert at is not None
    longer = replace(COUNCIL.statutes, notice_days=NOTICE + 30)
    here.put(replace(COUNCIL, statutes=longer))

    come(here, at)

    view = assemblies.assembly(here.db, here.event_id, now=here.now())
    assert (view.event_state, view.publish_refused) == ("draft", "notice-too-short")
    assert asked_for(here) == 0


def test_an_agenda_that_is_missing_is_said_before_the_day(convened: Make) -> None:
    here = convened()
    here.put(agenda={})

    with pytest.raises(refused.AgendaMissing):
        later(here, days_before=NOTICE + 2)
    with within(Limits(regions=["MA-01"])), pytest.raises(refused.AgendaMissing):
        later(here, days_before=NOTICE + 2)


def test_a_second_convocation_of_a_day_to_come_is_not_sent_once_the_first_reached_its_quorum(
    convened: Make,
) -> None:
    here = convened(days=10)
    here.put()
    here.convene(reason="Urgent")
    people = [new_id() for _ in range(4)]
    here.hear_wave(people)
    here.hear_roll(people)
    start = datetime.fromisoformat(here.form.starts_at)
    again = ConveneAgain(
        command_id=new_id(),
        event_id=here.event_id,
        starts_at=(start + timedelta(days=30)).isoformat(),
    )
    second = convening_again.convene_again(here.db, again, by=STAFF, now=here.now())
    command = ConveneLater(
        command_id=new_id(),
        event_id=second.card.event_id,
        publish_at=(start + timedelta(days=1)).isoformat(),
    )
    asked = convening_later.convene_later(here.db, command, by=STAFF, now=here.now())
    assert asked.publish_at is not None
    here.begin()
    here.scan(*people)

    come(here, asked.publish_at)

    view = assemblies.assembly(here.db, second.card.event_id, now=here.now())
    assert (view.event_state, view.publish_refused) == ("draft", "quorum-was-reached")
