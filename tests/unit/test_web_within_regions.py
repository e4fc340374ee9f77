"""What pages of an event show to whoever has some regions: those whom `members` names to them."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from shared.contracts.events import Arrival, PlaceRequests
from shared.contracts.members import MemberIds, Names
from tests.support import assemblies, examples
from tests.support.web_site import EVENT, Site

PROXIES = f"{EVENT}/assembly/proxies"
AMINA = examples.an_answer_page().answers[0].member_id


@pytest.fixture
def site() -> Site:
    """Somebody of Rabat, who may see the first of those who answered."""
    found = Site().sign_in(regions=["MA-04"], language="en")
    found.services.answers["members.names"] = only_amina
    return found


def only_amina(request: MemberIds) -> Names:
    return Names(names=[examples.a_name(each) for each in request.member_ids if each == AMINA])


def shown(site: Site, path: str) -> str:
    return html.unescape(site.get(path).text)


OTHERS = [row.member_id for row in examples.an_answer_page().answers if row.member_id != AMINA]
HIDDEN = f"{len(OTHERS)} more people are not among those whom you may see."


def test_answers_of_people_elsewhere_are_counted_and_not_shown(site: Site) -> None:
    site.services.answers["events.place_requests"] = PlaceRequests(requests=[], total=0)

    text = shown(site, f"{EVENT}/answers")

    assert f"/members/{AMINA}" in text
    assert not any(f"/members/{other}" in text for other in OTHERS)
    assert HIDDEN in text


def test_what_people_elsewhere_wrote_to_the_questions_is_not_shown(site: Site) -> None:
    own, *others = examples.some_question_answers().people
    others = [replace(other, replies=[*own.replies]) for other in others]
    page = examples.some_question_answers(people=[replace(own, replies=[]), *others])
    site.services.answers["events.question_answers"] = page
    site.services.answers["members.names"] = lambda request: Names(
        names=[examples.a_name(each) for each in request.member_ids if each == own.member_id]
    )

    text = shown(site, f"{EVENT}/questions/answers")

    replies = [reply.value for other in others for reply in other.replies]
    wrote = {value for value in replies if len(value) > 3}
    assert wrote
    assert not any(words in text for words in wrote)
    assert "not among those whom you may see." in text
    assert "01920000…" not in text


def test_a_sheet_of_the_answers_has_no_line_of_them_and_says_so(site: Site) -> None:
    came = Arrival(member_id=OTHERS[0], came_at=examples.some_attendance().rows[0].answered_at)
    site.services.answers["events.attendance"] = examples.some_attendance(unannounced=[came])

    data = site.get(f"{EVENT}/people.csv").data.decode("utf-8-sig")
    [_, own, last] = csv.reader(io.StringIO(data), delimiter=";")

    name = examples.a_name(AMINA)
    assert own[:2] == [name.first_name, name.last_name]
    assert last[0].startswith(f"{len(OTHERS) + 1} more people are not among those")


def test_the_attendance_sheet_says_how_many_have_no_line_on_it(site: Site) -> None:
    page = PdfReader(io.BytesIO(site.get(f"{EVENT}/attendance.pdf").data)).pages[0].extract_text()
    with zipfile.ZipFile(io.BytesIO(site.get(f"{EVENT}/attendance.xlsx").data)) as book:
        sheet = book.read(
            "xl/sharedStrings.xml"
            if "xl/sharedStrings.xml" in book.namelist()
            else "xl/worksheets/sheet1.xml"
        ).decode()

    for text in (page, sheet):
        assert f"Attendus, sans ligne ici : {len(OTHERS)}" in text


def test_nobody_writes_down_an_answer_of_whom_they_may_not_see(site: Site) -> None:
    path = f"{EVENT}/answers/{OTHERS[0]}"

    assert site.get(path).status_code == 404
    token = site.token(f"{EVENT}/answers/{AMINA}")
    sent = site.browser.post(path, data={"csrf_token": token, "answer": "no"})

    assert sent.status_code == 404
    assert site.services.commands("events.note_answer") == []


@pytest.mark.parametrize("actor", [{}, {"events": [examples.an_id(1)]}], ids=["all", "an event"])
def test_a_name_that_is_only_missing_hides_nobody(actor: Any) -> None:
    site = Site().sign_in(**actor)
    site.services.answers["members.names"] = only_amina

    text = shown(site, f"{EVENT}/answers")

    assert all(f"/members/{other}" in text for other in OTHERS)


ASKING = [row.member_id for row in examples.some_place_requests().requests]


def test_who_asks_for_a_place_elsewhere_is_counted_and_not_shown(site: Site) -> None:
    """Seen failing: the ids of people elsewhere were shown, with buttons to decide."""
    text = shown(site, f"{EVENT}/answers")

    own, other = ASKING
    assert own == AMINA
    assert f"{EVENT}/places/{own}/invite" in text
    assert str(other) not in text
    assert "1 more person is not among those whom you may see." in text


@pytest.mark.parametrize("decision", ["invite", "decline"])
def test_nobody_decides_about_whom_they_may_not_see(site: Site, decision: str) -> None:
    """Seen failing: whoever had an id invited people elsewhere, and declined them."""
    answers = f"{EVENT}/answers"

    refused = site.post(f"{EVENT}/places/{ASKING[1]}/{decision}", page=answers)
    assert refused.status_code == 403
    assert site.services.commands("events.decide_place") == []

    assert site.post(f"{EVENT}/places/{AMINA}/{decision}", page=answers).status_code == 303
    assert len(site.services.commands("events.decide_place")) == 1


def test_proxies_of_people_elsewhere_are_counted_and_not_shown(site: Site) -> None:
    """Seen failing: each pair was shown, also where they may see neither, with a button."""
    site.services.answers.update(assemblies.answers())

    text = shown(site, PROXIES)

    own, *others = (row.member_id for row in assemblies.some_proxies().rows)
    assert own == AMINA
    assert f"{PROXIES}/{own}/withdraw" in text
    assert not any(f"{PROXIES}/{other}/withdraw" in text for other in others)
    assert f"{len(others)} more people are not among those whom you may see." in text
    assert "No proxy yet." not in text


def test_nobody_withdraws_the_proxy_of_whom_they_may_not_see(site: Site) -> None:
    """Seen failing: whoever had an id withdrew it."""
    site.services.answers.update(assemblies.answers())
    _, other, _ = (row.member_id for row in assemblies.some_proxies().rows)

    assert site.post(f"{PROXIES}/{other}/withdraw", page=PROXIES).status_code == 403
    assert site.services.commands("events.note_proxy") == []

    assert site.post(f"{PROXIES}/{AMINA}/withdraw", page=PROXIES).status_code == 303
    assert len(site.services.commands("events.note_proxy")) == 1
