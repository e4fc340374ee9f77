"""The organisers' console: every page, every form, every refusal."""

from __future__ import annotations

import base64
import html
import io
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.web.console.sending import pieces
from services.web.languages import catalogue
from services.web.uploads import MOST_SHEET_BYTES, PIECE_BYTES
from shared.contracts.events import AnswerPage, EventPage
from shared.contracts.members import Language, MemberPage
from shared.contracts.notifications import SendsProgress
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import COMMAND, EVENT, Site

IMPORT = f"/imports/{examples.an_id(700)}"
MEMBER = f"/members/{examples.an_id(100)}"
STAFF = f"/staff/{examples.an_id(900)}"
CHECK = f"{EVENT}/check?audience={examples.an_id(300)}"
PAGES = [
    *("/events", "/events/new", EVENT, f"{EVENT}/change", f"{EVENT}/who", CHECK),
    *(f"{EVENT}/cancel", f"{EVENT}/answers", f"{EVENT}/sends"),
    *("/members", MEMBER, "/imports", IMPORT, f"{IMPORT}/progress"),
    *("/account", "/account/second-factor", "/staff", "/staff/new", STAFF),
]
TYPED = {
    "type": "forum",
    "starts_at": "2027-04-17T10:00",
    "ends_at": "2027-04-17T18:00",
    "capacity": "150",
    "title_fr": "Forum des jeunes",
    "venue_fr": "Casablanca",
    "first": "fr",
}


def a_console(**actor: Any) -> Site:
    return Site().sign_in(**actor)


def an_open_console(**actor: Any) -> Site:
    site = a_console(**actor)
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


# --- Signing in ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_shown_to_whoever_is_not_signed_in(path: str) -> None:
    site = Site()

    answer = site.get(path)

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
    assert site.services.asked == []


def test_signing_in_leads_to_where_one_wanted_to_go() -> None:
    site = Site()

    answer = site.post("/sign-in", email="k@example.org", password="wrong", next=EVENT)
    assert answer.status_code == 422
    assert "ne vont pas ensemble" in answer.text
    assert 'value="k@example.org"' in answer.text
    answer = site.post(
        "/sign-in", email="k@example.org", password="une phrase assez longue", next=EVENT
    )

    assert (answer.status_code, answer.location) == (303, EVENT)


def test_the_throttle_says_when_to_try_again() -> None:
    site = Site()
    site.services.answers["members.sign_in"] = Refused("too-many-tries", {"minutes": 12})

    answer = site.post("/sign-in", email="k@example.org", password="guess")

    assert answer.status_code == 429
    assert "Dans 12 minutes." in answer.text


def test_signing_out_ends_the_session_everywhere() -> None:
    site = a_console()

    site.post("/sign-out", page="/events")

    assert site.services.commands("members.sign_out")[0].session == "secret-of-a-session"
    assert site.get("/events").status_code == 303


def test_signing_out_works_on_this_browser_also_when_members_is_silent() -> None:
    site = a_console()
    token = site.token("/events")
    site.services.down.add("members")

    assert site.browser.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert site.get("/events").location.startswith("/sign-in")


def test_a_session_that_ended_leads_back_to_the_sign_in() -> None:
    site = a_console()
    site.services.answers["members.actor"] = Refused("not-signed-in")

    assert site.get(f"{EVENT}?x=1").location == f"/sign-in?next={EVENT}?x%3D1"


def test_what_was_typed_survives_the_end_of_the_session() -> None:
    site = a_console()
    token = site.token("/events/new")
    site.services.answers["members.actor"] = Refused("not-signed-in")

    lost = site.browser.post("/events/new", data=TYPED | {"csrf_token": token})
    assert lost.status_code == 401
    assert 'name="title_fr" value="Forum des jeunes"' in lost.text
    site.sign_in()
    again = site.browser.post("/events/new", data=TYPED | {"csrf_token": site.token("/events")})

    assert again.status_code == 303


# --- Language --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("zgh", "ltr"), ("en", "ltr")]
)
def test_every_page_is_in_the_person_s_language(path: str, language: str, direction: str) -> None:
    site = an_open_console(language=language)

    answer = site.get(path)

    assert answer.status_code == 200
    if "<html" in answer.text:
        assert f'<html lang="{language}" dir="{direction}">' in answer.text


def test_a_chosen_language_stays() -> None:
    site = a_console(language="fr")

    answer = site.post("/language", page="/events", language="ar", next="/members")

    assert answer.location == "/members"
    assert 'lang="ar" dir="rtl"' in site.get("/members").text


def test_the_console_speaks_tamazight() -> None:
    page = a_console(language="zgh").get("/events").text

    assert "ⵜⴰⵎⵙⴰⵔⵜ ⵜⴰⵎⴰⵢⵏⵓⵜ" in page
    assert "Nouvel événement" not in page


@pytest.mark.parametrize(
    ("language", "is_draft"), [("zgh", True), ("ar", False), ("fr", False), ("en", False)]
)
def test_only_the_menu_of_a_draft_language_says_that_it_is_one(
    language: Language, is_draft: bool
) -> None:
    sentence = "This language is a draft: nobody who speaks it has signed it yet."

    page = html.unescape(a_console(language=language).get("/events").text)

    assert (catalogue(language).gettext(sentence) in page) is is_draft


