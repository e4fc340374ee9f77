"""The sandbox's rules that need no process: texts, mails, faults, and the order of the ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from shared import clock
from shared.settings import UnusableSettings
from tools.sandbox import sms_text
from tools.sandbox.faults import FaultBoard, Faults, UnknownFault
from tools.sandbox.gateway import GatewayRefusal, read_submission
from tools.sandbox.intake import Intake
from tools.sandbox.ledger import Entry, Ledger
from tools.sandbox.mail import framed, read_header, read_mail, split_at_links
from tools.sandbox.messages import Channel, Coding, Submission
from tools.sandbox.pages import language, shown_number, without_links
from tools.sandbox.receipts import filled, stays_here
from tools.sandbox.settings import read_settings
from tools.sandbox.store import Receipt, Store

ARABIC = "ندعوك إلى منتدى الشباب"
TIFINAGH = "ⴰⵣⵓⵍ ⴰⵢⵏⵏⴰ ⵉⵥⵉⵍⵏ"


def a_submission(
    *, reference: str | None = "r1", recipients: tuple[str, ...] = ("+212612345678",)
) -> Submission:
    return Submission(
        channel=Channel.SMS,
        sender="MULTAQA",
        recipients=recipients,
        reference=reference,
        received_at=clock.now(),
        text="Salam",
        coding=Coding.GSM_7,
    )


# What a phone shows


@pytest.mark.parametrize(
    ("meant", "coding", "charset", "shown"),
    [
        (ARABIC, Coding.UCS_2, "UTF-8", ARABIC),
        (TIFINAGH + " 🎉", Coding.UCS_2, "utf-8", TIFINAGH + " 🎉"),
        ("سلام", Coding.GSM_7, "UTF-8", "????"),
        ("سلام", Coding.GSM_7, None, "????"),
        ("Fête ç œ ’", Coding.GSM_7, None, "F?te Ç ? ?"),
        ("à é è ù €", Coding.GSM_7, None, "à é è ù €"),
    ],
)
def test_a_phone_shows_what_the_coding_can_carry(
    meant: str, coding: Coding, charset: str | None, shown: str
) -> None:
    assert sms_text.shown(meant.encode(), coding=coding, charset=charset) == shown


def test_a_forgotten_charset_is_seen() -> None:
    assert sms_text.shown("سلام".encode(), coding=Coding.UCS_2, charset=None) != "سلام"


@pytest.mark.parametrize("charset", ["UTF-16BE", "UCS-2"])
def test_a_text_may_come_as_the_bytes_of_ucs2(charset: str) -> None:
    raw = ARABIC.encode("utf-16-be")

    assert sms_text.shown(raw, coding=Coding.UCS_2, charset=charset) == ARABIC


@pytest.mark.parametrize(
    ("text", "coding", "price"),
    [
        ("a" * 160, Coding.GSM_7, "GSM-7 · 1 segment"),
        ("a" * 161, Coding.GSM_7, "GSM-7 · 2 segments"),
        ("€" * 80, Coding.GSM_7, "GSM-7 · 1 segment"),
        ("€" * 81, Coding.GSM_7, "GSM-7 · 2 segments"),
        ("س" * 70, Coding.UCS_2, "UCS-2 · 1 segment"),
        ("س" * 71, Coding.UCS_2, "UCS-2 · 2 segments"),
        ("🎉" * 36, Coding.UCS_2, "UCS-2 · 2 segments"),
        ("a" * 71, Coding.UCS_2, "UCS-2 · 2 segments"),
        ("", Coding.GSM_7, "GSM-7 · 1 segment"),
        ("", Coding.UCS_2, "UCS-2 · 1 segment"),
        ("a" * 141, Coding.BYTES_8, "8-bit · 2 segments"),
    ],
)
def test_segments_are_counted_as_they_are_paid(text: str, coding: Coding, price: str) -> None:
    assert sms_text.price_tag(text, coding) == price


# What the gateway reads


def in_latin_1(**fields: str) -> dict[str, str]:
    """Hold the fields' bytes as the gateway does before it knows the charset."""
    given = {"from": "MULTAQA", "to": "+212612345678", "text": "Salam", **fields}
    return {
        name.replace("_", "-"): value.encode().decode("latin-1") for name, value in given.items()
    }


