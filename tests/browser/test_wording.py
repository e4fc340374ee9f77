"""Writing a text in a real browser: what is typed is shown as it will be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.shots import BY_NAME, Studio

pytestmark = pytest.mark.browser


def test_what_is_typed_is_shown_at_once_and_what_changes_before_it_is_kept(studio: Studio) -> None:
    with studio.page(BY_NAME["wording-sms"], "fr", "phone") as page:
        bubble = page.locator("#count .bubble")
        expect(bubble).to_contain_text("Tu viens?")

        page.fill("#body", "Bonjour $names! $title $link")

        expect(bubble).to_contain_text("Bonjour Fatima-Ezzahra!")
        expect(page.get_by_role("button", name="Montrer comment il se lit")).to_be_hidden()
        page.get_by_role("button", name="Voir ce qui change").click()
        expect(page.locator("ins").first).to_contain_text("Bonjour")
        expect(page.locator("del").first).to_contain_text("Salut")
        page.get_by_role("button", name="Garder ce texte").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Textes des messages")
    [kept] = studio.services.commands("notifications.keep_text")
    assert kept.words.body == "Bonjour $names! $title $link"
