"""What comes back from providers, by whichever way: over a bind, or by their calls to the site."""

from __future__ import annotations

from datetime import datetime

from services.notifications.channels.hooks import Call, NoProof, read_call
from services.notifications.channels.providers import Provider
from services.notifications.domain import Inbound, LateAnswer, Receipt
from services.notifications.errors import NotProven
from services.notifications.operations import inbound, receipts, routing
from services.notifications.operations.inbound import Ear
from shared.contracts.notifications import ProviderCall, ProviderHeard
from shared.db.database import Database


def hear(db: Database, ear: Ear, heard: Receipt | Inbound | LateAnswer, *, now: datetime) -> None:
    """Keep one thing that came back; it is committed before this returns."""
    if isinstance(heard, LateAnswer):
        routing.answered_late(db, heard, now=now)
    elif isinstance(heard, Receipt):
        receipts.hear(db, heard, key=ear.key, now=now)
    else:
        inbound.hear(db, ear, heard, now=now)


def call(
    db: Database,
    ear: Ear,
    providers: tuple[Provider, ...],
    request: ProviderCall,
    *,
    site: str,
    now: datetime,
) -> ProviderHeard:
    """Keep what a provider calls us with, at `site`; NotProven when it may be anybody."""
    provider = next((each for each in providers if each.name == request.provider), None)
    if provider is None:
        raise NotProven
    said = Call(query=request.query, body=request.body, headers=request.headers)
    try:
        heard = read_call(provider, said, key=ear.key, now=now, site=site)
    except NoProof:
        raise NotProven from None
    for each in heard:
        hear(db, ear, each, now=now)
    return ProviderHeard(heard=len(heard))
