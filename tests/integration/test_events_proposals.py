"""Meetings that young people propose, on a real database, without the process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.events import errors
from services.events.operations import organising, proposing
from shared.contracts.events import (
    ApproveProposal,
    DeclineProposal,
    FindProposals,
    OpenProposal,
    Proposal,
    ProposalSeen,
    Propose,
)
from shared.db.limits import Limits, within
from shared.errors import NotAllowed, Refusal, TooManyTries
from shared.ids import new_id
from tests.support.hall import KEY, STAFF, Hall, hall

__all__ = ["hall"]


@pytest.fixture
def here(hall: Callable[..., Hall]) -> Hall:
    found = hall(people=0)
    found.rows("delete from proposals")
    return found


def propose(here: Hall, *, now: datetime | None = None, **changes: Any) -> str:
    fields: dict[str, Any] = {
        "command_id": new_id(),
        "title": " Ciné-club  du quartier ",
        "idea": "Un film par mois,\npuis un débat.",
        "place": "Aïn Sebaâ",
        "wish": "le vendredi",
        "language": "fr",
        "origin": "a place",
        "network": "a network",
    }
    request = Propose(**(fields | changes))
    return proposing.propose(here.db, request, key=KEY, now=now or here.now()).link


def listed(here: Hall) -> list[Proposal]:
    return proposing.proposals_page(here.db, FindProposals()).proposals


def seen(here: Hall, link: str) -> ProposalSeen:
    return proposing.open_proposal(here.db, OpenProposal(link=link), now=here.now())


def approve(here: Hall, proposal: Proposal, starts_at: str = "2099-05-01T18:00") -> Any:
    wish = ApproveProposal(
        command_id=new_id(), proposal_id=proposal.proposal_id, starts_at=starts_at
    )
    return proposing.approve(here.db, wish, by=STAFF, now=here.now())


def decline(here: Hall, proposal: Proposal, answer: str = "Pas de salle le soir.") -> None:
    wish = DeclineProposal(command_id=new_id(), proposal_id=proposal.proposal_id, answer=answer)
    proposing.decline(here.db, wish, by=STAFF, now=here.now())


def test_a_proposal_becomes_a_draft_and_whoever_made_it_reads_so(here: Hall) -> None:
    link = propose(here)
    (proposal,) = listed(here)
    assert seen(here, link).state == "new"

    card = approve(here, proposal).card

    view = organising.event(here.db, card.event_id)
    assert (view.state, card.type, view.capacity) == ("draft", "youth_meeting", 30)
    assert (card.text("fr").title, card.text("fr").venue) == ("Ciné-club du quartier", "Aïn Sebaâ")
    assert card.ends_at - card.starts_at == timedelta(hours=2)
    assert listed(here)[0].event_id == card.event_id
    assert seen(here, link).state == "approved"


def test_a_proposal_is_declined_with_a_reason_once(here: Hall) -> None:
    link = propose(here)
    (proposal,) = listed(here)
    with pytest.raises(errors.ReplyMissing):
        decline(here, proposal, " ")

    decline(here, proposal)

    assert (seen(here, link).state, seen(here, link).answer) == (
        "declined",
        "Pas de salle le soir.",
    )
    with pytest.raises(errors.ProposalDecided):
        approve(here, proposal)
    with pytest.raises(errors.ProposalDecided):
        decline(here, proposal)


def test_a_form_sent_twice_proposes_once_and_gives_the_same_link(here: Hall) -> None:
    command = new_id()

    assert propose(here, command_id=command) == propose(here, command_id=command)

    assert len(listed(here)) == 1


def test_no_link_and_no_person_is_kept_but_a_hash(here: Hall) -> None:
    link = propose(here)

    (row,) = here.rows("select * from proposals")

    assert link not in str(row)
    assert len(link) == 22
    for wrong in ("", link[:-1], link.swapcase()):
        with pytest.raises(errors.UnknownProposal):
            seen(here, wrong)


def test_one_place_and_one_network_propose_so_many_times_a_day(here: Hall) -> None:
    for _ in range(5):
        propose(here)
    with pytest.raises(TooManyTries) as refused:
        propose(here)
    assert refused.value.detail["minutes"]

    for number in range(25):
        propose(here, origin=f"another place {number}")
    with pytest.raises(TooManyTries):
        propose(here, origin="one more")
    propose(here, origin="elsewhere", network="elsewhere")
    propose(here, now=here.now() + timedelta(days=1, minutes=1))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": " "}, errors.ProposalMissing),
        ({"idea": "\n\u202e"}, errors.ProposalMissing),
        ({"title": "x" * 201}, errors.TextTooLong),
        ({"idea": "x" * 3_001}, errors.TextTooLong),
    ],
)
def test_what_is_no_proposal_is_refused(
    here: Hall, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        propose(here, **changes)

    assert listed(here) == []


def test_places_are_forgotten_after_a_day_and_proposals_in_time(here: Hall) -> None:
    propose(here)
    propose(here, title="Autre")
    decline(here, listed(here)[0])

    proposing.forget(here.db, now=here.now() + timedelta(days=1, minutes=1))
    assert {row["origin"] for row in here.rows("select origin from proposals")} == {None}
    assert len(listed(here)) == 2
    proposing.forget(here.db, now=here.now() + timedelta(days=91))
    assert len(listed(here)) == 1
    proposing.forget(here.db, now=here.now() + timedelta(days=366))

    assert listed(here) == []


def test_a_draft_in_the_past_leaves_the_proposal_open(here: Hall) -> None:
    propose(here)
    (proposal,) = listed(here)

    with pytest.raises(errors.EventInThePast):
        approve(here, proposal, "2020-05-01T18:00")
    with pytest.raises(errors.UnreadableTime):
        approve(here, proposal, "soon")

    assert listed(here)[0].state == "new"


def test_whoever_is_limited_to_some_events_sees_no_proposals(here: Hall) -> None:
    with within(Limits(events=[here.event_id])), pytest.raises(NotAllowed):
        listed(here)
