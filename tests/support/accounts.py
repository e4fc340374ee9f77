"""Accounts of the staff for tests of members, through its own operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyotp import TOTP

from services.members.operations import links, second_factor, staff
from services.members.operations.second_factor import Keys
from shared import clock
from shared.contracts.members import (
    AskForLink,
    ConfirmSecondFactor,
    EnterCode,
    ProposeSecondFactor,
    Role,
    Session,
    SessionRef,
    SignIn,
)
from shared.db.database import Database
from tests.support.world import World

PASSWORD = "une phrase assez longue"
EMAIL = "sara@association.example"
SIGNER = Ed25519PrivateKey.generate()
KEY = SIGNER.private_bytes_raw()
PUBLIC = SIGNER.public_key().public_bytes_raw()
KEYS = Keys(signing=KEY, sealing=Fernet.generate_key().decode())
LINKS_KEY = Fernet.generate_key().decode()
NOW = clock.now()
STEP = timedelta(seconds=30)
TABLES = (
    *("staff", "sessions", "sign_in_tries", "half_sign_ins", "second_factors", "recovery_codes"),
    *("link_wishes", "verifications", "outbox", "audit", "commands"),
    *("people", "households", "imports"),
)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    """Give it empty but for one account."""
    empty(members)
    database = Database(members.dsn("members"), size=8)
    add(database)
    yield database
    database.close()


def empty(members: World) -> None:
    members.rows("members", f"truncate {', '.join(TABLES)} cascade")


def add(db: Database, email: str = EMAIL, *, name: str = "Sara", role: Role = "organiser") -> UUID:
    return staff.add_account(db, email, name=name, role=role, language="ar", password=PASSWORD)


def sign_in(
    db: Database,
    password: str = PASSWORD,
    *,
    email: str = EMAIL,
    origin: str = "home",
    now: datetime = NOW,
    strict: bool = False,
) -> Session:
    wish = SignIn(email=email, password=password, origin=origin, browser="Firefox, Linux")
    return staff.sign_in(db, KEY, wish, now=now, strict=strict)


def ref(session: Session | str) -> SessionRef:
    return SessionRef(session=session if isinstance(session, str) else session.session)


class Telephone:
    """An authenticator app that was shown one secret."""

    def __init__(self, secret: str, recovery: list[str]) -> None:
        self._app = TOTP(secret)
        self.recovery = recovery

    def code(self, at: datetime = NOW) -> str:
        return self._app.at(at)


def enrol(db: Database, session: Session, *, now: datetime = NOW) -> Telephone:
    """Set a second factor up as its owner would."""
    wish = ProposeSecondFactor(session=session.session)
    proposal = second_factor.propose(db, KEYS, wish, "FMAS", now=now)
    code = TOTP(proposal.secret).at(now)
    confirmed = second_factor.confirm(
        db,
        KEYS,
        ConfirmSecondFactor(
            session=session.session, sealed=proposal.sealed, code=code, password=PASSWORD
        ),
        now=now,
    )
    return Telephone(proposal.secret, confirmed.codes)


def enter(
    db: Database, half: Session, code: str, *, origin: str = "home", now: datetime = NOW
) -> Session:
    wish = EnterCode(session=half.session, code=code, origin=origin, browser="Firefox, Linux")
    return second_factor.enter_code(db, KEYS, wish, now=now)


def ask(db: Database, email: str = EMAIL, *, origin: str = "home", now: datetime = NOW) -> None:
    links.ask_for_link(db, KEY, AskForLink(email=email, origin=origin), now=now)


def tokens(members: World) -> list[str]:
    """Open what links end in, as the process that writes the mails does; the oldest first."""
    rows = members.rows(
        "members",
        "select body from outbox where type = 'verification.requested.v1' order by id",
    )
    opened = Fernet(LINKS_KEY)
    return [opened.decrypt(row["body"]["sealed_token"].encode()).decode() for row in rows]


def a_link(db: Database, members: World, email: str = EMAIL, *, now: datetime = NOW) -> str:
    """Ask for a link and give what it ends in."""
    ask(db, email, now=now)
    while links.send_next(db, LINKS_KEY, now=now):
        pass
    return tokens(members)[-1]


def told(members: World) -> list[tuple[str, str]]:
    """Give whom news of an account goes to, and what they say; the oldest first."""
    rows = members.rows(
        "members", "select body, urgent from outbox where type = 'account.changed.v1' order by id"
    )
    assert all(row["urgent"] for row in rows)
    return [(row["body"]["email"], row["body"]["what"]) for row in rows]


def takes_the_same(
    seconds: Callable[[str, int], float], first: str, second: str, *, each: int, rounds: int = 5
) -> bool:
    """
    Tell whether something takes as long for two addresses, to a tenth.

    The shortest of many are compared, each going first as often as the other, and a round in
    which the machine did much else is taken again: a true difference would be in every one.
    """
    for start in range(0, each * rounds, each):
        took: dict[str, list[float]] = {first: [], second: []}
        for number in range(start, start + each):
            for email in (first, second) if number % 2 else (second, first):
                took[email].append(seconds(email, number))
        if abs(min(took[first]) / min(took[second]) - 1) < 0.1:
            return True
    return False
