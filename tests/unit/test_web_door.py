"""At the door: a volunteer sees who is to be let in, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared.contracts.events import Guest, Guests
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site

DOOR = f"/door/{examples.an_id(1)}"
VOLUNTEER = {"role": "volunteer", "scopes": ["door:read", "door:write"]}


def a_volunteer() -> Site:
    return Site().sign_in(**VOLUNTEER)


def test_a_volunteer_who_signs_in_is_led_to_the_doors() -> None:
    site = a_volunteer()

    assert site.get("/").headers["Location"].endswith("/door")
    page = site.get("/door").text
    assert DOOR in page
    assert 'href="/members"' not in page
    assert 'href="/events"' not in page


def test_a_guest_is_a_first_name_an_initial_and_a_state() -> None:
    site = a_volunteer()

    page = site.get(DOOR).text

    row = examples.a_row(0)
    assert f"{row.first_name} {row.last_name[:1]}." in page
    assert row.last_name not in page
    assert "En attente" in page
    asked = {method for method, _ in site.services.asked} - {"members.actor"}
    assert asked == {"events.guests", "members.door_names"}


def test_guests_are_in_the_order_of_their_names() -> None:
    page = a_volunteer().get(DOOR).text
    names = sorted(
        (examples.a_name(examples.an_id(100 + n)).first_name for n in range(5)), key=str.casefold
    )

    assert sorted(names, key=page.index) == names


def test_the_list_is_put_together_from_its_pages() -> None:
    site = a_volunteer()
    pages = {
        None: Guests(card=examples.a_card(), guests=_guests(100, 500), next=examples.an_id(599)),
        examples.an_id(599): Guests(card=examples.a_card(), guests=_guests(600, 3)),
    }
    site.services.answers["events.guests"] = lambda request: pages[request.after]

    page = site.get(DOOR).text

    assert page.count('<li id="g-') == 503
    sizes = [len(r.member_ids) for r in site.services.commands("members.door_names")]
    assert sizes == [500, 3]


def test_a_list_too_long_for_a_page_says_so() -> None:
    site = a_volunteer()
    endless = replace(examples.some_guests(), next=examples.an_id(105))
    site.services.answers["events.guests"] = endless

    assert "trop longue" in site.get(DOOR).text


def test_without_names_the_list_says_so_and_stays() -> None:
    site = a_volunteer()
    site.services.answers["members.door_names"] = Unavailable("members")

    page = site.get(DOOR)

    assert page.status_code == 200
    assert "les noms manquent" in page.text
    assert page.text.count('<li id="g-') == 5


@pytest.mark.parametrize(
    ("ahead", "says", "live"), [(-2, True, True), (-9, True, False), (30, False, False)]
)
def test_the_event_s_page_says_how_many_are_in(ahead: int, *, says: bool, live: bool) -> None:
    """From a day before the start on; it asks again until the end."""
    site = Site().sign_in()
    event = examples.an_open_event()
    starts = datetime.now(UTC) + timedelta(hours=ahead)
    card = replace(event.card, starts_at=starts, ends_at=starts + timedelta(hours=5))
    site.services.events[card.event_id] = replace(event, card=card)

    page = site.get(f"/events/{card.event_id}").text

    assert ("37 personnes sont entrées" in page) is says
    assert (f'data-live="/events/{card.event_id}/here"' in page) is live
    if says:
        assert "37 personnes" in site.get(f"/events/{card.event_id}/here").text


def test_an_event_without_a_door_is_not_found() -> None:
    site = a_volunteer()
    site.services.answers["events.guests"] = Refused("unknown-event")

    assert site.get(DOOR).status_code == 404


def _guests(first: int, count: int) -> list[Guest]:
    ids: list[UUID] = [examples.an_id(first + n) for n in range(count)]
    return [Guest(member_id=member_id, place="confirmed") for member_id in ids]


@pytest.mark.parametrize(
    ("starts_in", "leads"),
    [
        (timedelta(days=15), False),
        (timedelta(days=6), True),
        (timedelta(hours=-30), True),
        (timedelta(days=-3), False),
    ],
)
def test_an_event_leads_to_its_door_only_while_it_has_one(
    starts_in: timedelta, leads: bool
) -> None:
    site = Site().sign_in()
    start = datetime.now(UTC) + starts_in
    card = examples.a_card(starts_at=start, ends_at=start + timedelta(hours=8))
    site.services.events[card.event_id] = replace(examples.an_open_event(), card=card)

    page = site.get(f"/events/{examples.an_id(1)}").text

    assert (f'href="{DOOR}"' in page) is leads


def test_what_can_be_done_with_an_event_stands_in_a_menu_behind_one_or_two_actions() -> None:
    site = Site().sign_in()
    site.services.events[examples.an_id(1)] = examples.an_open_event()

    page = site.get(f"/events/{examples.an_id(1)}").text

    before, _, after = page.partition('<div class="heading-actions">')[2].partition("<details")
    menu = after.partition("</details>")[0]
    assert before.count("<a ") <= 2
    for way in ("waves", "announcements", "reminders", "questions", "sessions", "copy", "cancel"):
        assert f"/events/{examples.an_id(1)}/{way}" in menu
