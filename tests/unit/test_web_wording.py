"""The pages of the texts of messages: what is written survives, and is shown before it is kept."""

from __future__ import annotations

from dataclasses import replace

from services.web.console.differences import differences
from shared.contracts.members import LANGUAGES
from shared.contracts.notifications import (
    ForgetText,
    KeepText,
    PreviewTexts,
    SendTextToMe,
    TryText,
    Words,
)
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import EVENT, Site

ABOUT = {"kind": "invitation", "channel": "sms", "language": "fr"}
QUERY = "kind=invitation&channel=sms&language=fr"
PAGE = f"{EVENT}/wording/text"
TEXT = "Salut $names! <Viens> $title $link"


def test_the_table_says_of_each_text_whose_it_is() -> None:
    page = Site().sign_in().get(f"{EVENT}/wording").text

    assert page.count("<strong>De cet événement</strong>") == 1
    assert page.count("<strong>Le nôtre</strong>") == 1
    assert f'href="{PAGE}?kind=invitation&amp;channel=sms&amp;language=fr"' in page
    assert "second_convocation" not in page  # this event is no assembly


def test_what_is_typed_is_tried_and_shown_with_what_changes_before_it_is_kept() -> None:
    site = Site().sign_in()

    answer = site.post(PAGE, **ABOUT, body=TEXT, version="4", step="check")

    assert answer.status_code == 200
    assert site.services.commands("notifications.keep_text") == []
    [tried] = site.services.commands("notifications.try_text")
    assert isinstance(tried, TryText)
    assert (tried.event_id, tried.words) == (examples.an_id(1), Words(body=TEXT))
    assert tried.card is not None
    assert "<ins>&lt;Viens&gt;" in answer.text
    assert "<del>" in answer.text
    assert 'name="version" value="4"' in answer.text


def test_a_text_is_kept_for_the_event_with_the_version_it_was_written_on() -> None:
    site = Site().sign_in()

    answer = site.post(PAGE, **ABOUT, body="Un\r\ndeux $link", version="4", step="keep")

    assert answer.status_code == 303
    [kept] = site.services.commands("notifications.keep_text")
    assert isinstance(kept, KeepText)
    assert (kept.words.body, kept.version) == ("Un\ndeux $link", 4)
    assert kept.event_id == examples.an_id(1)


def test_what_was_typed_survives_a_refusal_which_names_the_fields_there_are() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.try_text"] = Refused(
        "unknown-field", {"field": "body", "unknown": "prenom", "known": "names title"}
    )

    answer = site.post("/wording/text", **ABOUT, body="Salut $prenom", version="3", step="check")

    assert answer.status_code == 422
    assert "Salut $prenom</textarea>" in answer.text
    assert 'id="body-wrong"' in answer.text
    assert "\u2066$prenom\u2069" in answer.text
    assert "\u2066$names\u2069, \u2066$title\u2069" in answer.text
    assert 'name="version" value="3"' in answer.text


def test_whoever_was_overtaken_may_keep_theirs_after_seeing_the_others() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.keep_text"] = Refused("own-text-changed")

    answer = site.post("/wording/text", **ABOUT, body=TEXT, version="1", step="keep")

    assert answer.status_code == 422
    assert "Salut $names! &lt;Viens&gt; $title $link</textarea>" in answer.text
    assert 'name="version" value="3"' in answer.text  # that of the text which is there now


def test_the_live_part_shows_the_text_or_what_is_wrong_with_it() -> None:
    site = Site().sign_in()

    good = site.post("/wording/preview", **ABOUT, body=TEXT)
    site.services.answers["notifications.try_text"] = Refused("link-needed", {"field": "body"})
    bad = site.post("/wording/preview", **ABOUT, body="Salut")

    assert good.text.lstrip().startswith('<div id="count"')
    assert 'class="bubble"' in good.text
    assert (bad.status_code, 'class="bubble"' in bad.text) == (200, False)
    assert "Un SMS garde son lien" in bad.text


def test_going_back_is_asked_for_first() -> None:
    site = Site().sign_in()

    page = site.get(f"/wording/usual?{QUERY}").text
    answer = site.post("/wording/usual", **ABOUT)

    assert "<del>" in page
    assert answer.status_code == 303
    [forgotten] = site.services.commands("notifications.forget_text")
    assert isinstance(forgotten, ForgetText)
    assert forgotten.event_id is None