def test_the_reference_is_the_one_in_the_receipts_address() -> None:
    address = "http://127.0.0.1:1/dlr?ref=0192-ab&d=%d"

    submission = read_submission(in_latin_1(dlr_url=address, dlr_mask="31"))

    assert submission.reference == "0192-ab"
    assert [order.status for order in submission.receipts] == [8, 1]


@pytest.mark.parametrize("to", ["+212612345678", "212612345678", " 212612345678"])
def test_a_plus_sign_may_be_left_out_or_lost(to: str) -> None:
    assert read_submission(in_latin_1(to=to)).recipients == ("+212612345678",)


def test_a_number_that_was_not_normalised_stays_visible() -> None:
    assert read_submission(in_latin_1(to="00212612345678")).recipients == ("+00212612345678",)


def test_receipts_are_never_called_on_another_machine() -> None:
    address = "https://receipts.example/dlr?ref=r1&d=%d"

    assert read_submission(in_latin_1(dlr_url=address, dlr_mask="31")).receipts == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", "abc"),
        ("to", ""),
        ("from", ""),
        ("coding", "7"),
        ("charset", "klingon"),
        ("dlr_mask", "all"),
        ("priority", "high"),
        ("validity", "soon"),
    ],
)
def test_a_misformed_field_is_refused(field: str, value: str) -> None:
    with pytest.raises(GatewayRefusal) as refusal:
        read_submission(in_latin_1(**{field: value}))

    assert refusal.value.status == 400


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000/dlr", True),
        ("http://localhost/dlr", True),
        ("https://[::1]/dlr", True),
        ("http://10.0.0.1/dlr", False),
        ("http://localhost.example/dlr", False),
        ("ftp://127.0.0.1/dlr", False),
        ("http://[broken/dlr", False),
        ("", False),
    ],
)
def test_only_this_machine_is_called_back(address: str, here: bool) -> None:
    assert stays_here(address) is here


def test_within_a_container_another_one_is_called_back_too() -> None:
    assert stays_here("http://web:8000/hooks", within_container=True)
    assert stays_here("http://127.0.0.1/hooks", within_container=True)
    for elsewhere in ("http://web.example/hooks", "http://10.0.0.1/hooks", "http:///hooks"):
        assert not stays_here(elsewhere, within_container=True)


def test_a_report_fills_its_values_into_the_address_and_leaves_encoded_bytes_alone() -> None:
    receipt = Receipt(
        id=1, message_id=7, status=8, url="http://h/?d=%d&a=%A&id=%I&t=%d9%88&x=%20", tries=0
    )

    assert filled(receipt) == "http://h/?d=8&a=ACK%2F&id=7&t=%d9%88&x=%20"


# Mails


def a_mail(*, subject: str = ARABIC, text: str = "Salam", html: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"] = "منتدى <invitations@multaqa.example>"
    mail["To"] = "yasmine@example.org"
    mail["Subject"] = subject
    mail["Message-ID"] = "<d1@multaqa.example>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def test_a_mail_is_read_in_every_script() -> None:
    text = f"{ARABIC}\n{TIFINAGH} 🎉\n"

    mail = read_mail(a_mail(text=text, html=f"<p>{TIFINAGH}</p>"))

    assert mail.header("subject") == ARABIC
    assert mail.text == text
    assert TIFINAGH in mail.html


def test_links_come_from_both_parts_each_once_in_order() -> None:
    mail = read_mail(
        a_mail(
            text="Réponds : https://m.example/i/abc. Ou (https://m.example/p/x)،",
            html='<a href="https://m.example/i/abc">1</a><a href="https://m.example/s">2</a>'
            '<a href="javascript:alert(1)">3</a>',
        )
    )

    assert mail.links == ["https://m.example/i/abc", "https://m.example/p/x", "https://m.example/s"]


def test_pieces_of_a_text_join_to_the_text() -> None:
    text = "a https://m.example/1 b https://m.example/1. https://m.example/2"

    pieces = split_at_links(text)

    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_link in pieces if is_link] == [
        "https://m.example/1",
        "https://m.example/1",
        "https://m.example/2",
    ]


