"""A person's page, and the form in which somebody of the staff adds or changes them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.web.console.members import said
from services.web.console.person import Meanwhile, PersonDraft
from shared.contracts.members import ConsentBasis, ConsentLine, MemberDetail
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site

MEMBER = f"/members/{examples.an_id(100)}"
CHANGE = f"{MEMBER}/change"
MANDATE = f"{MEMBER}/mandates/{examples.an_id(801)}"
AMINA = {
    "first_name": "Amina",
    "last_name": "El Alaoui",
    "language": "fr",
    "wish": "sms",
    "mobile": "06 12 34 56 78",
}
AGREED = {
    "consent_channels": "sms",
    "consent_wording": "J’accepte",
    "consent_source": "feuille signée",
    "consent_date": "2026-10-01",
    "consent_collector": "Sara",
}
MIDNIGHT = datetime(2026, 9, 30, 23, 0, tzinfo=UTC)


def a_console(**actor: Any) -> Site:
    return Site().sign_in(**actor)


def shown(page: str) -> dict[str, Any]:
    """Give what a form remembers of how it was opened."""
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    remembered: dict[str, Any] = json.loads(html.unescape(found[1]))
    return remembered


# --- The person's page -----------------------------------------------------------------------


def test_a_person_s_page_shows_who_they_are() -> None:
    page = a_console().get(MEMBER).text

    for part in ("عين السبع", "19 à 24 ans", "Femme", "Bénévole", "droits humains", "نائبة الرئيس"):
        assert part in page
    # Until the day before it ends: people mean the last day, too.
    assert "du 10 jan. 2026 au 9 jan. 2029" in html.unescape(page).replace("janv.", "jan.")
    assert "Terminé" in page


def test_taking_part_is_joined_with_titles_by_one_question() -> None:
    site = a_console()

    page = site.get(MEMBER).text

    [asked] = site.services.commands("events.cards")
    assert asked.event_ids == [examples.an_id(1), examples.an_id(2)]
    assert "Forum des jeunes" in page
    assert "Pas encore répondu" in page


def test_without_events_a_person_s_page_says_what_it_can() -> None:
    site = a_console()
    site.services.down.add("events")

    page = site.get(MEMBER).text

    assert "Un événement" in page
    assert "invitation le" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"guardian_no_on": date(2026, 9, 1)}, "refusé le 1 sept. 2026"),
        ({"guardian_consent": date(2026, 9, 1), "guardian_self": True}, "de sa part"),
    ],
)
def test_of_a_guardian_it_is_said_who_said_it(said: dict[str, Any], sentence: str) -> None:
    site = a_console()
    site.services.answers["members.member"] = examples.a_member(
        **{"birth_year": datetime.now(UTC).year - 16} | said
    )

    assert sentence in site.get(MEMBER).text


@pytest.mark.parametrize(
    ("guardian", "sentence"), [(None, "manque"), (date(2026, 9, 1), "1 sept. 2026")]
)
def test_of_a_minor_it_is_said_whether_they_may_be_invited(
    guardian: date | None, sentence: str
) -> None:
    site = a_console()
    year = datetime.now(UTC).year - 16
    site.services.answers["members.member"] = examples.a_member(
        birth_year=year, guardian_consent=guardian
    )

    assert sentence in site.get(MEMBER).text


def test_a_viewer_changes_nothing() -> None:
    site = a_console(role="viewer", scopes=["members:read", "events:read"])

    page = site.get(MEMBER).text

    assert "Modifier" not in page
    assert "/mandates" not in page
    assert site.get(CHANGE).status_code == 403


def line(channel: str, *, given: bool, at: datetime = MIDNIGHT) -> ConsentLine:
    return ConsentLine(
        channel=channel,  # type: ignore[arg-type]  # one of the two
        given=given,
        at=at,
        source="own opt-out",
        wording="",
    )


def test_no_more_messages_at_all_is_one_line() -> None:
    both = [line("sms", given=False), line("email", given=False)]
    later = line("sms", given=False, at=MIDNIGHT + timedelta(days=1))

    assert [everything for _, everything in said(both)] == [True]
    assert [everything for _, everything in said([both[0], later])] == [False, False]
    assert len(said([line("sms", given=True), line("email", given=True)])) == 2


def test_what_is_known_by_its_day_shows_no_hour() -> None:
    site = a_console()
    at_nine = line("email", given=True, at=MIDNIGHT + timedelta(days=2, hours=9))
    site.services.answers["members.member"] = examples.a_member(
        consents=[line("sms", given=True), at_nine]
    )

    page = site.get(MEMBER).text

    assert "1 oct. 2026<" in page
    assert "3 oct. 2026, 09:00" in page


# --- Adding ----------------------------------------------------------------------------------


def test_a_person_is_added_with_the_consent_and_shown() -> None:
    site = a_console()
    more = {"birth_year": "٢٠٠٤", "region": "MA-06", "tags": "Radio، Bénévole; , été"}

    answer = site.post("/members/new", page="/members/new", **AMINA, **AGREED, **more)

    assert (answer.status_code, answer.location) == (303, MEMBER)
    [asked] = site.services.commands("members.add_member")
    assert (asked.person.first_name, asked.person.mobile) == ("Amina", "06 12 34 56 78")
    assert (asked.person.birth_year, asked.person.region) == (2004, "MA-06")
    assert asked.person.tags == ["Radio", "Bénévole", "été"]
    assert asked.consent == ConsentBasis(
        channels=["sms"],
        wording="J’accepte",
        source="feuille signée",
        day=date(2026, 10, 1),
        collector="Sara",
    )


def test_without_any_consent_a_person_is_added_without_one() -> None:
    site = a_console()

    site.post("/members/new", page="/members/new", **AMINA)

    assert site.services.commands("members.add_member")[0].consent is None


@pytest.mark.parametrize("missing", AGREED)
def test_a_consent_that_is_half_told_is_asked_for(missing: str) -> None:
    site = a_console()
    told = {name: value for name, value in AGREED.items() if name != missing}

    answer = site.post("/members/new", page="/members/new", **AMINA, **told)

    assert answer.status_code == 422
    assert site.services.commands("members.add_member") == []
    assert 'value="06 12 34 56 78"' in answer.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"birth_year": "l’an 4"}, "birth_year"),
        ({"birth_year": "99999"}, "birth_year"),
        ({"guardian_consent": "hier"}, "guardian_consent"),
    ],
)
def test_what_is_no_year_and_no_day_is_said_beside_its_field(
    typed: dict[str, str], field: str
) -> None:
    answer = a_console().post("/members/new", page="/members/new", **AMINA | typed)

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert "Rien n’est encore enregistré." in answer.text


def test_what_members_cannot_take_is_said_beside_its_field() -> None:
    site = a_console()
    site.services.answers["members.add_member"] = Refused(
        "unusable-field", {"field": "mobile", "reason": "letters-in-number"}
    )

    answer = site.post("/members/new", page="/members/new", **AMINA)

    assert answer.status_code == 422
    assert 'id="mobile-wrong"' in answer.text
    assert 'value="El Alaoui"' in answer.text


def test_who_is_there_already_is_a_press_away() -> None:
    site = a_console()
    site.services.answers["members.add_member"] = Refused(
        "member-exists", {"member_id": str(examples.an_id(107))}
    )

    answer = site.post("/members/new", page="/members/new", **AMINA)

    assert answer.status_code == 422
    assert f'href="/members/{examples.an_id(107)}"' in answer.text


# --- Changing --------------------------------------------------------------------------------


def test_the_form_is_filled_with_what_is_known_and_sends_it_back() -> None:
    site = a_console()
    page = site.get(CHANGE).text

    form = shown(page) | {"version": "7", "shown": json.dumps(shown(page)), "town": "Rabat"}
    answer = site.post(CHANGE, page=CHANGE, **form)

    assert (answer.status_code, answer.location) == (303, MEMBER)
    [asked] = site.services.commands("members.change_member")
    assert asked.version == 7
    assert asked.person.town == "Rabat"
    assert asked.person.email.startswith("amina.elalaoui")
    assert asked.person.axes == ["youth", "women"]
    assert asked.person.tags == ["Bénévole", "إذاعة"]


def test_of_two_who_change_a_person_the_second_sees_what_changed_and_loses_nothing() -> None:
    """The first wrote another number and another town; the second another town and a tag."""
    site = a_console()
    before = PersonDraft.of(examples.a_member())
    site.services.answers["members.member"] = by_the_first()
    site.services.answers["members.change_member"] = Refused("changed-meanwhile")
    typed = before.values | {"town": "Salé", "tags": "Radio"}
    form = typed | {"version": "7", "shown": before.shown_as_text}

    answer = site.post(CHANGE, page=CHANGE, **form)

    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert 'name="version" value="8"' in page
    assert 'id="mobile" name="mobile" type="tel" value="+212600000099"' in page
    assert 'id="town" name="town" type="text" value="Salé"' in page
    assert 'id="tags" name="tags" type="text" value="Radio"' in page
    assert page.count('class="notice warn meanwhile"') == 2
    assert "a aussi modifié ceci. Cette personne a écrit : <bdi>Rabat</bdi>" in page
    assert 'Avant, il y avait : <bdi dir="ltr">+212600000012</bdi>' in page
    assert shown(answer.text)["town"] == "Rabat"


def by_the_first() -> MemberDetail:
    member = examples.a_member(version=8, town="Rabat")
    mobile, email = member.contacts
    return replace(member, contacts=[replace(mobile, value="+212600000099"), email])


def test_what_both_wrote_alike_needs_no_word() -> None:
    before = PersonDraft.of(examples.a_member())
    mine = replace(before, town="Rabat", last_name="Alaoui")

    form, beside = mine.on_top_of(PersonDraft.of(examples.a_member(town="Rabat", last_name="A")))

    assert (form.town, form.last_name) == ("Rabat", "Alaoui")
    assert beside == {"last_name": Meanwhile(both=True, value="A")}


@pytest.mark.parametrize("spoiled", ["", "{", "[]", '{"town": 5}'])
def test_a_form_that_has_lost_its_memory_is_shown_again(spoiled: str) -> None:
    site = a_console()
    site.services.answers["members.change_member"] = Refused("changed-meanwhile")

    answer = site.post(CHANGE, page=CHANGE, **AMINA, version="x", shown=spoiled)

    assert answer.status_code == 422
    assert 'value="El Alaoui"' in answer.text


# --- Mandates --------------------------------------------------------------------------------


def test_a_mandate_is_added_with_its_last_day() -> None:
    site = a_console()
    typed = {"body": "council", "office": "Trésorière", "begins_on": "2026-01-01"}

    answer = site.post(f"{MEMBER}/mandates", page=MEMBER, **typed, last_day="2026-12-31")

    assert (answer.status_code, answer.location) == (303, f"{MEMBER}#mandates")
    [asked] = site.services.commands("members.add_mandate")
    assert (asked.body, asked.office) == ("council", "Trésorière")
    assert (asked.begins_on, asked.ends_on) == (date(2026, 1, 1), date(2027, 1, 1))


def test_a_refused_mandate_keeps_what_was_typed() -> None:
    site = a_console()
    site.services.answers["members.add_mandate"] = Refused("mandate-exists")
    typed = {"body": "secretariat", "office": "Trésorière", "begins_on": "2026-01-01"}

    answer = site.post(f"{MEMBER}/mandates", page=MEMBER, **typed)

    assert answer.status_code == 422
    assert 'value="Trésorière"' in answer.text
    assert 'value="secretariat" selected' in answer.text
    assert 'id="begins_on-wrong"' in answer.text


def test_a_mandate_ends_after_its_last_day_or_never_was() -> None:
    site = a_console()

    ended = site.post(f"{MANDATE}/end", page=MEMBER, last_day="2026-11-30")
    removed = site.post(f"{MANDATE}/remove", page=MEMBER)

    assert (ended.status_code, removed.status_code) == (303, 303)
    [end] = site.services.commands("members.end_mandate")
    assert (end.mandate_id, end.ends_on) == (examples.an_id(801), date(2026, 12, 1))
    assert len(site.services.commands("members.remove_mandate")) == 1


@pytest.mark.parametrize("day", ["", "demain", "2026-02-31"])
def test_a_last_day_that_is_none_is_asked_for_again(day: str) -> None:
    site = a_console()

    answer = site.post(f"{MANDATE}/end", page=MEMBER, last_day=day)

    assert answer.status_code == 422
    assert site.services.commands("members.end_mandate") == []


def test_the_last_day_there_is_has_no_day_after_it() -> None:
    site = a_console()

    site.post(f"{MANDATE}/end", page=MEMBER, last_day="9999-12-31")

    assert site.services.commands("members.end_mandate")[0].ends_on == date.max


# --- A consent of somebody who is on record ----------------------------------------------------

CONSENT = {
    "consent_channels": "email",
    "consent_wording": "J’accepte",
    "consent_source": "feuille signée",
    "consent_date": "2026-10-01",
    "consent_collector": "Sara",
}
PERSON = f"/members/{examples.an_id(100)}"


def test_a_consent_is_written_down_from_the_persons_page() -> None:
    site = Site().sign_in()

    answer = site.post(f"{PERSON}/consents", page=PERSON, **CONSENT)

    assert answer.location == f"{PERSON}#consents"
    [wish] = site.services.commands("members.record_consent")
    assert (wish.member_id, wish.consent.channels) == (examples.an_id(100), ["email"])
    assert (wish.consent.day, wish.consent.collector) == (date(2026, 10, 1), "Sara")


@pytest.mark.parametrize("missing", list(CONSENT))
def test_half_a_consent_is_refused_and_what_was_typed_stays(missing: str) -> None:
    site = Site().sign_in()

    answer = site.post(f"{PERSON}/consents", page=PERSON, **CONSENT | {missing: ""})

    assert answer.status_code == 422
    assert ('value="feuille signée"' in answer.text) is (missing != "consent_source")
    assert site.services.commands("members.record_consent") == []


def test_a_persons_own_no_is_said_beside_the_channels() -> None:
    site = Site().sign_in(language="fr")
    site.services.answers["members.record_consent"] = Refused("own-no-stands")

    answer = site.post(f"{PERSON}/consents", page=PERSON, **CONSENT)

    assert answer.status_code == 422
    assert 'id="consent_channels-wrong"' in answer.text
    assert "Elle seule peut" in answer.text


def test_whoever_only_reads_writes_no_consent_down() -> None:
    site = Site().sign_in(scopes=["members:read"])

    assert f"{PERSON}/consents" not in site.get(PERSON).text