def test_names_are_isolated_by_direction() -> None:
    page = an_open_console().get(f"{EVENT}/answers").text

    assert "<bdi>أمينة العلوي</bdi>" in page


# --- Events ----------------------------------------------------------------------------------


def test_an_event_is_written_and_shown() -> None:
    site = a_console()
    page = site.get("/events/new").text
    command = COMMAND.findall(page)[0]

    answer = site.post("/events/new", page="/events/new", **TYPED, command_id=command)

    [form] = site.services.commands("events.create_event")
    assert answer.location == EVENT
    assert form.command_id == UUID(command)
    assert (form.starts_at, form.zone) == ("2027-04-17T10:00", "Africa/Casablanca")
    assert (form.capacity, form.languages) == (150, ["fr"])
    assert form.texts["fr"].title == "Forum des jeunes"


def test_the_order_of_languages_is_the_organiser_s() -> None:
    site = a_console()
    titles = {f"title_{code}": "x" for code in ("ar", "fr", "zgh", "en")}

    wish = {"first": "zgh", "second": "en"}

    site.post("/events/new", page="/events/new", **TYPED | titles | wish)

    assert site.services.commands("events.create_event")[0].languages == ["zgh", "en", "ar", "fr"]


def test_digits_of_any_script_are_a_number() -> None:
    site = a_console()

    site.post("/events/new", page="/events/new", **TYPED | {"capacity": "١٥٠"})

    assert site.services.commands("events.create_event")[0].capacity == 150


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"capacity": "many"}, "en chiffres"),
        ({"starts_at": ""}, "Donnez le jour et l’heure"),
        ({"title_fr": "", "venue_fr": ""}, "Donnez un titre"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(typed: dict[str, str], said: str) -> None:
    site = a_console()

    answer = site.post("/events/new", page="/events/new", **TYPED | typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert site.services.commands("events.create_event") == []


@pytest.mark.parametrize(
    ("code", "detail", "said", "field"),
    [
        ("event-in-the-past", {}, "Choisissez un jour à venir", "starts_at"),
        ("ends-before-start", {}, "Choisissez une fin après le début", "ends_at"),
        ("no-such-local-time", {}, "Choisissez une heure plus tard", "starts_at"),
        ("unreadable-time", {}, "Choisissez-les dans le calendrier", "starts_at"),
        ("capacity-too-small", {}, "Écrivez 1 ou plus", "capacity"),
        ("capacity-too-large", {"most": 1_000_000}, "Au plus : 1 000 000.", "capacity"),
        ("title-missing", {"language": "ar"}, "Donnez un titre", "texts"),
        ("text-too-long", {"most": 200}, "Au plus : 200.", "texts"),
    ],
)
def test_a_refusal_shows_the_form_again_with_what_was_typed(
    code: str, detail: dict[str, object], said: str, field: str
) -> None:
    site = a_console()
    site.services.answers["events.create_event"] = Refused(code, detail)
    command = COMMAND.findall(site.get("/events/new").text)[0]

    answer = site.post("/events/new", page="/events/new", **TYPED, command_id=command)

    assert answer.status_code == 422
    assert said in answer.text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-wrong"' in answer.text
    assert 'value="Forum des jeunes"' in answer.text
    assert COMMAND.findall(answer.text)[0] == command


def test_an_unforeseen_refusal_gives_its_number_and_keeps_the_text() -> None:
    site = a_console()
    site.services.answers["events.create_event"] = Refused("internal-error", {"error_id": "0192-7"})

    answer = site.post("/events/new", page="/events/new", **TYPED)

    assert answer.status_code == 500
    assert "0192-7" in answer.text
    assert 'value="Forum des jeunes"' in answer.text


def test_a_form_into_silence_can_be_sent_again_under_the_same_command() -> None:
    site = a_console()
    command = COMMAND.findall(site.get("/events/new").text)[0]
    site.services.down.add("events")

    silence = site.post("/events/new", page="/members", **TYPED, command_id=command)
    assert silence.status_code == 503
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', silence.text))
    site.services.down.clear()
    again = site.browser.post("/events/new", data=kept)

    assert again.status_code == 303
    assert site.services.commands("events.create_event")[0].command_id == UUID(command)


SAID_BESIDE = {
    "map_link": "https://map.example/casa",
    "online_link": "https://meet.example/forum",
    "contact_name": "Salma B.",
    "contact_phone": "+212 600 000 000",
    "contact_email": "forum@association.example",
    "answer_until": "2027-04-15T20:00",
    "guests_most": "2",
    "access_fr": "Tram T1",
}


def test_all_that_an_event_says_goes_through_the_form_and_back() -> None:
    site = a_console()
    site.services.events[examples.an_id(1)] = examples.an_event(card=examples.a_full_card())

    site.post("/events/new", page="/events/new", **TYPED, **SAID_BESIDE)

    [form] = site.services.commands("events.create_event")
    assert form.texts["fr"].access == "Tram T1"
    assert form.guests_most == 2
    names = [n for n in SAID_BESIDE if n not in ("guests_most", "access_fr")]
    assert {n: getattr(form, n) for n in names} == {n: SAID_BESIDE[n] for n in names}
    again = site.get(f"{EVENT}/change").text
    assert 'value="+212 6 00 00 00 12"' in again
    assert 'value="2027-04-15T10:00"' in again


def test_an_end_and_places_left_empty_are_the_usual_ones() -> None:
    site = a_console()
    empty = {"type": "youth_meeting", "ends_at": "", "capacity": "", "guests_most": ""}

    site.post("/events/new", page="/events/new", **TYPED | empty)

    [form] = site.services.commands("events.create_event")
    assert (form.ends_at, form.capacity, form.guests_most) == ("2027-04-17T12:00:00", 30, 0)


@pytest.mark.parametrize(
    ("code", "detail", "field"),
    [
        ("not-a-link", {"field": "online_link"}, "online_link"),
        ("contact-without-name", {}, "contact_name"),
        ("contact-unreadable", {"field": "contact_email"}, "contact_email"),
        ("answers-after-start", {}, "answer_until"),
        ("no-such-local-time", {"field": "answer_until"}, "answer_until"),
        ("unreadable-time", {"field": "answer_until"}, "answer_until"),
        ("too-many-guests", {"most": 10}, "guests_most"),
        ("text-too-long", {"field": "access", "language": "fr", "most": 1000}, "access_fr"),
    ],
)
def test_a_folded_part_is_open_where_something_is_wrong_in_it(
    code: str, detail: dict[str, object], field: str
) -> None:
    site = a_console()
    site.services.answers["events.create_event"] = Refused(code, detail)

    page = site.post("/events/new", page="/events/new", **TYPED, **SAID_BESIDE).text

    around = page[: page.index(f'id="{field}-wrong"')]
    assert "open" in around[around.rindex("<details") :].partition(">")[0]
    assert f'href="#{field}"' in page
    assert 'value="https://meet.example/forum"' in page


def test_an_event_is_changed_from_what_stands() -> None:
    site = an_open_console()
    page = site.get(f"{EVENT}/change").text

    assert 'value="2027-04-17T10:00"' in page
    site.post(f"{EVENT}/change", page=f"{EVENT}/change", **TYPED)

    [change] = site.services.commands("events.change_event")
    assert change.event_id == examples.an_id(1)


def a_change_that_is_told(*changed: Any) -> Site:
    site = an_open_console()
    site.services.answers["events.weigh_change"] = examples.a_change_weighed(*changed)
    return site


def test_whom_a_change_tells_is_said_before_it_is_saved() -> None:
    site = a_change_that_is_told("time", "place")
    command = COMMAND.findall(site.get(f"{EVENT}/change").text)[0]

    page = site.post(f"{EVENT}/change", page=f"{EVENT}/change", **TYPED, command_id=command).text

    assert "214 personnes seront prévenues" in page
    assert "L’heure ou le jour a changé." in page
    assert "Le lieu a changé." in page
    assert site.services.commands("events.change_event") == []
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert site.browser.post(f"{EVENT}/change", data={**kept, "how": "tell"}).status_code == 303
    [change] = site.services.commands("events.change_event")
    assert (change.silent, change.form.command_id) == (False, UUID(command))
    assert change.form.texts["fr"].title == TYPED["title_fr"]


@pytest.mark.parametrize(
    ("changed", "may"), [(["time"], False), (["place"], True), (["time", "online"], True)]
)
def test_a_slip_of_the_pen_is_mended_in_silence(changed: list[Any], may: bool) -> None:
    site = a_change_that_is_told(*changed)

    page = site.post(f"{EVENT}/change", page=f"{EVENT}/change", **TYPED).text
    site.post(f"{EVENT}/change", page=f"{EVENT}/change", **TYPED, how="silent")

    assert ('value="silent"' in page) == may
    assert site.services.commands("events.change_event")[0].silent


def test_from_the_check_one_comes_back_to_what_was_typed() -> None:
    site = a_change_that_is_told("place")

    page = site.post(f"{EVENT}/change", page=f"{EVENT}/change", **TYPED, how="back").text

    assert 'value="Forum des jeunes"' in page
    assert site.services.commands("events.change_event") == []


def test_an_event_is_published_later_and_that_is_taken_back() -> None:
    site = a_console()
    asked = {"audience": str(examples.an_id(300)), "publish_at": "2027-04-01T09:00"}

    site.post(f"{EVENT}/publish-later", page=CHECK, **asked)
    page = site.get(EVENT).text
    site.post(f"{EVENT}/publish-not-later", page=EVENT)

    [wish] = site.services.commands("events.publish_later")
    assert (wish.audience_id, wish.publish_at) == (examples.an_id(300), "2027-04-01T09:00")
    assert "Il sera publié le" in page
    assert "Il sera publié le" not in site.get(EVENT).text


def test_a_moment_that_cannot_be_is_said_beside_its_field() -> None:
    site = a_console()
    site.services.answers["events.publish_later"] = Refused("published-too-late")
    asked = {"audience": str(examples.an_id(300)), "publish_at": "2027-04-17T09:59"}

    answer = site.post(f"{EVENT}/publish-later", page=CHECK, **asked)

    assert answer.status_code == 422
    assert 'id="publish_at-wrong"' in answer.text
    assert 'value="2027-04-17T09:59"' in answer.text


def test_an_event_is_copied_to_another_day() -> None:
    site = an_open_console()
    assert f'href="{EVENT}/copy"' in site.get(EVENT).text

    site.post(f"{EVENT}/copy", page=f"{EVENT}/copy", starts_at="2027-05-17T10:00")
    [wish] = site.services.commands("events.copy_event")
    assert wish.starts_at == "2027-05-17T10:00"

    site.services.answers["events.copy_event"] = Refused("event-in-the-past")
    again = site.post(f"{EVENT}/copy", page=f"{EVENT}/copy", starts_at="2026-05-17T10:00").text
    assert 'value="2026-05-17T10:00"' in again
    assert 'id="starts_at-wrong"' in again


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"how": "week"}, "FREQ=WEEKLY"),
        ({"how": "fortnight", "times": "١٠"}, "FREQ=WEEKLY;INTERVAL=2;COUNT=10"),
        ({"how": "month-weekday"}, "FREQ=MONTHLY;BYDAY=+3SA"),
        ({"how": "month-day", "until": "2027-12-31"}, "FREQ=MONTHLY;UNTIL=20271231"),
    ],
)
def test_an_event_is_let_come_again(typed: dict[str, str], rule: str) -> None:
    site = a_console()
    audience = {"audience": str(examples.an_id(300)), "days": "5"}

    site.post(f"{EVENT}/repeat", page=f"{EVENT}/repeat", **typed, **audience)
    page = site.get(EVENT).text

    [wish] = site.services.commands("events.repeat_event")
    assert (wish.rule, wish.publish_days) == (rule, 5)
    assert wish.audience_id == examples.an_id(300)
    assert "Toutes les semaines" in page
    assert "30 juin 2027" in page


