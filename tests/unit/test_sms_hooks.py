"""What providers call us with: proven or refused, and read as they write it."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID, uuid4

import pytest

from services.notifications.channels import smpp
from services.notifications.channels.hooks import (
    MOST_TOLD,
    Call,
    NoProof,
    read_call,
    twilio_signed,
)
from services.notifications.channels.providers import HttpProvider, Provider
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.domain import (
    Fate,
    Inbound,
    Receipt,
    Unreadable,
    Word,
    full_number,
    names_of,
    word_in,
)
from shared.settings import Secret
from tests.support.sms_peers import (
    android_provider,
    form_provider,
    kannel_provider,
    smpp_provider,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KEY = bytes(range(32))
HOOK = Secret("known-to-both")


def heard(provider: Provider, query: str = "", body: str = "", **headers: str) -> list[Any]:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_call(provider, Call(query=query, body=body, headers=said), key=KEY, now=NOW)


# --- Kannel ----------------------------------------------------------------------------------


def receipt_query(provider: str, **more: str) -> tuple[str, UUID]:
    name = uuid4()
    address = ReceiptAddress("https://ex.org", KEY, provider).of(name)
    assert urlsplit(address).path == f"/hooks/sms/{provider}"
    return urlsplit(address).query + "".join(f"&{n}={v}" for n, v in more.items()), name


@pytest.mark.parametrize(
    ("said", "fate"), [("8", "sent"), ("1", "delivered"), ("2", "failed"), ("16", "failed")]
)
def test_a_receipt_of_kannel_is_known_by_the_address_that_we_made(said: str, fate: Fate) -> None:
    query, name = receipt_query("kannel", d=said, answer="NACK%2F0x0b")

    (receipt,) = heard(kannel_provider("http://x/"), query)

    assert receipt == Receipt(
        provider="kannel",
        fate=fate,
        code=f"kannel-{said} NACK/0x0b",
        delivery_id=name,
    )


def test_what_waits_at_the_gateway_says_nothing_yet() -> None:
    query, _ = receipt_query("kannel", d="4")

    assert heard(kannel_provider("http://x/"), query) == []


def test_an_address_of_another_message_or_provider_proves_nothing() -> None:
    query, _ = receipt_query("kannel", d="1")
    other, _ = receipt_query("another", d="1")
    proof = query.partition("proof=")[2].partition("&")[0]

    for forged in (
        other,
        f"ref={uuid4()}&proof={proof}&d=1",
        query.replace(proof, "0" * 32),
        query.replace("&proof=", "&other="),
        "ref=nobody&proof=x&d=1",
    ):
        with pytest.raises(NoProof):
            heard(kannel_provider("http://x/", hook=HOOK), forged)


@pytest.mark.parametrize(
    ("octets", "more", "text"),
    [
        ("Arrêt svp €".encode("utf-16-be"), "&coding=2&charset=UTF-16BE", "Arrêt svp €"),
        ("إلغاء".encode("utf-16-be"), "&coding=2&charset=UTF-16BE", "إلغاء"),
        (b"OUI", "&coding=0&charset=UTF-8", "OUI"),
        ("déjà".encode(), "&coding=0&charset=UTF-8", "déjà"),
    ],
)
def test_a_message_through_kannel_is_read_octet_by_octet(
    octets: bytes, more: str, text: str
) -> None:
    query = f"hook={HOOK}&from=%2B212612345678&id=u-1&text={quote(octets)}{more}"

    assert heard(kannel_provider("http://x/", hook=HOOK), query) == [
        Inbound(provider="kannel", address="+212612345678", text=text, key="u-1")
    ]


@pytest.mark.parametrize("hook", ["", "hook=", "hook=other", "hook=KNOWN-TO-BOTH"])
@pytest.mark.parametrize("secret", [HOOK, Secret("")])
def test_a_message_without_the_secret_is_nobodys(hook: str, secret: Secret) -> None:
    with pytest.raises(NoProof):
        heard(kannel_provider("http://x/", hook=secret), f"{hook}&from=1&text=STOP")


# --- A phone ---------------------------------------------------------------------------------


def signed(event: object, at: datetime = NOW, key: str = HOOK) -> tuple[str, dict[str, str]]:
    body, stamp = json.dumps(event, ensure_ascii=False), str(int(at.timestamp()))
    proof = hmac.new(key.encode(), body.encode() + stamp.encode(), "sha256").hexdigest()
    octets = body.encode().decode("latin-1")
    return octets, {"X_Signature": proof, "X_Timestamp": stamp}


def test_what_a_phone_signs_is_heard() -> None:
    phone, name = android_provider("http://x/", hook=HOOK), uuid4()
    payload = {"messageId": str(name), "phoneNumber": "+212612345678", "reason": "no credit"}
    for kind, fate, code in (
        ("sms:sent", "sent", ""),
        ("sms:delivered", "delivered", ""),
        ("sms:failed", "failed", "no credit"),
    ):
        body, headers = signed({"id": "e1", "event": kind, "payload": payload})
        (receipt,) = heard(phone, body=body, **headers)
        assert (receipt.fate, receipt.code, receipt.delivery_id) == (fate, code, name)

    words = {"phoneNumber": "+212612345678", "message": "نعم"}
    body, headers = signed({"id": "e2", "event": "sms:received", "payload": words})
    assert heard(phone, body=body, **headers) == [
        Inbound(provider="phone", address="+212612345678", text="نعم", key="e2")
    ]


def test_what_a_phone_did_not_sign_or_signed_long_ago_is_refused() -> None:
    phone = android_provider("http://x/", hook=HOOK)
    event = {"id": "e1", "event": "sms:received", "payload": {"phoneNumber": "1", "message": "x"}}
    body, headers = signed(event)
    old_body, old = signed(event, at=datetime(2026, 11, 20, tzinfo=UTC))
    other_body, other = signed(event, key="guessed")

    for said, proof in ((body + " ", headers), (old_body, old), (other_body, other), (body, {})):
        with pytest.raises(NoProof):
            heard(phone, body=said, **proof)
    with pytest.raises(NoProof):
        heard(android_provider("http://x/"), body=body, **headers)


@pytest.mark.parametrize("event", [[], {}, {"event": "sms:sent", "payload": {}}, "x"])
def test_what_cannot_be_understood_is_not_asked_for_again(event: object) -> None:
    body, headers = signed(event)

    assert heard(android_provider("http://x/", hook=HOOK), body=body, **headers) == []


# --- Any other -------------------------------------------------------------------------------


def test_any_other_provider_is_read_by_the_paths_of_its_file() -> None:
    provider = form_provider(
        "http://x/{to}{text}",
        hook=HOOK,
        hook_id_at="results.0.messageId",
        hook_status_at="results.0.status.groupName",
        hook_statuses={"DELIVERED": "delivered", "UNDELIVERABLE": "failed"},
        hook_from_at="From",
        hook_text_at="Body",
        hook_key_at="MessageSid",
    )
    said = {"results": [{"messageId": "m-1", "status": {"groupName": "DELIVERED"}}]}

    assert heard(provider, f"hook={HOOK}", json.dumps(said)) == [
        Receipt(provider="aggregator", fate="delivered", code="http-DELIVERED", provider_id="m-1")
    ]
    form = "From=%2B212612345678&Body=ARR%C3%8AT&MessageSid=SM1"
    assert heard(provider, body=form, X_Hook=HOOK) == [
        Inbound(provider="aggregator", address="+212612345678", text="ARRÊT", key="SM1")
    ]
    with pytest.raises(NoProof):
        heard(provider, "hook=other", form)
    query, name = receipt_query("aggregator")
    own = {"results": [{"messageId": "m-2", "status": {"groupName": "UNDELIVERABLE"}}]}
    (receipt,) = heard(provider, query, json.dumps(own))
    assert (receipt.delivery_id, receipt.fate) == (name, "failed")


def test_the_signature_is_the_one_that_twilio_writes_in_its_documentation() -> None:
    body = urlencode(
        {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+14158675309",
            "Digits": "1234",
            "From": "+14158675309",
            "To": "+18005551212",
        }
    )
    call = Call(query="foo=1&bar=2", body=body, headers={})

    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio_signed("12345", address, call) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_a_call_of_twilio_is_heard_with_its_signature_alone() -> None:
    provider = form_provider(
        "http://x/",
        name="twilio",
        hook=HOOK,
        hook_signed="twilio",
        hook_from_at="From",
        hook_text_at="Body",
        hook_key_at="MessageSid",
        hook_status_at="MessageStatus",
        hook_statuses={"delivered": "delivered"},
    )
    body = urlencode({"From": "+212600000001", "Body": "نعم à 10h", "MessageSid": "SM1"})

    def told(query: str, body: str, signature: str) -> list[Any]:
        headers = {"X-Twilio-Signature": signature}
        call = Call(query=query, body=body, headers=headers)
        return read_call(provider, call, key=KEY, now=NOW, site="https://ex.org/")

    address = "https://ex.org/hooks/sms/twilio"
    signature = twilio_signed(HOOK, address, Call(query="", body=body, headers={}))
    (message,) = told("", body, signature)
    assert (message.address, message.text, message.key) == ("+212600000001", "نعم à 10h", "SM1")
    for query, said, wrong in (
        ("", body + "&More=1", signature),
        ("hook=known-to-both", body, signature),
        ("hook=known-to-both", body, ""),
        ("", body, signature.lower()),
    ):
        with pytest.raises(NoProof):
            told(query, said, wrong)

    query, name = receipt_query("twilio")
    status = urlencode({"MessageStatus": "delivered"})
    with pytest.raises(NoProof):  # an address of ours is not enough
        told(query, status, "")
    signed = twilio_signed(HOOK, f"{address}?{query}", Call(query=query, body=status, headers={}))
    (receipt,) = told(query, status, signed)
    assert (receipt.fate, receipt.delivery_id) == ("delivered", name)


def test_a_call_to_a_message_s_own_address_says_only_what_became_of_it() -> None:
    """Seen failing: a receipt that repeats the text was taken for somebody's words."""
    provider = form_provider(
        "http://x/{to}{text}",
        hook_status_at="MessageStatus",
        hook_statuses={"delivered": "delivered"},
        hook_from_at="From",
        hook_text_at="Body",
    )
    query, name = receipt_query("aggregator")

    (receipt,) = heard(provider, query, "MessageStatus=delivered&Body=STOP&From=%2B1555")

    assert isinstance(receipt, Receipt)
    assert receipt.delivery_id == name


