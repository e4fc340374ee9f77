"""What providers of SMS are set up as, what their words mean, and how a text is cut for the air."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests
from smsutil.codecs import GSM_BASIC_CHARSET, GSM_EXT_CHARSET

from services.notifications import domain
from services.notifications.channels.http import retry_after
from services.notifications.channels.http_form import HttpFormChannel
from services.notifications.channels.pace import Pace
from services.notifications.channels.parts import GSM, UCS_2, decoded, encoded, on_air
from services.notifications.channels.providers import HttpProvider, SmppProvider, read_providers
from services.notifications.channels.smpp import smpp_time
from services.notifications.domain import (
    Accepted,
    Breaker,
    NotSent,
    Outcome,
    Rejected,
    State,
    Throttled,
    Unavailable,
    Uncertain,
    Verdict,
    judged,
)
from tests.support.sms_peers import form_provider

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
GOOD = """
[[provider]]
name = "maroc"
kind = "smpp"
host = "smsc.example.org"
system_id = "fmas"
password_from = "SMSC_PASSWORD"
sender = "FMAS"
prefixes = ["+212"]
parts_per_second = 20

[[provider]]
name = "world"
kind = "kannel"
url = "https://gateway.example.org/sendsms"
user = "fmas"
password_from = "GATEWAY_PASSWORD"
sender = "FMAS"
"""
SECRETS = {"SMSC_PASSWORD": "canary", "GATEWAY_PASSWORD": "canary-2"}


def told(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "providers.toml"
    path.write_text(text, "utf-8")
    return read_providers(path, SECRETS)[1]


# --- What is set up --------------------------------------------------------------------------


def test_a_file_of_providers_is_read_with_secrets_from_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "providers.toml"
    path.write_text(GOOD, "utf-8")

    (maroc, world), problems = read_providers(path, SECRETS)

    assert problems == []
    assert isinstance(maroc, SmppProvider)
    assert (maroc.password, maroc.parts_per_second, world.prefixes) == ("canary", 20.0, ())
    assert "canary" not in repr((maroc, world))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('kind = "smpp"', 'kind = "pigeon"', "maroc: kind is none of"),
        ('host = "smsc.example.org"\n', "", "maroc: host is not set"),
        ('password_from = "SMSC_PASSWORD"', "", "maroc: password_from is not set"),
        ('password_from = "SMSC_PASSWORD"', 'password = "x"', "maroc: password is a secret"),
        ("SMSC_PASSWORD", "NOWHERE", "maroc: password_from names NOWHERE, which is not set"),
        ("parts_per_second = 20", "parts_per_second = 0", "parts_per_second is above 0"),
        ("parts_per_second = 20", 'parts_per_second = "20"', "parts_per_second is not of the kind"),
        ("parts_per_second = 20", "window = 500", "window is between 1 and 50"),
        ("parts_per_second = 20", "speed = 9", "there is no setting speed"),
        ('["+212"]', '["212"]', "prefixes are beginnings"),
        ('sender = "FMAS"\nprefixes', 'sender = "FORUM-DES-ALT"\nprefixes', "more than 11 letters"),
        ('name = "world"', 'name = "maroc"', "two providers have the same name"),
        ('name = "world"', 'name = "World!"', "name is not a short word"),
        ("https://gateway", "gateway", "world: url is no address"),
        ("[[provider]]", "[provider]]", "cannot be read"),
        ('system_id = "fmas"', 'system_id = "association-fmas"', "system_id is longer than 15"),
        ("gateway.example.org/", "gateway.example.org:9a/", "world: url is no address"),
        ("https://gateway.example.org/", "https://:80/", "world: url is no address"),
    ],
)
def test_a_bad_setting_is_named_with_its_provider(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    problems = told(tmp_path, GOOD.replace(was, becomes, 1))

    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("SMS_PROVIDERS: ") for problem in problems)


FORM = """
[[provider]]
name = "form"
kind = "http"
url = "https://x.example.org/"
body = "{text}{to}"
"""


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("headers = { X = 5 }", "headers has something in it that is no text"),
        ('codes = { "202" = ["x"] }', "codes has something in it that is no text"),
        ('hook_statuses = { "1" = 1 }', "hook_statuses has something in it that is no text"),
        ('hook_status_at = "s"', "hook_statuses is missing"),
        ('hook_text_at = "t"', "hook_from_at is missing"),
        ('hook_text_at = "t"\nhook_from_at = "f"', "hook_key_at is missing"),
        ('hook_text_at = "t"\nhook_key_at = "k"', "hook_from is missing"),
        ("code_in = '(OK'", "code_in is no regular expression"),
        ("code_in = 'OK'", "code_in has no group"),
        ("code_at = 'a'\ncode_in = '(OK)'", "code_at and code_in are there both"),
    ],
)
def test_what_a_form_cannot_be_sent_or_heard_by_is_named(
    tmp_path: Path, setting: str, said: str
) -> None:
    """Seen failing: it was accepted, then nothing was sent, or a call could be played again."""
    assert told(tmp_path, FORM) == []

    problems = told(tmp_path, FORM + setting)

    assert any(f"provider form: {said}" in problem for problem in problems), problems


def test_a_form_that_asks_for_receipts_has_them(tmp_path: Path) -> None:
    form = FORM.replace("{to}", "{to}{receipts}")

    assert "receipts is not true" in told(tmp_path, form)[0]
    assert told(tmp_path, form + "receipts = true") == []


@pytest.mark.parametrize("text", ['[provider]\nname = "a"', "provider = 3", "provider = [1]"])
def test_a_file_without_tables_of_providers_is_no_accident_at_the_start(
    tmp_path: Path, text: str
) -> None:
    assert "provider is no list of tables" in told(tmp_path, text)[0]


def test_numbers_that_no_provider_is_for_are_found_out_before_the_start(tmp_path: Path) -> None:
    only_maroc = GOOD.split('[[provider]]\nname = "world"', maxsplit=1)[0]

    assert told(tmp_path, only_maroc) == [
        "SMS_PROVIDERS: every provider has prefixes, so other numbers have none"
    ]


# --- What a plain text says -----------------------------------------------------------------


def answered(form: HttpProvider, body: str, status: int = 200) -> Outcome:
    answer = requests.Response()
    answer.status_code, answer.raw = status, BytesIO(body.encode())
    return HttpFormChannel(form).outcome(answer)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("OK: 77-a", Accepted("77-a")),
        ("OK", Accepted(None)),
        ("ERR 7: credit", Unavailable("http-ERR 7")),
        ("ERR 9: number", Rejected("http-ERR 9")),
        ("ERR 8: who knows", Rejected("http-ERR 8")),
        ("<html>", Uncertain("http-none")),
        ("", Uncertain("http-none")),
    ],
)
def test_success_is_told_by_a_pattern_in_a_plain_text(body: str, outcome: Outcome) -> None:
    """Seen failing: most say 200 whatever it is, and what was refused was written as sent."""
    codes: dict[str, Verdict] = {"OK": "accepted", "ERR 7": "unavailable", "*": "rejected"}
    form = form_provider(
        "https://x/{to}{text}",
        code_at="",
        id_at="",
        code_in=r"^(OK|ERR \d+)(?:: (?P<id>[0-9a-z-]+))?",
        codes=codes,
    )

    assert answered(form, body) == outcome
    assert isinstance(answered(form, body, 429), Throttled)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("ERR 12", "http-ERR 12"),
        ("ERR +212612345678", "http-other"),
        ("The number of this person is barred", "http-other"),
        ("a line\nand one more", "http-other"),
        ("refused for good, says the operator", "http-refused for good, says the operator"),
    ],
)
def test_what_a_provider_answers_is_no_reason_as_it_is(body: str, reason: str) -> None:
    """Seen failing: numbers of people were in the log, and each was a reason of its own."""
    codes: dict[str, Verdict] = {"refused for good, says the operator": "rejected", "*": "rejected"}
    form = form_provider(
        "https://x/{to}{text}", code_at="", id_at="", code_in=r"(?s)^(.*)$", codes=codes
    )

    assert answered(form, body) == Rejected(reason)


def test_an_answer_that_breaks_off_is_no_refusal() -> None:
    """Seen failing: what may have been sent was told again by e-mail."""
    form = form_provider("https://x/{to}{text}", codes={"0": "accepted", "*": "rejected"})

    assert answered(form, '{"messages": [{"status": "0"') == Uncertain("http-none")
    assert answered(form, '{"messages": [{"status": "5"}]}') == Rejected("http-5")


# --- What words mean -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("0x00", Accepted("7")),
        ("0x58", Throttled(1.0, "smpp-0x58")),
        ("0x14", Throttled(1.0, "smpp-0x14")),
        ("0x0b", Rejected("smpp-0x0b")),
        ("0x08", Rejected("smpp-0x08", permanent=False)),
        ("0x0e", Unavailable("smpp-0x0e")),
        # Our sender's name, its type, how long we say that a message is of use: as for everybody.
        ("0x0a", Unavailable("smpp-0x0a")),
        ("0x48", Unavailable("smpp-0x48")),
        ("0x49", Unavailable("smpp-0x49")),
        ("0x62", Unavailable("smpp-0x62")),
        ("0xfe", Rejected("smpp-0xfe", permanent=False)),
    ],
)
def test_a_message_centres_codes_are_read_from_a_table(code: str, outcome: Outcome) -> None:
    assert judged(code, domain.SMPP_CODES, kind="smpp", provider_id="7") == outcome


@pytest.mark.parametrize(
    ("outcome", "state", "seconds"),
    [
        (Accepted("7"), State.SENT, None),
        (Rejected("x"), State.FAILED, None),
        (Rejected("x", permanent=False), State.WAITING, 15),
        (Throttled(42.0), State.WAITING, 42),
        (NotSent("x"), State.WAITING, 15),
        (Unavailable("x"), State.WAITING, 5),
        (Uncertain("x"), State.UNCERTAIN, None),
    ],
)
def test_each_outcome_leaves_its_state_and_what_was_not_sent_a_time(
    outcome: Outcome, state: State, seconds: float | None
) -> None:
    became = domain.record(uuid4(), outcome, attempts=1, now=NOW)

    assert became.state is state
    due_at = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert became.due_at == due_at


def test_who_says_too_fast_is_left_in_peace_for_as_long_as_he_said() -> None:
    breaker = Breaker().after([Accepted(), Throttled(7.0), Throttled(3.0)], 100.0)

    assert breaker.pause_left(100.0) == 7.0
    assert not breaker.probing
    assert Breaker().after([Throttled(1.0)], 100.0).pause_left(100.0) == 1.0
    # So long the way out waited itself, and went on.
    assert Breaker().after([Throttled(1.0), Accepted()], 100.0) == Breaker()


def test_one_that_puts_everything_off_is_paused_like_one_that_is_away() -> None:
    assert Breaker().after([Rejected("smpp-0x08", permanent=False)] * 5, 0.0).probing
    assert not Breaker().after([Rejected("smpp-0x0b")] * 5, 0.0).probing


def test_one_that_refuses_everybody_for_good_is_paused_and_asked_with_one() -> None:
    """Seen failing: a whole send was refused, whatever the reason, one after the other."""
    no = Rejected("http-400")
    breaker = Breaker().after([no] * 6, 0.0)
    assert not breaker.probing
    assert not breaker.after([no, Accepted(), *[no] * 9], 0.0).probing, "not in a row"

    breaker = breaker.after([no] * 4, 0.0)
    assert breaker.probing
    assert breaker.after([no], 10.0).pause_left(10.0) > breaker.pause_left(0.0)
    assert breaker.after([Accepted()], 10.0) == Breaker()


@pytest.mark.parametrize(
    ("said", "names"),
    [("1a2b", {"1a2b", "6699"}), ("6699", {"6699", "1a2b", str(0x6699)}), ("abc-9", {"abc-9"})],
)
def test_an_id_is_known_in_hexadecimal_and_in_decimal(said: str, names: set[str]) -> None:
    assert {name.lower().lstrip("0") for name in domain.names_of(said)} == names


def test_what_a_receipt_says_in_parameters_counts_more_than_its_text() -> None:
    text = "id:11 sub:001 dlvrd:001 submit date:2611271200 stat:DELIVRD err:007 text:id:99"

    assert domain.read_receipt(text, state=None, named=None) == ("11", "DELIVRD", "007")
    assert domain.read_receipt(text, state=5, named="22") == ("22", "UNDELIV", "007")
    assert domain.read_receipt("مرحبا", state=None, named=None) == ("", "", "")


# --- On the air ------------------------------------------------------------------------------


def test_every_letter_of_the_cheap_alphabet_comes_back_as_it_was() -> None:
    text = (GSM_BASIC_CHARSET + GSM_EXT_CHARSET).replace("\x1b", "")

    assert decoded(encoded(text, GSM), GSM) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        (("a" * 152 + "€") * 2 + "b" * 151, 4),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("🌍" * 36, 2),
        (("م" * 66 + "🌍") * 2, 3),
    ],
)
def test_no_part_is_longer_than_a_phone_takes_or_ends_inside_a_letter(
    text: str, parts: int
) -> None:
    cut = on_air(text, uuid4())

    assert len(cut) == parts
    headers = [part.octets[:6] if part.joined else b"" for part in cut]
    bodies = [part.octets[len(h) :] for part, h in zip(cut, headers, strict=True)]
    coding = cut[0].coding
    longest = 160 if coding == GSM else 140
    joined = 153 if coding == GSM else 134
    assert all(len(body) <= (longest if parts == 1 else joined) for body in bodies)
    assert "".join(decoded(body, coding) for body in bodies) == text
    assert [h[4:] for h in headers if h] == [bytes((parts, n)) for n in range(1, parts + 1)][
        : len([h for h in headers if h])
    ]


def test_a_second_try_is_cut_with_the_same_number() -> None:
    name = UUID("018f2f6e-8a3c-7e11-9c2b-1f2e3d4c5b6a")

    assert on_air("م" * 100, name) == on_air("م" * 100, name)
    assert on_air("م" * 100, name)[0].octets[3] == 0x6A
    assert on_air("م" * 100, name)[0].coding == UCS_2


def test_a_time_is_written_as_message_centres_read_it() -> None:
    assert smpp_time(NOW) == "261127120000000+"


# --- Pace ------------------------------------------------------------------------------------


def test_parts_are_never_given_faster_than_is_allowed_by_however_many_at_once() -> None:
    pace, given = Pace(200.0), []
    until = time.monotonic() + 0.5

    def give() -> None:
        while time.monotonic() < until and pace.wait(5.0):
            given.append(time.monotonic())

    threads = [threading.Thread(target=give) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(given) <= 200 * 0.5 * 1.1 + 10


def test_too_fast_halves_the_pace_once_for_a_whole_window_and_it_recovers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda _: None)
    pace = Pace(100.0)
    now[0] += 2

    for _ in range(20):
        pace.slower()

    assert pace.rate == 50.0
    for _ in range(30):
        now[0] += 1
        pace.wait(60)
    assert pace.rate >= 90.0


def test_one_that_names_no_limit_is_slowed_by_half_of_what_he_took_until_he_takes_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda _: None)
    pace = Pace(0)
    for _ in range(40):
        assert pace.wait(0)
        pace.taken(2)

    pace.slower(3.0)

    assert (pace.rate, pace.peace_left) == (40.0, 3.0)
    assert not pace.wait(2.0), "he wants peace for longer"
    for _ in range(30):
        now[0] += 1
        pace.wait(60)
    assert pace.wait(0)
    assert pace.rate > 160, "as fast as it goes"


def test_who_waits_while_it_is_said_waits_for_another_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen failing: whoever had a place kept it, and each of them was refused."""
    now, slept = [1000.0], list[float]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace = Pace(10.0)
    now[0] += 5

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds
        if len(slept) == 1:
            pace.slower()

    monkeypatch.setattr(time, "sleep", sleep)
    assert pace.wait(60)
    assert pace.wait(60)

    assert slept == pytest.approx([0.1, 0.2])
    assert not pace.wait(0.1)


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("120", None, 120.0),
        ("0", None, 0.0),
        ("Fri, 27 Nov 2026 12:01:30 GMT", "Fri, 27 Nov 2026 12:00:00 GMT", 90.0),
        ("Friday, 27-Nov-26 12:01:30 GMT", "Fri, 27 Nov 2026 12:00:00 GMT", 90.0),
        ("Fri, 27 Nov 2026 11:00:00 GMT", "Fri, 27 Nov 2026 12:00:00 GMT", 0.0),
        ("99999999999999999999", None, 3600.0),
        ("Fri, 27 Nov 2099 12:00:00 GMT", None, 3600.0),
        ("", None, None),
        ("soon", None, None),
        ("²", None, None),
        ("-1", None, None),
        ("Fri, 99 Nov 2026 12:01:30 GMT", None, None),
        ("Fri, 27 Nov 2026 12:01:30 GMT", "yesterday", None),
    ],
)
def test_how_long_one_wants_peace_is_read_as_seconds_and_as_a_moment(
    said: str, date: str | None, seconds: float | None
) -> None:
    """By the provider's clock, and never for more than an hour."""
    answer = requests.Response()
    answer.headers["Retry-After"] = said
    if date:
        answer.headers["Date"] = date

    assert retry_after(answer) == seconds