def test_of_a_series_one_says_which_events_are_meant() -> None:
    site = a_console()
    series = examples.an_open_event(series_id=examples.an_id(60))
    site.services.events[examples.an_id(1)] = series
    assert 'name="which"' in site.get(f"{EVENT}/change").text

    site.post(f"{EVENT}/change", page=f"{EVENT}/change", **TYPED, which="following")
    site.post(f"{EVENT}/cancel", page=f"{EVENT}/cancel", which="all")

    assert site.services.commands("events.change_event")[0].which == "following"
    assert site.services.commands("events.cancel_event")[0].which == "all"


def test_a_repetition_that_cannot_be_keeps_what_was_typed() -> None:
    site = a_console()

    again = site.post(f"{EVENT}/repeat", page=f"{EVENT}/repeat", how="day", times="often")

    assert again.status_code == 422
    assert 'value="often"' in again.text
    assert 'id="times-wrong"' in again.text
    assert '<option value="day" selected>' in again.text


SESSION_TYPED = {
    "starts_at": "2027-04-17T10:00",
    "ends_at": "2027-04-17T11:00",
    "room": "Salle 2",
    "speakers": "Salma",
    "capacity": "",
    "title_fr": "Atelier",
}


def a_console_with_sessions() -> Site:
    site = a_console()
    site.services.events[examples.an_id(1)] = examples.an_event(card=examples.a_full_card())
    return site


