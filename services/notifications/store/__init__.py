"""Where contacts, cards and the ledger are kept: one method for each named query."""

from __future__ import annotations

from services.notifications.store.account_mails import AccountMailStore
from services.notifications.store.again import AgainStore
from services.notifications.store.bounces import BounceStore
from services.notifications.store.contacts import ContactStore
from services.notifications.store.erasing import ErasingStore
from services.notifications.store.falling_back import FallingBackStore
from services.notifications.store.held import HeldStore
from services.notifications.store.inbound import InboundStore
from services.notifications.store.ledger import LedgerStore
from services.notifications.store.money import MoneyStore, Priced
from services.notifications.store.notices import NoticeStore
from services.notifications.store.own_texts import OwnTextStore
from services.notifications.store.quotes import QuoteStore
from services.notifications.store.receipts import ReceiptStore
from services.notifications.store.rules import RulesStore
from services.notifications.store.sends import Batches, Person, SendStore, Verdict
from services.notifications.store.silences import SilenceStore
from services.notifications.store.steering import SteeringStore
from services.notifications.store.totals import TotalsStore

__all__ = ["Batches", "NotificationsStore", "Person", "Priced", "Verdict"]


class NotificationsStore(
    ContactStore,
    SendStore,
    LedgerStore,
    ReceiptStore,
    RulesStore,
    OwnTextStore,
    InboundStore,
    MoneyStore,
    QuoteStore,
    SilenceStore,
    SteeringStore,
    AgainStore,
    NoticeStore,
    TotalsStore,
    AccountMailStore,
    ErasingStore,
    HeldStore,
    FallingBackStore,
    BounceStore,
):
    """The notifications' tables, within one transaction."""
