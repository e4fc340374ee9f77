"""What a person asks about their own data, behind a link sent to their own contact."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.members.people import Name, Reference
from shared.contracts.members.words import Language
from shared.contracts.persons import PersonData
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class OwnData(Wire):
    """
    All that `members` holds of a person. `people` are all behind the link.

    `token` proves to other services for a minute who asks, and lets see the rest and nothing more.
    """

    member_id: UUID
    first_name: str
    language: Language
    data: PersonData
    reference: Reference
    token: str
    people: list[Name] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AskOwnErasure(Wire):
    """A person wishes to be erased; nothing is, until they say so a second time within a day."""

    link: str
    member_id: UUID
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmOwnErasure(Wire):
    """
    Said a second time: the person is erased for good, everywhere.

    The same `command_id` again changes nothing, though the link leads to them no more.
    """

    command_id: UUID
    link: str
    member_id: UUID
    origin: str = ""