def test_a_session_is_added_changed_and_removed() -> None:
    site = a_console_with_sessions()
    page, session = f"{EVENT}/sessions", f"{EVENT}/sessions/{examples.an_id(71)}"

    site.post(page, page=page, **SESSION_TYPED)
    assert 'value="25"' in site.get(session).text
    site.post(session, page=session, **SESSION_TYPED | {"capacity": "٢٠"}, which="following")
    site.post(f"{session}/remove", page=session, which="all")

    added, changed = site.services.commands("events.put_session")
    assert (added.session_id, added.capacity, added.room) == (None, None, "Salle 2")
    assert list(added.texts) == ["fr"]
    assert (changed.session_id, changed.capacity) == (examples.an_id(71), 20)
    [removed] = site.services.commands("events.remove_session")
    assert removed.session_id == examples.an_id(71)
    assert [wish.which for wish in (added, changed, removed)] == ["one", "following", "all"]
    assert "ورشة: الشغل" in site.get(EVENT).text


def test_a_session_that_cannot_be_keeps_what_was_typed() -> None:
    site = a_console_with_sessions()
    page = f"{EVENT}/sessions"
    site.services.answers["events.put_session"] = Refused("session-outside")

    again = site.post(page, page=page, **SESSION_TYPED)

    assert again.status_code == 422
    assert 'id="starts_at-wrong"' in again.text
    assert 'value="Salle 2"' in again.text
    assert site.get(f"{page}/{examples.an_id(99)}").status_code == 404


def test_partners_stand_one_on_each_line() -> None:
    site = a_console()

    site.post("/events/new", page="/events/new", **TYPED, partners="Amal\r\n\r\nRéseau Sud")

    assert site.services.commands("events.create_event")[0].partners == ["Amal", "", "Réseau Sud"]


def test_a_question_is_added_changed_and_removed() -> None:
    site = a_console()
    page, question = f"{EVENT}/questions", f"{EVENT}/questions/{examples.an_id(80)}"
    typed = {"kind": "choice", "label_fr": "Repas ?", "choices_fr": "a\r\nb", "required": "yes"}

    site.post(page, page=page, **typed)
    assert "Sans viande" in site.get(question).text
    site.post(question, page=question, **typed, which="all")
    site.post(f"{question}/remove", page=question, which="following")

    added, changed = site.services.commands("events.put_question")
    assert (added.question_id, added.required, added.sensitive) == (None, True, False)
    assert added.texts["fr"].choices == ["a", "b"]
    assert changed.question_id == examples.an_id(80)
    [removed] = site.services.commands("events.remove_question")
    assert removed.question_id == examples.an_id(80)
    assert [wish.which for wish in (added, changed, removed)] == ["one", "all", "following"]


