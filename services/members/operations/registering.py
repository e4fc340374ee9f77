"""The register of processing: what it says of the association."""

from __future__ import annotations

from uuid import UUID

from services.members.domain.texts import LONGEST_LINE, clean
from services.members.store.register import RegisterStore
from shared.contracts.members import FillRegister, Register
from shared.db import audit
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.messaging.commands import once


def register(db: Database) -> Register:
    """Give what is filled in."""
    with db.transaction() as tx:
        return Register(**RegisterStore(tx).read())


def fill_register(db: Database, command: FillRegister, *, by: UUID) -> Register:
    """Fill it in anew; InvalidRequest when a line is too long."""
    told = {name: clean(text) for name, text in vars(command.register).items()}
    if too_long := [name for name, text in told.items() if len(text) > LONGEST_LINE]:
        raise InvalidRequest(fields=", ".join(too_long))
    with db.transaction() as tx:

        def act() -> Register:
            RegisterStore(tx).fill(told)
            audit.record(tx, by, "register-filled")
            return Register(**told)

        return once(tx, command.command_id, Register, act)