@pytest.mark.parametrize(
    ("html", "start"),
    [
        ("<!doctype html><head lang=ar><p>", '<!doctype html><head lang=ar><base target="_top">'),
        ("<!DOCTYPE html><p>", '<!DOCTYPE html><base target="_top"><p>'),
        ("<p>", '<base target="_top"><p>'),
    ],
)
def test_links_in_a_frame_open_the_whole_window(html: str, start: str) -> None:
    assert framed(read_mail(a_mail(html=html))).startswith(start)


def test_a_picture_inside_a_mail_comes_along() -> None:
    mail = EmailMessage()
    mail.set_content("ticket")
    mail.add_alternative('<img src="cid:qr@m">', subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index]  # multipart: a list of parts
    html.add_related(b"\x89PNG", "image", "png", cid="<qr@m>")  # type: ignore[union-attr]

    assert 'src="data:image/png;base64,iVBORw=="' in framed(read_mail(mail.as_bytes()))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no headers at all",
        b"Subject: =?x-unknown?q?a?=\r\nContent-Type: text/plain; charset=x-no\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\nno parts",
        b"Subject: \xd8\xb3\xd9\x84\r\nContent-Type: text/html\r\n\r\n<![broken[ <a href='http://x/'",
        b"Subject: =?utf-8?b?!!!?=\r\n\r\nbody",
    ],
)
def test_a_broken_mail_is_read_somehow(raw: bytes) -> None:
    mail = read_mail(raw)

    assert isinstance(mail.links, list)
    assert isinstance(read_header(raw, "Subject")[0], str)


def test_a_header_in_plain_utf8_is_read() -> None:
    assert read_header(f"Subject: {ARABIC}\r\n\r\nx".encode(), "Subject") == [ARABIC]


# How it looks


def test_numbers_are_grouped_as_in_their_country() -> None:
    assert shown_number("+212612345678") == "+212 6 12 34 56 78"
    assert shown_number("+00212612345678") == "+00212612345678"


def test_a_text_tells_its_language_by_its_letters() -> None:
    assert [language(text) for text in (ARABIC, TIFINAGH, "Réponds")] == ["ar", "zgh", ""]


def test_a_lists_preview_leaves_addresses_out() -> None:
    assert without_links("Réponds : https://m.example/i/abc") == "Réponds :"


# Faults


@pytest.mark.parametrize(
    "wish",
    [
        {"delay_ms": -1},
        {"delay_ms": 10**9},
        {"refuse_every": "2"},
        {"drop_next": True},
        {"reject": "("},
        {"reject": 5},
        {"explode": 1},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(wish: dict[str, object]) -> None:
    with pytest.raises(UnknownFault):
        Faults.parse(wish)


def test_every_third_is_refused_and_only_so_many_are_dropped(tmp_path: Path) -> None:
    board = FaultBoard(tmp_path / "faults.json")
    board.set([Channel.SMS], Faults(refuse_every=3, drop_next=2))

    assert [board.refuses(Channel.SMS) for _ in range(6)] == [False, False, True] * 2
    assert [board.drops(Channel.SMS) for _ in range(3)] == [True, True, False]
    assert not board.refuses(Channel.EMAIL)


def test_faults_outlive_a_restart(tmp_path: Path) -> None:
    board = FaultBoard(tmp_path / "faults.json")
    board.set([Channel.EMAIL], Faults(drop_next=2, reject="@gone"))
    board.drops(Channel.EMAIL)

    after = FaultBoard(tmp_path / "faults.json")

    assert after[Channel.EMAIL] == Faults(drop_next=1, reject="@gone")


# The ledger


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "messages.sqlite3")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    book = Ledger(tmp_path / "accepted.jsonl")
    yield book
    book.close()


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "accepted.jsonl").read_bytes().splitlines()]


