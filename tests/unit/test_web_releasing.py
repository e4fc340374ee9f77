"""Releasing what waits for a second person, on the pages of the console."""

from __future__ import annotations

import html

from shared.contracts.notifications import HeldSend, LookAtRelease, SendProgress, SendsProgress
from shared.errors import Refused
from tests.support import examples, sending
from tests.support.web_site import Site

EVENT = f"/events/{examples.an_id(1)}"
RELEASE = f"{EVENT}/sends/{examples.an_id(500)}/release"


def a_console() -> Site:
    site = Site().sign_in(language="en")
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


def test_what_is_released_is_what_the_page_showed() -> None:
    site = a_console()
    page = html.unescape(site.get(RELEASE).text)
    assert "Amina, Forum des jeunes" in page
    assert "873.81" in page
    assert "What it says is fixed" in page
    assert "It was released before." in page

    answer = site.post(RELEASE, page=RELEASE, words="as it was looked at")
    assert answer.status_code == 303
    (command,) = site.services.commands("notifications.release_send")
    assert (command.send_id, command.words) == (examples.an_id(500), "as it was looked at")


def test_a_release_from_elsewhere_releases_nothing_unseen() -> None:
    site = a_console()
    site.post(RELEASE, page=RELEASE)

    (command,) = site.services.commands("notifications.release_send")
    assert command.words


def test_whoever_has_asked_sees_it_and_cannot_release_it() -> None:
    site = a_console()
    site.services.answers["notifications.look_at_release"] = mine

    page = html.unescape(site.get(RELEASE).text)
    assert "Somebody else of the association releases it." in page
    assert 'name="words"' not in page


def mine(request: LookAtRelease) -> HeldSend:
    shown: HeldSend = sending.held_send(request, own=True)
    return shown


def test_what_says_something_else_by_now_is_shown_before_it_is_released() -> None:
    def refuse(_: object) -> SendProgress:
        code = "says-something-else"
        raise Refused(code)

    site = a_console()
    site.services.answers["notifications.release_send"] = refuse
    answer = site.post(RELEASE, page=RELEASE, words="what was there before")

    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert "has been changed since you looked at it" in page
    assert 'name="words" value="as it was looked at"' in page


def test_both_read_on_the_events_page_that_it_waits_again() -> None:
    site = a_console()
    send = examples.a_send(state="held", withdrawn=True)
    site.services.answers["notifications.sends"] = SendsProgress(sends=[send])

    page = html.unescape(site.get(EVENT).text)
    assert "It was released before. What it says was changed after that" in page
    assert f'href="{RELEASE}"' in page
