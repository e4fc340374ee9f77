"""Our gateway's form against the real Kannel, before the message centre of the tests."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests

from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.hooks import Call, NoProof, read_call
from services.notifications.channels.providers import KannelProvider
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.channels.sms_gateway import SmsGatewayChannel
from services.notifications.domain import (
    Accepted,
    Inbound,
    Outcome,
    Receipt,
    Rejected,
    Unavailable,
    Unreadable,
)
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.sms_peers import Asked, Fake, Smsc, kannel_provider
from tests.support.world import free_port

pytestmark = [pytest.mark.slow, pytest.mark.integration]

KEY = bytes(range(32))
TEXTS = [
    "Salam, forum des jeunes samedi 10h. fmas.ma/i/abc",
    "السلام عليكم، أنت مدعو إلى منتدى البدائل يوم السبت على الساعة العاشرة صباحا. fmas.ma/i/abc",
    "Fête à Salé : « ça va » œ ’ ê, 10 €",
    "ⴰⵣⵓⵍ ⵏⵏⵓⵏ, ⵜⴻⵜⵜⵡⴰⵄⵔⴹⴻⵎ",
    "Entrée 10 € " * 20,
]
CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = adm
smsbox-port = {box}
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
log-file = "{folder}/bearerbox.log"
log-level = 1
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = op1
host = 127.0.0.1
port = {smsc}
smsc-username = "ong"
smsc-password = "secret"
system-type = ""
transceiver-mode = true
source-addr-ton = 5
source-addr-npi = 0
dest-addr-ton = 1
dest-addr-npi = 1
reconnect-delay = 1
max-pending-submits = 20

group = smsbox
smsbox-id = sb1
bearerbox-host = 127.0.0.1
sendsms-interface = "127.0.0.1"
sendsms-port = {sendsms}
log-file = "{folder}/smsbox.log"
log-level = 1
http-request-retry = 3
http-queue-delay = 1

group = smsbox-route
smsbox-id = sb1
smsc-id = op1

group = sendsms-user
username = me
password = sesame
concatenation = true
max-messages = 6
default-smsc = op1

group = sms-service
keyword = default
catch-all = true
get-url = "{site}/hooks/sms/kannel?hook=known&from=%p&text=%b&coding=%c&charset=%C&id=%I"
max-messages = 0
omit-empty = true
"""


@dataclass
class Kannel:
    """A gateway between us and a message centre; `site` is what it calls."""

    provider: KannelProvider
    channel: SmsGatewayChannel
    smsc: Smsc
    site: Fake

    def send(self, *messages: Outgoing) -> list[Outcome]:
        told = dict(self.channel.send_all(messages, Lease(60)))
        return [told[message.delivery_id] for message in messages]

    def heard(self) -> list[Receipt | Inbound | Unreadable]:
        found: list[Receipt | Inbound | Unreadable] = []
        for asked in self.site.asked:
            call = Call(query=urlsplit(asked.path).query, body="", headers={})
            found += read_call(self.provider, call, key=KEY, now=datetime.now(UTC))
        return found


@pytest.fixture
def kannel(tmp_path: Path) -> Iterator[Kannel]:
    with ExitStack() as stack:
        smsc = Smsc(tmp_path, dlr=True, reject_dest="^212600000666=0x0b")
        stack.callback(smsc.stop)
        site = Fake(lambda *_: (204, ""))
        stack.callback(site.stop)
        base = site.url.removesuffix("/messages")
        admin, box, sendsms = (free_port() for _ in range(3))
        file = tmp_path / "kannel.conf"
        file.write_text(
            CONFIGURATION.format(
                admin=admin,
                box=box,
                sendsms=sendsms,
                smsc=smsc.port,
                folder=tmp_path,
                site=base,
            )
        )
        for program in ("bearerbox", "smsbox"):
            process = subprocess.Popen(
                [f"/usr/sbin/{program}", "-v", "4", str(file)],
                cwd=tmp_path,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
            time.sleep(0.5)
        provider = kannel_provider(
            f"http://127.0.0.1:{sendsms}/cgi-bin/sendsms", hook=Secret("known"), window=50
        )
        eventually(lambda: answers(provider.url), within_s=20)
        eventually(lambda: smsc.stats()["binds"] == 1, within_s=20)
        channel = SmsGatewayChannel(provider, ReceiptAddress(base, KEY, "kannel"))
        yield Kannel(provider, channel, smsc, site)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).status_code == 403
    except requests.RequestException:
        return False


