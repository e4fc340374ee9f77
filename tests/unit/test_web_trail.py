"""The audit trail as administrators see it: merged, in words, and taken out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields as fields_of
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from services.members.domain import by_hand
from services.web.console import trail
from services.web.register import PURPOSES
from services.web.words.deeds import CHANGED, DEEDS, EXPORTS
from shared.contracts.audit import AuditLine, AuditPage, FindAudit
from shared.contracts.members.sorting import Kind
from tests.support.examples import START
from tests.support.web_site import Site

SERVICES = Path(__file__).resolve().parents[2] / "services"
SAID_APART = {"link-sent-", "role-changed-to-", "joined-by-"}
HANDED_ON = (
    *("mandate-added", "mandate-ended", "mandate-removed", "own-choices-changed"),
    *("agreed-to-sms", "agreed-to-email", "audience-archived", "audience-brought-back"),
    *(f"{kind}-{done}" for kind in get_args(Kind) for done in ("added", "renamed", "removed")),
    *(f"event.{done}-{kind}" for done in ("add", "remove") for kind in ("document", "minutes")),
    *(f"retention-set:{purpose.rpartition('.')[2]}" for purpose in PURPOSES),
)
"""Actions that an operation writes down for others, which name them."""
"""Beginnings of actions whose ends are told apart by their own words."""


def recorded() -> Iterator[str]:
    """Give each action, or its beginning, that an operation writes down."""
    for path in SERVICES.glob("*/operations/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield from _texts(node.args[2])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from _texts(node.values[0])
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def test_whatever_is_written_down_has_words() -> None:
    found = set(recorded())

    assert {action for action in found if action not in DEEDS} == SAID_APART
    assert all(any(known.startswith(start) for known in DEEDS) for start in SAID_APART)


def test_whatever_of_a_person_is_changed_by_hand_has_words() -> None:
    fields = {field.name for field in fields_of(by_hand.Typed)} - set(by_hand.FOLLOWS)

    assert set(CHANGED) == fields
    assert all(f"member-changed:{field}" in DEEDS for field in fields)
    assert set(HANDED_ON) <= DEEDS.keys()
    with Site().app.test_request_context(headers={"Accept-Language": "fr"}):
        assert str(DEEDS["member-changed:mobile"]).endswith(": numéro de mobile")


def test_a_sheet_that_does_not_hold_the_whole_trail_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trail, "MOST_OF_A_SHEET", 10)
    whole, more = a_trail(4, 3, 3).get("/audit.csv").text, a_trail(4, 4, 3).get("/audit.csv").text

    assert "Le journal continue" not in whole
    assert "Le journal continue : voici ses 10 lignes les plus récentes." in more
    assert more.count("\n") == 12


def many(count: int) -> object:
    """Answer like a service that has done a lot, a minute apart."""

    def answer(wanted: FindAudit) -> AuditPage:
        newest = count if wanted.before is None else wanted.before - 1
        return AuditPage(
            lines=[
                AuditLine(
                    line=n, at=START + timedelta(minutes=n), action="send.stop", detail=f"n{n}x"
                )
                for n in range(newest, max(0, newest - wanted.limit), -1)
            ]
        )

    return answer


def a_trail(*counts: int) -> Site:
    site = Site().sign_in()
    for service, count in zip(("members", "events", "notifications"), counts, strict=True):
        site.services.answers[f"{service}.audit"] = many(count)
    return site


def test_what_was_done_is_merged_by_time_and_nothing_is_missed_from_page_to_page() -> None:
    site = a_trail(30, 40, 70)

    path, seen = "/audit", 0
    for _ in range(3):
        page = site.get(path)
        assert page.status_code == 200
        seen += page.text.count('<th scope="row">')
        # The menu of languages names the page itself, before the way to the next one.
        link = page.text.rpartition("&amp;after=")[2].partition('"')[0]
        path = f"/audit?after={link}"

    assert seen == 140
    assert "&amp;after=" not in page.text.partition("<main")[2]


def test_what_left_the_house_stands_out_and_says_from_where() -> None:
    page = Site().sign_in().get("/audit").text

    assert "A sorti les lignes d’un import" in page
    assert page.count('class="pill cancelled"') == 4
    assert "<bdi>Safari, iPhone</bdi><br>réseau <bdi>3fa1c09b</bdi>" in page


def test_what_is_looked_for_is_asked_of_every_service() -> None:
    site = Site().sign_in()

    site.get("/audit?kind=exports&day=2026-10-01&person=" + "0" * 32)

    for service in ("members", "events", "notifications"):
        [wanted] = site.services.commands(f"{service}.audit")
        assert wanted.actions == list(EXPORTS)
        assert wanted.until - wanted.since == timedelta(days=1)
        assert wanted.actor_id.int == 0


def test_a_download_is_written_down_before_a_line_of_it_goes() -> None:
    site = Site().sign_in()

    text = site.get("/audit.csv").text

    asked = [name for name, _ in site.services.asked]
    assert asked.index("members.take_out_audit") < asked.index("members.audit")
    assert text.count("\n") == 9
    assert "Équilibre du forum d’octobre" in text
