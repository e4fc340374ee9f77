"""An organiser without a mouse: from signing in to published, and the focus is always seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from shared.testing.waiting import eventually
from tests.browser.shots import BY_NAME, EVENT, Studio
from tests.support.fake_services import PASSWORD, FakeServices

pytestmark = pytest.mark.browser

# Where the focus is: drawn around it, or around the label's sign where the box itself is hidden;
# on the screen, and not below a bar that stays at an edge.
UNSEEN_FOCUS = """() => {
  const held = document.activeElement;
  if (held === document.body) return null;
  const shown = held.matches(".chip input") ? held.nextElementSibling : held;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  const on = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const covered = !on || !(shown.contains(on) || held.contains(on) || on.contains(shown));
  if (ringed && !covered) return null;
  return `${ringed ? "covered" : "no ring"}: ${held.outerHTML.slice(0, 120)}`;
}"""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_keyboard_alone_is_enough_to_publish(
    studio: Studio, services: FakeServices, language: str
) -> None:
    with studio.page(BY_NAME["sign-in"], language, "laptop") as page:
        write(page, "#email", "khadija@example.org")
        write(page, "#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/events")
        press(page, "a[href='/events/new']", then="**/events/new")
        write_event(page)
        press(page, "a[href$='/who']", then="**/who")
        press(page, "input[name='values_0_2'][value='MA-06']", key="Space")
        press(page, ".counted button:not([name])", then="**/check?**")
        press(page, ".publish-bar button", then=f"**{EVENT}")

    [form] = services.commands("events.create_event")
    assert (form.starts_at, form.ends_at) == ("2027-04-17T10:00", "2027-04-17T18:00")
    assert form.type == "youth_meeting"
    assert {code: text.title for code, text in form.texts.items()} == {
        "fr": "Forum des jeunes",
        "en": "Youth forum",
    }
    [asked] = services.commands("members.save_audience")[0].rule.groups[0].conditions
    assert asked.values == ["MA-06"]
    assert len(services.commands("events.publish_event")) == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_keyboard_alone_stops_what_goes_out(
    studio: Studio, services: FakeServices, language: str
) -> None:
    with studio.page(BY_NAME["event-open"], language, "laptop") as page:
        press(page, ".stop summary")
        press(page, ".stop form button", then=f"**{EVENT}#sends")

    assert len(services.commands("notifications.stop_send")) == 1


@pytest.mark.parametrize("name", ["members-filtered", "check", "imports", "style"])
def test_on_a_phone_no_bar_covers_where_the_keyboard_is(studio: Studio, name: str) -> None:
    with studio.page(BY_NAME[name], "fr", "phone") as page:
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(UNSEEN_FOCUS) is None


def write_event(page: Page) -> None:
    """Fill the form: a chip by arrow, dates as one types them, a language that was closed."""
    go_to(page, "input[name='type']")
    page.keyboard.press("ArrowDown")
    for field, day, hour in [
        ("starts_at", "04172027", "1000AM"),
        ("ends_at", "04172027", "0600PM"),
    ]:
        write(page, f"#{field}", day)
        page.keyboard.press("Tab")
        page.keyboard.type(hour)
    write(page, "#capacity", "150")
    write(page, "#title_fr", "Forum des jeunes")
    press(page, "details.text:has(#title_en) summary")
    write(page, "#title_en", "Youth forum")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{EVENT}")


def press(page: Page, selector: str, *, key: str = "Enter", then: str = "") -> None:
    """Go there by keyboard, press, and wait for the page that follows."""
    go_to(page, selector)
    page.keyboard.press(key)
    if then:
        page.wait_for_url(then)


def write(page: Page, selector: str, text: str) -> None:
    go_to(page, selector)
    page.keyboard.type(text)


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the keyboard is there, seeing all the way where it is."""
    here = f"document.activeElement.matches({selector!r})"

    def there() -> bool:
        if page.evaluate(here):
            return True
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN_FOCUS) is None
        return False

    eventually(there, within_s=20, every_s=0)
