"""What may stand in a text that replaces the usual one, and what must."""

from __future__ import annotations

from string import Template
from typing import get_args

import pytest

from services.notifications.domain.own_texts import (
    check,
    fields_of,
    fields_of_subject,
    needed,
    tidy,
)
from services.notifications.errors import (
    FieldNeeded,
    LinkNeeded,
    LoneDollar,
    SubjectUnsafe,
    TextMissing,
    TextTooLong,
    UnknownField,
)
from services.notifications.operations import own_texts
from services.notifications.texts import Wording, samples, templates
from shared.contracts.members import LANGUAGES, Channel
from shared.contracts.notifications import TextKind, Words
from shared.errors import Refusal

KINDS: tuple[TextKind, ...] = get_args(TextKind)


def a_mail(**changes: str) -> Words:
    return Words(**{"body": "Bonjour $names", "subject": "$title", "button": "Répondre", **changes})


def an_sms(body: str) -> Words:
    return Words(body=body)


def refused(words: Words, kind: TextKind = "invitation", channel: Channel = "email") -> Refusal:
    with pytest.raises(Refusal) as caught:
        check(tidy(words, channel), kind, channel)
    return caught.value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_usual_text_could_have_been_written_by_hand(kind: TextKind, language: str) -> None:
    usual = templates(language)[kind]
    mail = Words(body=usual["text"], subject=usual["subject"], button=usual["button"])

    check(tidy(an_sms(usual["sms"]), "sms"), kind, "sms")
    check(tidy(mail, "email"), kind, "email")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (a_mail(body="Bonjour $prenom"), "body"),
        (a_mail(body="Bonjour ${prenom}"), "body"),
        (a_mail(body="Bonjour $Names"), "body"),
        (a_mail(subject="$prenom"), "subject"),
        (a_mail(subject="Pour $names"), "subject"),
        (a_mail(button="Ouvrir $title"), "button"),
    ],
)
def test_an_unknown_field_is_refused_with_those_that_are_known(words: Words, part: str) -> None:
    refusal = refused(words)

    assert isinstance(refusal, UnknownField)
    assert refusal.detail["field"] == part
    if part == "body":
        assert refusal.detail["known"] == " ".join(fields_of("invitation", "email"))
        assert "names" in str(refusal.detail["known"]).split()


@pytest.mark.parametrize("text", ["Prix: 5 $", "$ 5", "$5 $names", "${names", "$é", "${}"])
def test_a_dollar_that_begins_no_field_is_refused(text: str) -> None:
    assert isinstance(refused(a_mail(body=text)), LoneDollar)


def test_a_dollar_written_twice_is_one() -> None:
    check(a_mail(body="Prix: 5 $$ $names"), "invitation", "email")

    assert Template("Prix: 5 $$").substitute() == "Prix: 5 $"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour $names: $title, $when",
        "$names: $title.$link",
        "$names: $title. $link.",
        "$names: $title. ${link}abc",
        "$names: $title. $$link",
        "$names: $title. https://$link",
    ],
)
def test_an_sms_keeps_its_link_to_answer_and_to_refuse_and_nothing_is_written_onto_it(
    text: str,
) -> None:
    assert isinstance(refused(an_sms(text), channel="sms"), LinkNeeded)


@pytest.mark.parametrize("text", ["$link", "$title $link stop", "Salut $names\n${link}\nStop"])
def test_a_link_stands_where_one_likes(text: str) -> None:
    check(tidy(an_sms(text), "sms"), "invitation", "sms")


def test_an_announcement_says_what_is_announced() -> None:
    refusal = refused(an_sms("Des nouvelles: $link"), "announcement", "sms")

    assert isinstance(refusal, FieldNeeded)
    assert refusal.detail["needed"] == "said"
    assert needed("announcement", "email") == ["said"]


@pytest.mark.parametrize(
    "subject",
    [
        "Forum\r\nBcc: evil@x.test",
        "Forum\nBcc: evil@x.test",
        "Forum\rBcc: evil@x.test",
        "Forum\u2028Bcc: evil@x.test",
        "Forum\x85Bcc: evil@x.test",
        "Forum\0",
        "=?utf-8?q?x=0ABcc:_evil@x.test?=",
        "Forum =?utf-8?b?eApCY2M6IGV2aWxAeC50ZXN0?=",
    ],
)
def test_a_subject_that_could_be_more_than_a_line_is_refused(subject: str) -> None:
    assert isinstance(refused(a_mail(subject=subject)), SubjectUnsafe)


@pytest.mark.parametrize("part", ["body", "subject", "button"])
@pytest.mark.parametrize("text", ["", "  \u200f "])
def test_a_part_with_nothing_in_it_is_refused(part: str, text: str) -> None:
    refusal = refused(a_mail(**{part: text}))

    assert isinstance(refusal, TextMissing)
    assert refusal.detail["field"] == part


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("sms", an_sms("$link " + "x" * 1000)),
        ("email", a_mail(body="x" * 6001)),
        ("email", a_mail(subject="x" * 201)),
        ("email", a_mail(button="x" * 61)),
    ],
)
def test_what_nobody_would_read_is_refused(channel: Channel, words: Words) -> None:
    refusal = refused(words, channel=channel)

    assert isinstance(refusal, TextTooLong)
    assert refusal.detail["most"] in {1000, 6000, 200, 60}


def test_what_cannot_be_seen_is_not_kept() -> None:
    pasted = a_mail(body="\u202bمرحبا $names\u202c\r\n\r\n\r\n\r\nA\tb\x07", button=" Répondre\n")

    tidied = tidy(pasted, "email")

    assert tidied.body == "مرحبا $names\n\nA b"
    assert tidied.button == "Répondre"


def test_several_lines_stand_neither_in_an_sms_nor_in_a_subject() -> None:
    many: dict[TextKind, set[str]] = {
        "convocation": {"agenda", "description"},
        "invitation": {"description"},
    }

    for kind, fields in many.items():
        assert fields <= set(fields_of(kind, "email"))
        assert fields.isdisjoint(fields_of(kind, "sms"))
        assert fields.isdisjoint(fields_of_subject(kind))


@pytest.mark.parametrize(
    ("site", "parts", "shorter"),
    [("https://multaqa.example.org", 2, True), ("https://fj.ma", 1, False)],
)
def test_the_preview_of_an_arabic_invitation_says_what_a_short_domain_saves(
    site: str, parts: int, *, shorter: bool
) -> None:
    """At the sample's lengths, which are the longest usual ones."""
    wording = Wording(kind="invitation", language="ar", card=samples.EVENT, association="FMAS")

    preview, _ = own_texts.previews_of(wording, "ar", site, samples.LongestNames())

    assert (preview.segments, preview.short_domain_fits) == (parts, shorter)