def test_all_that_a_call_tells_is_heard() -> None:
    """Seen failing: of several results only the first."""
    provider = form_provider(
        "http://x/{to}{text}",
        hook=HOOK,
        hook_id_at="results.0.messageId",
        hook_status_at="results.0.status",
        hook_statuses={"D": "delivered", "U": "failed"},
    )
    said = [{"messageId": f"m-{n}", "status": status} for n, status in enumerate("DUxD")]

    receipts = heard(provider, f"hook={HOOK}", json.dumps({"results": said}))

    assert [(each.provider_id, each.fate) for each in receipts] == [
        *(("m-0", "delivered"), ("m-1", "failed"), ("m-3", "delivered")),
    ]


def telling_a_list() -> HttpProvider:
    """Make a provider whose call is a list of what people wrote."""
    return form_provider(
        "http://x/{to}{text}",
        hook=HOOK,
        hook_from_at="0.from",
        hook_text_at="0.text",
        hook_key_at="0.id",
    )


def test_what_cannot_be_read_of_a_call_that_is_a_list_is_parked() -> None:
    """Seen failing: it was dropped, and the provider was told that all is well."""
    provider = telling_a_list()
    said = [{"from": "+212600000001", "text": "OUI", "id": "1"}, {"media": "a.jpg", "id": "2"}]

    first, second = heard(provider, f"hook={HOOK}", json.dumps(said))

    assert isinstance(first, Inbound)
    assert isinstance(second, Unreadable)
    assert (second.reason, json.loads(second.content)) == ("no-text", said[1])


