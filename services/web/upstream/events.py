"""What `web` asks events."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.events import (
    AnswerPage,
    ApproveProposal,
    CancelEvent,
    Cards,
    ChangeEvent,
    ChangeWeighed,
    CopyEvent,
    DeclineProposal,
    Doors,
    EventForm,
    EventIds,
    EventPage,
    EventQuestions,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    FindGuests,
    FindProposals,
    GiveAnswer,
    Guests,
    Invitation,
    OpenInvitation,
    OpenProposal,
    Proposal,
    ProposalPage,
    ProposalSeen,
    Propose,
    Proposed,
    PublishEvent,
    PublishLater,
    PublishNotLater,
    PutQuestion,
    PutSession,
    RemoveQuestion,
    RemoveSession,
    RepeatEvent,
    SeriesView,
)


class Events(Holder):
    name = "events"

    def create_event(self, request: EventForm) -> EventView:
        return self._ask("create_event", request, EventView)

    def change_event(self, request: ChangeEvent) -> EventView:
        return self._ask("change_event", request, EventView)

    def weigh_change(self, request: ChangeEvent) -> ChangeWeighed:
        return self._ask("weigh_change", request, ChangeWeighed)

    def event(self, request: EventRef) -> EventView:
        return self._ask("event", request, EventView)

    def events(self, request: FindEvents) -> EventPage:
        return self._ask("events", request, EventPage)

    def publish_event(self, request: PublishEvent) -> EventView:
        return self._ask("publish_event", request, EventView)

    def copy_event(self, request: CopyEvent) -> EventView:
        return self._ask("copy_event", request, EventView)

    def publish_later(self, request: PublishLater) -> EventView:
        return self._ask("publish_later", request, EventView)

    def publish_not_later(self, request: PublishNotLater) -> EventView:
        return self._ask("publish_not_later", request, EventView)

    def repeat_event(self, request: RepeatEvent) -> EventView:
        return self._ask("repeat_event", request, EventView)

    def series_of(self, request: EventRef) -> SeriesView:
        return self._ask("series_of", request, SeriesView)

    def put_session(self, request: PutSession) -> EventView:
        return self._ask("put_session", request, EventView)

    def remove_session(self, request: RemoveSession) -> EventView:
        return self._ask("remove_session", request, EventView)

    def questions_of(self, request: EventRef) -> EventQuestions:
        return self._ask("questions_of", request, EventQuestions)

    def put_question(self, request: PutQuestion) -> EventQuestions:
        return self._ask("put_question", request, EventQuestions)

    def remove_question(self, request: RemoveQuestion) -> EventQuestions:
        return self._ask("remove_question", request, EventQuestions)

    def cancel_event(self, request: CancelEvent) -> EventView:
        return self._ask("cancel_event", request, EventView)

    def answers(self, request: FindAnswers) -> AnswerPage:
        return self._ask("answers", request, AnswerPage)

    def cards(self, request: EventIds) -> Cards:
        return self._ask("cards", request, Cards)

    def audit(self, request: FindAudit) -> AuditPage:
        return self._ask("audit", request, AuditPage)

    def doors(self) -> Doors:
        return self._ask("doors", None, Doors)

    def guests(self, request: FindGuests) -> Guests:
        return self._ask("guests", request, Guests)

    def open_invitation(self, request: OpenInvitation) -> Invitation:
        return self._ask("open_invitation", request, Invitation)

    def answer(self, request: GiveAnswer) -> Invitation:
        return self._ask("answer", request, Invitation)

    def propose(self, request: Propose) -> Proposed:
        return self._ask("propose", request, Proposed)

    def open_proposal(self, request: OpenProposal) -> ProposalSeen:
        return self._ask("open_proposal", request, ProposalSeen)

    def proposals(self, request: FindProposals) -> ProposalPage:
        return self._ask("proposals", request, ProposalPage)

    def approve_proposal(self, request: ApproveProposal) -> EventView:
        return self._ask("approve_proposal", request, EventView)

    def decline_proposal(self, request: DeclineProposal) -> Proposal:
        return self._ask("decline_proposal", request, Proposal)