def test_a_sensitive_question_that_has_to_be_answered_is_refused_with_the_reason() -> None:
    site = a_console()
    page = f"{EVENT}/questions"
    site.services.answers["events.put_question"] = Refused("sensitive-and-required")

    again = site.post(
        page, page=page, kind="text", label_fr="Votre santé ?", sensitive="yes", required="yes"
    )

    assert again.status_code == 422
    assert 'id="sensitive-wrong"' in again.text
    assert "librement" in again.text
    assert 'value="Votre santé ?"' in again.text


def test_cancelling_is_asked_for_once_more() -> None:
    site = an_open_console()

    assert "Annuler cet événement ?" in site.get(f"{EVENT}/cancel").text
    assert site.services.commands("events.cancel_event") == []
    site.post(f"{EVENT}/cancel", page=f"{EVENT}/cancel")

    assert "Cet événement a été annulé" in site.get(EVENT).text


def test_the_list_leads_on() -> None:
    site = a_console()
    site.services.answers["events.events"] = EventPage(events=[examples.an_event()], next="abc")

    assert "/events?after=abc" in site.get("/events").text
    site.get("/events?after=abc")

    assert site.services.commands("events.events")[-1].after == "abc"


# --- Publishing ------------------------------------------------------------------------------


USUAL = {
    "match_0": "all",
    **{f"what_0_{n}": what for n, what in enumerate(("body", "axis", "region", "language", "age"))},
}
"""What the builder's form of a new audience comes with."""


def test_whoever_is_ticked_is_counted() -> None:
    site = a_console()
    site.services.answers["members.count_audience"] = examples.a_preview(people=12, reachable=9)

    answer = site.post(
        "/audiences/count",
        page=f"{EVENT}/who",
        **USUAL,
        values_0_2=["MA-06", "MA-04"],
        values_0_3=["ar"],
        age_from_0_4="18",
        age_to_0_4="29",
    )

    [group] = site.services.commands("members.count_audience")[-1].groups
    region, language, age = group.conditions
    assert (region.values, language.values) == (["MA-06", "MA-04"], ["ar"])
    assert (age.age_from, age.age_to) == (18, 29)
    assert "<strong>12</strong>" in answer.text


@pytest.mark.parametrize("ages", [("30", "18"), ("old", ""), ("-3", ""), ("18", "400")])
def test_ages_that_are_none_are_said(ages: tuple[str, str]) -> None:
    site = a_console()

    answer = site.post(
        f"{EVENT}/who",
        page=f"{EVENT}/who",
        **USUAL,
        age_from_0_4=ages[0],
        age_to_0_4=ages[1],
    )

    assert answer.status_code == 422
    assert "Écrivez les âges en chiffres" in answer.text
    assert f'value="{ages[0]}"' in answer.text
    assert site.services.commands("members.save_audience") == []


def test_counting_without_script_keeps_what_is_ticked() -> None:
    site = a_console()

    answer = site.post(
        f"{EVENT}/who", page=f"{EVENT}/who", **USUAL, step="count", values_0_2="MA-06"
    )

    assert answer.status_code == 200
    assert re.search(r'value="MA-06" checked', answer.text)


def test_a_choice_is_kept_and_leads_to_the_page_before_sending() -> None:
    site = a_console()

    answer = site.post(f"{EVENT}/who", page=f"{EVENT}/who", **USUAL, values_0_2="MA-06")

    [saved] = site.services.commands("members.save_audience")
    assert (saved.name, saved.kept) == ("Forum des jeunes et des mouvements sociaux", False)
    assert [one.values for one in saved.rule.groups[0].conditions] == [["MA-06"]]
    assert answer.location == CHECK


def test_the_page_before_sending_says_who_how_and_why_not() -> None:
    page = a_console().get(CHECK).text.replace("\N{NARROW NO-BREAK SPACE}", " ")

    for said in [
        *("1 873", "2 041", "742", "401", "168"),
        "Moins de 19 ans",
        "2 parties · lettres larges (UCS-2)",
        "1 partie · lettres simples (GSM-7)",
        "Il n’y a pas de texte en anglais : on le lit en français.",
        "Publier et inviter 1 873 personnes",
        "2 057 parties",
    ]:
        assert said in page or said in page.replace(" ", ""), said


def test_without_notifications_the_page_before_sending_shows_the_rest() -> None:
    site = a_console()
    site.services.down.add("notifications")

    page = site.get(CHECK)

    assert page.status_code == 200
    assert "L’envoi des messages ne répond pas" in page.text
    assert "1\N{NARROW NO-BREAK SPACE}873" in page.text


def test_publishing_asks_for_this_audience_once() -> None:
    site = a_console()
    page = site.get(CHECK).text
    command = COMMAND.findall(page)[0]

    answer = site.post(
        f"{EVENT}/publish", page=CHECK, command_id=command, audience=str(examples.an_id(300))
    )

    [wish] = site.services.commands("events.publish_event")
    assert (wish.command_id, wish.audience_id) == (UUID(command), examples.an_id(300))
    assert answer.location == EVENT


def test_a_refused_publishing_is_explained_on_its_page() -> None:
    site = a_console()
    site.services.answers["events.publish_event"] = Refused("already-published")

    answer = site.post(f"{EVENT}/publish", page=CHECK, audience=str(examples.an_id(300)))

    assert answer.status_code == 422
    assert "Cet événement est déjà ouvert" in answer.text


