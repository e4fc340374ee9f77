"""Corrections, and sending again to whom nothing came, on the pages of the console."""

from __future__ import annotations

import html

from services.web.errors import TitleMissing
from shared.contracts.events import Said
from shared.contracts.notifications import (
    Correction,
    Failed,
    LookAtCorrection,
    SendsProgress,
)
from tests.support import examples, sending
from tests.support.web_site import Site

EVENT = f"/events/{examples.an_id(1)}"
SEND = f"{EVENT}/sends/{examples.an_id(500)}"
TYPED = {"title_fr": "Salle", "text_fr": "La salle est B."}


def a_console() -> Site:
    site = Site().sign_in(language="en")
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


def test_a_correction_can_only_be_sent_from_where_it_was_looked_at() -> None:
    site = a_console()
    page = site.get(f"{SEND}/correct").text
    assert 'name="go"' not in page
    assert "1,288" in page

    looked = html.unescape(site.post(f"{SEND}/correct", page=f"{SEND}/correct", **TYPED).text)
    assert 'name="go"' in looked
    assert "873.81" in looked
    assert "La salle est B, et non A." in looked
    assert 'name="text_fr" value="La salle est B."' in looked
    assert site.services.commands("notifications.correct_send") == []

    answer = site.post(f"{SEND}/correct", page=f"{SEND}/correct", go="yes", **TYPED)
    assert answer.status_code == 303
    (command,) = site.services.commands("notifications.correct_send")
    assert command.said == {"fr": Said(title="Salle", text="La salle est B.")}
    assert command.send_id == examples.an_id(500)


def test_a_correction_that_says_nothing_is_refused_before_it_is_looked_at() -> None:
    answer = a_console().post(f"{SEND}/correct", page=f"{SEND}/correct", title_fr="Salle")

    assert answer.status_code == 422
    assert 'value="Salle"' in answer.text
    assert "Write a text in at least one language" in html.unescape(answer.text)


def test_a_correction_without_a_title_says_so_and_keeps_what_was_typed() -> None:
    site = a_console()

    def refuse(request: LookAtCorrection) -> Correction:
        if request.said:
            raise TitleMissing
        return sending.correction(request)

    site.services.answers["notifications.look_at_correction"] = refuse
    answer = site.post(f"{SEND}/correct", page=f"{SEND}/correct", text_fr="La salle est B.")

    assert answer.status_code == 422
    assert "Give a title in at least one language" in answer.text
    assert "La salle est B." in answer.text


def test_only_what_was_ticked_is_sent_again_and_the_unsure_by_an_own_choice() -> None:
    site = a_console()
    page = html.unescape(site.get(f"{SEND}/again").text)
    assert "would get it twice" in page
    assert " checked" not in page

    path = f"{SEND}/again"
    looked = html.unescape(site.post(path, page=path, why=["rejected", "bounced"]).text)
    assert site.services.commands("notifications.resend_failed") == []
    assert "Send it to 10 people" in looked
    assert "873.81" in looked
    assert looked.count(" checked") == 2
    site.post(path, page=path, why=["rejected", "bounced", "opted_out"], go="yes")
    site.post(path, page=path, unsure="yes", go="yes")
    first, second = site.services.commands("notifications.resend_failed")
    assert (first.why, first.unsure) == (["rejected", "bounced"], False)
    assert (second.why, second.unsure) == ([], True)


def test_whoever_ticks_nothing_is_told_so() -> None:
    path = f"{SEND}/again"
    answer = a_console().post(path, page=path)

    assert answer.status_code == 422
    assert "There is nobody to send it to again, for what you have chosen." in answer.text


def test_when_nobody_is_left_there_is_nothing_to_press() -> None:
    site = a_console()
    event = examples.an_open_event()
    site.services.answers["notifications.failed"] = Failed(
        card=event.card, kind="invitation", failed={}
    )

    page = site.get(f"{SEND}/again").text
    assert "There is nobody to send it to again." in page
    assert "See what it comes to" not in page


def test_the_event_s_page_offers_both_when_the_send_is_at_its_end() -> None:
    site = a_console()
    done = {"finished": True, "correctable": True, "mendable": True}
    for more, offered in ((done, True), ({**done, "finished": False}, False)):
        send = examples.a_send(**more)
        site.services.answers["notifications.sends"] = SendsProgress(sends=[send])
        page = site.get(f"{EVENT}/sends").text
        assert (f"{SEND}/correct" in page) is offered
        assert (f"{SEND}/again" in page) is offered
