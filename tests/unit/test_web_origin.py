"""From where somebody tries: what the throttles are told about it."""

from __future__ import annotations

import pytest

from shared.errors import Refused
from tests.support.fake_services import APP_CODE, PASSWORD
from tests.support.web_site import Site
from tests.unit.test_web_account import a_half_site

HOUSEHOLD = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
"""Two addresses of one household, and one of its neighbours."""


def site_for(way: str) -> tuple[Site, str, dict[str, str]]:
    """Give a site, where a form is and what stands in it, for one of the ways to try."""
    if way == "members.enter_code":
        site = a_half_site()
        site.services.answers[way] = Refused("wrong-code")
        return site, "/sign-in/code", {"code": APP_CODE}
    if way == "members.change_password":
        site = Site().sign_in()
        site.services.answers[way] = Refused("wrong-old-password")
        return site, "/account/password", {"old_password": PASSWORD, "password": PASSWORD}
    if way == "members.ask_for_link":
        return Site(), "/forgotten-password", {"email": "k@example.org"}
    return Site(), "/sign-in", {"email": "k@example.org", "password": "wrong"}


@pytest.mark.parametrize(
    "way",
    [
        *("members.sign_in", "members.enter_code"),
        *("members.change_password", "members.ask_for_link"),
    ],
)
def test_a_household_with_many_addresses_is_one_place_to_try_from(way: str) -> None:
    site, path, form = site_for(way)
    form["csrf_token"] = site.token("/account" if path.startswith("/account") else path)
    site.services.asked.clear()

    for address in HOUSEHOLD:
        site.browser.post(path, data=form, environ_base={"REMOTE_ADDR": address})

    one, other, neighbour = (wish.origin for wish in site.services.commands(way))
    assert one == other
    assert one != neighbour


def test_who_comes_by_ipv4_through_a_socket_for_both_is_no_one_with_all_others() -> None:
    site, path, form = site_for("members.sign_in")
    form["csrf_token"] = site.token(path)

    for address in ("::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1"):
        site.browser.post(path, data=form, environ_base={"REMOTE_ADDR": address})

    mapped, another, plain = (w.origin for w in site.services.commands("members.sign_in"))
    assert mapped != another
    assert mapped == plain