@pytest.mark.parametrize("audience", ["", "nobody"])
def test_an_audience_that_is_none_is_not_found(audience: str) -> None:
    assert a_console().get(f"{EVENT}/check?audience={audience}").status_code == 404


# --- Sending ---------------------------------------------------------------------------------


def test_a_bar_has_a_piece_for_each_state_and_is_whole() -> None:
    found = pieces({"waiting": 50, "sent": 30, "delivered": 20, "failed": 0})

    assert [p.code for p in found] == ["delivered", "sent", "waiting"]
    assert [(p.start, p.length) for p in found] == [(0, 20), (20, 30), (50, 50)]


def test_a_running_send_is_followed_and_can_be_stopped() -> None:
    site = an_open_console()
    page = site.get(f"{EVENT}/sends").text
    assert f'data-live="{EVENT}/sends"' in page
    assert "Arrivés" in page

    stop = f"{EVENT}/sends/{examples.an_id(500)}/stop"
    for _ in range(2):
        command = re.findall(r'name="command_id" value="([^"]+)"', site.get(EVENT).text)[0]
        assert site.post(stop, page=EVENT, command_id=command).status_code == 303

    first, again = site.services.commands("notifications.stop_send")
    assert first == again
    assert first.send_id == examples.an_id(500)


def test_a_finished_send_is_not_asked_for_again() -> None:
    site = an_open_console()
    site.services.answers["notifications.sends"] = SendsProgress(
        sends=[examples.a_send(finished=True)]
    )

    page = site.get(f"{EVENT}/sends").text

    assert "data-live" not in page
    assert "Arrêter maintenant" not in page


def test_while_invitations_are_prepared_the_page_says_how_many() -> None:
    site = an_open_console()
    site.services.events[examples.an_id(1)] = examples.an_open_event(inviting=True)
    site.services.answers["notifications.sends"] = SendsProgress(sends=[])

    page = site.get(EVENT).text

    assert "Les invitations se préparent" in page
    assert "data-live" in page


def test_without_notifications_the_event_s_page_shows_the_rest() -> None:
    site = an_open_console()
    site.services.down.add("notifications")

    page = site.get(EVENT)

    assert page.status_code == 200
    assert "L’envoi des messages ne répond pas" in page.text
    assert "148" in page.text


# --- Answers ---------------------------------------------------------------------------------


def test_answers_are_shown_with_names_and_places() -> None:
    site = an_open_console()

    page = site.get(f"{EVENT}/answers?place=waiting&after=abc").text

    asked = site.services.commands("events.answers")[-1]
    assert (asked.place, asked.after) == ("waiting", "abc")
    assert "Rachid El Ouafi" in page
    names = site.services.commands("members.names")[0]
    assert len(names.member_ids) == 8


def test_answers_are_shown_also_when_their_names_cannot_be() -> None:
    site = an_open_console()
    site.services.answers["members.names"] = Unavailable("members")

    page = site.get(f"{EVENT}/answers").text

    assert "les noms manquent" in page
    assert "Peut-être" in page


def test_an_event_without_answers_says_so() -> None:
    site = an_open_console()
    site.services.answers["events.answers"] = AnswerPage(answers=[])

    assert "Pas encore de réponse" in site.get(EVENT).text


# --- Members ---------------------------------------------------------------------------------


def test_members_are_searched_filtered_and_paged() -> None:
    site = a_console()

    page = site.get("/members?search=amina&regions=MA-06&languages=ar&age_from=18").text

    asked = site.services.commands("members.find_members")[-1]
    assert (asked.search, asked.filter.regions, asked.filter.age_from) == ("amina", ["MA-06"], 18)
    assert "search=amina&amp;regions=MA-06&amp;languages=ar&amp;age_from=18&amp;after=" in page


def test_nobody_found_says_what_to_do() -> None:
    site = a_console()
    site.services.answers["members.find_members"] = MemberPage(members=[], total=0)

    assert "Vérifiez l’orthographe" in site.get("/members?search=zzz").text
    assert "Importez la feuille" in site.get("/members").text


def test_a_member_s_page_shows_contacts_consents_and_household() -> None:
    page = a_console().get(MEMBER).text

    for said in ("+212600000012", "Casablanca-Settat", "À leur demande", "سلمى بنجلون", "2004"):
        assert said in page


def test_a_member_who_is_not_there_is_not_found() -> None:
    site = a_console()
    site.services.answers["members.member"] = Refused("unknown-member")

    answer = site.get(MEMBER)

    assert answer.status_code == 404
    assert "Ce membre n’existe pas" in answer.text


def test_what_an_account_may_not_do_is_not_offered_and_is_explained() -> None:
    site = an_open_console(role="viewer", scopes=["members:read", "events:read", "sends:read"])
    assert "Nouvel événement" not in site.get("/events").text
    assert "Arrêter" not in site.get(EVENT).text
    assert "Annuler l’événement" not in site.get(EVENT).text
    site.services.answers["events.cancel_event"] = Refused("not-allowed")

    answer = site.post(f"{EVENT}/cancel", page=f"{EVENT}/cancel")

    assert answer.status_code == 403
    assert "Votre compte n’a pas ce droit" in answer.text


# --- Imports ---------------------------------------------------------------------------------


