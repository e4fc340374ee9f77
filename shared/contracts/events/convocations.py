"""What a member of a body finds behind the code of a convocation."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.events.documents import Document
from shared.contracts.members.statutes import Mandated
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class InMandate(Wire):
    """
    Somebody behind the code who is in mandate: who holds their proxy, how many they hold.

    `came` says that they are there: their proxy counts for nothing.
    """

    member_id: UUID
    holder_id: UUID | None = None
    holds: int = 0
    came: bool = False


@dataclass(frozen=True, kw_only=True)
class Convocation(Wire):
    """
    The files of an assembly, and the members in mandate behind the code.

    `mandated` says among whom a proxy is given, `most_proxies` how many one may hold,
    `proxies_open` whether one can be given still. There is none of it where no body is convened.
    """

    documents: list[Document] = field(default_factory=list)
    members: list[InMandate] = field(default_factory=list)
    mandated: Mandated | None = None
    most_proxies: int = 0
    proxies_open: bool = False
