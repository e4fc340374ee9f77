"""The two senders, each a process of its own."""

from __future__ import annotations

from functools import cache
from typing import Any

from services.notifications.channels import Channel
from services.notifications.channels.email import EmailChannel, MailServer
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.channels.ways import Way, Ways, sms_channel
from services.notifications.letters import Letterhead
from services.notifications.operations import (
    account_mails,
    binds,
    bounces,
    inbox,
    routing,
    sending,
    writing,
)
from services.notifications.operations.sender import Sender
from services.notifications.operations.writing import Writer
from services.notifications.service.inbox import ear_of
from services.notifications.settings import EmailSettings, Settings, SmsSettings
from shared import clock
from shared.contracts.members import Channel as ChannelName
from shared.contracts.notifications import (
    EmailBatchDue,
    SmsBatchDue,
)
from shared.edge.service import (
    BatchSubscription,
    DatabaseProvider,
    ResourceProvider,
    SettingsProvider,
    every,
    subscribe_batch,
)


@cache
def _ways(settings: SmsSettings) -> Ways:
    """Make the ways out once for the process: a bind is one for all that is sent."""
    key = settings.suppression_key.key()
    return Ways(
        [
            Way(
                provider,
                sms_channel(
                    provider,
                    ReceiptAddress(settings.receipts_at, key, provider.name)
                    if provider.receipts
                    else None,
                ),
            )
            for provider in settings.ways()
        ]
    )


def _sms_sender(settings: SmsSettings) -> Sender:
    writer = writing.SmsWriter(association=settings.association, public_url=settings.public_url)
    ways = _ways(settings)
    sender = _sender("sms", ways, writer, settings)
    sender.ways = ways
    return sender


def _email_sender(settings: EmailSettings) -> Sender:
    writer = writing.EmailWriter(
        association=settings.association,
        public_url=settings.public_url,
        mail_from=settings.mail_from,
        returns=settings.returns(),
    )
    channel = _mail(settings, settings.email_window)
    return _sender("email", channel, writer, settings)


def _mail(settings: EmailSettings, window: int) -> EmailChannel:
    server = MailServer(
        url=settings.smtp_url,
        encryption=settings.encryption,
        connections=settings.email_connections,
        per_connection=settings.email_per_connection,
    )
    return EmailChannel(server, settings.mail_from, window, signer=settings.signer())


def _email_post(settings: EmailSettings) -> account_mails.Post:
    channel = _mail(settings, account_mails.WINDOW)
    post = _post("email", channel, settings.mail_from, settings)
    post.returns = settings.returns()
    return post


def _sms_post(settings: SmsSettings) -> account_mails.Post:
    return _post("sms", _ways(settings), settings.sms_sender, settings)


def _post(
    name: ChannelName, channel: Channel, sender: str, settings: EmailSettings | SmsSettings
) -> account_mails.Post:
    letterhead = Letterhead(
        association=settings.association, sender=sender, public_url=settings.public_url
    )
    return account_mails.Post(
        name=name,
        channel=channel,
        letterhead=letterhead,
        links_key=str(settings.links_key),
        suppression_key=settings.suppression_key.key(),
        usual_money=settings.usual_money,
        lease=settings.lease,
    )


def _sender(name: ChannelName, channel: Channel, writer: Writer, settings: Settings) -> Sender:
    key, lease = settings.suppression_key.key(), settings.lease
    return Sender(
        name=name,
        channel=channel,
        writer=writer,
        suppression_key=key,
        lease=lease,
        usual_rules=settings.usual_rules,
        usual_money=settings.usual_money,
    )


def _work_off(
    service: Any, batch: BatchSubscription, message: Any, *, urgent: bool = False
) -> bool:
    return sending.send_batch(
        service.db,
        service.sender,
        message.batch_id,
        clock=clock.now,
        stopping=lambda: batch.draining,
        urgent=urgent,
    )


class SmsSender:
    """Sends what is due by SMS, and links and codes that people asked for."""

    name = "notifications-sms"
    settings = SettingsProvider(SmsSettings)
    db = DatabaseProvider()
    sender = ResourceProvider(_sms_sender)
    post = ResourceProvider(_sms_post)

    @subscribe_batch(SmsBatchDue, lane="urgent")
    def send_urgent(self, batch: BatchSubscription, message: SmsBatchDue) -> bool:
        return _work_off(self, batch, message, urgent=True)

    @subscribe_batch(SmsBatchDue, lane="bulk")
    def send_bulk(self, batch: BatchSubscription, message: SmsBatchDue) -> bool:
        return _work_off(self, batch, message)

    @every(seconds=2)
    def hold_binds(self) -> bool:
        ear, url = ear_of(self.settings), str(self.settings.database_url)
        return binds.hold(self.db, _ways(self.settings), ear, database_url=url, clock=clock.now)

    @every(seconds=1)
    def send_replies(self) -> bool:
        ways, ear = _ways(self.settings), ear_of(self.settings)
        return inbox.send_replies(self.db, ways, ear, lease=self.settings.lease, now=clock.now())

    @every(seconds=10)
    def look_up_uncertain(self) -> bool:
        return routing.look_up(self.db, _ways(self.settings), now=clock.now())

    @every(seconds=1)
    def send_account_messages(self) -> bool:
        return account_mails.send_due(self.db, self.post, clock=clock.now)


class EmailSender:
    """Sends what is due by e-mail, and the links that staff and people asked for."""

    name = "notifications-email"
    settings = SettingsProvider(EmailSettings)
    db = DatabaseProvider()
    sender = ResourceProvider(_email_sender)
    post = ResourceProvider(_email_post)

    @subscribe_batch(EmailBatchDue, lane="urgent")
    def send_urgent(self, batch: BatchSubscription, message: EmailBatchDue) -> bool:
        return _work_off(self, batch, message, urgent=True)

    @subscribe_batch(EmailBatchDue, lane="bulk")
    def send_bulk(self, batch: BatchSubscription, message: EmailBatchDue) -> bool:
        return _work_off(self, batch, message)

    @every(seconds=1)
    def send_account_mails(self) -> bool:
        return account_mails.send_due(self.db, self.post, clock=clock.now)

    @every(seconds=30)
    def read_bounces(self) -> bool:
        mailbox, paths = self.settings.mailbox(), self.settings.returns()
        if mailbox is None or paths is None:
            return False
        key = self.settings.suppression_key.key()
        return bounces.read_mailbox(self.db, mailbox, paths, key=key, now=clock.now())
