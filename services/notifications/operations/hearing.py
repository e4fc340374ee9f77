"""What comes back from providers, by whichever way: over a bind, or by their calls to the site."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import partial

import psycopg
import structlog

from services.notifications.channels.hooks import Call, NoProof, read_call
from services.notifications.channels.providers import Provider
from services.notifications.domain import Inbound, LateAnswer, Receipt, Unreadable
from services.notifications.errors import NotProven
from services.notifications.operations import inbound, receipts, routing
from services.notifications.operations.inbound import Ear
from shared.contracts.notifications import ProviderCall, ProviderHeard
from shared.db.database import Database, DatabaseDown
from shared.messaging.parking import Parked, park

log = structlog.get_logger()


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
    """
    Keep what a provider calls us with, at `site`; NotProven when it may be anybody.

    Each of several things is kept by itself. What cannot be is parked with its reason and the rest
    is taken, so that nothing of it is told again. Only while the database is away all of it is.
    """
    provider = next((each for each in providers if each.name == request.provider), None)
    if provider is None:
        raise NotProven
    said = Call(query=request.query, body=request.body, headers=request.headers)
    try:
        heard = read_call(provider, said, key=ear.key, now=now, site=site)
    except NoProof:
        raise NotProven from None
    return ProviderHeard(heard=sum(_keep(db, ear, each, now) for each in heard))


def _keep(db: Database, ear: Ear, heard: Receipt | Inbound | Unreadable, now: datetime) -> bool:
    """Keep one thing; False when it was parked. Words that cannot be obeyed are left to a human."""
    if isinstance(heard, Unreadable):
        _park(db, ear, heard, heard.reason, heard.content)
        return False
    reason = ""
    tries = [partial(hear, db, ear, heard, now=now)]
    if isinstance(heard, Inbound):
        tries.append(partial(inbound.leave, db, ear, heard, now=now))
    for keep in tries:
        try:
            keep()
        except (DatabaseDown, psycopg.OperationalError):
            raise
        except Exception as error:
            log.exception("provider_call_failed", provider=heard.provider)
            reason = type(error).__name__
        else:
            return True
    _park(db, ear, heard, reason, json.dumps(asdict(heard), default=str))
    return False


def _park(
    db: Database, ear: Ear, heard: Receipt | Inbound | Unreadable, reason: str, content: str
) -> None:
    log.warning("provider_call_parked", provider=heard.provider, reason=reason)
    parked = Parked(queue=f"hooks/sms/{heard.provider}", body=content.encode(), reason=reason)
    with db.transaction() as tx:
        park(tx, ear.parking_key, parked)
