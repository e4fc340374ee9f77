"""Meetings that young people propose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.members import Language
from shared.contracts.wire import Wire

ProposalState = Literal["new", "approved", "declined"]


@dataclass(frozen=True, kw_only=True)
class Propose(Wire):
    """
    Propose a meeting; nobody is named. The same `command_id` again gives the same link.

    `wish` is when it might be, in words; `origin` and `network` are keyed hashes of the place.
    """

    command_id: UUID
    title: str
    idea: str
    place: str
    wish: str
    language: Language
    origin: str = ""
    network: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposed(Wire):
    """`link` shows later what became of the proposal; it is told this once."""

    link: str


@dataclass(frozen=True, kw_only=True)
class OpenProposal(Wire):
    link: str
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalSeen(Wire):
    """What whoever proposed a meeting sees of it; `answer` is why it was declined."""

    title: str
    language: Language
    state: ProposalState
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class FindProposals(Wire):
    """A page of proposals, 50 at most, the newest first."""

    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal(Wire):
    proposal_id: UUID
    title: str
    idea: str
    place: str
    wish: str
    language: Language
    state: ProposalState
    proposed_at: datetime
    answer: str = ""
    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Wire):
    proposals: list[Proposal]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApproveProposal(Wire):
    """Make a draft of a proposal, at a wall-clock time in Morocco."""

    command_id: UUID
    proposal_id: UUID
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class DeclineProposal(Wire):
    """Decline a proposal; `answer` is read by whoever proposed it."""

    command_id: UUID
    proposal_id: UUID
    answer: str
