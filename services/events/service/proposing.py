"""Meetings that young people propose."""

from __future__ import annotations

from services.events.operations import proposing
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    ApproveProposal,
    DeclineProposal,
    EventView,
    FindProposals,
    OpenProposal,
    Proposal,
    ProposalPage,
    ProposalSeen,
    Propose,
    Proposed,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Proposing:
    """Meetings that young people propose."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(Propose)
    def propose(self, request: Propose) -> Proposed:
        key = self.settings.codes_key.key()
        return proposing.propose(self.db, request, key=key, now=clock.now())

    @rpc(OpenProposal)
    def open_proposal(self, request: OpenProposal) -> ProposalSeen:
        return proposing.open_proposal(self.db, request, now=clock.now())

    @rpc(FindProposals, scope="events:write")
    def proposals(self, request: FindProposals, _: ActorToken) -> ProposalPage:
        return proposing.proposals_page(self.db, request)

    @rpc(ApproveProposal, scope="events:write")
    def approve_proposal(self, request: ApproveProposal, actor: ActorToken) -> EventView:
        return proposing.approve(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(DeclineProposal, scope="events:write")
    def decline_proposal(self, request: DeclineProposal, actor: ActorToken) -> Proposal:
        return proposing.decline(self.db, request, by=actor.staff_id, now=clock.now())

    @every(seconds=3600)
    def forget_proposals(self) -> bool:
        return proposing.forget(self.db, now=clock.now())
