"""How many are invited, and toward which balance: typed, looked at, published, and shown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shared.contracts.members import Target, TargetPart, WaveWish
from tests.support import examples
from tests.support.web_site import EVENT, Site

CHECK = f"{EVENT}/check?audience={examples.an_id(300)}"
HIDDEN = re.compile(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)">')
WISHED = "&size=100&women=40&regions=MA-04&regions=MA-06&ages=24&ages=older&languages=ar&fill=yes"
WISH = WaveWish(
    size=100,
    targets=[
        Target(
            what="gender",
            parts=[TargetPart(values=["woman"], weight=40), TargetPart(weight=60)],
        ),
        Target(what="region", parts=[TargetPart(values=[c]) for c in ("MA-04", "MA-06")]),
        Target(what="age", parts=[TargetPart(age_from=19, age_to=24), TargetPart(age_from=35)]),
        Target(what="language", parts=[TargetPart(values=["ar"])]),
    ],
    fill=True,
)


def a_console(**actor: Any) -> Site:
    return Site().sign_in(**actor)


def test_a_wish_is_weighed_and_said_in_words_before_sending() -> None:
    site = a_console()

    page = site.get(CHECK + WISHED).text.replace("\N{NARROW NO-BREAK SPACE}", " ")

    [asked] = site.services.commands("members.weigh_audience")
    assert (asked.wish, asked.event_id) == (WISH, examples.an_id(1))
    for said in (
        *("Choisis : 88 sur 100 souhaités", "Femmes : 38 sur 50 souhaités", "Les autres"),
        *("Rabat-Salé-Kénitra", "19 à 24 ans", "Publier et inviter 88 personnes"),
    ):
        assert said in page, said


def test_the_wish_that_was_looked_at_is_the_one_that_is_published() -> None:
    site = a_console()
    page = site.get(CHECK + WISHED).text
    fields = HIDDEN.findall(page[page.index("publish-bar") :])
    typed: dict[str, list[str]] = {}
    for name, value in fields:
        typed.setdefault(name, []).append(value)

    site.post(f"{EVENT}/publish", page=CHECK, **typed)

    [asked] = site.services.commands("events.publish_event")
    assert asked.wish == WISH


def test_without_a_wish_everybody_is_invited() -> None:
    site = a_console()

    site.post(f"{EVENT}/publish", page=CHECK, audience=str(examples.an_id(300)), size="")

    [asked] = site.services.commands("events.publish_event")
    assert asked.wish is None
    assert site.services.commands("members.weigh_audience") == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("&size=beaucoup", "Écrivez en chiffres combien de personnes inviter"),
        ("&size=0", "Écrivez en chiffres combien de personnes inviter"),
        ("&women=50", "Écrivez en chiffres combien de personnes inviter"),
        ("&size=10&women=101", "Écrivez un nombre de 0 à 100"),
    ],
)
def test_a_wish_that_makes_no_sense_is_said_beside_its_field(typed: str, said: str) -> None:
    site = a_console()

    page = site.get(CHECK + typed)

    assert page.status_code == 200
    assert said in page.text
    assert site.services.commands("members.weigh_audience") == []


def test_a_wish_that_makes_no_sense_is_not_published() -> None:
    site = a_console()

    answer = site.post(
        f"{EVENT}/publish", page=CHECK, audience=str(examples.an_id(300)), size="x", women="50"
    )

    assert answer.status_code == 422
    assert 'value="x"' in answer.text
    assert site.services.commands("events.publish_event") == []


def test_only_whoever_may_open_the_vault_is_offered_to_mix_sectors() -> None:
    assert "Mélanger les secteurs" in a_console().get(CHECK).text
    site = a_console(scopes=[one for one in examples.ALL_SCOPES if one != "vault:read"])

    assert "Mélanger les secteurs" not in site.get(CHECK).text
    site.get(CHECK + "&size=5&sectors=yes")
    [asked] = site.services.commands("members.weigh_audience")
    assert asked.wish.targets == []


def test_what_came_of_a_wish_is_said_on_the_events_page() -> None:
    site = a_console()
    event = examples.an_open_event(balance=examples.a_balance())
    site.services.events[examples.an_id(1)] = event

    assert "Femmes : 38 sur 50 souhaités" in site.get(EVENT).text


# --- Waves that go later ---------------------------------------------------------------------

WAVES = f"{EVENT}/waves"
AUDIENCE = {"audience": str(examples.an_id(300))}


def test_a_planned_wave_has_a_wish_of_its_own() -> None:
    site = a_console()
    assert 'name="regions"' in site.get(WAVES).text

    site.post(WAVES, page=WAVES, **AUDIENCE, size="80", women="50", fill="yes", looked="yes")
    site.post(WAVES, page=WAVES, **AUDIENCE, label="Tous", looked="yes")

    wished, plain = site.services.commands("events.plan_wave")
    assert (wished.wish.size, wished.wish.fill) == (80, True)
    assert [target.what for target in wished.wish.targets] == ["gender"]
    assert plain.wish is None


def test_a_wish_of_a_wave_that_makes_no_sense_comes_back_with_what_was_typed() -> None:
    site = a_console()

    again = site.post(WAVES, page=WAVES, **AUDIENCE, women="50", label="Voisins")

    assert again.status_code == 422
    assert 'id="size-wrong"' in again.text
    assert 'value="Voisins"' in again.text
    assert site.services.commands("events.plan_wave") == []


def test_what_was_wished_of_a_wave_and_what_came_of_it_is_said() -> None:
    page = a_console().get(WAVES).text

    assert "Vers un équilibre : 150 personnes" in page
    assert "Choisis : 88 sur 100 souhaités" in page.replace("\N{NARROW NO-BREAK SPACE}", " ")
