"""Every refusal that can reach a page has a sentence, and every code a word."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import get_args

import pytest

import services.events.errors
import services.members.errors
import services.notifications.errors
import services.web.errors
import shared.errors
from services.web.refusals import SENTENCES
from services.web.refused_where import FIELDS, STATUS
from services.web.words import events, people, word
from services.web.words.sends import SENDS
from shared.contracts.events import Answer, EventType, Place
from shared.contracts.members import CHANNELS, LANGUAGES
from shared.contracts.notifications import Kind
from shared.errors import Refusal
from tests.support.web_site import Site

NAMELESS = {"refused"}


def refusals(module: ModuleType) -> Iterator[str]:
    for _, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, Refusal):
            yield kind.code


@pytest.mark.parametrize(
    "module",
    [
        services.events.errors,
        services.members.errors,
        services.notifications.errors,
        shared.errors,
    ],
)
def test_every_refusal_of_a_service_has_a_sentence(module: ModuleType) -> None:
    assert set(refusals(module)) - NAMELESS <= set(SENTENCES)


def test_every_refusal_of_our_own_has_a_sentence() -> None:
    own = inspect.getmembers(services.web.errors, inspect.isclass)
    named = {kind.named for _, kind in own if issubclass(kind, services.web.errors.Mistyped)}

    assert named <= set(SENTENCES)


def test_fields_and_statuses_are_of_refusals_there_are() -> None:
    assert set(FIELDS) <= set(SENTENCES)
    assert set(STATUS) - {"internal-error"} <= set(SENTENCES)


@pytest.mark.parametrize(
    ("known", "needed"),
    [
        (events.ANSWERS, get_args(Answer)),
        (events.PLACES, get_args(Place)),
        (events.EVENT_TYPES, get_args(EventType)),
        (SENDS, get_args(Kind)),
        (people.CHANNELS, CHANNELS),
        (people.LANGUAGE_NAMES, LANGUAGES),
    ],
)
def test_every_code_of_the_contracts_has_a_word(
    known: dict[str, object], needed: tuple[str, ...]
) -> None:
    assert set(needed) <= set(known)


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    with Site().app.test_request_context("/"):
        assert word("reason", "some-new-code") == "some-new-code"
        assert word("exclusion", "event-cancelled") == word("exclusion", "event_cancelled")
