"""What `web` asks about statutory assemblies: convening a body, and its quorum."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from shared.contracts.events.announcing import Said
from shared.contracts.events.cards import Card
from shared.contracts.events.documents import Document
from shared.contracts.members.statutes import BodyStatutes, Share, Statutes
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class PutAssembly(Wire):
    """
    Say of a draft which body it convenes, about what: the items of the agenda by language.

    The statutes are kept as they are now. The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    body: BodyStatutes
    agenda: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Convene(Wire):
    """
    Publish an assembly to the members of its body who are in mandate on its day.

    Later than the statutes' notice it goes only with a reason, which is written into the audit.
    """

    command_id: UUID
    event_id: UUID
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ConveneLater(Wire):
    """
    Convene an assembly at a time to come, on the wall clock: its notice counts from then.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    publish_at: str


@dataclass(frozen=True, kw_only=True)
class TakeRoll(Wire):
    """Ask anew who is in mandate on the day of an assembly."""

    command_id: UUID
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConveneAgain(Wire):
    """
    Keep a draft of the second convocation of an assembly, at a time on the wall clock.

    It has the agenda and the documents of the first. The same `command_id` again keeps one draft.
    """

    command_id: UUID
    event_id: UUID
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class TellMinutes(Wire):
    """
    Tell the members of a body that the minutes are there, in the languages of the event.

    `wave_id` is the name that the message gets, for whoever wants to know it before.
    """

    command_id: UUID
    event_id: UUID
    said: dict[str, Said]
    wave_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Roll(Wire):
    """
    Who is in mandate on a day, as it was last asked.

    `members` is how many they are, None while nothing was heard; `asking` while an answer is
    awaited.
    """

    on: date
    members: int | None = None
    taken_at: datetime | None = None
    asking: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing(Wire):
    """
    How many of the members in mandate are there, themselves or by proxy, and how many must be.

    Nobody is counted twice; whoever is not in mandate is not counted.
    """

    members: int
    present: int
    by_proxy: int
    needed: int

    @property
    def counted(self) -> int:
        return self.present + self.by_proxy

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.counted)

    @property
    def reached(self) -> bool:
        """Tell whether the body can decide: a body without members cannot."""
        return self.members > 0 and self.counted > 0 and not self.missing


@dataclass(frozen=True, kw_only=True)
class AssemblyView(Wire):
    """
    An assembly as organisers see it; without `body` none was chosen yet.

    `convene_until` is the last day on which it is convened in time. `standing` is there once a roll
    is. `first_id` is the assembly that this one is convened in place of, `again_id` the other way.
    `publish_at` is when a draft is convened by itself, `publish_refused` why that came to nothing.
    """

    card: Card
    event_state: str
    capacity: int
    body: str = ""
    statutes: Statutes | None = None
    notice_days: int = 0
    quorum: Share | None = None
    convene_until: date | None = None
    late: bool = False
    late_reason: str = ""
    roll: Roll | None = None
    standing: Standing | None = None
    documents: list[Document] = field(default_factory=list)
    first_id: UUID | None = None
    again_id: UUID | None = None
    minutes_told_at: datetime | None = None
    publish_at: datetime | None = None
    publish_refused: str | None = None


@dataclass(frozen=True, kw_only=True)
class QuorumView(Wire):
    """What stands large at the door: the quorum as it is now."""

    card: Card
    quorum: Share
    standing: Standing | None = None
