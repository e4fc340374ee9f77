"""Proposals of meetings, checked, and how many may come from one place."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from services.events import errors
from services.events.domain.sessions import one_line
from shared.contracts.events import USUAL, CardText, EventForm, Propose
from shared.errors import TooManyTries

WINDOW = timedelta(days=1)
MOST_IN_A_DAY = {"origin": 5, "network": 30, "everybody": 200}
"""A school or a youth house shares an address; nobody reads hundreds a day."""

KEPT_ANSWERED = timedelta(days=90)
KEPT_WAITING = timedelta(days=365)

LONGEST = {"title": 200, "place": 200, "wish": 200}
LONGEST_IDEA = 3_000
ZONE = "Africa/Casablanca"


def checked(request: Propose) -> dict[str, str]:
    """Trim what was proposed; ProposalMissing without a title or an idea."""
    kept = {name: one_line(getattr(request, name), name) for name in LONGEST}
    idea = "".join(c for c in request.idea if c == "\n" or c.isprintable()).strip()
    if not kept["title"]:
        raise errors.ProposalMissing(field="title")
    if not idea:
        raise errors.ProposalMissing(field="idea")
    if len(idea) > LONGEST_IDEA:
        raise errors.TextTooLong(field="idea", most=LONGEST_IDEA)
    return {**kept, "idea": idea}


def allow(counts: Mapping[str, int]) -> None:
    """Refuse another proposal of one place, its network or everybody together within a day."""
    if any(counts[name] >= most for name, most in MOST_IN_A_DAY.items()):
        raise TooManyTries(minutes=int(WINDOW.total_seconds() // 60))


def link(key: bytes, command_id: UUID) -> str:
    """Make the link of a proposal, 128 bits: the same command gives the same one."""
    made = hmac.digest(key, b"proposal\0" + command_id.bytes, "sha256")[:16]
    return urlsafe_b64encode(made).decode().rstrip("=")


def link_hash(text: str) -> bytes:
    """Give what is kept of a link."""
    return hashlib.sha256(text.encode()).digest()


def answer(text: str) -> str:
    """Trim why a proposal is declined; ReasonMissing when nothing is said."""
    kept = one_line(text, "answer")
    if not kept:
        raise errors.ReplyMissing
    return kept


def draft(proposal: Mapping[str, str], command_id: UUID, starts_at: str) -> EventForm:
    """Write the form of a youth meeting from a proposal, as long and large as is usual."""
    usual = USUAL["youth_meeting"]
    try:
        ends_at = (datetime.fromisoformat(starts_at) + usual.length).isoformat()
    except (ValueError, OverflowError) as error:
        raise errors.UnreadableTime(field="starts_at") from error
    text = CardText(title=proposal["title"], description=proposal["idea"], venue=proposal["place"])
    return EventForm(
        command_id=command_id,
        type="youth_meeting",
        starts_at=starts_at,
        ends_at=ends_at,
        zone=ZONE,
        capacity=usual.capacity,
        languages=[],
        texts={proposal["language"]: text},
    )
