"""An organiser writes what people read, from the page to the phone, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shared.testing.waiting import eventually
from tests.support.installed import EMAIL, PASSWORD
from tests.support.reader import Reader
from tests.support.system import System, a_contact, addressed

FIRST = 77_100
GONE = "gone77@members.example"
SMS = "kind=invitation&channel=sms&language=fr"
MAIL = "kind=invitation&channel=email&language=fr"


@pytest.fixture(autouse=True)
def an_address_that_is_dead(system: System) -> Iterator[None]:
    system.misbehave("email", reject=GONE.replace(".", r"\."))
    yield
    system.behave()


def test_what_an_organiser_writes_arrives_on_the_other_channel_too_if_one_is_dead(
    system: System,
) -> None:
    by_sms = a_contact(FIRST, language="fr", channels=["sms"], sms_consent=True)
    by_mail = a_contact(
        FIRST + 1,
        language="fr",
        channels=["email"],
        email="alive77@members.example",
        email_consent=True,
    )
    dead = a_contact(
        FIRST + 2,
        language="fr",
        channels=["email"],
        email=GONE,
        email_consent=True,
        sms_consent=True,
    )
    people = [by_sms, by_mail, dead]
    system.announce_contacts(people)
    event = system.create_event().card.event_id
    organiser = Reader(system.web)
    organiser.open("/sign-in").submit("password", email=EMAIL, password=PASSWORD)
    editor = organiser.open(f"/events/{event}/wording/text?{SMS}")

    refused = editor.submit("body", body="Salut $prenom $link", step="check")
    checked = refused.submit("body", body="Salut $names, viens! $link", step="check")
    kept = checked.submit("body", step="keep")
    mail = organiser.open(f"/events/{event}/wording/text?{MAIL}")
    sent = mail.submit("body", subject="Viens : $title", step="test")
    mail.submit("body", subject="Viens : $title", step="check").submit("body", step="keep")
    with system.in_place_of_members():
        system.publish(event)
        system.resolve(event, addressed(people))

    assert (refused.status, kept.status) == (422, 200)
    assert refused.all("//textarea[@name='body']")[0].text.strip() == "Salut $prenom $link"
    assert checked.all("//ins")
    assert EMAIL in sent.text
    for person in (by_sms, dead):
        [text] = arrived(system, "sms", person.phone)
        assert text["text"].startswith(f"Salut {person.first_name}, viens!")
        assert "/i/" in text["text"]
    [letter] = arrived(system, "email", by_mail.email)
    assert letter["subject"] == "Viens : Forum des jeunes"
    test = "[Test] Viens : Forum des jeunes"
    eventually(
        lambda: test in [one["subject"] for one in arrived_now(system, "email", EMAIL)],
        within_s=10,
    )
    assert arrived_now(system, "sms", by_mail.phone) == []


def arrived(system: System, channel: str, address: str | None) -> list[dict[str, Any]]:
    """Wait for what goes to an address."""
    return eventually(lambda: arrived_now(system, channel, address), within_s=30) or []


def arrived_now(system: System, channel: str, address: str | None) -> list[dict[str, Any]]:
    wanted = str(address).lstrip("+")
    return [one for one in system.received(channel) if one["recipient"].lstrip("+") == wanted]
