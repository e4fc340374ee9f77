"""Nothing goes to many that nobody has looked at: waves and announcements, before they go."""

from __future__ import annotations

import re

import pytest

from shared.contracts.events import Said
from shared.errors import Refused
from shared.ids import new_id
from tests.support import examples
from tests.support.web_site import EVENT, Site

WAVES, ANNOUNCEMENTS = f"{EVENT}/waves", f"{EVENT}/announcements"
AUDIENCE = str(examples.an_id(300))
HIDDEN = re.compile(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)">')
WAVE = {"audience": AUDIENCE, "label": "Voisins"}
NEWS = {"to": "yes", "title_fr": "Merci", "text_fr": "Les conclusions sont en ligne."}


def a_console() -> Site:
    site = Site().sign_in()
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


def fields_of(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page[page.index("publish-bar") :]))


@pytest.mark.parametrize(
    ("path", "typed", "command"),
    [(WAVES, WAVE, "events.plan_wave"), (ANNOUNCEMENTS, NEWS, "events.announce")],
)
def test_nothing_goes_before_somebody_has_looked_and_means_it(
    path: str, typed: dict[str, str], command: str
) -> None:
    site = a_console()

    shown = site.post(path, page=path, **typed)

    assert shown.status_code == 200
    assert site.services.commands(command) == []
    assert "Coût et délai" in shown.text
    assert "873,81 DH" in shown.text
    fields = fields_of(shown.text)
    assert fields["looked"] == "yes"

    gone = site.post(path, page=path, **fields)

    assert gone.status_code == 303
    [sent] = site.services.commands(command)
    [kept] = site.services.commands("notifications.keep_quote")
    assert kept.wave_id == sent.wave_id is not None


def test_the_look_at_an_announcement_counts_those_who_answered_so_and_reads_as_it_will() -> None:
    site = a_console()

    page = site.post(ANNOUNCEMENTS, page=ANNOUNCEMENTS, **NEWS).text

    [counted] = site.services.commands("members.count_destinations")
    [quote] = site.services.commands("notifications.quote")
    [texts] = site.services.commands("notifications.preview_texts")
    said = {"fr": Said(title="Merci", text="Les conclusions sont en ligne.")}
    assert (counted.among, counted.event_id) == ("yes", examples.an_id(1))
    assert (quote.kind, quote.said) == ("announcement", said)
    assert (texts.kind, texts.said) == ("announcement", said)
    assert "Envoyer à 1" in page


def test_the_look_at_a_wave_counts_those_who_are_not_invited_yet() -> None:
    site = a_console()

    page = site.post(WAVES, page=WAVES, **WAVE, at="2027-04-02T10:00").text

    [counted] = site.services.commands("members.count_destinations")
    [quote] = site.services.commands("notifications.quote")
    assert (counted.among, counted.event_id) == ("uninvited", examples.an_id(1))
    assert quote.begins_at == site.services.answers["events.check_wave"](quote_of(site)).due_at
    assert "personne n’est invité deux fois" in page
    assert "on peut la retirer" in page


def quote_of(site: Site) -> object:
    """Give what was asked of the wave."""
    [asked] = site.services.commands("events.check_wave")
    return asked


def test_for_some_of_an_audience_only_these_are_quoted() -> None:
    site = a_console()

    site.post(WAVES, page=WAVES, **WAVE, size="100")

    [quote] = site.services.commands("notifications.quote")
    assert (quote.chosen, quote.meant) == (88, 88)


@pytest.mark.parametrize(("path", "typed"), [(WAVES, WAVE), (ANNOUNCEMENTS, NEWS)])
def test_one_comes_back_to_what_was_typed(path: str, typed: dict[str, str]) -> None:
    site = a_console()
    fields = fields_of(site.post(path, page=path, **typed).text)

    again = site.post(path, page=path, **fields, change="yes").text

    for typed_text in (value for name, value in typed.items() if name not in ("to", "audience")):
        assert typed_text in again
    assert site.services.commands("events.plan_wave") == []
    assert site.services.commands("events.announce") == []


@pytest.mark.parametrize(
    ("path", "typed", "check", "code"),
    [
        (WAVES, WAVE, "events.check_wave", "wave-in-the-past"),
        (ANNOUNCEMENTS, NEWS, "events.check_announcement", "nothing-announced"),
    ],
)
def test_what_cannot_go_is_said_before_the_look(
    path: str, typed: dict[str, str], check: str, code: str
) -> None:
    site = a_console()
    site.services.answers[check] = Refused(code)

    again = site.post(path, page=path, **typed)

    assert again.status_code in (409, 422)
    assert "Coût et délai" not in again.text
    assert site.services.commands("notifications.quote") == []


def test_a_look_is_at_an_audience_that_is_there() -> None:
    site = a_console()
    site.services.answers["members.audience"] = Refused("unknown-audience")

    assert site.post(WAVES, page=WAVES, audience=str(new_id())).status_code == 404