def test_the_line_is_on_disk_before_the_answer(
    tmp_path: Path, store: Store, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = Intake(store, ledger, receipts_ordered=lambda: None)
    answered_before_sync = []
    really_sync = os.fsync

    def watched_sync(file: int) -> None:
        assert lines(tmp_path)[0]["reference"] == "r1"
        answered_before_sync.append(answer.done())
        really_sync(file)

    answer = intake.accept(a_submission())
    monkeypatch.setattr(os, "fsync", watched_sync)
    intake.start()
    answer.result(timeout=5)
    intake.stop()

    assert answered_before_sync == [False]


def test_many_waiting_answers_share_one_sync(
    tmp_path: Path, store: Store, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs: list[int] = []
    monkeypatch.setattr(os, "fsync", syncs.append)
    intake = Intake(store, ledger, receipts_ordered=lambda: None)

    answers = [intake.accept(a_submission(reference=f"r{n}")) for n in range(100)]
    intake.start()
    for answer in answers:
        answer.result(timeout=5)
    intake.stop()

    assert len(lines(tmp_path)) == 100
    assert len(syncs) == 1


def test_a_sender_that_hung_up_while_waiting_is_not_taken(
    tmp_path: Path, store: Store, ledger: Ledger
) -> None:
    intake = Intake(store, ledger, receipts_ordered=lambda: None)
    gone, still_there = intake.accept(a_submission()), intake.accept(a_submission(reference="r2"))
    gone.cancel()

    intake.start()
    still_there.result(timeout=5)
    intake.stop()

    assert [line["reference"] for line in lines(tmp_path)] == ["r2"]


def test_a_line_that_a_crash_cut_short_is_dropped_and_written_again(
    tmp_path: Path, store: Store
) -> None:
    with store.transaction():
        first, second = (store.add(a_submission(reference=name))[0] for name in ("r1", "r2"))
    torn = first.as_line() + second.as_line()[:20]
    (tmp_path / "accepted.jsonl").write_bytes(torn)

    intake = Intake(store, Ledger(tmp_path / "accepted.jsonl"), receipts_ordered=lambda: None)
    intake.start()
    intake.stop()

    assert [line["reference"] for line in lines(tmp_path)] == ["r1", "r2"]


def test_attempts_count_submissions_not_recipients(store: Store) -> None:
    two = ("+212612345678", "+212687654321")
    with store.transaction():
        first = store.add(a_submission(recipients=two))
        second = store.add(a_submission(recipients=two))
        other = store.add(a_submission(reference=None))

    assert [entry.attempt for entry in [*first, *second, *other]] == [1, 1, 2, 2, 1]
    assert store.counts().duplicates == 1


def test_an_entry_keeps_its_letters() -> None:
    entry = Entry(
        id=1, channel="email", reference="<é>", recipient="ⵣ@example.org", at="now", attempt=1
    )

    assert json.loads(entry.as_line())["recipient"] == "ⵣ@example.org"


# Settings


@pytest.mark.parametrize("mode", ["production", "", "staging"])
def test_it_reads_no_settings_outside_development(mode: str) -> None:
    with pytest.raises(UnusableSettings, match="only pretends to send"):
        read_settings({"MULTAQA_MODE": mode})


def test_all_that_is_missing_is_said_together() -> None:
    with pytest.raises(UnusableSettings) as refusal:
        read_settings({"MULTAQA_MODE": "test", "SANDBOX_SMTP_PORT": "mail"})

    assert len(refusal.value.problems) == 5
