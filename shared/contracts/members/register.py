"""What the register of processing says of the association itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Register(Wire):
    """Each may be empty: not filled in yet. `declaration` and `authorisation` are the CNDP's."""

    controller: str = ""
    address: str = ""
    contact: str = ""
    declaration: str = ""
    authorisation: str = ""


@dataclass(frozen=True, kw_only=True)
class FillRegister(Wire):
    """The same `command_id` again changes nothing."""

    command_id: UUID
    register: Register
