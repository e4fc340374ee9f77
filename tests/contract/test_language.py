"""The published language as a whole: who says what, who hears it, and what follows from it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import get_type_hints

import pytest

from services.members.domain.rights import OWN_RIGHTS, SCOPES
from services.web import upstream
from shared.contracts.wire import Message, Wire
from shared.messaging.outbox import BULK, URGENT
from tools.catalogue.__main__ import files, outdated
from tools.catalogue.causes import (
    CARRIED_ON,
    Causes,
    GoesInACircle,
    Source,
    UnknownWorker,
    in_order,
    read_causes,
)
from tools.catalogue.system import PACKAGES, System, published_language, read_system

NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*\.v[1-9][0-9]*")
SYSTEM = read_system()
LANGUAGE = published_language()


def home(kind: type[Wire]) -> str:
    """Name the file of the contracts that something stands in, or the folder it has become."""
    return ".".join(kind.__module__.split(".")[:3])


@pytest.mark.parametrize("message", LANGUAGE, ids=lambda m: m.type)
def test_a_message_is_named_after_its_subject_and_what_happened(message: type[Message]) -> None:
    assert NAME.fullmatch(message.type)


@pytest.mark.parametrize("message", LANGUAGE, ids=lambda m: m.type)
def test_a_message_stands_in_its_owners_file(message: type[Message]) -> None:
    assert home(message) == f"shared.contracts.{message.owner}"


@pytest.mark.parametrize("message", LANGUAGE, ids=lambda m: m.type)
def test_every_message_is_heard_on_every_lane(message: type[Message]) -> None:
    lanes = {ear.hearing.lane for ear in SYSTEM.heard_by(message)}

    assert None in lanes or {URGENT, BULK} <= lanes


@pytest.mark.parametrize("package", PACKAGES)
def test_a_service_announces_what_is_its_own_and_all_of_it(package: str) -> None:
    own = {message for message in LANGUAGE if message.owner == package}

    assert Source(package).announced_anywhere() == own


def test_contact_data_goes_to_notifications_only() -> None:
    hearers = {ear.service for m in LANGUAGE if m.personal_data for ear in SYSTEM.heard_by(m)}

    assert hearers == {"notifications"}


def test_no_message_brings_itself_about() -> None:
    causes = read_causes(SYSTEM)

    assert len(in_order(causes)) == len(LANGUAGE)


def test_a_circle_is_named() -> None:
    circle: Causes = {"a.b.v1": {"b.c.v1"}, "b.c.v1": {"c.d.v1"}, "c.d.v1": {"b.c.v1"}}

    with pytest.raises(GoesInACircle) as found:
        in_order(circle)

    assert found.value.circle == ["b.c.v1", "c.d.v1", "b.c.v1"]


def test_causes_come_before_effects() -> None:
    causes: Causes = {"a.b.v1": set(), "b.c.v1": {"a.b.v1"}, "c.d.v1": {"b.c.v1", "a.b.v1"}}

    assert in_order(causes) == ["c.d.v1", "b.c.v1", "a.b.v1"]


def test_a_worker_that_announces_says_whose_work_it_carries_on() -> None:
    with pytest.raises(UnknownWorker, match="may announce"):
        read_causes(SYSTEM, carried_on={})


def test_nothing_is_said_of_workers_that_are_gone() -> None:
    assert set(CARRIED_ON) <= {worker.path for worker in SYSTEM.workers}


def test_an_announcement_is_found_behind_every_turn_of_the_way() -> None:
    """From the handler through operations and announcements, and through rows to the worker."""
    causes = read_causes(SYSTEM)

    assert causes["audience.requested.v1"] == {"audience.resolved.v1"}
    assert causes["audience.resolved.v1"] == {
        *("invitation.issued.v1", "announcement.issued.v1", "plan.questioned.v1"),
    }
    assert "sms_batch.due.v1" in causes["invitation.issued.v1"]


def test_what_the_broker_gave_up_on_is_taken_into_a_table_by_every_hearer() -> None:
    assert {ear.package for ear in SYSTEM.ears} <= SYSTEM.drained


def test_every_question_has_a_request_and_a_reply_of_the_contracts() -> None:
    spoken = [kind for a in SYSTEM.answers for kind in (a.request, a.reply) if kind]

    assert all(issubclass(kind, Wire) for kind in spoken)
    alike = {"audit", "persons", "retention"}  # what every service is asked in the same form
    assert {home(kind) for kind in spoken} <= {f"shared.contracts.{p}" for p in {*PACKAGES, *alike}}


def test_every_right_that_is_asked_for_is_given_to_a_role() -> None:
    asked = {answer.scope for answer in SYSTEM.answers if answer.scope}

    assert asked <= {right for rights in [*SCOPES.values(), OWN_RIGHTS] for right in rights}


def test_web_asks_only_what_is_answered_in_the_form_that_is_answered() -> None:
    answered = {(a.service, a.name): (a.request, a.reply) for a in SYSTEM.answers}

    asked = {(service, name): form for service, name, form in questions()}

    assert asked.items() <= answered.items()


def questions() -> Iterator[tuple[str, str, tuple[type[Wire] | None, type[Wire]]]]:
    """Give what `web` asks: service, method, and the classes of request and reply."""
    for service in (upstream.Members, upstream.Events, upstream.Notifications):
        for name, method in inspect.getmembers(service, inspect.isfunction):
            if not name.startswith("_"):
                hints = get_type_hints(method)
                yield service.name, name, (hints.get("request"), hints["return"])


def test_the_written_catalogue_is_what_the_code_says() -> None:
    assert outdated(files()) == []


def test_the_services_are_read_as_they_are() -> None:
    """Guards the reading itself: an empty answer would make every other test here pass."""
    assert isinstance(SYSTEM, System)
    assert {ear.service for ear in SYSTEM.ears} >= {"members", "members-jobs", "events"}
    assert {answer.service for answer in SYSTEM.answers} == set(PACKAGES)