def test_what_is_more_than_is_taken_of_a_call_is_parked() -> None:
    """Seen failing: it was dropped, and the provider was told that all is well."""
    provider = telling_a_list()
    said = [
        {"from": "+212600000001", "text": "OUI", "id": str(number)}
        for number in range(MOST_TOLD + 2)
    ]

    *taken, rest = heard(provider, f"hook={HOOK}", json.dumps(said))

    assert len(taken) == MOST_TOLD
    assert isinstance(rest, Unreadable)
    assert (rest.reason, json.loads(rest.content)) == ("too-many", said[MOST_TOLD:])


@pytest.mark.parametrize(
    ("one", "other"),
    [("0A1B2C3D", "169552957"), ("169552957", "0A1B2C3D"), ("169552957", "000000000a1b2c3d")],
)
def test_a_name_is_known_in_every_way_of_writing_a_number(one: str, other: str) -> None:
    """Seen failing: not in capitals, nor with noughts before it."""
    assert other in names_of(one)


def test_what_is_deeper_than_any_provider_speaks_is_nothing() -> None:
    provider = form_provider("http://x/{to}{text}", hook=HOOK, hook_text_at="a", hook_from_at="b")

    assert heard(provider, f"hook={HOOK}", "[" * 60_000) == []


def test_a_bind_is_not_called_over_http() -> None:
    with pytest.raises(NoProof):
        heard(smpp_provider(2775), "hook=")


