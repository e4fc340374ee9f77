"""Messages to the staff about their own accounts, and to people who asked for a link or code."""

from __future__ import annotations

from datetime import datetime

from services.notifications.domain import Record
from services.notifications.store.base import Row, Store
from shared.contracts.members import AccountChanged, Channel, VerificationRequested
from shared.db.queries import load_queries

queries = load_queries(__file__, "account_mails.sql")


class AccountMailStore(Store):
    """Mails to the staff about their own accounts."""

    def add_account_mail(self, message: VerificationRequested, now: datetime) -> None:
        queries.add_account_mail(
            self._tx,
            id=message.verification_id,
            staff_id=message.staff_id,
            purpose=message.purpose,
            language=message.language,
            name=message.name,
            email=message.email,
            channel=message.channel,
            sealed_address=message.sealed_address or None,
            sealed_token=message.sealed_token,
            valid_until=message.valid_until,
            now=now,
        )

    def add_account_news(
        self, message: AccountChanged, valid_until: datetime, now: datetime
    ) -> None:
        """Add a mail without a secret: an empty one is still something to be taken out."""
        queries.add_account_mail(
            self._tx,
            id=message.change_id,
            staff_id=message.staff_id,
            purpose=message.what,
            language=message.language,
            name=message.name,
            email=message.email,
            channel="email",
            sealed_address=None,
            sealed_token="",
            valid_until=valid_until,
            now=now,
        )

    def tidy_account_mails(self, *, lost_before: datetime, now: datetime) -> None:
        """Take up once more what a lost sender left, and close what is of no use any more."""
        queries.give_up_account_mails(self._tx, before=lost_before, now=now)
        queries.resend_account_mails(self._tx, before=lost_before, now=now)
        queries.expire_account_mails(self._tx, now=now)

    def claim_account_mails(
        self, channel: Channel, *, window: int, now: datetime, lease_until: datetime
    ) -> list[Row]:
        return list(
            queries.claim_account_mails(
                self._tx, channel=channel, window=window, now=now, lease_until=lease_until
            )
        )

    def record_account_mail(self, record: Record, *, over: bool, now: datetime) -> bool:
        """Write down what became of one; with `over` nothing more is to be sent; False: no news."""
        written: int = queries.record_account_mail(
            self._tx,
            id=record.id,
            attempts=record.attempts,
            state=record.state.value,
            reason=record.reason,
            provider_id=record.provider_id,
            due_at=record.due_at,
            over=over,
            now=now,
        )
        return written > 0
