"""
The broker goes away while somebody types: the page answers at once, keeps what was typed, and the
same form sent again later is done once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from services.web.app import create_app
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.installed import EMAIL, PASSWORD
from tests.support.proxy import Proxy, proxied
from tests.support.system import System
from tests.support.web_site import settings

TITLE, STORY = "Réunion sans courtier", "Ce que j’ai mis une heure à écrire.\nEt à relire."
SAID = {"fr": "ne répond", "ar": "لا"}
AT_ONCE_S = 1.0
ROOM_S = 0.7
"""What a busy machine may add."""

DEADLINE_S = 3.0


@pytest.fixture(params=["fr", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def line(system: System) -> Iterator[tuple[Proxy, str]]:
    """The broker, behind something that can go away."""
    with proxied(system.world.broker_url("web")) as found:
        yield found


@pytest.fixture
def browser(line: tuple[Proxy, str], language: str) -> FlaskClient:
    """Somebody who is signed in, on a site that has only this line."""
    browser = create_app(settings(broker_url=Secret(line[1]))).test_client()
    page = browser.get("/sign-in", headers={"Accept-Language": language})
    send(browser, page, "password", email=EMAIL, password=PASSWORD)
    send(browser, browser.get("/events"), "language", language=language)
    return browser


def send(browser: FlaskClient, page: TestResponse, with_field: str, **typed: Any) -> TestResponse:
    """Send the form that has this field, as it stands in the page, with what is typed."""
    tree: Any = html.fromstring(page.data)
    form = tree.xpath(f'//form[.//*[@name="{with_field}"]]')[0]
    fields = dict(form.form_values()) | typed
    return browser.post(form.get("action") or page.request.path, data=fields)


def an_event() -> dict[str, str]:
    start = datetime.now() + timedelta(days=30)  # noqa: DTZ005 - the form takes a wall clock
    return {
        "starts_at": start.strftime("%Y-%m-%dT10:00"),
        "ends_at": start.strftime("%Y-%m-%dT12:00"),
        "capacity": "20",
        "title_fr": TITLE,
        "description_fr": STORY,
    }


def events(system: System) -> int:
    query = "select count(*) from events where texts->'fr'->>'title' = %s"
    return system.world.count("events", query, TITLE)


@pytest.mark.parametrize(
    ("what", "within_s"), [("refuse", AT_ONCE_S), ("freeze", DEADLINE_S)], ids=["gone", "frozen"]
)
def test_what_was_typed_while_the_broker_went_away_is_done_once(
    system: System,
    line: tuple[Proxy, str],
    browser: FlaskClient,
    language: str,
    what: str,
    within_s: float,
) -> None:
    before = events(system)
    form = browser.get("/events/new")
    getattr(line[0], what)()

    began = time.monotonic()
    answer = send(browser, form, "capacity", **an_event())
    took = time.monotonic() - began

    assert answer.status_code == 503
    assert took < within_s + ROOM_S
    assert f'lang="{language}"' in answer.text
    assert SAID[language] in answer.text
    kept: Any = html.fromstring(answer.data)
    assert kept.xpath('//*[@name="title_fr"]')[0].value == TITLE
    assert kept.xpath('//*[@name="description_fr"]')[0].value.replace("\r", "") == STORY
    assert events(system) == before

    line[0].accept()
    done = eventually(lambda: _sent_again(browser, answer), within_s=15)
    again = send(browser, answer, "title_fr")

    assert done.location == again.location
    assert events(system) == before + 1


def _sent_again(browser: FlaskClient, answer: TestResponse) -> TestResponse | None:
    done = send(browser, answer, "title_fr")
    return done if done.status_code == 303 else None


def test_a_link_of_a_young_person_says_so_and_comes_back(
    system: System, line: tuple[Proxy, str], language: str
) -> None:
    del system
    young = create_app(settings(broker_url=Secret(line[1]))).test_client()
    asked = {"Accept-Language": language}
    assert young.get("/i/zzzzzzzzz", headers=asked).status_code == 404
    line[0].refuse()

    began = time.monotonic()
    silent = young.get("/i/zzzzzzzzz", headers=asked)

    assert time.monotonic() - began < AT_ONCE_S + ROOM_S
    assert silent.status_code == 503
    assert f'lang="{language}"' in silent.text
    assert silent.headers["Retry-After"]
    line[0].accept()
    eventually(lambda: young.get("/i/zzzzzzzzz", headers=asked).status_code == 404, within_s=15)
