"""What people wrote by SMS, on its page; and what providers call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import pytest

from shared.contracts.notifications import AnswerInbound, FindInbound, Inbox, ProviderCall
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site


def asked(site: Site, name: str) -> list[object]:
    return [request for asked, request in site.services.asked if asked == name]


def test_what_is_open_is_shown_with_who_may_have_written_it() -> None:
    site = Site().sign_in()

    page = site.get("/written").text

    assert "تونس" not in page
    assert "هل يمكنني أن أحضر" in page
    assert 'dir="ltr">+33612345678' in page
    assert asked(site, "notifications.inbox") == [FindInbound(only_open=True)]


def test_a_reply_is_sent_and_a_message_can_be_closed_without() -> None:
    site = Site().sign_in()
    for fields, text in (
        ({"text": " À Bab Chellah. ", "reply": "1"}, "À Bab Chellah."),
        ({"text": "typed, then closed", "close": "1"}, ""),
    ):
        answer = site.post(f"/written/{examples.an_id(302)}", page="/written", **fields)
        assert answer.status_code == 303
        wish = asked(site, "notifications.answer_inbound")[-1]
        assert isinstance(wish, AnswerInbound)
        assert (wish.inbound_id, wish.text) == (examples.an_id(302), text)


def test_what_was_typed_survives_a_refusal() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.answer_inbound"] = Refused("number-is-silent")

    typed = {"text": "Bonjour", "reply": "1"}
    answer = site.post(f"/written/{examples.an_id(302)}", page="/written", **typed)

    assert answer.status_code in (400, 409, 422)
    assert ">Bonjour</textarea>" in answer.text


def test_a_refused_reply_stays_on_the_page_where_it_was_typed() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.answer_inbound"] = Refused("message-closed")
    before, last = "2027-03-01T10:00:00+00:00", examples.an_id(300)
    page = f"/written?before={quote(before, safe=':')}&last={last}&all=yes"
    action = f"/written/{examples.an_id(302)}?before={quote(before, safe=':')}&last={last}&all=yes"
    assert f'action="{action}"'.replace("&", "&amp;") in site.get(page).text

    answer = site.post(action, page=page, text="Bonjour", reply="1")

    asked_for = asked(site, "notifications.inbox")[-1]
    assert asked_for == FindInbound(
        only_open=False,
        before=datetime.fromisoformat(before),
        last=last,
        also=examples.an_id(302),
    )
    assert "Bonjour" in answer.text


def test_what_was_typed_to_a_message_that_somebody_else_closed_is_shown() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.answer_inbound"] = Refused("message-closed")
    open_one = examples.an_inbox().written[1]
    closed = replace(open_one, id=examples.an_id(302), state="done")
    site.services.answers["notifications.inbox"] = Inbox(written=[closed], open=0)

    typed = {"text": "Bonjour à vous", "reply": "1"}
    answer = site.post(f"/written/{examples.an_id(302)}", page="/written", **typed)

    assert "Bonjour à vous" in answer.text


# --- Providers -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_provider_is_passed_on_whole_and_answered_without_a_word(method: str) -> None:
    site = Site()
    ask = getattr(site.browser, method)

    answer = ask(
        "/hooks/sms/kannel?from=%2B1&text=%00%41%D9",
        headers={"X-Signature": "s", "Cookie": "c=1", "X-Timestamp": "1"},
        **({"data": b"\xd9\x85{", "content_type": "application/json"} if method == "post" else {}),
    )

    assert (answer.status_code, answer.data) == (204, b"")
    assert asked(site, "notifications.provider_called") == [
        ProviderCall(
            provider="kannel",
            query="from=%2B1&text=%00%41%D9",
            body="\xd9\x85{" if method == "post" else "",
            headers={"X-Signature": "s", "X-Timestamp": "1"},
        )
    ]


def test_a_call_without_proof_is_refused_and_one_that_cannot_be_kept_comes_again() -> None:
    site = Site()
    site.services.answers["notifications.provider_called"] = Refused("not-proven")
    assert site.browser.post("/hooks/sms/phone", data=b"{}").status_code == 403

    site.services.answers["notifications.provider_called"] = Unavailable("notifications")
    again = site.browser.post("/hooks/sms/phone", data=b"{}")
    assert (again.status_code, again.headers["Retry-After"]) == (503, "10")


def test_a_mail_service_is_passed_on_with_its_signature() -> None:
    site = Site()

    signed = {"X-Signature": "s", "X-Timestamp": "1"}
    answer = site.browser.post("/hooks/mail", data=b"[]", headers=signed)
    assert (answer.status_code, answer.data) == (204, b"")
    assert asked(site, "notifications.mail_came_back") == [
        ProviderCall(provider="mail", query="", body="[]", headers=signed)
    ]
    assert site.browser.get("/hooks/mail").status_code == 405


def test_a_call_that_is_too_large_is_not_read() -> None:
    site = Site()

    for hook in ("sms/phone", "mail"):
        assert site.browser.post(f"/hooks/{hook}", data=b"x" * 270_000).status_code == 413
    assert site.services.asked == []