def test_a_text_that_there_is_not_is_not_found() -> None:
    site = Site().sign_in()

    for query in ("", "?kind=letter&channel=sms&language=fr", "?kind=invitation&channel=sms"):
        assert site.get(f"/wording/text{query}").status_code == 404


def test_differences_are_said_word_by_word_and_of_what_differs_alone() -> None:
    before = Words(body="Bonjour $names, venez", subject="Forum", button="Oui")
    after = Words(body="Salut $names, venez tous", subject="Forum", button="Oui")

    [(name, pieces)] = differences(before, after)

    assert name == "body"
    assert [(piece.done, piece.text) for piece in pieces] == [
        ("out", "Bonjour"),
        ("in", "Salut"),
        ("same", " $names, venez"),
        ("in", " tous"),
    ]


def test_a_message_of_an_event_is_read_in_every_language_before_it_goes_out() -> None:
    site = Site().sign_in()

    page = site.get(f"{EVENT}/wording/read?kind=invitation").text
    convened = site.get(f"{EVENT}/wording/read?kind=convocation")

    [wish, _] = site.services.commands("notifications.preview_texts")
    assert isinstance(wish, PreviewTexts)
    assert (wish.kind, set(wish.languages)) == ("invitation", set(LANGUAGES))
    assert 'class="bubble"' in page
    assert 'class="letter"' in page
    assert f"{PAGE}?kind=invitation&amp;channel=sms&amp;language=fr" in page
    assert "De cet événement" in page
    assert convened.status_code == 200
    assert site.get(f"{EVENT}/wording/read?kind=letter").status_code == 404


def test_reminders_lead_to_how_they_read_and_keep_what_was_typed_when_refused() -> None:
    site = Site().sign_in()
    reminders = f"{EVENT}/reminders"
    page = site.get(reminders).text
    site.services.answers["events.set_reminders"] = Refused("bad-reminder-time")

    refused = site.post(reminders, day_before_time="later", morning_of_time="08:00")

    for kind in ("confirmation", "reminder_day_before", "reminder_afterwards"):
        assert f"{EVENT}/wording/read?kind={kind}" in page
    assert refused.status_code == 422
    assert 'value="later"' in refused.text
    assert 'name="morning_of_on" value="yes" checked' not in refused.text


def test_reminders_of_an_event_that_comes_again_are_set_for_one_or_for_more() -> None:
    site = Site().sign_in()
    reminders = f"{EVENT}/reminders"
    alone = site.get(reminders).text
    event = examples.an_event()
    site.services.events[event.card.event_id] = replace(event, series_id=examples.an_id(7))

    page = site.get(reminders).text
    site.post(reminders, day_before_time="10:00", which="following")

    assert 'name="which" value="following"' in page
    [command] = site.services.commands("events.set_reminders")
    assert command.which == "following"
    assert 'name="which"' not in alone


def test_a_mail_is_sent_to_whoever_writes_it_and_to_nobody_else() -> None:
    site = Site().sign_in()
    about = ABOUT | {"channel": "email"}

    answer = site.post(
        PAGE, **about, body="Salut", subject="$title", button="Oui", to="x@evil.test", step="test"
    )

    [sent] = site.services.commands("notifications.send_text_to_me")
    assert isinstance(sent, SendTextToMe)
    assert sent.proof == "a proof"
    assert (answer.status_code, "khadija@example.org" in answer.text) == (200, True)
    assert "Salut</textarea>" in answer.text
    assert site.post(PAGE, **ABOUT, body=TEXT, step="test").status_code == 404


def test_a_field_among_arabic_letters_keeps_its_sign_before_its_name() -> None:
    site = Site().sign_in()
    about = ABOUT | {"language": "ar"}

    page = site.get("/wording/text?kind=invitation&channel=sms&language=ar").text
    site.post("/wording/text", **about, body="مرحبا \u200e$names \u200e$link", step="check")

    assert "\u200e$names" in page
    assert "\u200e" not in site.get(f"/wording/text?{QUERY}").text
    [tried] = site.services.commands("notifications.try_text")
    assert isinstance(tried, TryText)
    assert tried.words.body == "مرحبا $names $link"
