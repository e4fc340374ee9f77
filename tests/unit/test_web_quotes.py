"""What a send would come to, on the page before it goes, and afterwards beside what it came to."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.notifications import Quote
from shared.edge.upstream import Unavailable
from tests.support import examples, sending
from tests.support.web_site import EVENT, Site

CHECK = f"{EVENT}/check?audience={examples.an_id(300)}"
MONEY = f"{EVENT}/money"


def a_console(**quote: Any) -> Site:
    site = Site().sign_in()
    site.services.answers["notifications.quote"] = sending.a_quote(**quote)
    return site


def page_of(site: Site, path: str = CHECK) -> str:
    text: str = site.get(path).text
    for space in "\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}":
        text = text.replace(space, " ")
    return text


def test_before_publishing_stands_what_it_costs_and_when_it_is_out() -> None:
    site = a_console()

    page = page_of(site)

    [asked] = site.services.commands("notifications.quote")
    [counted] = site.services.commands("members.count_destinations")
    assert (asked.kind, asked.reachable, asked.meant, asked.chosen) == (
        *("invitation", 1873, 2041),
        None,
    )
    assert asked.destinations == sending.destinations().destinations
    assert counted.prefixes == ["+212", "+33"]
    assert "873,81 DH" in page
    assert "Tout est parti vers le" in page
    assert "Reste du mois" in page
    assert "ne suffit pas" not in page


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ({"priced": False, "cost": 0}, "Aucun prix n’est fixé"),
        ({"unpaid": 412, "left_of_event": 500_000}, "L’argent ne suffit pas : il reste"),
        ({"unpaid": 412, "left_of_event": 500_000}, "Environ 412 personnes"),
        ({"held": True}, "Il attend qu’une deuxième personne le libère"),
        ({"held": True}, "Si on le libérait maintenant"),
        ({"late": True}, "avant le début de l’événement"),
        ({"nowhere": 21}, "21 SMS iraient vers des numéros sans prix"),
    ],
)
def test_what_stands_in_the_way_is_said_plainly(quote: dict[str, Any], said: str) -> None:
    assert said in page_of(a_console(**quote))


def test_for_some_of_an_audience_the_quote_is_for_those(  # the others are not told
) -> None:
    site = a_console()

    site.get(f"{CHECK}&size=100")

    [asked] = site.services.commands("notifications.quote")
    assert (asked.chosen, asked.meant) == (88, 88)


def test_while_the_sending_does_not_answer_one_publishes_all_the_same() -> None:
    site = a_console()
    site.services.answers["notifications.beginnings"] = Unavailable("notifications")

    assert "ce que cela coûtera" in page_of(site)
    site.post(f"{EVENT}/publish", page=CHECK, audience=str(examples.an_id(300)))

    assert len(site.services.commands("events.publish_event")) == 1
    assert site.services.commands("notifications.keep_quote") == []


def test_what_was_expected_is_kept_once_the_event_is_published() -> None:
    site = a_console()

    site.post(f"{EVENT}/publish", page=CHECK, audience=str(examples.an_id(300)))

    names = [name for name, _ in site.services.asked]
    [kept] = site.services.commands("notifications.keep_quote")
    quote: Quote = sending.a_quote()
    assert (kept.event_id, kept.kind, kept.wave_id) == (examples.an_id(1), "invitation", None)
    assert (kept.parts, kept.cost, kept.ends_at) == (quote.parts, quote.cost, quote.ends_at)
    # Whom the invitations have reached is not told once more: it is counted before.
    assert names.index("members.count_destinations") < names.index("events.publish_event")


def test_what_was_expected_stands_beside_what_it_came_to() -> None:
    page = page_of(Site().sign_in(), MONEY)

    assert "2 057" in page
    assert "873,81 DH" in page
    assert "172,20 DH" in page  # of a wave that has not gone
