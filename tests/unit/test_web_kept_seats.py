"""Places that are kept for a wave: typed, refused, let go, and shown."""

from __future__ import annotations

import pytest

from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import EVENT, Site

WAVES = f"{EVENT}/waves"
KEEP = f"{WAVES}/keep"
TYPED = {"kept_label": "Rabat et région", "kept_seats": "30", "until": "2027-04-10T18:00"}


def a_console(**actor: object) -> Site:
    site = Site().sign_in(**actor)
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


def test_places_are_kept_for_a_wave_that_there_is() -> None:
    site = a_console()
    page = site.get(WAVES).text
    assert "<option>Rabat et région</option>" in page

    kept = site.post(KEEP, page=WAVES, **TYPED)

    [wish] = site.services.commands("events.keep_seats")
    assert (wish.label, wish.seats, wish.until) == ("Rabat et région", 30, "2027-04-10T18:00")
    assert kept.location == WAVES


def test_what_is_kept_is_shown_and_let_go() -> None:
    site = a_console()
    page = site.get(WAVES).text
    assert "30 places réservées" in page
    assert "12 prises" in page
    assert "Libres pour tous" in page
    assert page.count('name="let_go"') == 1, "what is free for everybody is not let go again"

    site.post(KEEP, page=WAVES, kept_label="Rabat et région", let_go="yes")

    [wish] = site.services.commands("events.keep_seats")
    assert wish.seats == 0


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("kept-for-nobody", "kept_label"),
        ("too-many-kept", "kept_seats"),
        ("kept-too-long", "until"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_stays(code: str, field: str) -> None:
    site = a_console()
    site.services.answers["events.keep_seats"] = Refused(code)

    again = site.post(KEEP, page=WAVES, **TYPED)

    assert again.status_code == 422
    assert f'id="{field}-wrong"' in again.text
    assert f'aria-describedby="{field}-wrong' in again.text
    assert 'value="30"' in again.text
    assert "<option selected>Rabat et région</option>" in again.text


@pytest.mark.parametrize("typed", ["", "beaucoup", "-3", "0"])
def test_what_is_no_number_of_places_lets_nothing_go(typed: str) -> None:
    site = a_console()

    site.post(KEEP, page=WAVES, **TYPED | {"kept_seats": typed})

    [wish] = site.services.commands("events.keep_seats")
    assert wish.seats == -1


def test_whoever_may_only_look_keeps_nothing() -> None:
    site = a_console(scopes=["events:read"])

    page = site.get(WAVES).text

    assert "30 places réservées" in page
    assert 'name="kept_seats"' not in page
    assert 'name="let_go"' not in page