def letter(text: str, to: str = "+212612345678") -> Outgoing:
    return Outgoing(delivery_id=uuid4(), address=to, content=text)


def test_what_we_send_arrives_letter_for_letter_and_is_told_of(kannel: Kannel) -> None:
    messages = [letter(text, f"+21261234567{n}") for n, text in enumerate(TEXTS)]

    assert kannel.send(*messages) == [Accepted()] * len(TEXTS)

    eventually(lambda: kannel.smsc.stats()["messages"] == len(TEXTS), within_s=20)
    assert sorted(kannel.smsc.taken()) == sorted((m.address, str(m.content)) for m in messages)
    assert kannel.smsc.stats()["oversize"] == 0

    def delivered() -> set[object]:
        said = kannel.heard()
        return {r.delivery_id for r in said if isinstance(r, Receipt) and r.fate == "delivered"}

    eventually(lambda: delivered() == {m.delivery_id for m in messages}, within_s=20)


def test_what_the_network_refuses_later_is_told_by_its_receipt(kannel: Kannel) -> None:
    message = letter("Salam", "+212600000666")

    assert kannel.send(message) == [Accepted()]

    def failed() -> list[Receipt]:
        return [r for r in kannel.heard() if isinstance(r, Receipt) and r.fate == "failed"]

    (receipt,) = eventually(failed, within_s=20)
    assert receipt.delivery_id == message.delivery_id
    assert receipt.code.startswith("kannel-16 NACK/0x0000000b")


def test_a_wrong_number_or_password_is_read_as_what_it_is(kannel: Kannel) -> None:
    assert kannel.send(letter("x", "abc")) == [Rejected("gateway-400")]
    stranger = kannel_provider(kannel.provider.url, password=Secret("other"))
    kannel.channel = SmsGatewayChannel(stranger)
    assert kannel.send(letter("x")) == [Unavailable("gateway-403")]


@pytest.mark.parametrize("text", ["OUI", "Arrêt svp €", "إلغاء", "C'est  où ?"])
def test_what_people_write_comes_through_as_they_wrote_it(kannel: Kannel, text: str) -> None:
    kannel.smsc.ask("/mo", {"from": "212612345678", "to": "20000", "text": text})

    (said,) = eventually(kannel.heard, within_s=20)

    assert isinstance(said, Inbound)
    assert (said.address.lstrip("+"), said.text) == ("212612345678", text)
    assert said.key


def test_a_call_that_is_not_taken_comes_again_under_the_same_name(kannel: Kannel) -> None:
    left = [2]

    def busy(*_: object) -> tuple[int, str]:
        left[0] -= 1
        return (503, "") if left[0] >= 0 else (204, "")

    kannel.site.answer = busy
    kannel.smsc.ask("/mo", {"from": "212612345678", "to": "20000", "text": "STOP"})

    eventually(lambda: len(kannel.site.asked) >= 3, within_s=30)

    assert {said.key for said in kannel.heard() if isinstance(said, Inbound)} != {""}
    forged = Asked("GET", "/hooks/sms/kannel?hook=guess&text=STOP", {}, b"")
    call = Call(query=urlsplit(forged.path).query, body="", headers={})
    with pytest.raises(NoProof):
        read_call(kannel.provider, call, key=KEY, now=datetime.now(UTC))
