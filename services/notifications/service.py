"""The notifications service's menu, and its two senders, each a process of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.notifications.channels import Channel
from services.notifications.channels.email import EmailChannel
from services.notifications.channels.sms_gateway import SmsGatewayChannel
from services.notifications.letters import Letterhead
from services.notifications.operations import (
    account_mails,
    asking,
    erasing,
    own_data,
    planning,
    reminding,
    sending,
    silence,
    sweeping,
)
from services.notifications.settings import EmailSettings, Settings, SmsSettings
from services.notifications.store.retention import queries
from shared import clock
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.events import (
    EventCancelled,
    EventChanged,
    EventPublished,
    InvitationIssued,
    PlaceOffered,
    ReminderDue,
    RsvpChanged,
)
from shared.contracts.members import (
    AccountChanged,
    MemberContactChanged,
    MemberErased,
    MemberMerged,
    MemberUnmerged,
    VerificationRequested,
)
from shared.contracts.members import Channel as ChannelName
from shared.contracts.notifications import (
    EmailBatchDue,
    EventSends,
    OptedOut,
    OptOut,
    PreviewTexts,
    SendProgress,
    SendsProgress,
    Silence,
    SmsBatchDue,
    StopOwnMessages,
    StopSend,
    TextPreviews,
)
from shared.contracts.persons import PersonData, PersonRef
from shared.contracts.retention import KeepFor, Retention
from shared.db import audit, retention
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    BatchSubscription,
    DatabaseProvider,
    ResourceProvider,
    SettingsProvider,
    drain_parking,
    every,
    rpc,
    subscribe,
    subscribe_batch,
)


class NotificationsService:
    """The address book, the planner of the ledger, and what organisers ask about it."""

    name = "notifications"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(PreviewTexts, scope="events:read")
    def preview_texts(self, request: PreviewTexts, _: ActorToken) -> TextPreviews:
        said_by, url = self.settings.association, self.settings.public_url
        return asking.preview_texts(request, association=said_by, public_url=url)

    @rpc(EventSends, scope="sends:read")
    def sends(self, request: EventSends, _: ActorToken) -> SendsProgress:
        return asking.sends(self.db, request.event_id)

    @rpc(StopSend, scope="sends:control")
    def stop_send(self, request: StopSend, actor: ActorToken) -> SendProgress:
        return asking.stop_send(self.db, request, by=actor.staff_id)

    @rpc(PersonRef, scope="members:export")
    def person_data(self, request: PersonRef, _: ActorToken) -> PersonData:
        return own_data.data_of(self.db, request, key=self.settings.suppression_key.key())

    @rpc(FindAudit, scope="audit:read")
    def audit(self, request: FindAudit, _: ActorToken) -> AuditPage:
        return audit.page(self.db, request)

    @rpc(scope="own:data")
    def own_data(self, actor: ActorToken) -> PersonData:
        key, person = self.settings.suppression_key.key(), PersonRef(member_id=actor.staff_id)
        return own_data.data_of(self.db, person, key=key)

    @rpc(scope="privacy:manage")
    def retention(self, _: ActorToken) -> Retention:
        return retention.kept(self.db, self.name)

    @rpc(KeepFor, scope="privacy:manage")
    def keep_for(self, command: KeepFor, actor: ActorToken) -> Retention:
        return retention.keep_for(self.db, self.name, command, by=actor.staff_id)

    @rpc(OptOut)
    def opt_out(self, request: OptOut) -> OptedOut:
        key = self.settings.suppression_key.key()
        return silence.opt_out(self.db, request, key=key, now=clock.now())

    @rpc(scope="own:messages")
    def own_silence(self, actor: ActorToken) -> Silence:
        key = self.settings.suppression_key.key()
        return silence.own_silence(self.db, actor.staff_id, key=key)

    @rpc(StopOwnMessages, scope="own:messages")
    def stop_own_messages(self, request: StopOwnMessages, actor: ActorToken) -> OptedOut:
        key, person = self.settings.suppression_key.key(), actor.staff_id
        return silence.stop_own(self.db, request, person, key=key, now=clock.now())

    @subscribe(MemberContactChanged, lane="urgent")
    def keep_contact(self, tx: Transaction, message: MemberContactChanged) -> None:
        key = self.settings.suppression_key.key()
        planning.keep_contacts(tx, message, key=key, now=clock.now())

    @subscribe(MemberContactChanged, lane="bulk")
    def keep_contacts(self, tx: Transaction, message: MemberContactChanged) -> None:
        key = self.settings.suppression_key.key()
        planning.keep_contacts(tx, message, key=key, now=clock.now())

    @subscribe(MemberErased)
    def erase(self, tx: Transaction, message: MemberErased) -> None:
        key, parking_key = self.settings.suppression_key.key(), str(self.settings.parking_key)
        erasing.erase(tx, message, key=key, parking_key=parking_key, now=clock.now())

    @subscribe(MemberMerged)
    def keep_merges(self, tx: Transaction, message: MemberMerged) -> None:
        planning.keep_merges(tx, message)

    @subscribe(MemberUnmerged)
    def keep_unmerges(self, tx: Transaction, message: MemberUnmerged) -> None:
        planning.keep_unmerges(tx, message)

    @subscribe(EventPublished)
    def keep_card(self, tx: Transaction, message: EventPublished) -> None:
        planning.keep_card(tx, message.card, now=clock.now())

    @subscribe(EventChanged)
    def keep_changed_card(self, tx: Transaction, message: EventChanged) -> None:
        planning.keep_card(tx, message.card, now=clock.now())

    @subscribe(EventCancelled)
    def cancel(self, tx: Transaction, message: EventCancelled) -> None:
        planning.cancel(tx, message)

    @subscribe(InvitationIssued)
    def plan_invitations(self, tx: Transaction, message: InvitationIssued) -> None:
        planning.plan_invitations(tx, message, now=clock.now())

    @subscribe(RsvpChanged)
    def plan_confirmation(self, tx: Transaction, message: RsvpChanged) -> None:
        planning.plan_confirmation(tx, message, now=clock.now())

    @subscribe(PlaceOffered)
    def plan_offer(self, tx: Transaction, message: PlaceOffered) -> None:
        planning.plan_offer(tx, message, now=clock.now())

    @subscribe(ReminderDue)
    def plan_reminder(self, tx: Transaction, message: ReminderDue) -> None:
        reminding.plan_reminder(tx, message, now=clock.now())

    @subscribe(VerificationRequested)
    def keep_account_mail(self, tx: Transaction, message: VerificationRequested) -> None:
        account_mails.keep(tx, message, now=clock.now())

    @subscribe(AccountChanged)
    def keep_account_news(self, tx: Transaction, message: AccountChanged) -> None:
        account_mails.keep_news(tx, message, now=clock.now())

    @every(seconds=1)
    def plan_cancellation(self) -> bool:
        return planning.plan_cancellation(self.db, now=clock.now())

    @every(seconds=1)
    def close_stopped(self) -> bool:
        return planning.close_stopped(self.db, now=clock.now())

    @every(seconds=2)
    def settle(self) -> bool:
        return sweeping.settle(self.db)

    @every(seconds=5)
    def join_undecided(self) -> bool:
        patience = timedelta(seconds=self.settings.undecided_s)
        return planning.join_undecided(self.db, patience=patience, now=clock.now())

    @every(seconds=5)
    def sweep(self) -> bool:
        quiet = timedelta(seconds=self.settings.quiet_s)
        thresholds = sweeping.Thresholds(lease=self.settings.lease, quiet=quiet)
        return sweeping.sweep(self.db, thresholds, now=clock.now())

    @every(seconds=60)
    def take_out_what_is_over(self) -> bool:
        return retention.take_out(self.db, queries, now=clock.now())

    @drain_parking
    def empty_parking(self) -> None:
        """Take over what the broker gave up on."""


def _gateway(settings: SmsSettings) -> SmsGatewayChannel:
    return SmsGatewayChannel(
        settings.sms_gateway_url,
        user=settings.sms_gateway_user,
        password=settings.sms_gateway_password,
        sender=settings.sms_sender,
        window=settings.sms_window,
        connections=settings.sms_connections,
    )


def _sms_sender(settings: SmsSettings) -> sending.Sender:
    writer = sending.SmsWriter(association=settings.association, public_url=settings.public_url)
    return _sender("sms", _gateway(settings), writer, settings)


def _email_sender(settings: EmailSettings) -> sending.Sender:
    writer = sending.EmailWriter(
        association=settings.association,
        public_url=settings.public_url,
        mail_from=settings.mail_from,
    )
    channel = EmailChannel(settings.smtp_url, settings.mail_from, settings.email_window)
    return _sender("email", channel, writer, settings)


def _email_post(settings: EmailSettings) -> account_mails.Post:
    channel = EmailChannel(settings.smtp_url, settings.mail_from, account_mails.WINDOW)
    return _post("email", channel, settings.mail_from, settings)


def _sms_post(settings: SmsSettings) -> account_mails.Post:
    return _post("sms", _gateway(settings), settings.sms_sender, settings)


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
        lease=settings.lease,
    )


def _sender(
    name: ChannelName, channel: Channel, writer: sending.Writer, settings: Settings
) -> sending.Sender:
    key, lease = settings.suppression_key.key(), settings.lease
    return sending.Sender(
        name=name, channel=channel, writer=writer, suppression_key=key, lease=lease
    )


def _work_off(service: Any, batch: BatchSubscription, message: Any) -> bool:
    return sending.send_batch(
        service.db,
        service.sender,
        message.batch_id,
        clock=clock.now,
        stopping=lambda: batch.draining,
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
        return _work_off(self, batch, message)

    @subscribe_batch(SmsBatchDue, lane="bulk")
    def send_bulk(self, batch: BatchSubscription, message: SmsBatchDue) -> bool:
        return _work_off(self, batch, message)

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
        return _work_off(self, batch, message)

    @subscribe_batch(EmailBatchDue, lane="bulk")
    def send_bulk(self, batch: BatchSubscription, message: EmailBatchDue) -> bool:
        return _work_off(self, batch, message)

    @every(seconds=1)
    def send_account_mails(self) -> bool:
        return account_mails.send_due(self.db, self.post, clock=clock.now)
