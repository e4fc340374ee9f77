"""Mail is signed for its domain; dkimpy, which is not ours, reads the signatures."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import dkim  # type: ignore[import-untyped]  # has no types
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.channels.email import Signer, read_key
from services.notifications.settings import EmailSettings
from services.notifications.texts import EmailForm
from shared.contracts.members import LANGUAGES
from shared.settings import UnusableSettings, read
from tests.unit.test_notifications_settings import GOOD
from tests.unit.test_notifications_texts import SENDER, URL, a_letter, a_wording, every_text

WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SIGNER = Signer(key=KEY, domain="multaqa.example", selector="s2027")


def pem(key: Any) -> str:
    raw: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return raw.decode()


def published(name: bytes, timeout: int = 5) -> bytes:
    """Answer as DNS does for the domain."""
    assert name.rstrip(b".") == b"s2027._domainkey.multaqa.example"
    der = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b"v=DKIM1; k=rsa; p=" + b64encode(der)


def holds(message: bytes) -> bool:
    try:
        return bool(dkim.DKIM(message).verify(dnsfunc=published))
    except dkim.ValidationError:
        return False


def a_mail(kind: str = "confirmation", language: str = "ar", **letter: Any) -> bytes:
    form = EmailForm(a_wording(kind, language), sender=SENDER, public_url=URL, calendar=True)
    return form.fill(a_letter(**letter))


@every_text
def test_every_mail_s_signature_is_read_by_another_library(kind: str, language: str) -> None:
    assert holds(SIGNER.signed(a_mail(kind, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_click_and_everything_that_says_who_and_what_is_signed(language: str) -> None:
    signed = SIGNER.signed(a_mail(language=language))

    names = re.search(rb"h=([^;]+);", signed)
    assert names
    covered = re.sub(rb"\s", b"", names[1]).split(b":")
    for name in (b"from", b"to", b"subject", b"date", b"message-id", b"content-type", b"list-id"):
        assert covered.count(name) == 2, "once more than it is there: nobody can add another"
    assert covered.count(b"list-unsubscribe") == 2
    assert covered.count(b"list-unsubscribe-post") == 2
    assert covered.count(b"reply-to") == 1


@pytest.mark.parametrize(
    ("there", "forged"),
    [
        (b"Subject: ", b"Subject: =?utf-8?q?Other?=\r\nX-Was: "),
        (b"List-Unsubscribe: <https://ex.org", b"List-Unsubscribe: <https://evil.test"),
        (b"\r\nFrom: ", b"\r\nReply-To: evil@x.test\r\nFrom: "),
        (b"\r\nFrom: ", b"\r\nFrom: evil@x.test\r\nFrom: "),
        (b"https://ex.org/i/", b"https://evil.t/i/"),
    ],
)
def test_what_was_changed_on_the_way_is_seen(there: bytes, forged: bytes) -> None:
    signed = SIGNER.signed(a_mail())
    assert there in signed

    assert not holds(signed.replace(there, forged, 1))


def test_a_second_try_has_the_same_signature() -> None:
    """Made anew by another process: the same bytes, for who sorts out doubles by them."""
    wording = a_wording("confirmation")
    forms = [EmailForm(wording, sender=SENDER, public_url=URL, calendar=True) for _ in range(2)]

    first, second = (SIGNER.signed(form.fill(a_letter())) for form in forms)

    assert first == second


@settings(max_examples=150, deadline=None)
@given(
    body=st.text(st.sampled_from("a  \t\r\n.=é"), max_size=80).map(
        lambda t: re.sub(r"\r?\n|\r", "\r\n", t).encode()
    )
)
def test_any_body_is_brought_to_the_form_that_others_bring_it_to(body: bytes) -> None:
    head = b"From: a@multaqa.example\r\nSubject:  two   spaces\r\n\tand a fold \r\n\r\n"

    assert holds(SIGNER.signed(head + body))


# --- Settings ----------------------------------------------------------------------------------

WHOLE = GOOD | {"DKIM_KEY": pem(KEY), "DKIM_SELECTOR": "s2027"}


def test_the_domain_is_the_sender_s_and_the_key_may_be_one_line() -> None:
    one_line = pem(KEY).replace("\n", "\\n")

    signer = read(EmailSettings, WHOLE | {"DKIM_KEY": one_line}).signer()

    assert signer
    assert (signer.domain, signer.selector) == ("multaqa.example", "s2027")
    assert signer.key.private_numbers() == KEY.private_numbers()


def test_the_key_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem(KEY))
    said = GOOD | {"DKIM_KEY_FILE": str(tmp_path / "key.pem"), "DKIM_SELECTOR": "s2027"}

    signer = read(EmailSettings, said).signer()

    assert signer
    assert signer.key.private_numbers() == KEY.private_numbers()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"DKIM_KEY": "canary"}, "DKIM_KEY is no private key"),
        (
            {"DKIM_KEY": pem(WEAK)},
            "DKIM_KEY is shorter than 2048 bits",
        ),
        ({"DKIM_KEY": pem(ec.generate_private_key(ec.SECP256R1()))}, "DKIM_KEY is no RSA key"),
        ({"DKIM_KEY_FILE": "/nowhere/canary.pem"}, "DKIM_KEY_FILE cannot be read"),
        ({"DKIM_SELECTOR": ""}, "DKIM_SELECTOR"),
        ({"DKIM_SELECTOR": "a b"}, "DKIM_SELECTOR"),
        ({"DKIM_DOMAIN": "other.example"}, "DKIM_DOMAIN"),
        ({"DKIM_DOMAIN": "aqa.example"}, "DKIM_DOMAIN"),
        ({"DKIM_DOMAIN": "example"}, "DKIM_DOMAIN"),
        ({"DKIM_KEY": "", "DKIM_SELECTOR": "s"}, "DKIM_KEY is missing"),
    ],
)
def test_what_cannot_sign_refuses_to_start_and_is_named(said: dict[str, str], named: str) -> None:
    with pytest.raises(UnusableSettings) as refused:
        read(EmailSettings, WHOLE | said)

    assert named in str(refused.value)
    assert "canary" not in str(refused.value)


def test_without_a_key_nothing_is_signed() -> None:
    assert read(EmailSettings, GOOD).signer() is None


def test_what_is_read_back_is_the_key() -> None:
    assert read_key(pem(KEY)).private_numbers() == KEY.private_numbers()
