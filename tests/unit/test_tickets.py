"""A ticket can be read by eye and by camera, belongs to one person, and lets nobody answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from services.events.domain import codes
from services.notifications.texts import EmailForm
from shared.contracts.events import Invited, read_ticket, ticket_hash, ticket_of
from shared.contracts.members import LANGUAGES
from shared.ids import new_id
from tests.support import examples
from tests.support.fake_services import CODE
from tests.support.web_site import Site
from tests.unit.test_notifications_texts import SENDER, URL, a_letter, a_wording, parsed, part

LETTERS = re.compile(r'<p class="letters" dir="ltr">([\w ]+)</p>')


def test_each_person_behind_a_code_has_a_ticket_of_their_own() -> None:
    one, two = new_id(), new_id()

    assert ticket_of(CODE, one) == ticket_of(CODE, one)
    assert len({ticket_of(CODE, one), ticket_of(CODE, two), ticket_of("7KQ2P9xwB", one)}) == 3


def test_a_ticket_is_no_code_of_an_invitation() -> None:
    """Seen failing with a ticket of nine letters: it was looked up like any code."""
    assert not codes.looks_like_code(ticket_of(CODE, new_id()))


@pytest.mark.parametrize("change", [str.lower, " ".join, lambda t: f" {t[:4]}-{t[4:8]}·{t[8:]}\n"])
def test_a_ticket_is_read_as_people_type_it(change: Any) -> None:
    ticket = ticket_of(CODE, examples.an_id(100))

    assert read_ticket(change(ticket)) == ticket
    assert read_ticket("o" * 6 + "il" * 3) == "0" * 6 + "1" * 6


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 12, "0" * 13, CODE, "https://example.org/1"])
def test_what_is_no_ticket_is_not_looked_up(typed: str) -> None:
    assert read_ticket(typed) is None


def test_a_phone_knows_a_ticket_of_one_event_only() -> None:
    ticket = ticket_of(CODE, new_id())

    assert ticket_hash(examples.an_id(1), ticket) != ticket_hash(examples.an_id(2), ticket)


# --- Where it is shown -----------------------------------------------------------------------


def page(*people: Invited, situation: str = "open", ends: timedelta | None = None) -> str:
    site = Site()
    found = examples.an_invitation(*people, situation=situation)
    if ends is not None:
        ends_at = datetime.now(UTC) + ends
        found = replace(found, card=replace(found.card, ends_at=ends_at))
    site.services.answers["events.open_invitation"] = found
    return site.get(f"/i/{CODE}?lang=fr").text


CONFIRMED = Invited(member_id=examples.an_id(100), answer="yes", place="confirmed")


def test_whoever_has_a_place_has_a_ticket_on_the_page() -> None:
    shown = LETTERS.findall(page(CONFIRMED, Invited(member_id=examples.an_id(101))))

    assert [read_ticket(letters) for letters in shown] == [ticket_of(CODE, examples.an_id(100))]


@pytest.mark.parametrize("place", ["none", "waiting", "offered"])
def test_without_a_place_there_is_no_ticket(place: Any) -> None:
    assert not LETTERS.search(page(replace(CONFIRMED, place=place)))


def test_whoever_comes_late_still_has_a_ticket_until_the_end() -> None:
    assert LETTERS.search(page(CONFIRMED, situation="past", ends=timedelta(hours=1)))
    assert not LETTERS.search(page(CONFIRMED, situation="past", ends=-timedelta(hours=1)))
    assert not LETTERS.search(page(CONFIRMED, situation="cancelled"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_confirmation_has_the_ticket_as_letters_and_as_a_picture(language: str) -> None:
    ticket = ticket_of(CODE, examples.an_id(100))
    form = EmailForm(a_wording("confirmation", language), sender=SENDER, public_url=URL)
    raw = form.fill(a_letter(ticket=ticket))
    seven = policy.SMTP.clone(cte_type="7bit")

    for sent in (raw, message_from_bytes(raw, policy=seven).as_bytes()):
        mail = parsed(sent)
        plain, html = (part(mail, kind) for kind in ("plain", "html"))
        pictures = [p for p in mail.walk() if p.get_content_type() == "image/png"]

        assert f"{ticket[:4]} {ticket[4:8]} {ticket[8:]}" in plain
        assert 'src="cid:ticket"' in html
        assert [p["Content-ID"] for p in pictures] == ["<ticket>"]
        drawn = Image.open(BytesIO(pictures[0].get_content()))
        assert [found.text for found in zxingcpp.read_barcodes(drawn)] == [ticket]


def test_an_invitation_has_no_ticket() -> None:
    form = EmailForm(a_wording("invitation"), sender=SENDER, public_url=URL)

    assert b"ticket" not in form.fill(a_letter())
