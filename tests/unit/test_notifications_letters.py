"""Mails to the staff about their accounts: every purpose in every language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, get_args
from uuid import UUID

import pytest

from services.notifications.letters import AccountLetter, Letterhead, account_mail, words
from services.notifications.texts import BadAddress
from shared.contracts.members import LANGUAGES, AccountChange, Purpose

HEAD = Letterhead(
    association="FMAS", sender="Multaqa <post@multaqa.example>", public_url="https://ex.org/"
)
MAIL = UUID("018f0000-0000-7000-8000-000000000001")
TOKEN = "TokenOfALink_of-43-letters"
PURPOSES = get_args(Purpose)


def a_letter(**changes: Any) -> AccountLetter:
    facts: dict[str, Any] = {
        "mail_id": MAIL,
        "purpose": "reset",
        "language": "fr",
        "name": "Salma",
        "address": "salma@association.example",
        "token": TOKEN,
        "valid_until": datetime(2027, 6, 19, 9, 30, tzinfo=UTC),
        "date": datetime(2027, 6, 19, 9, tzinfo=UTC),
    }
    return AccountLetter(**facts | changes)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_letter_has_its_link_in_both_parts(purpose: str, language: str) -> None:
    message = read(account_mail(a_letter(purpose=purpose, language=language), HEAD))

    plain, html = parts(message)
    for part in (plain, html):
        assert f"https://ex.org/password/{TOKEN}" in part
        assert "Salma" in part
        assert "FMAS" in part
        assert "$" not in part
    assert message["Content-Language"] == language
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert TOKEN not in str(message["Subject"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", get_args(AccountChange))
def test_news_of_an_account_leads_to_another_password_and_holds_no_secret(
    purpose: str, language: str
) -> None:
    message = read(account_mail(a_letter(purpose=purpose, language=language, token=""), HEAD))

    for part in parts(message):
        assert "https://ex.org/forgotten-password" in part
        assert "forgotten-password/" not in part
        assert "Salma" in part
        assert "$" not in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_reads_in_its_languages_direction(language: str) -> None:
    _, html = parts(read(account_mail(a_letter(language=language), HEAD)))

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html


def test_nobody_can_stop_it_and_it_says_until_when_it_is_good() -> None:
    message = read(account_mail(a_letter(), HEAD))

    assert message["List-Unsubscribe"] is None
    plain, html = parts(message)
    assert html.count("<a ") == 1
    assert "samedi 19 juin 2027" in " ".join(plain.split())
    assert "10:30" in plain


def test_every_copy_has_the_same_name() -> None:
    first, again = (account_mail(a_letter(), HEAD) for _ in range(2))

    assert read(first)["Message-ID"] == read(again)["Message-ID"] == f"<{MAIL}@ex.org>"


@pytest.mark.parametrize(
    "odd",
    [
        "x\r\nBcc: evil@x.test",
        "=?utf-8?q?x=0ABcc:_evil@x.test?=",
        "<b onclick='x'>&amp;</b>",
        "$until ${association}",
        "x" * 5000,
        "\N{RIGHT-TO-LEFT OVERRIDE}gnp",
    ],
)
def test_whatever_somebody_is_called_stays_text(odd: str) -> None:
    head = Letterhead(association=odd, sender=HEAD.sender, public_url=HEAD.public_url)
    message = read(account_mail(a_letter(purpose="welcome", name=odd), head))

    assert message["Bcc"] is None
    assert len(message.items()) == 10
    plain, html = parts(message)
    assert not re.search(r"<b[ >]", html)
    assert max(len(line.encode()) for line in plain.splitlines()) < 998


@pytest.mark.parametrize("address", ["", "x", "a@b\r\nBcc: c@d", "<a@b.c>", "a" * 300 + "@b.org"])
def test_an_address_that_is_none_is_not_written_to(address: str) -> None:
    with pytest.raises(BadAddress):
        account_mail(a_letter(address=address), HEAD)


def test_every_language_says_the_same_things() -> None:
    def places(language: str) -> dict[tuple[str, str], set[str]]:
        return {
            (section, name): set(re.findall(r"\$(\w+)", text))
            for section, texts in words(language).items()
            for name, text in texts.items()
        }

    assert all(places(language) == places("en") for language in LANGUAGES)
