"""Young people's pages: what they say, what they cost, and that looking changes nothing."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.events import Invited
from shared.contracts.wire import CHUNK
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import CODE
from tests.support.web_site import COMMAND, Site

INVITATION = f"/i/{CODE}"
ASKS_ONLY = {"events.open_invitation", "members.first_names"}
MOST_BYTES = 30_000


def a_person(number: int = 100, **changes: Any) -> Invited:
    return replace(Invited(member_id=examples.an_id(number)), **changes)


def a_site(*people: Invited, situation: str = "open", language: str = "fr", **changes: Any) -> Site:
    site = Site()
    site.services.answers["events.open_invitation"] = examples.an_invitation(
        *people, situation=situation, **changes
    )
    names = site.services.answers["members.first_names"]
    site.services.answers["members.first_names"] = lambda request: replace(
        names(request), names=[replace(n, language=language) for n in names(request).names]
    )
    return site


def answer(site: Site, value: str, **form: Any) -> Any:
    typed = {"member_id": str(examples.an_id(100)), "answer": value} | form
    return site.browser.post(INVITATION, data=typed)


def test_a_page_is_packed_for_whoever_can_read_it_so() -> None:
    site = a_site()

    plain = site.get(INVITATION)
    packed = site.get(INVITATION, headers={"Accept-Encoding": "br, gzip"})
    refused = site.get(INVITATION, headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.data))
    # Ids are new on each page, so only what does not change can be compared.
    assert gzip.decompress(packed.data)[:5000] == plain.data[:5000] == refused.data[:5000]
    assert len(packed.data) < 10_000 < len(plain.data)
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (plain, packed))


def test_what_is_inside_is_never_packed() -> None:
    """Its pages hold a token against forged forms, and say what was searched for."""
    site = Site().sign_in()

    page = site.get("/events", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in page.headers


# --- What is said ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "direction", "title", "yes"),
    [
        ("ar", "rtl", "ملتقى الشباب والحركات الاجتماعية", "نعم، سأحضر"),
        ("fr", "ltr", "Forum des jeunes et des mouvements sociaux", "Oui, je viens"),
        ("zgh", "ltr", "ⴰⵎⵢⴰⵡⴰⴹ ⵏ ⵉⵎⴰⵣⵣⴰⵏⵏ", "ⵢⴰⵀ, ⵔⴰⴷ ⴰⵛⴽⵖ"),
        ("en", "ltr", "Forum des jeunes et des mouvements sociaux", "Yes, I am coming"),
    ],
)
def test_the_page_is_in_the_person_s_language(
    language: str, direction: str, title: str, yes: str
) -> None:
    page = a_site(language=language).get(INVITATION).text

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert title in page
    assert yes in page


def test_another_language_can_be_chosen_and_is_kept_when_answering() -> None:
    site = a_site(language="ar")

    page = site.get(f"{INVITATION}?lang=fr").text
    back = site.browser.post(
        f"{INVITATION}?lang=fr", data={"member_id": str(examples.an_id(100)), "answer": "yes"}
    )

    assert "Oui, je viens" in page
    assert f'action="{INVITATION}?lang=fr"' in page
    assert back.location == f"{INVITATION}?lang=fr"


def test_a_household_of_more_than_can_be_named_can_answer_all_the_same() -> None:
    """Seen failing: members names 500 at most, and its refusal was all that the page said."""
    site = a_site(*(a_person(number) for number in range(100, 100 + CHUNK + 1)))
    names = site.services.answers["members.first_names"]
    site.services.answers["members.first_names"] = lambda request: (
        names(request) if len(request.member_ids) <= CHUNK else Refused("invalid-request")
    )

    page = site.get(INVITATION)

    assert page.status_code == 200
    assert page.text.count('value="yes"') == CHUNK + 1


def test_a_name_is_isolated_from_the_direction_of_its_sentence() -> None:
    assert "<bdi>أمينة</bdi>, serez" in a_site().get(INVITATION).text


def test_the_hour_is_the_wall_clock_of_the_place() -> None:
    page = a_site().get(INVITATION).text

    assert "samedi 17 avril 2027" in page
    assert "de 10:00 à 18:00" in page


@pytest.mark.parametrize(
    ("situation", "said", "can_answer"),
    [
        ("cancelled", "Cet événement est annulé.", False),
        ("past", "Cet événement a commencé ou est passé.", False),
        ("changed", "Cela a changé depuis votre invitation.", True),
        ("full", "Toutes les places sont prises.", True),
    ],
)
def test_what_has_to_be_known_is_said_before_the_event(
    situation: str, said: str, *, can_answer: bool
) -> None:
    page = a_site(situation=situation).get(INVITATION).text

    assert page.index(said) < page.index("<h1")
    assert ('name="answer"' in page) is can_answer
    assert 'value="sms"' in page
    assert 'value="all"' in page


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (a_person(answer="yes", place="confirmed"), "Votre place est gardée."),
        (a_person(answer="yes", place="waiting", position=4), "Vous êtes numéro 4"),
        (a_person(answer="no"), "Vous avez dit : non."),
        (a_person(answer="maybe"), "Vous avez dit : peut-être."),
        (
            a_person(
                answer="yes",
                place="offered",
                offered_until=examples.START - timedelta(days=3),
            ),
            "Elle vous est gardée jusqu’au <bdi>14 avr. 2027, 10:00</bdi>.",
        ),
    ],
)
def test_the_page_says_where_a_person_stands(person: Invited, said: str) -> None:
    assert said in a_site(person).get(INVITATION).text


def test_an_offer_can_be_taken_or_left() -> None:
    page = a_site(a_person(answer="yes", place="offered")).get(INVITATION).text

    assert "Je prends la place" in page
    assert 'value="maybe"' not in page


def test_guests_can_be_named_where_an_event_allows_them() -> None:
    without = a_site().get(INVITATION).text
    page = a_site(guests_most=2).get(INVITATION).text

    assert 'name="guests"' not in without
    assert page.count("<option") == 3
    assert "2 accompagnant·e·s" in page


def test_guests_go_with_a_yes_and_with_nothing_else() -> None:
    site = a_site(guests_most=2)

    answer(site, "yes", guests="2")
    answer(site, "no", guests="2")

    given = site.services.commands("events.answer")
    assert [(one.answer, one.guests) for one in given] == [("yes", 2), ("no", 0)]
    assert given[0].command_id != given[1].command_id


@pytest.mark.parametrize("guests", ["two", "1.5", "١", "9" * 30, ""])
def test_a_number_of_guests_that_is_none_is_not_sent_on(guests: str) -> None:
    site = a_site(guests_most=2)

    assert answer(site, "yes", guests=guests).status_code == 400
    assert site.services.commands("events.answer") == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("more-guests-than-allowed", "C’est plus d’accompagnant·e·s"),
        ("no-place-for-guests", "votre réponse reste comme elle était"),
    ],
)
def test_guests_that_are_refused_leave_the_form_as_it_was_chosen(code: str, said: str) -> None:
    site = a_site(guests_most=4)
    site.services.answers["events.answer"] = Refused(code)

    page = answer(site, "yes", guests="3")

    assert page.status_code == 422
    assert said in page.text
    assert '<option value="3" selected>' in page.text


def test_whoever_is_offered_fewer_places_can_take_them_or_wait_for_all() -> None:
    person = a_person(answer="yes", place="offered", guests=3, offered=2)
    site = a_site(person, guests_most=4)
    page = site.get(INVITATION).text

    assert "2 de vos 4 places sont libres." in page
    assert page.count("<option") == 2, "no more guests than places"
    answer(site, "yes", guests="1")
    answer(site, "together", guests="3")

    taken, waits = site.services.commands("events.answer")
    assert (taken.answer, taken.guests, taken.together) == ("yes", 1, False)
    assert (waits.answer, waits.guests, waits.together) == ("yes", 3, True)


def test_whoever_waits_leaves_the_queue_with_one_tap() -> None:
    site = a_site(a_person(answer="yes", place="waiting", position=4))

    page = site.get(INVITATION).text

    assert page.count('name="answer"') == 1
    assert "Quitter la liste d’attente" in page


@pytest.mark.parametrize(
    ("person", "buttons"),
    [
        (a_person(), ["no"]),
        (a_person(answer="no"), []),
        (a_person(answer="yes", place="confirmed"), ["no"]),
        (a_person(answer="yes", place="confirmed", guests=1), ["yes", "no"]),
        (a_person(answer="yes", place="waiting", position=2), ["no"]),
        (a_person(answer="yes", place="offered", offered=1), ["yes", "no"]),
    ],
)
def test_after_the_deadline_a_place_can_be_left_and_none_be_asked_for(
    person: Invited, buttons: list[str]
) -> None:
    site = a_site(person, guests_most=2, closed=True, answer_until=examples.DEADLINE)

    page = site.get(INVITATION).text

    assert "Les réponses étaient possibles jusqu’au" in page
    assert re.findall(r'name="answer" value="(\w+)"', page) == buttons


def test_until_when_one_answers_is_said_before_and_after() -> None:
    yes = a_person(answer="yes", place="confirmed")
    site = a_site(yes, answer_until=examples.DEADLINE)
    said = "Vous pouvez changer votre réponse jusqu’au <bdi>13 avr. 2027"
    assert said in site.get(INVITATION).text

    late = answer_refused(site, "answers-closed")

    assert late.status_code == 303, "the page says it itself"


def answer_refused(site: Site, code: str) -> Any:
    site.services.answers["events.answer"] = Refused(code)
    return answer(site, "yes")


def test_of_a_cancelled_event_no_place_is_said_to_be_kept() -> None:
    site = a_site(a_person(answer="yes", place="confirmed"), situation="cancelled")

    assert "gardée" not in site.get(INVITATION).text


def test_each_person_of_a_household_answers_alone() -> None:
    site = a_site(a_person(100), a_person(101), a_person(103))
    page = site.get(INVITATION).text

    assert page.count('value="yes"') == 3
    assert len(set(COMMAND.findall(page))) == 3
    assert "Youssef" in page
    answer(site, "no", member_id=str(examples.an_id(101)))

    assert [c.member_id for c in site.services.commands("events.answer")] == [examples.an_id(101)]


def test_without_members_the_page_works_without_the_name() -> None:
    site = a_site()
    site.services.down.add("members")

    answered = site.get(INVITATION, headers={"Accept-Language": "ar"})

    assert answered.status_code == 200
    assert "هل ستكونون معنا؟" in answered.text
    assert "أمينة" not in answered.text


# --- Answering -------------------------------------------------------------------------------


def test_an_answer_is_given_and_leads_back_to_the_page() -> None:
    site = a_site()
    command = COMMAND.findall(site.get(INVITATION).text)[0]

    back = answer(site, "yes", command_id=command)

    assert (back.status_code, back.location) == (303, INVITATION)
    [given] = site.services.commands("events.answer")
    assert (given.code, given.answer, given.member_id) == (CODE, "yes", examples.an_id(100))


def test_the_same_button_again_is_the_same_command_and_another_button_another() -> None:
    site = a_site()
    command = COMMAND.findall(site.get(INVITATION).text)[0]

    for value in ("yes", "yes", "no"):
        answer(site, value, command_id=command)

    first, again, other = (c.command_id for c in site.services.commands("events.answer"))
    assert first == again
    assert first != other


@pytest.mark.parametrize("code", ["event-cancelled", "event-is-over"])
def test_an_answer_too_late_leads_back_to_the_page_that_says_so(code: str) -> None:
    site = a_site()
    site.services.answers["events.answer"] = Refused(code)

    assert answer(site, "yes").status_code == 303


@pytest.mark.parametrize("form", [{"answer": "perhaps"}, {"member_id": "nobody"}])
def test_an_answer_that_is_none_is_refused(form: dict[str, str]) -> None:
    site = a_site()
    typed = {"answer": "yes", "member_id": str(examples.an_id(100))} | form

    assert site.browser.post(INVITATION, data=typed).status_code == 400
    assert site.services.commands("events.answer") == []


def test_an_answer_into_silence_is_kept_in_a_form_that_can_be_sent_again() -> None:
    site = a_site(language="ar")
    command = COMMAND.findall(site.get(INVITATION).text)[0]
    site.services.down.add("events")

    silence = answer(site, "maybe", command_id=command, lang="ar")

    assert silence.status_code == 503
    assert 'dir="rtl"' in silence.text
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', silence.text))
    site.services.down.clear()
    site.browser.post(INVITATION, data=kept)

    [given] = site.services.commands("events.answer")
    assert given.answer == "maybe"
    assert kept["command_id"] == command


def test_when_events_give_no_answer_the_page_says_so_in_the_reader_s_language() -> None:
    site = Site()
    site.services.down.add("events")

    silence = site.get(INVITATION, headers={"Accept-Language": "ar-MA,ar;q=0.9,fr;q=0.5"})

    assert silence.status_code == 503
    assert "لا يمكننا الجواب الآن" in silence.text
    assert silence.headers["Retry-After"]


# --- Codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["unknown00", CODE[:-1], CODE + ".", CODE.lower(), "0", "x" * 500, "%00", "é'\"<"]
)
def test_every_code_that_opens_nothing_gets_one_same_page(code: str) -> None:
    site = Site()

    lost = site.get(f"/i/{code}", headers={"Accept-Language": "fr"})

    assert lost.status_code == 404
    assert "Ce lien ne marche pas" in lost.text
    assert lost.text == site.get("/i/other", headers={"Accept-Language": "fr"}).text


def test_whoever_guesses_codes_is_told_when_to_come_back() -> None:
    site = a_site()
    site.services.answers["events.open_invitation"] = Refused("too-many-tries", {"minutes": 7})

    page = site.get(INVITATION)

    assert page.status_code == 429
    assert page.headers["Retry-After"] == "420"
    assert "7" in page.text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_services_can_tell_places_apart_and_know_none(one: str, other: str, *, same: bool) -> None:
    site = a_site()
    for address in (one, other):
        site.get(INVITATION, environ_base={"REMOTE_ADDR": address})

    first, second = (r.origin for r in site.services.commands("events.open_invitation"))
    assert (first == second) is same
    assert len(first) == 32
    assert one not in first


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ("ar", "هذا الرابط لا يعمل"),
        ("en-GB", "This link does not work"),
        ("zgh", "ⵓⵔ ⵉⵙⵡⵓⵔⵉ ⵓⵙⵖⵏ ⴰ"),
        ("tzm-MA", "ⵓⵔ ⵉⵙⵡⵓⵔⵉ ⵓⵙⵖⵏ ⴰ"),
        ("de", "Ce lien ne marche pas"),
        ("", "Ce lien ne marche pas"),
    ],
)
def test_a_lost_link_is_explained_in_the_reader_s_language(accepted: str, said: str) -> None:
    assert said in Site().get("/i/unknown00", headers={"Accept-Language": accepted}).text


# --- Stopping messages -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "channels", "said"),
    [
        ("sms", ["sms"], "Vous ne recevrez plus de SMS"),
        ("all", ["sms", "email"], "Vous ne recevrez plus aucun message"),
    ],
)
@pytest.mark.parametrize("situation", ["open", "cancelled", "past"])
def test_messages_are_stopped_in_two_taps(
    what: str, channels: list[str], said: str, situation: str
) -> None:
    site = a_site(situation=situation)

    back = site.browser.post(f"{INVITATION}/stop", data={"what": what})

    [stopped] = site.services.commands("notifications.opt_out")
    assert (stopped.code, stopped.channels) == (CODE, channels)
    assert back.status_code == 303
    assert said in site.get(back.location).text


def test_one_click_of_a_mail_program_stops_e_mail_without_a_redirect() -> None:
    site = Site()

    done = site.browser.post(f"/u/{CODE}", data={"List-Unsubscribe": "One-Click"})

    assert done.status_code == 200
    [stopped] = site.services.commands("notifications.opt_out")
    assert stopped.channels == ["email"]


@pytest.mark.parametrize("form", [{}, {"List-Unsubscribe": "one-click"}, {"other": "One-Click"}])
def test_what_is_no_one_click_stops_nothing(form: dict[str, str]) -> None:
    site = Site()

    assert site.browser.post(f"/u/{CODE}", data=form).status_code == 400
    assert site.services.commands("notifications.opt_out") == []


def test_the_way_out_of_e_mail_has_a_page_with_a_button() -> None:
    page = Site().get(f"/u/{CODE}").text

    assert 'name="List-Unsubscribe" value="One-Click"' in page


# --- What it costs, and what it leaves behind ------------------------------------------------


def test_the_link_in_a_mail_says_whose_mail_stops() -> None:
    site = Site()
    link = f"/u/{CODE}/{examples.an_id(100)}"

    page = site.get(link).text
    site.browser.post(link, data={"List-Unsubscribe": "One-Click"})

    assert f'action="{link}"' in page
    assert site.services.commands("notifications.opt_out")[-1].member_id == examples.an_id(100)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [INVITATION, f"/u/{CODE}", f"{INVITATION}?lang=ar&stopped=all"])
def test_looking_changes_nothing(method: str, path: str) -> None:
    site = a_site()

    site.browser.open(path, method=method)

    assert {name for name, _ in site.services.asked} <= ASKS_ONLY


@pytest.mark.parametrize("path", [f"{INVITATION}/stop", f"/u/{CODE}/stop"])
def test_what_changes_something_cannot_be_looked_at(path: str) -> None:
    assert Site().get(path).status_code in (404, 405)


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en"])
def test_the_heaviest_page_is_small_and_has_no_script(language: str) -> None:
    household = [a_person(100 + n, answer="yes", place="waiting", position=n) for n in range(1, 6)]
    site = a_site(*household, situation="changed", language=language)

    page = site.get(INVITATION)
    icon = site.get(re.findall(r'rel="icon"[^>]*href="([^"]+)"', page.text)[0])

    assert len(page.data) + len(icon.data) < MOST_BYTES
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="https?:', page.text) == []
    assert re.findall(r'rel="(?!icon)', page.text) == []


def test_public_pages_set_and_need_no_cookie() -> None:
    site = a_site()

    answers = [
        site.get(INVITATION),
        answer(site, "yes"),
        site.browser.post(f"{INVITATION}/stop", data={"what": "sms"}),
        site.get("/i/unknown00"),
        site.get(f"/u/{CODE}"),
    ]

    assert [a.headers.get("Set-Cookie") for a in answers] == [None] * len(answers)
    assert all("Cookie" not in a.headers.get("Vary", "") for a in answers)


def test_the_page_shows_no_more_of_a_person_than_the_first_name() -> None:
    page = a_site().get(INVITATION).text

    assert "أمينة" in page
    assert "العلوي" not in page
    assert "+2126" not in page
