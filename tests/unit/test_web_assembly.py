"""The page of a convocation, and the quorum at the door."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from services.web.words.assemblies import code_of, read_share, share_said
from shared import clock
from shared.contracts.events.convocations import InMandate
from shared.contracts.members import Names
from shared.contracts.members.statutes import (
    MandatedFound,
    Namesake,
    Namesakes,
    Share,
    Statutes,
)
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import assemblies, examples
from tests.support.fake_services import CODE
from tests.support.web_site import Site

EVENT = f"/events/{examples.an_id(1)}"
PAGE = f"{EVENT}/assembly"
DOOR = f"/door/{examples.an_id(1)}/quorum"
STATUTES = "/sorting/statutes"


def a_site(**answers: object) -> Site:
    site = Site().sign_in()
    site.services.answers |= {f"events.{name}": answer for name, answer in answers.items()}
    return site


def test_a_body_is_chosen_with_its_statutes_as_they_are_now() -> None:
    site = a_site()

    back = site.post(
        PAGE,
        page=PAGE,
        body="council",
        agenda_fr="Rapport\r\n\r\nBudget",
        agenda_ar="تقرير\nميزانية",
    )

    assert back.location == f"{PAGE}#convene"
    [put] = site.services.commands("events.put_assembly")
    assert put.body == assemblies.some_statutes()
    assert put.agenda == {"fr": ["Rapport", "", "Budget"], "ar": ["تقرير", "ميزانية"]}


def test_what_was_typed_comes_back_with_what_is_wrong_beside_its_field() -> None:
    site = a_site(put_assembly=Refused("agendas-differ"))

    page = site.post(PAGE, page=PAGE, body="council", agenda_fr="Un\nDeux", agenda_ar="واحد")

    assert page.status_code == 422
    assert "Comparez ligne par ligne" in page.text
    assert "Un\nDeux</textarea>" in page.text.replace("\r", "")
    assert page.text.count('aria-describedby="agenda-wrong" aria-invalid="true"') == 2


def test_before_it_is_convened_the_page_says_until_when_and_how_many_are_in_mandate() -> None:
    site = a_site()

    page = site.get(PAGE).text

    [asked] = site.services.commands("members.count_destinations")
    [condition] = asked.rule.groups[0].conditions
    assert (condition.what, condition.values) == ("mandate", ["council"])
    assert condition.on == examples.START.date()
    assert "15 jours francs" in page
    assert "jeudi 1 avril 2027" in page
    assert "la moitié des membres" in page
    assert 'name="late_reason"' not in page, "nobody is asked why who is in time"


@pytest.mark.parametrize(
    ("notice", "convocation", "said"), [(15, 1, False), (21, 1, True), (21, 2, False)]
)
def test_statutes_that_changed_since_the_draft_was_saved_are_told_of(
    notice: int, convocation: int, said: bool
) -> None:
    card = assemblies.a_card()
    assert card.assembly
    card = replace(card, assembly=replace(card.assembly, convocation=convocation))
    site = a_site(assembly=assemblies.an_assembly(card=card))
    site.services.answers["members.statutes"] = assemblies.some_statutes(
        statutes=Statutes(notice_days=notice)
    )

    page = site.get(PAGE).text

    assert ("Les statuts ont changé" in page) is said


def test_too_late_a_reason_is_asked_for_and_kept_on_the_form() -> None:
    site = a_site(
        assembly=assemblies.an_assembly(late=True),
        convene=Refused("reason-too-long", {"most": 400}),
    )

    page = site.post(f"{PAGE}/convene", page=PAGE, late_reason="Décision du tribunal")

    assert page.status_code == 422
    assert 'value="Décision du tribunal"' in page.text
    assert "400 caractères au plus" in page.text


def test_convening_says_who_and_why() -> None:
    site = a_site()

    back = site.post(f"{PAGE}/convene", page=PAGE, late_reason=" Urgence ")

    assert back.location == PAGE
    [convened] = site.services.commands("events.convene")
    assert (convened.event_id, convened.late_reason) == (examples.an_id(1), "Urgence")


def test_convening_later_says_when_and_keeps_what_was_typed() -> None:
    site = a_site()

    back = site.post(f"{PAGE}/convene-later", page=PAGE, publish_at="2027-03-01T09:00")

    assert back.location == f"{PAGE}#convene"
    [later] = site.services.commands("events.convene_later")
    assert (later.event_id, later.publish_at) == (examples.an_id(1), "2027-03-01T09:00")

    site.services.answers["events.convene_later"] = Refused("late-by-then")
    page = site.post(f"{PAGE}/convene-later", page=PAGE, publish_at="2027-04-30T09:00")

    assert page.status_code == 422
    assert 'value="2027-04-30T09:00"' in page.text
    assert 'aria-describedby="publish_at-wrong' in page.text


def test_a_draft_that_is_convened_later_says_so_and_can_be_taken_back() -> None:
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    site = a_site()
    site.services.answers["events.assembly"] = assemblies.an_assembly(publish_at=at)

    page = site.get(PAGE)

    assert "convoquée automatiquement" in page.text
    assert "publish-not-later" in page.text

    refused = assemblies.an_assembly(publish_at=at, publish_refused="notice-too-short")
    site.services.answers["events.assembly"] = refused
    assert "ne l’a pas été" in site.get(PAGE).text


def test_the_page_of_a_convened_body_shows_the_quorum_and_asks_anew_for_the_roll() -> None:
    convened = assemblies.a_convened_one(late_reason="Décision du tribunal")
    site = a_site(assembly=convened)

    page = site.get(PAGE)
    site.post(f"{PAGE}/roll", page=PAGE)

    assert "sur 44 nécessaires" in page.text
    assert "Décision du tribunal" in page.text
    assert len(site.services.commands("events.take_roll")) == 1


def test_the_quorum_at_the_door_is_asked_again_until_the_assembly_is_over() -> None:
    site = a_site()
    live = site.get(DOOR).text
    card = assemblies.a_card(ends_at=clock.now() - timedelta(minutes=1))
    site.services.answers["events.quorum"] = assemblies.a_quorum(card=card)

    assert f'data-live="{DOOR}/now"' in live
    assert "Il manque 5 membres." in live
    assert "data-live" not in site.get(DOOR).text
    assert "<html" not in site.get(f"{DOOR}/now").text


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (assemblies.a_standing(present=40, by_proxy=4), "Le quorum est atteint."),
        (assemblies.a_standing(present=39, by_proxy=4), "Il manque 1 membre."),
        (assemblies.a_standing(members=0, present=0, by_proxy=0, needed=0), "Personne n’est"),
        (assemblies.a_standing(present=0, by_proxy=0, needed=0), "En attente du premier membre."),
        (None, "On établit qui est en mandat."),
    ],
)
def test_the_quorum_is_said_in_words(standing: object, said: str) -> None:
    quorum = replace(assemblies.a_quorum(), standing=standing)  # type: ignore[arg-type]

    assert said in a_site(quorum=quorum).get(DOOR).text


def test_a_draft_of_an_assembly_leads_to_its_convocation() -> None:
    site = a_site()
    draft = examples.an_event(card=assemblies.a_card(assembly=None))
    site.services.events[examples.an_id(1)] = draft

    page = site.get(EVENT).text

    assert f'href="{PAGE}"' in page
    assert f'href="{EVENT}/who"' in page, "an assembly without a body is like any event"
    site.services.events[examples.an_id(1)] = replace(draft, card=assemblies.a_card())
    assert f'href="{EVENT}/who"' not in site.get(EVENT).text


# --- Statutes --------------------------------------------------------------------------------


def test_the_statutes_of_a_body_are_written_as_numbers_and_shares() -> None:
    site = a_site()

    back = site.post(
        STATUTES,
        page=f"{STATUTES}?line=council",
        line="council",
        notice_days="21",
        quorum="2/3",
        again_notice_days="7",
        again_quorum="1/2+",
        most_proxies="2",
    )

    assert back.location == f"{STATUTES}?line=council&saved=1"
    [written] = site.services.commands("members.write_statutes")
    assert written.statutes == Statutes(
        notice_days=21,
        quorum=Share(part=2, of=3),
        again_notice_days=7,
        again_quorum=Share(part=1, of=2, more_than=True),
        most_proxies=2,
    )


def test_what_is_no_number_comes_back_as_it_was_typed() -> None:
    site = a_site()
    site.services.answers["members.write_statutes"] = Refused(
        "bad-notice", {"field": "notice_days"}
    )

    page = site.post(
        STATUTES, page=f"{STATUTES}?line=council", line="council", notice_days="quinze", quorum="?"
    )

    [written] = site.services.commands("members.write_statutes")
    assert (written.statutes.notice_days, written.statutes.quorum.part) == (-1, -1)
    assert 'value="quinze"' in page.text
    assert 'id="notice_days-wrong"' in page.text


@pytest.mark.parametrize("code", ["1/2", "1/2+", "7/11", "0/1"])
def test_a_share_is_named_and_read_back(code: str) -> None:
    share = read_share(code)

    assert share is not None
    assert code_of(share) == code


@pytest.mark.parametrize("code", ["", "half", "1/", "/2", "-1/2", "1/2/3", "١/٢"])
def test_what_is_no_share_is_none(code: str) -> None:
    assert read_share(code) is None


def test_a_share_that_is_not_usual_is_said_in_figures() -> None:
    with Site().app.test_request_context("/"):
        assert share_said(Share(part=7, of=11)) == "7 membres sur 11"
        assert share_said(Share(part=7, of=11, more_than=True)) == "plus de 7 membres sur 11"


# --- Documents -------------------------------------------------------------------------------


def a_file(content: bytes = b"%PDF-1.7", name: str = "Rapport.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_a_file_goes_to_events_in_pieces() -> None:
    site = a_site()
    content = b"%PDF-" + b"x" * 300_000

    back = site.post(
        f"{EVENT}/documents",
        page=PAGE,
        document=a_file(content),
        kind="document",
    )

    assert back.location == f"{PAGE}#documents"
    [begun] = site.services.commands("events.begin_document")
    assert (begun.name, begun.size, begun.kind) == ("Rapport.pdf", 300_005, "document")
    pieces = site.services.commands("events.add_document_piece")
    assert b"".join(base64.b64decode(piece.content) for piece in pieces) == content
    assert [piece.number for piece in pieces] == [0, 1]
    assert all(len(piece.content) <= 256 * 1024 for piece in pieces)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choisissez un fichier."),
        ({"document": (b"x" * (10 * 1024**2 + 1), "a.pdf")}, "10 Mo au plus"),
    ],
)
def test_what_cannot_be_a_document_is_said_beside_the_field(
    sent: dict[str, tuple[bytes, str]], said: str
) -> None:
    site = a_site()
    files = {name: a_file(*file) for name, file in sent.items()}

    page = site.post(f"{EVENT}/documents", page=PAGE, kind="document", **files)

    assert page.status_code in (413, 422)
    assert said in page.text
    assert 'id="document-file-wrong"' in page.text
    assert not site.services.commands("events.begin_document")


@pytest.mark.parametrize("path", [f"{EVENT}/documents", f"/i/{CODE}/documents"])
def test_a_document_comes_whole_as_a_file_to_keep_and_as_nothing_that_runs(path: str) -> None:
    site = a_site()

    got = site.get(f"{path}/{examples.an_id(81)}")

    assert got.data == b"%PDF-the rest"
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "Rapport%20moral%20%E2%80%93%202027.pdf" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"
    assert "script-src" in got.headers["Content-Security-Policy"]


def test_the_page_of_a_convocation_shows_agenda_and_documents() -> None:
    site = a_site()
    invitation = replace(examples.an_invitation(), card=assemblies.a_card())
    site.services.answers["events.open_invitation"] = invitation

    page = site.get(f"/i/{CODE}?lang=ar").text

    assert "انتخاب المكتب التنفيذي" in page
    assert f'href="/i/{CODE}/documents/{examples.an_id(81)}"' in page
    assert "مجلس التوجيه" in page


def test_without_an_answer_about_documents_the_invitation_opens_all_the_same() -> None:
    site = a_site(convocation=Unavailable("events"))
    invitation = replace(examples.an_invitation(), card=assemblies.a_card())
    site.services.answers["events.open_invitation"] = invitation

    page = site.get(f"/i/{CODE}?lang=fr")

    assert page.status_code == 200
    assert "ne peuvent pas être montrés" in page.text


def test_other_invitations_ask_for_no_documents() -> None:
    site = a_site()

    site.get(f"/i/{CODE}?lang=fr")

    assert not site.services.commands("events.convocation")


# --- Proxies ---------------------------------------------------------------------------------

INVITATION = f"/i/{CODE}?lang=fr"


def a_member(**answers: object) -> Site:
    site = a_site(**answers)
    invitation = replace(examples.an_invitation(), card=assemblies.a_card())
    site.services.answers["events.open_invitation"] = invitation
    return site


def test_a_member_gives_the_proxy_to_the_one_of_a_name() -> None:
    site = a_member()

    back = site.browser.post(
        f"/i/{CODE}/proxy",
        data={"member_id": str(examples.an_id(100)), "holder": " Youssef Bennani ", "lang": "fr"},
    )

    assert back.status_code == 303
    assert "Youssef" not in back.location
    [asked] = site.services.commands("members.find_mandated")
    assert (asked.name, asked.mandated.body) == ("Youssef Bennani", "council")
    assert asked.origin
    [given] = site.services.commands("events.give_own_proxy")
    assert (given.member_id, given.holder_id) == (examples.an_id(100), examples.an_id(101))


def test_a_name_that_is_not_known_stays_where_it_was_typed() -> None:
    site = a_member()
    site.services.answers["members.find_mandated"] = MandatedFound(found="several")

    page = site.browser.post(
        f"/i/{CODE}/proxy",
        data={"member_id": str(examples.an_id(100)), "holder": "Youssef Bennani", "lang": "fr"},
    )

    assert page.status_code == 422
    assert 'value="Youssef Bennani"' in page.text
    assert "Plusieurs membres en mandat portent ce nom." in page.text
    assert not site.services.commands("events.give_own_proxy")


@pytest.mark.parametrize(
    "convocation",
    [
        replace(assemblies.a_convocation(), members=[]),
        assemblies.a_convocation(proxies_open=False),
        replace(assemblies.a_convocation(), mandated=None),
    ],
)
def test_who_is_in_a_body_is_found_out_by_its_members_only(convocation: object) -> None:
    site = a_member(convocation=convocation)

    page = site.browser.post(
        f"/i/{CODE}/proxy",
        data={"member_id": str(examples.an_id(100)), "holder": "Youssef Bennani", "lang": "fr"},
    )

    assert page.status_code == 422
    assert not site.services.commands("members.find_mandated")
    assert not site.services.commands("events.give_own_proxy")


def test_the_proxy_is_taken_back_without_a_name() -> None:
    held = InMandate(member_id=examples.an_id(100), holder_id=examples.an_id(101))
    site = a_member(convocation=assemblies.a_convocation(held))

    page = site.get(INVITATION).text
    site.browser.post(
        f"/i/{CODE}/proxy", data={"member_id": str(examples.an_id(100)), "withdraw": "yes"}
    )

    assert "vote pour vous" in page
    [given] = site.services.commands("events.give_own_proxy")
    assert given.holder_id is None


@pytest.mark.parametrize(
    "convocation",
    [
        assemblies.a_convocation(most_proxies=0),
        assemblies.a_convocation(proxies_open=False),
        assemblies.a_convocation(InMandate(member_id=examples.an_id(100), holds=1)),
    ],
)
def test_where_none_can_be_given_there_is_no_form(convocation: object) -> None:
    assert 'name="holder"' not in a_member(convocation=convocation).get(INVITATION).text


def test_whoever_is_not_in_mandate_sees_no_proxy() -> None:
    nobody = replace(assemblies.a_convocation(), members=[])

    assert 'name="holder"' not in a_member(convocation=nobody).get(INVITATION).text


def test_an_organiser_writes_a_proxy_down_by_two_names() -> None:
    site = a_site()
    proxies = f"{PAGE}/proxies"

    back = site.post(proxies, page=proxies, giver="Amina El Alaoui", holder="Youssef Bennani")

    assert back.location == proxies
    asked = site.services.commands("members.find_mandated")
    assert [one.name for one in asked] == ["Amina El Alaoui", "Youssef Bennani"]
    assert len(site.services.commands("events.note_proxy")) == 1


def test_whose_name_is_not_known_is_said_beside_its_field() -> None:
    site = a_site()
    site.services.answers["members.find_mandated"] = MandatedFound(found="none")
    proxies = f"{PAGE}/proxies"

    page = site.post(proxies, page=proxies, giver="Amina El Alaoui", holder="Youssef Bennani")

    assert page.status_code == 422
    assert 'id="giver-wrong"' in page.text
    assert 'value="Youssef Bennani"' in page.text


def test_of_several_of_one_name_the_organiser_chooses_by_where_they_live() -> None:
    site = a_site()
    site.services.answers["members.find_mandated"] = MandatedFound(found="several")
    site.services.answers["members.namesakes"] = Namesakes(
        people=[
            Namesake(
                member_id=examples.an_id(number),
                first_name="Amina",
                last_name="Alaoui",
                region=region,
                town=town,
            )
            for number, region, town in ((100, "MA-01", "Tanger"), (102, "MA-04", "Salé"))
        ]
    )
    proxies = f"{PAGE}/proxies"
    typed = {"giver": "Amina Alaoui", "holder": "Amina Alaoui"}

    page = site.post(proxies, page=proxies, **typed)

    assert page.status_code == 422
    assert "Choisissez-en une" in page.text
    assert page.text.count('name="giver_id"') == 2
    assert "Tanger" in page.text
    assert not site.services.commands("events.note_proxy")

    ids = {"giver_id": str(examples.an_id(100)), "holder_id": str(examples.an_id(102))}
    back = site.post(proxies, page=proxies, **typed, **ids)

    assert back.location == proxies
    [noted] = site.services.commands("events.note_proxy")
    assert (noted.member_id, noted.holder_id) == (examples.an_id(100), examples.an_id(102))

    another = ids | {"giver_id": str(examples.an_id(999))}
    assert site.post(proxies, page=proxies, **typed, **another).status_code == 422


def test_a_proxy_is_withdrawn_by_a_button_beside_it() -> None:
    site = a_site()
    proxies = f"{PAGE}/proxies"

    site.post(f"{proxies}/{examples.an_id(100)}/withdraw", page=proxies)

    [noted] = site.services.commands("events.note_proxy")
    assert (noted.member_id, noted.holder_id) == (examples.an_id(100), None)


# --- A second time, on paper, and afterwards --------------------------------------------------


def test_a_second_convocation_is_prepared_for_another_day() -> None:
    second = assemblies.an_assembly(card=assemblies.a_card(event_id=examples.an_id(7)))
    site = a_site(assembly=assemblies.an_over_one(), convene_again=second)

    back = site.post(f"{PAGE}/again", page=PAGE, starts_at="2027-05-01T10:00")

    assert back.location == f"/events/{examples.an_id(7)}/assembly"
    [asked] = site.services.commands("events.convene_again")
    assert asked.starts_at == "2027-05-01T10:00"


def test_without_a_day_nothing_is_prepared() -> None:
    site = a_site(assembly=assemblies.an_over_one())

    page = site.post(f"{PAGE}/again", page=PAGE, starts_at="")

    assert page.status_code == 422
    assert 'id="starts_at-wrong"' in page.text
    assert not site.services.commands("events.convene_again")


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, True),
        ({"standing": assemblies.a_standing(present=44)}, False),
        ({"again_id": examples.an_id(7)}, False),
        ({"card": assemblies.a_card(convocation=2), "first_id": examples.an_id(2)}, False),
    ],
)
def test_a_second_convocation_is_offered_where_there_can_be_one(
    changes: dict[str, object], offered: bool
) -> None:
    view = replace(assemblies.an_over_one(), **changes)  # type: ignore[arg-type]
    page = a_site(assembly=view).get(PAGE).text

    assert (f'action="{PAGE}/again"' in page) is offered
    if view.again_id:
        assert f"/events/{examples.an_id(7)}/assembly" in page


def test_the_members_are_told_of_the_minutes_in_each_language_of_the_event() -> None:
    site = a_site(assembly=assemblies.an_over_one(minutes_told_at=None))

    looked = html.unescape(site.post(f"{PAGE}/minutes", page=PAGE).text)
    assert site.services.commands("events.tell_minutes") == []
    assert "Conseil d’orientation" in looked
    assert "Coût et délai" in looked

    site.post(f"{PAGE}/minutes", page=PAGE, looked="yes")
    [told] = site.services.commands("events.tell_minutes")
    assert set(told.said) == {"fr", "ar"}
    assert told.said["fr"].title == "Procès-verbal : Assemblée du conseil d’orientation"
    assert told.said["ar"].title == "محضر: جمع مجلس التوجيه"


def test_what_the_minutes_come_to_is_kept_beside_what_they_came_to() -> None:
    site = a_site(assembly=assemblies.an_over_one(minutes_told_at=None))
    site.post(f"{PAGE}/minutes", page=PAGE, looked="yes")

    [told] = site.services.commands("events.tell_minutes")
    [kept] = site.services.commands("notifications.keep_quote")
    assert (kept.kind, kept.wave_id) == ("announcement", told.wave_id)


def test_whoever_wants_to_change_something_tells_nobody_of_the_minutes() -> None:
    site = a_site(assembly=assemblies.an_over_one(minutes_told_at=None))
    site.post(f"{PAGE}/minutes", page=PAGE, looked="yes", change="yes")

    assert site.services.commands("events.tell_minutes") == []


def test_before_a_body_is_convened_stands_what_that_comes_to_and_it_is_kept() -> None:
    site = a_site(assembly=assemblies.an_assembly())
    page = html.unescape(site.get(PAGE).text)
    assert "Coût et délai" in page

    site.post(f"{PAGE}/convene", page=PAGE)
    [kept] = site.services.commands("notifications.keep_quote")
    assert (kept.kind, kept.wave_id) == ("invitation", None)


def test_while_nobody_says_what_it_comes_to_a_body_is_convened_all_the_same() -> None:
    site = a_site(assembly=assemblies.an_assembly())
    site.services.answers["notifications.quote"] = Unavailable("notifications")
    assert site.post(f"{PAGE}/convene", page=PAGE).status_code == 303
    assert len(site.services.commands("events.convene")) == 1


def test_the_list_to_sign_says_who_votes_for_whom() -> None:
    site = a_site()

    sheet = site.get(f"{PAGE}/roll.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(sheet.data))
    page = book.worksheets[0]
    rows = [["" if c.value is None else str(c.value) for c in row] for row in page.iter_rows(4)]
    assert rows[0][2].startswith("Procuration")
    named = {row[1]: row[2] for row in rows[1:] if row[1]}
    assert len(named) == 5
    [(giver, to)] = [(name, beside) for name, beside in named.items() if beside.startswith(">")]
    assert named[to.removeprefix("> ")] == f"+ {giver}"
    [asked] = site.services.commands("events.roll")
    assert asked.taken_out == "roll-taken-out"


def test_a_list_to_sign_that_lacks_members_is_not_made() -> None:
    site = a_site()
    site.services.answers["members.names"] = Unavailable("members")

    assert site.get(f"{PAGE}/roll.xlsx").status_code == 503


def test_whoever_has_no_name_any_more_has_a_line_to_sign() -> None:
    site = a_site()
    site.services.answers["members.names"] = Names(names=[])

    sheet = site.get(f"{PAGE}/roll.xlsx")

    page = openpyxl.load_workbook(io.BytesIO(sheet.data)).worksheets[0]
    assert sum(1 for row in page.iter_rows(5) if row[1].value) == 5


def test_the_list_to_sign_is_a_pdf_too() -> None:
    assert a_site().get(f"{PAGE}/roll.pdf").data.startswith(b"%PDF-")


def test_whoever_counts_only_is_led_to_no_document() -> None:
    counts = Site().sign_in(role="counts", scopes=["events:read", "sends:read", "people:count"])
    counts.services.answers["events.assembly"] = assemblies.an_over_one()
    address = f"/events/{examples.an_id(1)}/documents/"

    page = counts.get(PAGE).text

    assert ".pdf" in page
    assert address not in page
    document = assemblies.an_over_one().documents[0].document_id
    assert counts.get(f"{address}{document}").status_code == 403
