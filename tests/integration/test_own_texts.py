"""Texts that replace the usual ones, from the organiser to the phone, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.notifications.errors import (
    LinkNeeded,
    NoOwnText,
    SmsTooLong,
    TextChanged,
    UnknownField,
)
from services.notifications.letters import Letterhead
from services.notifications.operations import account_mails, asking, own_texts, planning, text_tests
from services.notifications.operations.account_mails import Post
from services.notifications.operations.own_texts import Setting
from services.notifications.operations.writing import EmailWriter
from shared.contracts.events import Card, CardText
from shared.contracts.members import Channel, Contact, Language
from shared.contracts.notifications import (
    FindOwnTexts,
    ForgetText,
    KeepText,
    OwnText,
    PreviewTexts,
    SendTextToMe,
    ShowText,
    TextKind,
    TextOnItsWay,
    TextOrigin,
    TextShown,
    TryText,
    Words,
)
from shared.db.limits import Limits, within
from shared.edge.actors import sign, verify
from shared.edge.addresses import ProvenAddress, prove, proven
from shared.errors import InvalidRequest, NotAllowed, NotSignedIn, TooManyTries
from shared.ids import new_id
from tests.support.desk import LEASE, STAFF, URL, Desk, Outside, a_card
from tests.support.ledger import a_world, by_email, desk, somebody, texts
from tests.support.world import World

__all__ = ["a_world", "desk"]

pytestmark = pytest.mark.integration

SETTING = Setting(association="FMAS", public_url=URL)
MAIL = Words(
    body="Salut $names,\n\nViens : $title.\n\nEn ligne : $online",
    subject="Viens : $title",
    button="Je réponds",
)


@pytest.fixture(autouse=True)
def nothing_written(a_world: World) -> Iterator[None]:
    yield
    a_world.rows("notifications", "delete from own_texts")


def keep(
    desk: Desk,
    words: Words | str,
    *,
    event: UUID | None = None,
    kind: TextKind = "invitation",
    channel: Channel = "sms",
    language: Language = "fr",
    version: int | None = None,
    command_id: UUID | None = None,
) -> OwnText:
    shown = show(desk, event, kind=kind, channel=channel, language=language)
    command = KeepText(
        command_id=command_id or new_id(),
        kind=kind,
        channel=channel,
        language=language,
        words=Words(body=words) if isinstance(words, str) else words,
        version=shown.version if version is None else version,
        event_id=event,
    )
    return own_texts.keep(desk.db, command, SETTING, by=STAFF, now=desk.now())


def forget(desk: Desk, event: UUID | None = None, kind: TextKind = "invitation") -> OwnText:
    command = ForgetText(
        command_id=new_id(), kind=kind, channel="sms", language="fr", event_id=event
    )
    return own_texts.forget(desk.db, command, by=STAFF, now=desk.now())


def show(
    desk: Desk,
    event: UUID | None = None,
    *,
    kind: TextKind = "invitation",
    channel: Channel = "sms",
    language: Language = "fr",
    card: Card | None = None,
) -> TextShown:
    wish = ShowText(kind=kind, channel=channel, language=language, event_id=event, card=card)
    return own_texts.show(desk.db, wish, SETTING)


def origins(desk: Desk, event: UUID | None = None) -> list[TextOrigin]:
    return [one.origin for one in own_texts.own_texts(desk.db, FindOwnTexts(event_id=event)).texts]


# --- Which text is sent ------------------------------------------------------------------------


def test_the_events_text_goes_before_the_associations_and_that_before_the_usual(
    desk: Desk,
) -> None:
    ours, theirs, arabic = somebody(), somebody(), somebody(language="ar")
    desk.contacts(ours, theirs, arabic)
    keep(desk, "De nous tous: $title $link")
    event, other = desk.event(ours, arabic), desk.event(theirs)
    keep(desk, "Du forum: $title $link", event=event)

    [own] = [text for text in texts(desk.work(event)) if "ex.org" in text and "Du forum" in text]
    [general] = texts(desk.work(other))

    assert own.startswith("Du forum: Forum des jeunes ex.org/i/")
    assert general.startswith("De nous tous: Forum des jeunes ex.org/i/")
    assert show(desk, event).origin == "event"
    assert show(desk, other).origin == show(desk).origin == "association"


def test_a_text_in_one_language_leaves_the_others_as_they_are(desk: Desk) -> None:
    french, arabic = somebody(), somebody(language="ar")
    desk.contacts(french, arabic)
    event = desk.event(french, arabic)

    keep(desk, "Viens! $title $link", event=event)

    went = {m.address: str(m.content) for m in desk.work(event)}
    assert went[str(french.phone)].startswith("Viens!")
    assert "FMAS" in went[str(arabic.phone)]
    assert "Viens" not in went[str(arabic.phone)]


def test_a_mail_has_the_text_the_subject_and_the_button_that_were_written(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    keep(desk, MAIL, event=event, channel="email")

    [mail] = desk.work(event)

    assert isinstance(mail.content, bytes)
    message = message_from_bytes(mail.content, policy=policy.default)
    assert message["Subject"] == "Viens : Forum des jeunes"
    plain = message.get_body(("plain",))
    assert plain is not None
    written = str(plain.get_content())
    assert f"Salut {person.first_name}," in written
    assert "Je réponds" in written
    assert "En ligne" not in written  # the event has no link: the line is left out
    assert message["List-Unsubscribe"]
    assert "/u/" in written


def test_a_text_that_is_changed_while_a_send_runs_holds_from_the_next_window_on(
    desk: Desk,
) -> None:
    people = [somebody() for _ in range(6)]
    desk.contacts(*people)
    event = desk.event(*people)
    keep(desk, "Premier: $title $link", event=event)
    sender = desk.sender("sms", window=5)
    claim = desk.claim(event, sender)  # bulk: four fifths of the window

    keep(desk, "Second: $title $link", event=event)
    written = [str(message.content) for message in claim.messages.values()]
    desk.send(sender, claim.batch["id"])
    assert isinstance(sender.channel, Outside)
    rest = texts(sender.channel.taken)

    assert len(written) == 4
    assert all(text.startswith("Premier:") for text in written)
    assert len(rest) == 2
    assert all(text.startswith("Second:") for text in rest)


def test_a_sender_that_has_composed_a_mail_composes_it_anew_once_its_text_is_another(
    desk: Desk,
) -> None:
    first, second = by_email(), by_email()
    desk.contacts(first, second)
    event = desk.event(first)
    assert isinstance(desk.email.writer, EmailWriter)
    [before] = desk.work(event, desk.email)

    keep(desk, MAIL, event=event, channel="email")
    desk.invite(event, second)
    [after] = desk.work(event, desk.email)

    subjects = [
        message_from_bytes(m.content, policy=policy.default)["Subject"]  # type: ignore[arg-type]
        for m in (before, after)
    ]
    assert subjects == ["Invitation : Forum des jeunes", "Viens : Forum des jeunes"]


def test_texts_are_looked_up_once_a_window_however_many_people_it_has(desk: Desk) -> None:
    people = [somebody() for _ in range(30)]
    desk.contacts(*people)
    event = desk.event(*people)
    keep(desk, "Viens! $title $link", event=event)
    asked = 0
    usual = own_texts.in_force

    def counting(*arguments: object) -> object:
        nonlocal asked
        asked += 1
        return usual(*arguments)  # type: ignore[arg-type]

    own_texts.in_force = counting  # type: ignore[assignment]
    try:
        went = desk.work(event, desk.sms)
    finally:
        own_texts.in_force = usual

    assert len(went) == 30
    assert asked <= 2  # one for the window, one that finds nothing left


def test_the_page_before_sending_shows_the_text_that_will_be_sent(desk: Desk) -> None:
    event = desk.event()
    keep(desk, "Viens! $title $link", event=event)
    keep(desk, MAIL, channel="email")

    wish = PreviewTexts(card=a_card(event), languages=["fr"])
    sms, mail = asking.preview_texts(desk.db, wish, association="FMAS", public_url=URL).previews

    assert sms.body.startswith("Viens! Forum des jeunes")
    assert (mail.subject, mail.button) == ("Viens : Forum des jeunes", "Je réponds")


def test_members_of_a_body_are_convened_in_the_words_written_for_that(desk: Desk) -> None:
    shown = show(desk, kind="convocation", channel="email")

    assert "agenda" in shown.fields
    assert "Conseil national" in shown.preview.body
    keep(desk, "Assemblée de $body: $link", kind="convocation")

    assert "Conseil national" in show(desk, kind="convocation").preview.body


# --- Keeping and taking away -------------------------------------------------------------------


def test_what_could_not_be_sent_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(UnknownField):
        keep(desk, "Salut $prenom $link")
    with pytest.raises(LinkNeeded):
        keep(desk, "Salut $names")
    with pytest.raises(SmsTooLong):
        keep(desk, "$link " + "long " * 190)

    assert origins(desk) == []


def test_a_text_that_was_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    keep(desk, "Un: $link")

    with pytest.raises(TextChanged):
        keep(desk, "Deux: $link", version=0)

    assert show(desk).words.body == "Un: $link"


def test_the_same_form_sent_again_changes_nothing(desk: Desk) -> None:
    command = new_id()
    first = keep(desk, "Un: $link", command_id=command)
    again = keep(desk, "Un: $link", command_id=command)

    assert first == again
    assert show(desk).version == 1


def test_taking_a_text_away_lets_the_usual_one_hold_and_every_version_stays(
    desk: Desk, a_world: World
) -> None:
    event = desk.event()
    keep(desk, "Un: $link")
    keep(desk, "Deux: $link")
    keep(desk, "Du forum: $link", event=event)

    forget(desk, event)
    assert show(desk, event).words.body == "Deux: $link"
    forget(desk)

    assert show(desk, event).origin == "usual"
    assert origins(desk, event) == []
    with pytest.raises(NoOwnText):
        forget(desk)
    assert show(desk).version == 3
    keep(desk, "Trois: $link")
    assert show(desk).version == 4
    kept = a_world.rows(
        "notifications",
        "select body from own_texts where event_id is null order by version",
    )
    assert [row["body"] for row in kept] == ["Un: $link", "Deux: $link", None, "Trois: $link"]


def test_who_wrote_a_text_stands_in_the_audit(desk: Desk, a_world: World) -> None:
    event = desk.event()
    keep(desk, "Un: $link", event=event)
    forget(desk, event)

    lines = a_world.rows(
        "notifications",
        "select actor_id, action, detail from audit where subject_id = %s order by id",
        event,
    )
    assert [(row["action"], row["detail"]) for row in lines] == [
        ("text.keep", "invitation sms fr"),
        ("text.forget", "invitation sms fr"),
    ]
    assert {row["actor_id"] for row in lines} == {STAFF}


def test_whoever_is_limited_to_an_event_writes_its_texts_and_no_others(desk: Desk) -> None:
    theirs, other = desk.event(), desk.event()
    keep(desk, "De nous tous: $link")
    keep(desk, "D'ailleurs: $link", event=other)

    with within(Limits(events=[theirs])):
        keep(desk, "Du mien: $link", event=theirs)
        with pytest.raises(NotAllowed):
            keep(desk, "De tous: $link", version=1)
        with pytest.raises(NotAllowed):
            keep(desk, "D'un autre: $link", event=other)
        seen = origins(desk, theirs), origins(desk, other)

    assert seen == (["event", "association"], ["association"])


# --- How it reads ------------------------------------------------------------------------------


def test_an_unkept_text_is_shown_with_the_longest_values_and_what_it_costs(desk: Desk) -> None:
    wish = TryText(
        kind="invitation",
        channel="sms",
        language="fr",
        words=Words(body="Fête! $names: $title, $when, $venue. Dites-nous: $link"),
        event_id=new_id(),
        card=a_card(new_id()),
    )

    tried = own_texts.try_text(desk.db, wish, SETTING)

    assert tried.body.startswith("Fête! Fatima-Ezzahra: Forum des jeunes")
    assert (tried.encoding, tried.segments) == ("ucs-2", 2)
    assert origins(desk) == []


def test_a_text_of_all_events_is_shown_with_the_event_that_makes_it_longest(desk: Desk) -> None:
    title = "Rencontre regionale de toutes les maisons de jeunes de " + "Rabat " * 10
    card = a_card(new_id(), starts_at=desk.now() + timedelta(days=9))
    card = replace(card, texts={"fr": CardText(title=title, venue="Rabat")})
    with desk.transaction() as tx:
        planning.keep_card(tx, card, now=desk.now())

    assert title.strip() in show(desk).preview.body


def test_an_invitation_says_until_when_one_may_answer(desk: Desk) -> None:
    start = desk.now() + timedelta(days=9)
    card = replace(a_card(new_id(), starts_at=start), answer_until=start - timedelta(days=2))
    wish = TryText(
        kind="invitation",
        channel="sms",
        language="fr",
        words=Words(body="Avant le $until: $link"),
        card=card,
    )

    tried = own_texts.try_text(desk.db, wish, SETTING)

    assert f"{card.answers_end:%d/%m}" in tried.body
    assert f"{card.starts_at:%d/%m}" not in tried.body


# --- Sent to oneself ---------------------------------------------------------------------------

ME = ProvenAddress(staff_id=STAFF, email="khadija@fmas.example", name="Khadija")
HEAD = Letterhead(association="FMAS", sender="A <a@ex.org>", public_url=URL)


def to_me(desk: Desk, event: UUID, own: ProvenAddress = ME, **changes: Any) -> TextOnItsWay:
    facts: dict[str, Any] = {
        "command_id": new_id(),
        "kind": "confirmation",
        "language": "fr",
        "words": MAIL,
        "proof": "",
        "event_id": event,
        "card": a_card(event),
    }
    command = SendTextToMe(**(facts | changes))
    return text_tests.send_to_oneself(desk.db, command, own, by=STAFF, now=desk.now())


def test_a_text_is_sent_to_oneself_as_it_would_read_and_says_that_it_is_a_test(
    desk: Desk, a_world: World
) -> None:
    outside = Outside()
    post = Post(
        channel=outside, letterhead=HEAD, links_key=str(Fernet.generate_key().decode()), lease=LEASE
    )
    sent = to_me(desk, desk.event())

    account_mails.send_due(desk.db, post, clock=desk.now)

    [mail] = outside.taken
    assert isinstance(mail.content, bytes)
    message = message_from_bytes(mail.content, policy=policy.default)
    assert message["To"] == mail.address == "khadija@fmas.example"
    assert message["Subject"] == "[Test] Viens : Forum des jeunes"
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "Salut Khadija," in str(plain.get_content())
    assert "ex.org/agenda" in str(plain.get_content())
    [row] = a_world.rows("notifications", "select * from account_mails where id = %s", sent.mail_id)
    assert (row["state"], row["email"], row["name"], row["written"]) == ("sent", None, None, None)


def test_so_many_within_the_hour_and_then_no_more_until_it_is_over(desk: Desk) -> None:
    event = desk.event()
    desk.later(hours=5)

    left = [to_me(desk, event).left for _ in range(10)]

    assert left == [*range(9, -1, -1)]
    with pytest.raises(TooManyTries):
        to_me(desk, event)
    desk.later(minutes=61)
    assert to_me(desk, event).left == 9


def test_nothing_is_sent_to_an_address_that_is_somebody_elses(desk: Desk) -> None:
    event = desk.event()

    with pytest.raises(NotAllowed):
        to_me(desk, event, replace(ME, staff_id=new_id()))
    with pytest.raises(UnknownField):
        to_me(desk, event, words=replace(MAIL, body="$prenom"))


def test_a_proof_of_an_address_is_believed_for_a_minute_and_is_no_sign_in() -> None:
    seed = bytes(range(32))
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    now = datetime.now(UTC)

    assert proven(key, prove(seed, ME, now=now)) == ME
    for worthless in (
        prove(seed, ME, now=now - timedelta(minutes=2)),
        prove(bytes(32), ME, now=now),
        sign(seed, staff_id=STAFF, role="admin", scopes=["events:write"], now=now),
        "",
    ):
        with pytest.raises(InvalidRequest):
            proven(key, worthless)
    with pytest.raises(NotSignedIn):
        verify(key, prove(seed, ME, now=now))


# --- The longest real values -------------------------------------------------------------------


@pytest.fixture
def long_names(desk: Desk, a_world: World) -> Iterator[dict[str, Contact]]:
    """Somebody with a long name for each kind of message, gone afterwards."""
    people = {
        "fr": somebody(first_name="Abdelmoughith-Abderrahmane-Abdelkarim", language="fr"),
        "wide": somebody(first_name="Marie-Françoise-Aïcha-Éléonore-Abdelkebir", language="fr"),
        "ar": somebody(first_name="عبد الرحمان عبد اللطيف عبد المغيث عبد الكريم", language="ar"),
    }
    desk.contacts(*people.values())
    yield people
    ids = [each.member_id for each in people.values()]
    a_world.rows("notifications", "delete from contacts where member_id = any(%s)", ids)


def test_texts_are_shown_with_the_longest_names_that_there_are(
    desk: Desk, long_names: dict[str, Contact]
) -> None:
    """Seen failing: they were shown with names of fourteen letters, whoever was there."""
    for language in ("fr", "ar"):
        shown = show(desk, language=language).preview
        assert long_names[language].first_name in shown.body
    assert long_names["fr"].first_name in show(desk, channel="email").preview.body


def test_whoever_is_limited_is_shown_a_sample_and_nobody_s_name(
    desk: Desk, long_names: dict[str, Contact]
) -> None:
    with within(Limits(events=[new_id()])):
        body = show(desk).preview.body

    assert "Fatima-Ezzahra" in body
    assert long_names["fr"].first_name not in body


def test_long_names_are_found_by_an_index_and_without_one_there_is_the_sample(
    desk: Desk, a_world: World
) -> None:
    plan = a_world.rows(
        "notifications",
        "explain select first_name from contacts where language = 'fr'"
        " and is_wide(first_name) = false and length(first_name) >= 12"
        " order by length(first_name) desc limit 1",
    )
    assert "contacts_with_long_names" in str(plan)
    assert "Fatima-Ezzahra" in show(desk).preview.body