def upload(site: Site, content: bytes, name: str = "membres.xlsx", **form: Any) -> Any:
    sheet = (io.BytesIO(content), name) if name else (io.BytesIO(b""), "")
    return site.post("/imports", page="/imports", sheet=sheet, **form)


def test_a_sheet_travels_in_pieces_and_is_started() -> None:
    site = a_console(language="ar")
    content = bytes(range(256)) * 1800

    answer = upload(
        site,
        content,
        consent_wording="أوافق",
        consent_source="Feuilles 2026",
        consent_date="2026-07-04",
        consent_collector="Section Rabat",
    )

    [begun] = site.services.commands("members.begin_import")
    parts = site.services.commands("members.add_piece")
    assert answer.location == IMPORT
    assert (begun.size, begun.filename, begun.language) == (len(content), "membres.xlsx", "ar")
    assert begun.consent_collector == "Section Rabat"
    assert [p.number for p in parts] == list(range(len(parts)))
    assert b"".join(base64.b64decode(p.content) for p in parts) == content
    assert max(len(p.content) for p in parts) <= 256 * 1024
    assert len(parts) == -(-len(content) // PIECE_BYTES)
    assert len(site.services.commands("members.start_import")) == 1


def test_a_sheet_sent_twice_under_one_command_travels_once() -> None:
    site = a_console()
    site.services.answers["members.begin_import"] = examples.an_import(state="running")

    assert upload(site, b"x").location == IMPORT
    assert site.services.commands("members.add_piece") == []


@pytest.mark.parametrize(
    ("content", "name", "form", "status", "said"),
    [
        (b"", "", {}, 422, "Choisissez d’abord le fichier"),
        (b"", "vide.csv", {}, 422, "Il n’y a personne dans cette feuille"),
        (b"x", "a.csv", {"consent_wording": "oui"}, 422, "Dites les quatre choses"),
        (
            b"x",
            "a.csv",
            {
                "consent_wording": "oui",
                "consent_source": "s",
                "consent_collector": "c",
                "consent_date": "2999-01-01",
            },
            422,
            "Le jour du consentement est à venir",
        ),
        (b"x" * (MOST_SHEET_BYTES + 1), "a.csv", {}, 413, "dépasse 20 Mo"),
    ],
)
def test_what_cannot_be_imported_is_said_and_nothing_is_begun(
    content: bytes, name: str, form: dict[str, str], status: int, said: str
) -> None:
    site = a_console()

    answer = upload(site, content, name, **form)

    assert answer.status_code == status
    assert said in answer.text
    assert site.services.commands("members.begin_import") == []


def test_a_body_far_over_the_limit_gets_the_same_sentence() -> None:
    site = a_console()

    answer = upload(site, b"x" * (MOST_SHEET_BYTES + 3_000_000))

    assert answer.status_code == 413
    assert "dépasse 20 Mo" in answer.text


def test_a_sheet_into_silence_says_so_and_keeps_the_basis() -> None:
    site = a_console()
    token = site.token("/imports")
    site.services.answers["members.begin_import"] = Unavailable("members")

    answer = site.browser.post(
        "/imports",
        data={
            "csrf_token": token,
            "sheet": (io.BytesIO(b"x"), "a.csv"),
            "consent_wording": "J’accepte",
            "consent_source": "s",
            "consent_date": "2026-07-04",
            "consent_collector": "c",
        },
    )

    assert answer.status_code == 503
    assert "J’accepte" in answer.text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not-a-sheet", "n’est pas une feuille de calcul"),
        ("empty-sheet", "Il n’y a personne"),
        ("wrong-encoding", "illisibles"),
        ("missing-columns", "Il manque : téléphone, e-mail."),
        ("too-large", "dépasse 20 Mo"),
        ("too-old-format", "ancien fichier .xls"),
        ("protected-sheet", "mot de passe"),
        ("internal-error", "ce numéro"),
    ],
)
def test_a_sheet_that_could_not_be_read_says_why(code: str, said: str) -> None:
    site = a_console()
    site.services.answers["members.import_progress"] = examples.an_import(
        state="refused", refused=code, detail={"columns": "phone email"}, rows=0, verdicts={}
    )

    page = site.get(IMPORT).text

    assert said in page
    assert "Rien n’en a été repris." in page
    assert "data-live" not in page


def test_an_import_is_followed_and_its_rows_are_filtered() -> None:
    site = a_console()

    page = site.get(f"{IMPORT}?verdict=quarantined&after=7").text

    asked = site.services.commands("members.import_rows")[-1]
    assert (asked.verdict, asked.after_row) == ("quarantined", 7)
    assert f'data-live="{IMPORT}/progress"' in page
    assert "Le tableur a perdu des chiffres" in page


CHECKED = {"members.import_progress": examples.an_import(state="checked", done=2172)}


def test_a_checked_sheet_is_brought_in_by_a_button() -> None:
    site = a_console()
    site.services.answers |= CHECKED
    page = site.get(IMPORT).text
    assert "Importer 2\u202f146 lignes" in page
    assert "data-live" not in page

    answer = site.post(f"{IMPORT}/apply")

    assert (answer.status_code, answer.location) == (303, IMPORT)
    assert len(site.services.commands("members.apply_import")) == 1


