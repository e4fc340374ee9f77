"""Mails to the staff that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class FindReturnedMails(Wire):
    """Asks at which of these accounts nothing arrives: about as many as one message carries."""

    staff_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class ReturnedMail(Wire):
    """
    The newest mail to an account came back for good, by a status of RFC 3463 or the server's code.

    Once another has left since, this is over, until that one comes back, too.
    """

    staff_id: UUID
    code: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReturnedMails(Wire):
    returned: list[ReturnedMail]
