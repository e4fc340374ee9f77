"""Messages to the staff about their own accounts, and to people who asked for a link or code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.domain import Record
from services.notifications.store.base import Row, Store
from shared.contracts.members import AccountChanged, Channel, Language, VerificationRequested
from shared.db.queries import load_queries
from shared.edge.addresses import ProvenAddress

queries = load_queries(__file__, "account_mails.sql")

TEST = "test"
"""What a mail is for that somebody sends to themselves, to see how a text reads."""


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

    def tests_of(self, staff_id: UUID, now: datetime) -> int:
        """Count the mails that somebody sent to themselves lately; nobody else does meanwhile."""
        queries.hold_tests(self._tx, staff_id=staff_id)
        return int(queries.tests_of(self._tx, staff_id=staff_id, purpose=TEST, now=now))

    def add_test_mail(
        self,
        mail_id: UUID,
        own: ProvenAddress,
        language: Language,
        written: Row,
        *,
        valid_until: datetime,
        now: datetime,
    ) -> None:
        queries.add_test_mail(
            self._tx,
            id=mail_id,
            staff_id=own.staff_id,
            purpose=TEST,
            language=language,
            name=own.name,
            email=own.email,
            valid_until=valid_until,
            written=Jsonb(written),
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

    def returned_mails(self, staff_ids: Sequence[UUID]) -> list[Row]:
        """Give accounts whose newest mail did not arrive, for whatever reason."""
        return list(queries.returned_mails(self._tx, staff_ids=list(staff_ids)))

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
