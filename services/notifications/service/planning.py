"""What is to be said, and to whom: what events announces becomes rows of the ledger."""

from __future__ import annotations

from services.notifications.operations import (
    planning,
    reminding,
)
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.events import (
    AnnouncementIssued,
    EventCancelled,
    EventChanged,
    EventPublished,
    InvitationIssued,
    PlaceOffered,
    PlanQuestioned,
    ReminderDue,
    RsvpChanged,
)
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    every,
    subscribe,
)


class Planning:
    """What is to be said, and to whom: what events announces becomes rows of the ledger."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @subscribe(EventPublished)
    def keep_card(self, tx: Transaction, message: EventPublished) -> None:
        planning.keep_card(tx, message.card, now=clock.now())

    @subscribe(EventChanged)
    def keep_changed_card(self, tx: Transaction, message: EventChanged) -> None:
        planning.keep_card(tx, message.card, now=clock.now())

    @subscribe(EventCancelled)
    def cancel(self, tx: Transaction, message: EventCancelled) -> None:
        planning.cancel(tx, message, now=clock.now())

    @subscribe(InvitationIssued)
    def plan_invitations(self, tx: Transaction, message: InvitationIssued) -> None:
        planning.plan_invitations(tx, message, now=clock.now())

    @subscribe(PlanQuestioned)
    def tell_how_many(self, tx: Transaction, message: PlanQuestioned) -> None:
        planning.tell_how_many(tx, message)

    @subscribe(RsvpChanged)
    def plan_confirmation(self, tx: Transaction, message: RsvpChanged) -> None:
        planning.plan_confirmation(tx, message, now=clock.now())

    @subscribe(PlaceOffered)
    def plan_offer(self, tx: Transaction, message: PlaceOffered) -> None:
        planning.plan_offer(tx, message, now=clock.now())

    @subscribe(ReminderDue)
    def plan_reminder(self, tx: Transaction, message: ReminderDue) -> None:
        reminding.plan_reminder(tx, message, now=clock.now())

    @subscribe(AnnouncementIssued)
    def plan_announcement(self, tx: Transaction, message: AnnouncementIssued) -> None:
        reminding.plan_announcement(tx, message, now=clock.now())

    @every(seconds=1)
    def plan_cancellation(self) -> bool:
        return planning.plan_cancellation(self.db, now=clock.now())
