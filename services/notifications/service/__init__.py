"""
What notifications answers and hears: the menu of the service, and its two senders.

Each room of this package is a page of the menu; each sender is a process of its own.
"""

from __future__ import annotations

from services.notifications.service.accounts import Accounts
from services.notifications.service.addresses import Addresses
from services.notifications.service.again import SayingAgain
from services.notifications.service.asking import Asking
from services.notifications.service.inbox import Inboxes
from services.notifications.service.keeping import Keeping
from services.notifications.service.own_texts import OwnTextsPage
from services.notifications.service.planning import Planning
from services.notifications.service.quoting import Quoting
from services.notifications.service.ruling import Ruling
from services.notifications.service.senders import EmailSender, SmsSender
from services.notifications.service.silence import Silencing
from services.notifications.service.steering import Steering
from services.notifications.service.sweeping import Sweeping
from services.notifications.settings import Settings
from shared.edge.service import DatabaseProvider, SettingsProvider, drain_parking

__all__ = ["EmailSender", "NotificationsService", "SmsSender"]


class NotificationsService(
    Asking,
    Ruling,
    Quoting,
    OwnTextsPage,
    Steering,
    SayingAgain,
    Silencing,
    Addresses,
    Planning,
    Accounts,
    Sweeping,
    Inboxes,
    Keeping,
):
    """The address book, the planner of the ledger, and what organisers ask about it."""

    name = "notifications"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @drain_parking
    def empty_parking(self) -> None:
        """Take over what the broker gave up on."""
