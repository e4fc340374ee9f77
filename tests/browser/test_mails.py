"""The mails as they are sent, in a browser: on a phone, by day and by night, in each direction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from services.notifications.texts import EmailForm
from shared.contracts.members import LANGUAGES
from tests.browser.looks import OVERFLOW
from tests.browser.shots import Studio
from tests.support import examples
from tests.unit.test_notifications_texts import (
    SENDER,
    URL,
    a_card,
    a_letter,
    a_wording,
    parsed,
)

pytestmark = pytest.mark.browser

PALE = "rgb(244, 241, 234)"


def shown(kind: str, language: str) -> str:
    """Give the HTML part of a mail; its picture stays away, as in many a program."""
    card = replace(a_card(), texts=examples.TEXTS, languages=list(LANGUAGES))
    wording = a_wording(kind, language, card=card, association="Forum marocain des jeunes")
    form = EmailForm(wording, sender=SENDER, public_url=URL, calendar=True)
    message = parsed(form.fill(a_letter(names="Amina, Youssef")))
    (part,) = (part for part in message.walk() if part.get_content_type() == "text/html")
    body: Any = part.get_payload(decode=True)
    return str(body.decode())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invitation", "confirmation", "change", "cancellation"])
def test_a_mail_is_read_on_a_phone_by_day_and_by_night(
    studio: Studio, kind: str, language: str, scheme: Literal["light", "dark"]
) -> None:
    page = studio._browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    try:
        page.set_content(shown(kind, language))

        assert not page.evaluate(OVERFLOW)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == PALE) == (scheme == "light")
        found = Axe().run(page, options={"runOnly": ["color-contrast", "image-alt", "link-name"]})
        assert found.violations_count == 0, found.generate_report()
        starts = page.evaluate("getComputedStyle(document.querySelector('p')).direction")
        assert starts == ("rtl" if language == "ar" else "ltr")
    finally:
        page.close()
