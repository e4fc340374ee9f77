"""What whoever says yes is asked: on their page, and what the organisers read of it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from shared.contracts.events import EventQuestion, Invited, InvitedPeople, QuestionText
from shared.contracts.members import SealedQuestion, SealedQuestions
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import CODE
from tests.support.web_site import EVENT, Site

INVITATION = f"/i/{CODE}"
QUESTIONS = examples.some_more_questions()
CHOICE, WORDS, BUS = (f"reply-{question.question_id}" for question in QUESTIONS)
COUNTING = ["events:read", "sends:read", "people:count"]


def a_person(number: int = 100, **changes: Any) -> Invited:
    return replace(Invited(member_id=examples.an_id(number)), **changes)


YES = a_person(answer="yes", place="confirmed")


def a_site(*people: Invited, **changes: Any) -> Site:
    site = Site()
    fields = {"questions": QUESTIONS} | changes
    invitation = examples.an_invitation(*people, **fields)
    for asked in ("open_invitation", "answer_questions"):
        site.services.answers[f"events.{asked}"] = invitation
    return site


def page_of(*people: Invited, **changes: Any) -> str:
    return a_site(*people, **changes).get(f"{INVITATION}?lang=fr").text


def say(site: Site, **typed: str) -> Any:
    form = {"member_id": str(examples.an_id(100)), "command_id": str(examples.an_id(7))} | typed
    return site.browser.post(f"{INVITATION}/questions?lang=fr", data=form)


@pytest.mark.parametrize("place", ["confirmed", "waiting"])
def test_whoever_said_yes_is_asked_in_their_language_or_one_there_is(place: Any) -> None:
    page = page_of(replace(YES, place=place))

    assert "3 questions pour vous" in page
    assert "Quel repas ?" in page
    assert "Sans viande" in page
    assert re.search(r'<span lang="ar" dir="rtl">ما الموضوع', page)
    assert page.count("réponse obligatoire") == 2
    assert page.index('class="state') < page.index("Quel repas ?")


@pytest.mark.parametrize(
    ("person", "changes"),
    [
        (a_person(), {}),
        (a_person(answer="maybe"), {}),
        (a_person(answer="no"), {}),
        (YES, {"situation": "cancelled"}),
        (YES, {"situation": "past"}),
        (YES, {"closed": True, "answer_until": examples.DEADLINE}),
        (YES, {"questions": []}),
    ],
)
def test_nobody_else_is_asked(person: Invited, changes: dict[str, Any]) -> None:
    page = page_of(person, **changes)

    assert "reply-" not in page
    assert "Quel repas ?" not in page


def test_one_tap_is_an_answer_all_the_same_and_leads_to_the_questions() -> None:
    site = a_site(a_person(99), a_person())
    site.services.answers["events.answer"] = examples.an_invitation(
        a_person(99), YES, questions=QUESTIONS
    )
    typed = {"member_id": str(examples.an_id(100)), "answer": "yes"}

    answered = site.browser.post(INVITATION, data=typed)

    [given] = site.services.commands("events.answer")
    assert given.answer == "yes"
    assert answered.status_code == 303
    assert answered.location == f"{INVITATION}#guest-2"
    assert 'id="guest-2"' in site.get(INVITATION).text
    site.services.answers["events.answer"] = examples.an_invitation(
        a_person(99), a_person(answer="no"), questions=QUESTIONS
    )
    refused = site.browser.post(INVITATION, data=typed | {"answer": "no"})
    assert refused.location == INVITATION


def test_what_was_answered_is_kept_and_can_be_changed() -> None:
    site = a_site(YES)

    kept = say(site, **{CHOICE: "1", WORDS: "Le transport", BUS: "no"})

    [said] = site.services.commands("events.answer_questions")
    assert (said.code, said.member_id) == (CODE, examples.an_id(100))
    assert [answer.value for answer in said.answers] == ["1", "Le transport", "no"]
    assert kept.status_code == 303
    assert kept.location == f"{INVITATION}?lang=fr#guest-1"
    again = page_of(replace(YES, replies=examples.some_replies()))
    assert "Merci ! Nous avons vos réponses." in again
    assert re.search(rf'name="{CHOICE}" value="1" checked', again)
    assert re.search(rf'name="{BUS}" value="yes" checked', again)
    assert "التنقل بين القرى والمدينة</textarea>" in again


def test_the_same_form_twice_is_one_answer_and_another_one_is_new() -> None:
    site = a_site(YES)

    say(site, **{BUS: "no"})
    say(site, **{BUS: "no"})
    say(site, **{BUS: "yes"})

    first, second, third = site.services.commands("events.answer_questions")
    assert first.command_id == second.command_id != third.command_id


@pytest.mark.parametrize("code", ["reply-left-out", "reply-too-long", "reply-not-offered"])
def test_what_is_refused_is_said_beside_its_question_and_nothing_is_lost(code: str) -> None:
    site = a_site(a_person(99, answer="yes", place="confirmed"), YES)
    field = WORDS.removeprefix("reply-")
    refused = Refused(code, {"field": field} | ({"most": 500} if "long" in code else {}))
    site.services.answers["events.answer_questions"] = refused

    again = say(site, **{WORDS: "Une <idée>", BUS: "no"})

    assert again.status_code == 422
    assert again.text.count("Une &lt;idée&gt;</textarea>") == 1
    assert 'aria-invalid="true" aria-describedby="q-2-2-wrong"' in again.text
    assert '<a href="#guest-2">' in again.text
    assert len(re.findall(rf'name="{BUS}" value="no" checked', again.text)) == 1


def test_a_deadline_that_passed_meanwhile_is_said_by_the_page() -> None:
    site = a_site(YES)
    site.services.answers["events.answer_questions"] = Refused("answers-closed")

    assert say(site, **{BUS: "no"}).status_code == 303


def test_a_question_that_was_not_asked_by_us_is_not_read() -> None:
    assert say(a_site(YES), **{"reply-x": "1"}).status_code == 400


# --- What the organisers read ----------------------------------------------------------------


def test_an_organiser_sees_sums_and_who_answered_what() -> None:
    page = Site().sign_in().get(f"{EVENT}/questions/answers").text

    assert "128 personnes" in page
    assert "Sans viande" in page
    assert "97 ont répondu." in page
    assert "التنقل بين القرى والمدينة" in page
    assert f"after={examples.an_id(103)}" in page


def test_whoever_may_not_read_names_sees_sums_alone() -> None:
    site = Site().sign_in(scopes=COUNTING)

    page = site.get(f"{EVENT}/questions/answers").text

    assert "97 ont répondu." in page
    assert "التنقل بين القرى والمدينة" not in page
    assert site.services.commands("events.question_answers") == []
    assert site.services.commands("members.names") == []


def test_those_who_left_something_out_can_be_looked_at_alone() -> None:
    site = Site().sign_in()

    page = site.get(f"{EVENT}/questions/answers?missing=yes").text

    [wish] = site.services.commands("events.question_answers")
    assert wish.only_missing
    assert "missing=yes" in page[page.index("Plus de réponses") - 200 :]


def with_replies(site: Site) -> Site:
    found = examples.some_attendance(questions=QUESTIONS)
    first = replace(found.rows[0], replies=examples.some_replies())
    found = replace(found, rows=[first, *found.rows[1:]])
    site.services.answers["events.attendance"] = found
    return site


def test_the_answers_as_a_sheet_have_a_column_for_each_question() -> None:
    site = with_replies(Site().sign_in())

    text = site.get(f"{EVENT}/people.csv").get_data(as_text=True).removeprefix("\ufeff")

    head, first, *others = csv.reader(io.StringIO(text), delimiter=";")
    assert [wish.with_replies for wish in site.services.commands("events.attendance")] == [True]
    assert head[-3:][0] == "Quel repas ?"
    assert first[-3:] == ["Sans viande", "التنقل بين القرى والمدينة", "Oui"]
    assert all(row[-3:] == ["", "", ""] for row in others)
    assert {len(row) for row in (head, first, *others)} == {len(head)}


def test_a_choice_that_is_not_in_the_reader_s_language_is_numbered() -> None:
    site = with_replies(Site().sign_in())
    french = {"fr": QuestionText(label="Jour ?", choices=["Un"])}
    arabic = {"ar": QuestionText(label="اليوم؟", choices=["واحد", "اثنان"])}
    question = EventQuestion(
        question_id=examples.an_id(80), kind="choice", required=True, texts=french | arabic
    )
    found = site.services.answers["events.attendance"]
    site.services.answers["events.attendance"] = replace(found, questions=[question])

    text = site.get(f"{EVENT}/people.csv").get_data(as_text=True)

    assert "Choix 2" in text


def test_the_workbook_has_the_answers_behind_the_sheet_that_everybody_signs() -> None:
    site = with_replies(Site().sign_in())

    data = site.get(f"{EVENT}/attendance.xlsx").data

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        signed, answers = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert "Sans viande" not in signed
    assert "Sans viande" in answers
    assert "Quel repas ?" in answers


def test_where_nothing_is_asked_the_workbook_has_one_sheet() -> None:
    data = Site().sign_in().get(f"{EVENT}/attendance.xlsx").data

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert "xl/worksheets/sheet2.xml" not in book.namelist()


def test_the_page_of_answers_leads_to_what_was_answered() -> None:
    site = Site().sign_in()

    assert f"{EVENT}/questions/answers" in site.get(f"{EVENT}/answers").text


# --- What is sensitive -----------------------------------------------------------------------

SENSITIVE = examples.a_sensitive_question()
ILLNESS = f"reply-{SENSITIVE.question_id}"
AGREE = f"agree-{SENSITIVE.question_id}"
BOTH = [QUESTIONS[2], SENSITIVE]


def test_a_sensitive_question_is_agreed_to_by_itself_and_nothing_depends_on_it() -> None:
    page = page_of(YES, questions=BOTH)

    assert f'name="{AGREE}"' in page
    assert "effacée 30 jours après" in page
    assert "votre place n’en dépend pas" in page
    assert "required" not in page.split(f'name="{ILLNESS}"')[1].split(">")[0]


def test_what_is_sensitive_goes_into_the_vault_and_nowhere_else() -> None:
    site = a_site(YES, questions=BOTH)

    kept = say(site, **{BUS: "no", ILLNESS: " Arachides ", AGREE: "yes"})

    assert kept.status_code == 303
    [said] = site.services.commands("events.answer_questions")
    assert [answer.value for answer in said.answers] == ["no"]
    [sealed] = site.services.commands("members.seal_answers")
    assert (sealed.event_id, sealed.member_id) == (examples.an_id(1), examples.an_id(100))
    [answer] = sealed.answers
    assert (answer.question_id, answer.value) == (SENSITIVE.question_id, "Arachides")
    assert answer.asked == SENSITIVE.texts["fr"].label
    assert answer.wording in page_of(YES, questions=BOTH)


def test_what_was_chosen_is_kept_in_the_words_that_were_read() -> None:
    text = QuestionText(label="Quel régime ?", choices=["Halal", "Sans gluten"])
    choice = replace(SENSITIVE, kind="choice", texts={"fr": text})
    site = a_site(YES, questions=[choice])

    say(site, **{ILLNESS: "1", AGREE: "yes"})

    [sealed] = site.services.commands("members.seal_answers")
    assert [answer.value for answer in sealed.answers] == ["Sans gluten"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({ILLNESS: "Arachides"}, "Cochez que vous êtes d’accord"),
        ({ILLNESS: "x" * 501, AGREE: "yes"}, "trop longue"),
    ],
)
def test_nothing_is_kept_of_what_was_not_agreed_to(typed: dict[str, str], sentence: str) -> None:
    site = a_site(YES, questions=BOTH)

    refused = say(site, **{BUS: "no"} | typed)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert typed[ILLNESS] in refused.text
    assert site.services.commands("events.answer_questions") == []
    assert site.services.commands("members.seal_answers") == []


def test_an_empty_sensitive_answer_is_none() -> None:
    site = a_site(YES, questions=BOTH)

    assert say(site, **{BUS: "no", ILLNESS: "  ", AGREE: "yes"}).status_code == 303

    assert site.services.commands("members.seal_answers") == []


def test_what_events_refuses_is_not_sealed() -> None:
    site = a_site(YES, questions=BOTH)
    site.services.answers["events.answer_questions"] = Refused("answers-closed")

    say(site, **{BUS: "no", ILLNESS: "Arachides", AGREE: "yes"})

    assert site.services.commands("members.seal_answers") == []


def test_that_something_is_sealed_is_said_and_it_is_taken_back_in_one_tap() -> None:
    site = a_site(YES, questions=BOTH)
    kept = SealedQuestion(member_id=YES.member_id, question_id=SENSITIVE.question_id)
    site.services.answers["members.what_is_sealed"] = SealedQuestions(sealed=[kept])

    page = site.get(f"{INVITATION}?lang=fr").text
    assert "Votre réponse est gardée sous scellé" in page
    form = {"member_id": str(YES.member_id), "take_back": str(SENSITIVE.question_id)}
    gone = site.browser.post(f"{INVITATION}/questions/take-back?lang=fr", data=form)

    assert gone.status_code == 303
    [wish] = site.services.commands("members.take_back_answer")
    assert (wish.event_id, wish.member_id) == (examples.an_id(1), YES.member_id)


@pytest.mark.parametrize(
    ("person", "changes"),
    [
        (a_person(answer="no"), {}),
        (YES, {"closed": True, "answer_until": examples.DEADLINE}),
        (YES, {"situation": "past"}),
        (YES, {"situation": "cancelled"}),
    ],
)
def test_it_is_taken_back_whatever_became_of_the_answer_or_the_event(
    person: Invited, changes: dict[str, Any]
) -> None:
    site = a_site(person, questions=BOTH, **changes)
    kept = SealedQuestion(member_id=person.member_id, question_id=SENSITIVE.question_id)
    site.services.answers["members.what_is_sealed"] = SealedQuestions(sealed=[kept])

    page = site.get(f"{INVITATION}?lang=fr").text

    assert f'name="take_back" value="{SENSITIVE.question_id}"' in page
    assert ILLNESS not in page


def test_whoever_answers_before_members_has_heard_of_them_is_asked_to_send_it_again() -> None:
    site = a_site(YES, questions=BOTH)
    site.services.answers["members.seal_answers"] = Refused("unknown-member")

    refused = say(site, **{BUS: "no", ILLNESS: "Arachides", AGREE: "yes"})

    assert refused.status_code == 422
    assert "Envoyez-la de nouveau" in refused.text
    assert "Arachides" in refused.text


def test_nobody_takes_back_what_is_somebody_else_s() -> None:
    site = a_site(YES, questions=BOTH)
    form = {"member_id": str(examples.an_id(999)), "take_back": str(SENSITIVE.question_id)}

    assert site.browser.post(f"{INVITATION}/questions/take-back", data=form).status_code == 400
    assert site.services.commands("members.take_back_answer") == []


def test_whoever_may_opens_the_answers_with_a_reason() -> None:
    site = Site().sign_in()
    page = f"{EVENT}/questions/answers"
    assert "Questions sensibles" in site.get(page).text
    assert "Arachides" not in site.get(page).text

    opened = site.post(f"{EVENT}/questions/sensitive", page=page, reason="Repas et accès")

    [wish] = site.services.commands("members.open_answers")
    assert (wish.event_id, wish.reason) == (examples.an_id(1), "Repas et accès")
    assert "Arachides" in opened.text
    assert "Il est écrit que vous avez lu ceci" in opened.text


def opened(site: Site) -> str:
    page = f"{EVENT}/questions/answers"
    return site.post(f"{EVENT}/questions/sensitive", page=page, reason="Repas").text


def test_what_those_without_a_place_answered_is_folded_behind_the_others() -> None:
    """Seen failing: whoever had said no stood there as if they came."""
    site = Site().sign_in()
    said_no = a_person(100, answer="no")
    site.services.answers["events.invited"] = InvitedPeople(
        people=[said_no, a_person(101, answer="yes", place="confirmed")]
    )

    text = opened(site)

    [asked] = site.services.commands("events.invited")
    assert asked.member_ids == [examples.an_id(100), examples.an_id(101)], "once for the page"
    coming, folded = text.split('<details class="why">', 1)
    assert "أستعمل كرسيا متحركا" in coming
    assert "Arachides" not in coming
    assert "Sans place" in folded.split("</summary>")[0]
    assert "Arachides" in folded


def test_nobody_is_folded_away_while_it_is_not_known_who_comes() -> None:
    site = Site().sign_in()
    site.services.answers["events.invited"] = Unavailable("events")

    text = opened(site)

    assert "Arachides" in text
    assert "Sans place" not in text


def test_without_a_reason_nothing_is_opened() -> None:
    site = Site().sign_in()
    site.services.answers["members.open_answers"] = Refused("reason-missing")
    page = f"{EVENT}/questions/answers"

    refused = site.post(f"{EVENT}/questions/sensitive", page=page, reason="")

    assert refused.status_code == 422
    assert "Quel repas" in refused.text


def test_nobody_else_opens_them() -> None:
    site = Site().sign_in(scopes=[*COUNTING, "names:read"])
    page = f"{EVENT}/questions/answers"

    shown = site.get(page).text
    assert "Questions sensibles" in shown
    assert 'name="reason"' not in shown
    assert site.post(f"{EVENT}/questions/sensitive", page=page, reason="x").status_code == 403
