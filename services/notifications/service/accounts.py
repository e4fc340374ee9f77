"""Links and codes that people asked for."""

from __future__ import annotations

from services.notifications.operations import (
    account_mails,
)
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.members import (
    AccountChanged,
    VerificationRequested,
)
from shared.contracts.notifications import FindReturnedMails, ReturnedMails
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    rpc,
    subscribe,
)


class Accounts:
    """Links and codes that people asked for."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(FindReturnedMails, scope="staff:manage")
    def returned_mails(self, request: FindReturnedMails, _: ActorToken) -> ReturnedMails:
        return account_mails.returned(self.db, request)

    @subscribe(VerificationRequested)
    def keep_account_mail(self, tx: Transaction, message: VerificationRequested) -> None:
        account_mails.keep(tx, message, now=clock.now())

    @subscribe(AccountChanged)
    def keep_account_news(self, tx: Transaction, message: AccountChanged) -> None:
        account_mails.keep_news(tx, message, now=clock.now())
