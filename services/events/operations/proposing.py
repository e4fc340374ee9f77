"""Meetings that young people propose: a page for everybody, a list for organisers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import errors
from services.events.domain import plans, proposals
from services.events.operations.finding import Row, cursor, existing
from services.events.operations.organising import view_of
from services.events.store import EventsStore
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
from shared.db import audit, guesses
from shared.db.database import Database
from shared.db.limits import current_limits
from shared.errors import NotAllowed
from shared.ids import new_id
from shared.messaging import commands

PROPOSALS_A_PAGE = 50


def propose(db: Database, request: Propose, *, key: bytes, now: datetime) -> Proposed:
    """Keep a proposal; TooManyTries when many came from one place within a day."""
    kept, link = proposals.checked(request), proposals.link(key, request.command_id)
    with db.transaction() as tx:
        store = EventsStore(tx)
        since = now - proposals.WINDOW
        counts = store.proposals_from(request.origin, request.network, since)
        if store.find_proposal(request.command_id) is None:
            proposals.allow(counts)
            place = {"origin": request.origin, "network": request.network}
            row = {"id": request.command_id, "link_hash": proposals.link_hash(link), "now": now}
            store.add_proposal({**kept, **place, **row, "language": request.language})
    return Proposed(link=link)


def open_proposal(db: Database, request: OpenProposal, *, now: datetime) -> ProposalSeen:
    """Show what became of a proposal. UnknownProposal, TooManyTries."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownProposal, now=now) as tx:
        found = EventsStore(tx).proposal_behind(proposals.link_hash(request.link))
        if found is None:
            raise errors.UnknownProposal
        return ProposalSeen(
            title=found["title"],
            language=found["language"],
            state=found["state"],
            answer=found["answer"],
        )


def proposals_page(db: Database, request: FindProposals) -> ProposalPage:
    """Give a page of proposals, the newest first."""
    _everywhere()
    with db.transaction() as tx:
        rows = EventsStore(tx).page_of_proposals(cursor(request.after), PROPOSALS_A_PAGE + 1)
    shown = rows[:PROPOSALS_A_PAGE]
    last = shown[-1] if len(rows) > PROPOSALS_A_PAGE else None
    following = f"{last['proposed_at'].isoformat()}~{last['id']}" if last else None
    return ProposalPage(proposals=[_proposal(row) for row in shown], next=following)


def approve(db: Database, request: ApproveProposal, *, by: UUID, now: datetime) -> EventView:
    """Make a draft of a proposal."""
    _everywhere()
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            found = _undecided(store, request.proposal_id)
            form = proposals.draft(found, request.command_id, request.starts_at)
            event_id = new_id()
            store.add_event(event_id, plans.plan(form, now), by)
            store.decide_proposal(found["id"], state="approved", event_id=event_id, by=by, now=now)
            audit.record(tx, by, "event.create", event_id)
            return view_of(store, existing(store.find_event(event_id)))

        return commands.once(tx, request.command_id, EventView, act)


def decline(db: Database, request: DeclineProposal, *, by: UUID, now: datetime) -> Proposal:
    """Decline a proposal, with a reason."""
    _everywhere()
    with db.transaction() as tx:

        def act() -> Proposal:
            store = EventsStore(tx)
            found = _undecided(store, request.proposal_id)
            answer = proposals.answer(request.answer)
            store.decide_proposal(found["id"], state="declined", answer=answer, by=by, now=now)
            audit.record(tx, by, "proposal.decline", found["id"])
            decided = store.find_proposal(found["id"])
            return _proposal(decided or found)

        return commands.once(tx, request.command_id, Proposal, act)


def forget(db: Database, *, now: datetime) -> bool:
    """Forget from where proposals came after a day, and in time the proposals themselves."""
    with db.transaction() as tx:
        EventsStore(tx).forget_proposals(
            places_before=now - proposals.WINDOW,
            answered_before=now - proposals.KEPT_ANSWERED,
            proposed_before=now - proposals.KEPT_WAITING,
        )
        return False


def _everywhere() -> None:
    if current_limits().events is not None:
        raise NotAllowed


def _undecided(store: EventsStore, proposal_id: UUID) -> Row:
    found = store.lock_proposal(proposal_id)
    if found is None:
        raise errors.UnknownProposal
    if found["state"] != "new":
        raise errors.ProposalDecided
    return found


def _proposal(row: Row) -> Proposal:
    return Proposal(
        proposal_id=row["id"],
        title=row["title"],
        idea=row["idea"],
        place=row["place"],
        wish=row["wish"],
        language=row["language"],
        state=row["state"],
        proposed_at=row["proposed_at"],
        answer=row["answer"],
        event_id=row["event_id"],
    )
