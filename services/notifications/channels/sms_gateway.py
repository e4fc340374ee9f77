"""
SMS over the HTTP form of Kannel's `sendsms`, which many gateways speak.

It knows no key that would make a second try safe, so a request without an answer is uncertain,
and is never sent again by itself.
"""

from __future__ import annotations

import requests

from services.notifications import domain
from services.notifications.channels import Outgoing
from services.notifications.channels.http import HttpChannel, retry_after
from services.notifications.channels.providers import KannelProvider
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.domain import Outcome
from services.notifications.texts import is_gsm

ALL_RECEIPTS = "31"
"""Delivered, failed, buffered, taken by the network, refused by it."""


class SmsGatewayChannel(HttpChannel):
    """Sends through one gateway, a few requests at a time."""

    def __init__(self, provider: KannelProvider, receipts: ReceiptAddress | None = None) -> None:
        super().__init__(provider)
        self._url = provider.url
        self._account = {
            "username": provider.user,
            "password": str(provider.password),
            "from": provider.sender,
        }
        self._receipts = receipts

    def request(self, message: Outgoing) -> requests.Request:
        text = str(message.content)
        fields = self._account | {"to": message.address, "text": text, "charset": "UTF-8"}
        if self._receipts:
            # Kannel puts its own words in the place of %d and the others.
            back = self._receipts.of(message.delivery_id)
            fields |= {"dlr-url": f"{back}&d=%d&answer=%A", "dlr-mask": ALL_RECEIPTS}
        else:
            fields["dlr-url"] = f"urn:multaqa:delivery?ref={message.delivery_id}"
        # Without it Kannel sends question marks for every letter that is not in GSM 03.38.
        if not is_gsm(text):
            fields["coding"] = "2"
        return requests.Request("GET", self._url, params=fields)

    def outcome(self, answer: requests.Response) -> Outcome:
        return domain.judged(
            str(answer.status_code),
            domain.KANNEL_CODES,
            kind="gateway",
            retry_after=retry_after(answer),
        )
