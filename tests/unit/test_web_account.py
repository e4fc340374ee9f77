"""Signing in by two steps, a forgotten password, one's own account, and the staff."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from services.web.browsers import short_name
from services.web.console.account import qr
from shared.contracts.members import Session
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import APP_CODE, PASSWORD, TOKEN
from tests.support.web_site import COMMAND, EVENT, Site

STAFF = f"/staff/{examples.an_id(901)}"
LINK = f"/password/{TOKEN}"
NEW = "une tout autre phrase"


def half(**changes: Any) -> Session:
    """Make the answer to a right password of somebody with a second factor."""
    actor = vars(examples.an_actor(name="", scopes=[], token=""))
    return Session(**actor | {"session": "half-a-session", "code_wanted": True} | changes)


def a_half_site(**form: Any) -> Site:
    site = Site()
    site.services.answers["members.sign_in"] = half()
    answer = site.post("/sign-in", email="k@example.org", password=PASSWORD, **form)
    assert answer.location.startswith("/sign-in/code")
    return site


# --- Two steps -------------------------------------------------------------------------------


def test_after_the_password_a_code_is_asked_for() -> None:
    site = a_half_site(next=EVENT)

    assert site.get(EVENT).location.startswith("/sign-in?")
    page = site.get(f"/sign-in/code?next={EVENT}")
    assert 'autocomplete="one-time-code"' in page.text
    answer = site.post("/sign-in/code", page="/sign-in/code", code=APP_CODE, next=EVENT)

    assert answer.location == EVENT
    assert site.services.commands("members.enter_code")[0].session == "half-a-session"
    assert site.get(EVENT).status_code == 200


@pytest.mark.parametrize("opened", [half(), half(session="whole", code_wanted=False)])
def test_who_signs_in_again_has_left_the_session_before(opened: Session) -> None:
    site = Site().sign_in()
    site.services.answers["members.sign_in"] = opened

    site.post("/sign-in", email="k@example.org", password=PASSWORD)

    [left] = site.services.commands("members.sign_out")
    assert left.session == "secret-of-a-session"


def test_who_signs_out_before_the_code_has_left_the_half_session() -> None:
    site = a_half_site()

    site.post("/sign-out", page="/sign-in/code")

    [left] = site.services.commands("members.sign_out")
    assert left.session == "half-a-session"


def test_a_wrong_code_is_said_beside_the_field_and_may_be_tried_again() -> None:
    site = a_half_site()

    wrong = site.post("/sign-in/code", page="/sign-in/code", code="000000", next=EVENT)
    assert wrong.status_code == 422
    assert 'id="code-wrong"' in wrong.text
    assert 'value="000000"' not in wrong.text

    assert site.post("/sign-in/code", code=APP_CODE, next=EVENT).location == EVENT


def test_a_code_that_came_too_late_leads_back_to_the_password() -> None:
    site = a_half_site()
    site.services.answers["members.enter_code"] = Refused("sign-in-too-old")

    answer = site.post("/sign-in/code", page="/sign-in/code", code=APP_CODE)

    assert answer.status_code == 422
    assert 'name="password"' in answer.text
    assert site.get("/sign-in/code").location == "/sign-in"


def test_codes_are_throttled_as_passwords_are() -> None:
    site = a_half_site()
    site.services.answers["members.enter_code"] = Refused("too-many-tries", {"minutes": 12})

    answer = site.post("/sign-in/code", page="/sign-in/code", code="1")

    assert answer.status_code == 429
    assert "Dans 12 minutes." in answer.text


def test_nobody_is_asked_for_a_code_without_a_password() -> None:
    assert Site().get("/sign-in/code").location == "/sign-in"
    assert Site().sign_in().get("/sign-in/code").location == "/"


def test_who_should_have_a_second_step_is_led_to_it_and_may_read_meanwhile() -> None:
    site = Site()
    reading = examples.an_actor(must_enrol=True, scopes=["members:read", "events:read"])
    site.services.answers["members.actor"] = reading
    site.services.answers["members.sign_in"] = Session(session="s", **vars(reading))

    answer = site.post("/sign-in", email="k@example.org", password=PASSWORD, next=EVENT)

    assert answer.location == f"/account/second-factor?next={EVENT}"
    page = site.get("/events")
    assert page.status_code == 200
    assert "/account/second-factor?next=/events" in page.text
    assert "/events/new" not in page.text


def test_the_second_step_is_set_up_from_a_picture_or_a_text() -> None:
    site = Site().sign_in()

    page = site.get(f"/account/second-factor?next={EVENT}").text
    assert "JBSW Y3DP EHPK 3PXP" in page
    assert "<svg" in page
    assert "http" not in re.sub(r'xmlns="[^"]+"', "", re.search(r"<svg width.+?</svg>", page)[0])  # type: ignore[index]  # it is there
    wrong = site.post(
        "/account/second-factor", page="/events", code="1", sealed="sealed-by-members", next=EVENT
    )
    assert wrong.status_code == 422
    assert 'name="sealed" value="sealed-by-members"' in wrong.text
    done = site.post(
        "/account/second-factor", page="/events", code=APP_CODE, sealed="x", next=EVENT
    )

    assert done.text.count("k7qm-2p9x-4wt") == 10
    assert f'href="{EVENT}"' in done.text


def test_a_picture_that_is_too_old_is_replaced() -> None:
    site = Site().sign_in()
    site.services.answers["members.confirm_second_factor"] = Refused("proposal-too-old")

    answer = site.post("/account/second-factor", page="/events", code=APP_CODE, sealed="old")

    assert answer.status_code == 422
    assert 'name="sealed" value="sealed-by-members"' in answer.text


def test_who_has_a_second_step_is_not_shown_another() -> None:
    site = Site().sign_in()
    site.services.answers["members.propose_second_factor"] = Refused("has-second-factor")

    assert site.get("/account/second-factor").location == "/account#second-factor"


def test_a_qr_code_is_a_drawing_without_style_or_script() -> None:
    drawn = str(qr("otpauth://totp/Forum:k%40example.org?secret=ABC&issuer=Forum"))

    assert drawn.startswith("<svg")
    assert not re.search(r"style=|<style|<script|href|\son\w+=", drawn)


def test_a_new_telephone_is_set_up_with_a_code_of_the_old_one() -> None:
    site = Site().sign_in()

    answer = site.post("/account/second-factor/remove", page="/account", code=APP_CODE)

    [wish] = site.services.commands("members.remove_second_factor")
    assert (wish.session, wish.code) == ("secret-of-a-session", APP_CODE)
    assert answer.location == "/account/second-factor?next=/account"


def test_without_a_right_code_the_second_step_stays() -> None:
    site = Site().sign_in()
    site.services.answers["members.remove_second_factor"] = Refused("wrong-code")

    answer = site.post("/account/second-factor/remove", page="/account", code="1")

    assert answer.status_code == 422
    assert 'id="code-wrong"' in answer.text


# --- A forgotten password --------------------------------------------------------------------


def test_asking_for_a_link_is_answered_alike_whatever_the_address() -> None:
    answers = []
    for email in ("khadija@example.org", "nobody@example.org", "no address", ""):
        site = Site()
        answer = site.post("/forgotten-password", page="/forgotten-password", email=email)
        answers.append((answer.status_code, answer.location, site.get(answer.location).text))

    assert {(status, location) for status, location, _ in answers} == {
        (303, "/forgotten-password/sent")
    }
    assert len({re.sub(r'value="[^"]+"', "", text) for _, _, text in answers}) == 1


def test_asking_too_often_is_said() -> None:
    site = Site()
    site.services.answers["members.ask_for_link"] = Refused("too-many-tries", {"minutes": 15})

    answer = site.post("/forgotten-password", page="/forgotten-password", email="k@example.org")

    assert answer.status_code == 429


def test_a_link_changes_nothing_until_the_form_is_sent() -> None:
    site = Site()

    page = site.get(LINK)
    assert page.status_code == 200
    assert "khadija.ziani@example.org" in page.text
    assert site.services.commands("members.choose_password") == []
    answer = site.post(LINK, page=LINK, password=NEW)

    assert answer.location == "/sign-in?chosen=yes"
    [command] = site.services.commands("members.choose_password")
    assert (command.token, command.password) == (TOKEN, NEW)
    assert "Votre mot de passe est choisi" in site.get(answer.location).text


@pytest.mark.parametrize("send", [False, True])
def test_a_link_that_is_not_good_says_what_to_do(*, send: bool) -> None:
    site = Site()

    answer = site.post("/password/old", password=NEW) if send else site.get("/password/old")

    assert answer.status_code == 404
    assert 'href="/forgotten-password"' in answer.text


@pytest.mark.parametrize("code", ["weak-password", "simple-password", "personal-password"])
def test_a_password_that_is_refused_is_said_beside_the_field(code: str) -> None:
    site = Site()
    site.services.answers["members.choose_password"] = Refused(code)

    answer = site.post(LINK, page=LINK, password="short")

    assert answer.status_code == 422
    assert 'id="password-wrong"' in answer.text
    assert "short" not in answer.text


def test_another_password_signs_this_browser_out() -> None:
    site = Site().sign_in()

    site.post(LINK, page=LINK, password=NEW)

    assert site.get("/events").location.startswith("/sign-in")


# --- One's own account -----------------------------------------------------------------------


def test_the_account_shows_where_one_is_signed_in() -> None:
    page = Site().sign_in().get("/account").text

    assert page.count('/end"') == 2
    assert "Firefox, Linux" in page
    assert page.count(">celle-ci<") == 1


def test_one_session_and_all_others_are_ended() -> None:
    site = Site().sign_in()

    site.post(f"/account/sessions/{examples.an_id(911)}/end", page="/account")
    site.post("/account/sessions/end-others", page="/account")

    [one] = site.services.commands("members.end_session")
    assert (one.session, one.session_id) == ("secret-of-a-session", examples.an_id(911))
    assert len(site.services.commands("members.end_other_sessions")) == 1


def test_changing_the_password_goes_on_under_a_new_secret() -> None:
    site = Site().sign_in()

    answer = site.post("/account/password", page="/account", old_password=PASSWORD, password=NEW)
    site.get("/events")

    assert answer.location == "/account?changed=yes"
    assert site.services.commands("members.actor")[-1].session == "secret-of-a-new-session"


@pytest.mark.parametrize(
    ("code", "field"), [("wrong-old-password", "old_password"), ("weak-password", "password")]
)
def test_a_password_that_cannot_be_changed_says_why(code: str, field: str) -> None:
    site = Site().sign_in()
    site.services.answers["members.change_password"] = Refused(code)

    answer = site.post("/account/password", page="/account", old_password="x", password="y")

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text


def test_the_language_is_kept_at_the_account() -> None:
    site = Site().sign_in()
    site.post("/language", page="/events", language="ar", next="/account")

    [kept] = site.services.commands("members.choose_language")
    assert (kept.session, kept.language) == ("secret-of-a-session", "ar")
    elsewhere = Site()
    elsewhere.services.answers |= site.services.answers
    elsewhere.post("/sign-in", email="k@example.org", password=PASSWORD)
    assert 'lang="ar" dir="rtl"' in elsewhere.get("/events").text


def test_a_language_can_be_chosen_before_one_signs_in() -> None:
    site = Site()

    site.post("/language", language="ar", next="/forgotten-password")

    assert 'lang="ar"' in site.get("/forgotten-password").text
    assert site.services.commands("members.choose_language") == []


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAID = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox, Linux",
    f"Mozilla/5.0 (Linux; Android 14; K) {WEBKIT} Chrome/130.0 Safari/537": "Chrome, Android",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) {WEBKIT} Safari/604": "Safari, iPhone",
    f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/130 Safari/537 Edg/130": "Edge, Windows",
    "curl/8.5.0": "",
    "": "",
}


@pytest.mark.parametrize(("said", "name"), SAID.items())
def test_a_browser_is_called_by_two_words(said: str, name: str) -> None:
    assert short_name(said) == name


# --- The staff -------------------------------------------------------------------------------


def test_only_who_may_manage_the_staff_is_shown_the_way_there() -> None:
    assert 'href="/staff"' in Site().sign_in().get("/events").text
    assert 'href="/staff"' not in Site().sign_in(scopes=["events:read"]).get("/events").text


def test_somebody_is_invited() -> None:
    site = Site().sign_in()
    [command] = COMMAND.findall(site.get("/staff/new").text)
    typed = {"email": "aya@example.org", "name": "Aya", "role": "viewer", "language": "ar"}

    answer = site.post("/staff/new", page="/staff/new", command_id=command, **typed)

    [wish] = site.services.commands("members.invite_staff")
    assert answer.location == f"/staff/{examples.an_id(902)}"
    assert str(wish.command_id) == command
    assert (wish.email, wish.name, wish.role, wish.language) == tuple(typed.values())


@pytest.mark.parametrize(
    ("code", "field"),
    [("account-exists", "email"), ("no-address", "email"), ("name-missing", "name")],
)
def test_an_invitation_that_is_refused_keeps_what_was_typed(code: str, field: str) -> None:
    site = Site().sign_in()
    site.services.answers["members.invite_staff"] = Refused(code)

    answer = site.post("/staff/new", page="/staff/new", email="a@b.org", name="Aya", role="viewer")

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert 'value="Aya"' in answer.text
    assert re.search(r'value="viewer" selected', answer.text)


def test_an_account_at_whose_address_nothing_arrives_says_so_and_what_to_do() -> None:
    site = Site().sign_in()
    invited, disabled = examples.an_id(902), examples.an_id(903)

    page = site.get("/staff").text
    assert page.count("Aucun e-mail n’arrive à cette adresse") == 1
    assert f'href="/staff/{invited}#dead"' in page
    [wish] = site.services.commands("notifications.returned_mails")
    assert disabled not in wish.staff_ids, "it lets nobody in anyway"

    page = site.get(f"/staff/{invited}").text
    assert "(5.1.1)" in page
    assert "invitez-la de nouveau" in page
    assert 'id="dead"' not in site.get(STAFF).text


def test_the_list_of_accounts_is_there_without_what_came_back() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.returned_mails"] = Unavailable("notifications")

    answer = site.get("/staff")

    assert answer.status_code == 200
    assert "n’arrive à cette adresse" not in answer.text


def a_volunteer(site: Site, **typed: str) -> Any:
    """Invite a volunteer of an event that is not among the nearest."""
    form = {"email": "a@b.org", "name": "Aya", "role": "volunteer"}
    chosen = {"within_events": str(examples.an_id(77))}
    return site.post("/staff/new", page="/staff/new", **form, **chosen, **typed)


def test_a_volunteer_is_let_in_until_the_event_is_over_wherever_it_stands() -> None:
    site = Site().sign_in()

    a_volunteer(site)

    [wish] = site.services.commands("members.invite_staff")
    assert wish.until == examples.a_card().ends_at + timedelta(days=1)


def test_nobody_is_made_a_volunteer_for_ever_while_events_gives_no_answer() -> None:
    site = Site().sign_in()
    site.services.answers["events.cards"] = Unavailable("events.cards")

    answer = a_volunteer(site)

    assert answer.status_code == 503
    assert site.services.commands("members.invite_staff") == []


@pytest.mark.parametrize(
    ("code", "field"),
    [("volunteer-needs-event", "within_events"), ("volunteer-needs-end", "last_day")],
)
def test_what_a_volunteer_lacks_is_said_where_it_is_chosen(code: str, field: str) -> None:
    site = Site().sign_in()
    site.services.answers["members.invite_staff"] = Refused(code)

    answer = a_volunteer(site)

    assert answer.status_code == 422
    assert re.search(rf'class="wrong" id="{field}(-wrong)?"', answer.text)
    assert f'value="{examples.an_id(77)}" checked' in answer.text


def test_events_of_one_title_are_told_apart_by_their_day() -> None:
    page = re.sub("[\u2068\u2069]", "", Site().sign_in(language="fr").get("/staff/new").text)

    title = re.escape(examples.a_card().text("fr").title)
    assert re.search(rf"{title} · \d+ [a-zé.]+ 20\d\d<", html.unescape(page))


def test_a_role_that_is_none_gives_no_rights() -> None:
    site = Site().sign_in()

    site.post(f"{STAFF}/role", page=STAFF, role="emperor")

    assert site.services.commands("members.change_role")[0].role == "volunteer"


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("disable", "disable_staff"),
        ("enable", "enable_staff"),
        ("sign-out", "end_sessions_of_staff"),
        ("second-factor", "take_second_factor"),
    ],
)
def test_what_an_administrator_does_to_an_account(action: str, asked: str) -> None:
    site = Site().sign_in()
    command = str(examples.an_id(77))

    answer = site.post(f"{STAFF}/{action}", page=STAFF, command_id=command)

    [wish] = site.services.commands(f"members.{asked}")
    assert answer.location == STAFF
    assert (str(wish.command_id), wish.staff_id) == (command, examples.an_id(901))


def test_the_last_administrator_cannot_be_taken_away() -> None:
    site = Site().sign_in()
    site.services.answers["members.disable_staff"] = Refused("last-admin")

    answer = site.post(f"{STAFF}/disable", page=STAFF)

    assert answer.status_code == 422
    assert "dernier administrateur" in answer.text


def test_an_account_that_is_none_is_not_found() -> None:
    assert Site().sign_in().get(f"/staff/{examples.an_id(1)}").status_code == 404


def test_the_list_of_staff_says_what_somebody_is_limited_to() -> None:
    page = Site().sign_in().get("/staff").text

    assert "Rabat-Salé-Kénitra" in page
    assert "Casablanca-Settat" in page
    assert "Forum des jeunes" in page


def test_the_list_of_staff_is_there_without_the_names_of_events() -> None:
    site = Site().sign_in()
    site.services.down.add("events")

    page = site.get("/staff")

    assert page.status_code == 200
    assert "un autre événement" in page.text