def test_changes_are_said_in_the_reader_s_words() -> None:
    site = a_console()
    site.services.answers |= CHECKED

    page = " ".join(site.get(IMPORT).text.split())

    assert '<del><bdi dir="ltr">+212600000017</bdi></del>' in page
    assert "Casablanca-Settat" in page
    assert '<ins><bdi dir="auto">arabe</bdi></ins>' in page.lower()
    assert '<ins><bdi dir="auto">Oui</bdi></ins>' in page


def test_columns_are_corrected_and_a_refusal_keeps_what_was_chosen() -> None:
    site = a_console()
    site.services.answers |= CHECKED
    chosen = {"role-0": "full_name", "role-1": "phone", "role-2": "phone", "role-3": ""}
    site.services.answers["members.map_columns"] = Refused("column-twice", {"columns": "phone"})

    answer = site.post(f"{IMPORT}/columns", **chosen)

    assert answer.status_code == 422
    assert "Choisi deux fois : téléphone." in answer.text
    assert answer.text.count('<option value="phone" selected>') == 2
    site.services.answers["members.map_columns"] = examples.an_import(state="checking")
    assert site.post(f"{IMPORT}/columns", **chosen).status_code == 303
    asked = site.services.commands("members.map_columns")[-1]
    assert asked.roles == ["full_name", "phone", "phone", None]


def test_a_sheet_without_a_consent_says_so_before_it_is_brought_in() -> None:
    site = a_console()
    site.services.answers["members.import_progress"] = examples.an_import(
        state="checked", has_basis=False
    )

    assert "Aucun consentement n’a été déclaré" in site.get(IMPORT).text


def test_without_the_columns_it_needs_a_sheet_cannot_be_brought_in() -> None:
    site = a_console()
    site.services.answers["members.import_progress"] = examples.an_import(
        state="checked", verdicts={}, missing=["phone", "email"]
    )

    page = site.get(IMPORT).text

    assert "/apply" not in page
    assert '<details class="why" id="columns" open>' in page


def test_an_import_is_taken_back_and_what_was_left_is_listed() -> None:
    site = a_console()
    site.services.answers["members.import_progress"] = examples.an_import(state="done")
    assert "Retirer cette importation" in site.get(IMPORT).text
    assert site.post(f"{IMPORT}/undo").status_code == 303
    site.services.answers["members.import_progress"] = examples.an_import(
        state="undone", taken_back=9, kept=2
    )

    page = site.get(f"{IMPORT}?verdict=kept").text

    assert "9 lignes ont été retirées." in page
    assert "2 lignes ont été laissées" in page
    assert site.services.commands("members.import_rows")[-1].kept


def test_whoever_may_only_look_is_not_asked_to_decide() -> None:
    site = a_console(scopes=["members:read"])
    site.services.answers |= CHECKED

    page = site.get(IMPORT).text

    assert "/apply" not in page
    assert site.services.commands("members.import_columns") == []


@pytest.mark.parametrize("query", ["verdict=nonsense", "after=-5", "after=x", "after=9e9"])
def test_a_spoiled_address_of_an_import_is_the_whole_of_it(query: str) -> None:
    site = a_console()

    assert site.get(f"{IMPORT}?{query}").status_code == 200
    asked = site.services.commands("members.import_rows")[-1]
    assert (asked.verdict, asked.after_row) == (None, 0)


def test_a_reference_without_a_name_in_the_reader_s_language_still_has_one() -> None:
    site = a_console(language="en")
    known = examples.a_reference()
    site.services.answers["members.reference"] = replace(
        known, regions=[replace(known.regions[0], names={"ar": "طنجة"})]
    )

    assert "طنجة" in site.get("/members").text


def test_whoever_is_signed_in_and_lost_is_shown_the_way_back() -> None:
    site = a_console()

    page = site.get("/nothing-is-here")

    assert page.status_code == 404
    assert 'lang="fr"' in page.text
    assert 'href="/events"' in page.text
    assert 'href="/events"' not in Site().get("/nothing-is-here").text


# --- Another rule for a series ---------------------------------------------------------------

SERIES = f"{EVENT}/series"
NEW_RULE = {"starts_at": "2027-04-20T19:00", "how": "month-weekday", "times": "", "until": ""}


def test_another_rule_is_weighed_before_it_holds() -> None:
    site = a_console()
    assert 'value="2027-06-30"' in site.get(SERIES).text

    weighed = site.post(SERIES, page=SERIES, **NEW_RULE)

    assert site.services.commands("events.change_series") == []
    assert "214 personnes seront prévenues" in weighed.text
    assert 'name="starts_at" value="2027-04-20T19:00"' in weighed.text
    back = site.post(SERIES, page=SERIES, **NEW_RULE, sure="back")
    assert 'value="2027-04-20T19:00"' in back.text
    assert site.post(SERIES, page=SERIES, **NEW_RULE, sure="yes").location == EVENT
    [asked] = site.services.commands("events.change_series")
    assert (asked.rule, asked.starts_at) == ("FREQ=MONTHLY;BYDAY=+3TU", "2027-04-20T19:00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "soon"}, "starts_at"),
        ({"times": "often"}, "times"),
        ({"until": "x"}, "times"),
    ],
)
def test_a_rule_that_is_none_stays_as_it_was_typed(changes: dict[str, str], field: str) -> None:
    site = a_console()

    again = site.post(SERIES, page=SERIES, **NEW_RULE | changes)

    assert again.status_code == 422
    assert f'id="{field}-wrong"' in again.text
    assert site.services.commands("events.weigh_series") == []
