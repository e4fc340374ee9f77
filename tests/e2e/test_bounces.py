"""Mail that comes back: from the service's call to the person's page and the organiser's view."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import requests

from services.notifications.channels.mail_hooks import signed
from shared.contracts.members import AddMember, ConsentBasis, MemberRef, PersonForm
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.reader import Reader
from tests.support.system import System, a_contact
from tests.support.world import MAIL_HOOK

ADDRESS = "wissal.rebond@members.example"
CONSENT = ConsentBasis(
    channels=["email"], wording="Oui", source="Fiche", day=date(2026, 9, 1), collector="Bureau"
)
MAILS = "select id, state, reason from deliveries where event_id = %s and member_id = %s"


@pytest.fixture(scope="module")
def wissal(system: System) -> UUID:
    """Somebody who is told by e-mail alone."""
    person = PersonForm(
        first_name="Wissal", last_name="Rebond", language="fr", wish="email", email=ADDRESS
    )
    adding = AddMember(command_id=new_id(), person=person, consent=CONSENT)
    member_id = system.ask("members", "add_member", adding, MemberRef).member_id
    known = "select count(*) from contacts where member_id = %s"
    eventually(lambda: system.world.count("notifications", known, member_id) == 1, within_s=30)
    return member_id


def invite(system: System, member_id: UUID) -> UUID:
    event_id = system.invite([replace(a_contact(1), member_id=member_id, household_id=None)])
    system.finished(event_id, 1)
    return event_id


def call(system: System, body: bytes) -> int:
    stamp = str(int(time.time()))
    headers = {"X-Timestamp": stamp, "X-Signature": signed(MAIL_HOOK, stamp, body)}
    return requests.post(
        f"{system.web}/hooks/mail", data=body, headers=headers, timeout=10
    ).status_code


@pytest.mark.timeout(120)
def test_mail_that_comes_back_is_seen_on_the_person_s_page_and_on_the_event_s_until_it_works_again(
    system: System, organiser: Reader, wissal: UUID
) -> None:
    event_id = invite(system, wissal)
    (row,) = system.world.rows("notifications", MAILS, event_id, wissal)
    assert row["state"] == "sent"
    told = [
        {"event": "bounced", "message_id": str(row["id"]), "address": ADDRESS, "status": "5.1.1"}
    ]

    assert requests.post(f"{system.web}/hooks/mail", data=b"[]", timeout=10).status_code == 403
    assert call(system, json.dumps(told).encode()) == 204

    page = eventually(
        lambda: (
            (found := organiser.open(f"/members/{wissal}"))
            and "est revenu le" in found.text
            and found
        ),
        within_s=30,
    )
    assert page
    why = organiser.open(f"/events/{event_id}/why")
    assert "Le courriel est revenu (5.1.1)" in why.text
    (link,) = why.all('//table//a[contains(@href, "bounce-5.1.1")]/@href')
    assert "Wissal Rebond" in organiser.open(link).text
    other = invite(system, wissal)
    assert system.world.rows("notifications", MAILS, other, wissal)[0]["state"] == "excluded"

    (action,) = page.all('//form[contains(@action, "mail-works-again")]/@action')
    form = page.all(f'//form[@action="{action}"]')[0]
    assert "est revenu le" not in organiser.post(action, form.form_values()).text
    silent = "select count(*) from suppressions where reason = 'bounce'"
    eventually(lambda: system.world.count("notifications", silent) == 0, within_s=30)
    again = invite(system, wissal)
    assert system.world.rows("notifications", MAILS, again, wissal)[0]["state"] == "sent"
