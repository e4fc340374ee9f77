"""Links to people's own pages for tests of members, through its own operations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet

from services.members.operations import own_links, own_pages
from shared.contracts.members import (
    AskForOwnLink,
    OwnLinkRef,
    OwnPage,
    VerificationRequested,
)
from shared.db.database import Database
from tests.support.accounts import KEY, LINKS_KEY, NOW
from tests.support.world import World

PHONE, EMAIL = "+212612345678", "amina@courriel.example"


def ask(db: Database, address: str = PHONE, *, now: datetime = NOW, **where: str) -> None:
    own_links.ask(db, KEY, AskForOwnLink(address=address, **where), now=now)


def work(db: Database, *, now: datetime = NOW) -> None:
    while own_links.send_next(db, LINKS_KEY, now=now):
        pass


def requested(members: World) -> list[VerificationRequested]:
    """Give what was announced to be sent to people, the oldest first."""
    rows = members.rows(
        "members",
        "select body from outbox where type = 'verification.requested.v1' order by id",
    )
    return [VerificationRequested.parse(row["body"]) for row in rows]


def opened(sealed: str) -> str:
    return Fernet(LINKS_KEY).decrypt(sealed.encode()).decode()


def a_link(db: Database, members: World, address: str = PHONE, *, now: datetime = NOW) -> str:
    ask(db, address, now=now)
    work(db, now=now)
    return opened(requested(members)[-1].sealed_token)


def look(db: Database, link: str, *, now: datetime = NOW, **more: Any) -> OwnPage:
    wish = OwnLinkRef(link=link, **more)
    return own_pages.own_page(db, KEY, "FMAS", wish, now=now)
