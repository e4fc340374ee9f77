"""From what is set up to what sends."""

from __future__ import annotations

from services.notifications.channels import SmsChannel
from services.notifications.channels.android import AndroidChannel
from services.notifications.channels.http_form import HttpFormChannel
from services.notifications.channels.providers import (
    AndroidProvider,
    HttpProvider,
    KannelProvider,
    Provider,
    SmppProvider,
)
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.channels.smpp import SmppChannel
from services.notifications.channels.sms_gateway import SmsGatewayChannel


def sms_channel(provider: Provider, receipts: ReceiptAddress | None = None) -> SmsChannel:
    """Make the way out that a provider is reached by."""
    match provider:
        case KannelProvider():
            return SmsGatewayChannel(provider, receipts)
        case AndroidProvider():
            return AndroidChannel(provider)
        case HttpProvider():
            return HttpFormChannel(provider, receipts)
        case SmppProvider():
            return SmppChannel(provider)
        case _:
            raise TypeError(provider)