# --- Words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *[(said, "stop") for said in ("STOP", "stop.", " Stop SMS ", "ARRÊT", "arret svp merci")],
        *[(said, "stop") for said in ("إلغاء", "الغاء", "إيقـاف", "تَوَقُّف", "قف", "StopAll")],
        *[(said, "yes") for said in ("OUI", "oui!", "Oui merci", "نعم", "نَعَم", "1", "١", "yes")],
        *[(said, "no") for said in ("NON", "لا", "no", "لا شكرا")],
        *[(said, "cancel") for said in ("ANNULER", "cancel")],
        *[(said, "start") for said in ("START", "اشتراك")],
        *[("Sbdd", "stop"), ("ⵙⴱⴷⴷ", "stop"), ("Yah!", "yes"), ("ⵓⵀⵓ", "no")],
        *[(said, "help") for said in ("AIDE", "help", "مساعدة")],
        ("\u200fSTOP\u200f", "stop"),
        ("Ｓｔｏｐ", "stop"),
    ],
)
def test_a_word_is_read_however_it_is_written(text: str, word: Word) -> None:
    assert word_in(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "1 guest and me",
        "Oui mais je viens avec deux amis",
        "Je ne peux pas arrêter le travail avant 18h",
        "non-stop",
        "ok",
        "لا أعرف بعد",
        "Where does the tram stop?",
        "Stop at which station should I get off",
        "annuler le taxi de samedi svp",
    ],
)
def test_what_is_no_word_of_ours_is_left_to_people(text: str) -> None:
    assert word_in(text) is None


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("212612345678", "+212612345678"),
        ("00212612345678", "+212612345678"),
        ("0612345678", "+212612345678"),
        ("+33612345678", "+33612345678"),
        ("20000", "20000"),
        ("+212 6 12-34", "+21261234"),
    ],
)
def test_a_number_is_written_as_ours_are(written: str, full: str) -> None:
    assert full_number(written) == full


@pytest.mark.parametrize("receipt", [True, False])
@pytest.mark.parametrize(
    ("written", "kind", "full"),
    [
        (b"212612345678", 1, "+212612345678"),
        (b"212612345678", 0, "+212612345678"),
        (b"0612345678", 0, "+212612345678"),
        (b"0612345678", 2, "+212612345678"),
        (b"612345678", 2, "+212612345678"),
        (b"00212612345678\0", 0, "+212612345678"),
        (b"20000", 3, "20000"),
    ],
)
def test_a_number_over_smpp_is_written_as_ours_are(
    written: bytes, kind: int, full: str, *, receipt: bool
) -> None:
    """Seen failing: +0612345678, whose STOP silenced nobody."""
    heard: list[Any] = []
    text = b"id:1 stat:DELIVRD err:000" if receipt else b"STOP"
    asked = dict.fromkeys(
        (
            *("message_payload", "receipted_message_id", "message_state", "data_coding"),
            *("user_message_reference", "sar_total_segments"),
        )
    )
    pdu = SimpleNamespace(
        **asked,
        short_message=text,
        esm_class=4 if receipt else 0,
        source_addr=written,
        source_addr_ton=kind,
    )
    smpp._hear(pdu, "one", heard.append)

    assert [one.address for one in heard] == [full]
