"""What was agreed once stays: old samples parse for ever, and forms only grow."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.wire import Message
from tools.catalogue.promises import broken
from tools.catalogue.system import published_language

GOLDEN = Path(__file__).with_name("golden")
MESSAGES = published_language()


def samples(message: type[Message]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GOLDEN / f"{message.type}.json").read_text())
    return found


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.type)
def test_every_sample_ever_spoken_is_still_understood(message: type[Message]) -> None:
    for sample in samples(message):
        message.parse(sample)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.type)
def test_the_newest_sample_is_what_is_spoken_today(message: type[Message]) -> None:
    newest = samples(message)[-1]

    assert message.parse(newest).dump() == newest
    assert set(newest) == {field.name for field in fields(message)}  # type: ignore[arg-type]


def test_no_sample_is_left_of_a_message_that_is_gone() -> None:
    kept = {path.stem for path in GOLDEN.glob("*.json")}

    assert kept == {message.type for message in MESSAGES}


AGREED: dict[str, Any] = {
    "messages": {"bell.rung.v1": "BellRung"},
    "samples": {"bell.rung.v1": ["a1"]},
    "forms": {
        "BellRung": {
            "number": {"type": "integer", "required": True},
            "how": {"type": "string", "enum": ["well", "badly"], "required": False},
            "towers": {
                "type": "array",
                "items": {"type": "string", "enum": ["north"]},
                "required": True,
            },
        }
    },
}


def after(**changes: dict[str, Any] | None) -> dict[str, Any]:
    """Give the agreement with fields of BellRung changed, added, or (None) taken away."""
    changed = deepcopy(AGREED)
    form = changed["forms"]["BellRung"]
    for name, described in changes.items():
        if described is None:
            del form[name]
        else:
            form[name] = described
    return changed


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (after(how=None), "BellRung.how is gone"),
        (
            after(number={"type": "string", "required": True}),
            "BellRung.number has another type",
        ),
        (
            after(number={"type": ["integer", "null"], "required": True}),
            "BellRung.number has another type",
        ),
        (
            after(how={"type": "string", "enum": ["well"], "required": False}),
            "BellRung.how has another type",
        ),
        (
            after(how={"type": "string", "enum": ["well", "badly"], "required": True}),
            "BellRung.how has another type",
        ),
        (
            after(towers={"type": "array", "items": {"type": "integer"}, "required": True}),
            "BellRung.towers has another type",
        ),
        (
            after(ringer={"type": "string", "required": True}),
            "BellRung.ringer is new and has no default",
        ),
        (AGREED | {"forms": {}}, "BellRung is gone"),
        (AGREED | {"messages": {}}, "bell.rung.v1 is gone"),
        (
            AGREED | {"samples": {"bell.rung.v1": ["b2"]}},
            "a golden sample of bell.rung.v1 was changed or taken away",
        ),
    ],
)
def test_a_change_that_breaks_a_running_service_is_named(
    changed: dict[str, Any], sentence: str
) -> None:
    assert broken(AGREED, changed) == [sentence]


@pytest.mark.parametrize(
    "changed",
    [
        AGREED,
        after(ringer={"type": "string", "required": False}),
        after(how={"type": "string", "enum": ["well", "badly", "twice"], "required": False}),
        after(
            towers={
                "type": "array",
                "items": {"type": "string", "enum": ["north", "south"]},
                "required": True,
            }
        ),
        AGREED | {"samples": {"bell.rung.v1": ["a1", "b2"]}},
    ],
    ids=["nothing", "an-optional-field", "a-choice", "a-choice-within", "a-sample"],
)
def test_forms_may_grow(changed: dict[str, Any]) -> None:
    assert broken(AGREED, changed) == []
