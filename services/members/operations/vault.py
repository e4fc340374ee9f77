"""
What is sensitive: read, kept and removed by its own database role, each time written down.

The line in the audit is of the same transaction: what cannot be written down is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from psycopg.errors import ForeignKeyViolation

from services.members.domain.texts import LONGEST_LINE, clean, fold
from services.members.errors import ConsentNotExplicit, ReasonMissing, UnknownMember, ValueMissing
from services.members.store.held import ids_of
from services.members.store.sealed_answers import SealedAnswersStore
from services.members.store.vault import VaultStore
from shared.contracts.members import (
    ForgetFromVault,
    KeepInVault,
    OpenVault,
    VaultDone,
    VaultEntry,
    VaultLine,
)
from shared.db import audit
from shared.db.database import Database

SMALLEST_GROUP = 5
"""Fewer people than these could be told apart by being put together."""
PAGE = 2000
"""How many are read at a time for a wave."""
SHORTEST_REASON = 5
LONGEST_WORDING = 2000
ZONE = ZoneInfo("Africa/Casablanca")
_SHOWN = ("kind", "wording", "agreed_on", "collected_by", "purpose", "kept_at")


def vault_entry(
    db: Database, vault: Database, key: str, request: OpenVault, *, by: UUID
) -> VaultEntry:
    """
    Read what is kept of one person, and write down who read it and why; ReasonMissing.

    Which ids a person has is asked of `db`: the vault's role sees nothing but the vault.
    """
    reason = reason_of(request.reason)
    person_id = request.member_id
    ids = _ids_of(db, person_id)
    with vault.transaction() as tx:
        audit.record(tx, by, "vault-read", person_id, detail=reason)
        rows = VaultStore(tx).entries(ids)
    lines = [
        VaultLine(
            value=unseal(key, row["person_id"], row["kind"], bytes(row["sealed"])),
            **{name: row[name] for name in _SHOWN},
        )
        for row in rows
    ]
    return VaultEntry(member_id=person_id, lines=lines)


def keep_in_vault(
    vault: Database, key: str, command: KeepInVault, *, by: UUID, now: datetime
) -> VaultDone:
    """Keep one thing; ConsentNotExplicit unless the consent to it is told whole."""
    value = clean(command.value)[:LONGEST_LINE]
    if not value:
        raise ValueMissing
    day = command.agreed_on
    told = {
        "wording": clean(command.wording)[:LONGEST_WORDING],
        "collected_by": clean(command.collected_by)[:LONGEST_LINE],
        "purpose": clean(command.purpose)[:LONGEST_LINE],
    }
    if not all(told.values()) or day is None or day > now.astimezone(ZONE).date():
        raise ConsentNotExplicit
    entry = {
        "person_id": command.member_id,
        "kind": command.kind,
        "sealed": seal(key, command.member_id, command.kind, value),
        "agreed_on": day,
        "kept_by": by,
        "command_id": command.command_id,
        **told,
    }
    try:
        with vault.transaction() as tx:
            if VaultStore(tx).keep(entry):
                audit.record(tx, by, "vault-kept", command.member_id)
    except ForeignKeyViolation as error:
        raise UnknownMember from error
    return VaultDone(member_id=command.member_id)


def forget_from_vault(
    db: Database, vault: Database, request: ForgetFromVault, *, by: UUID
) -> VaultDone:
    """Remove one thing, under whichever of the person's ids it is."""
    ids = _ids_of(db, request.member_id)
    with vault.transaction() as tx:
        if VaultStore(tx).forget(ids, request.kind):
            audit.record(tx, by, "vault-forgotten", request.member_id)
    return VaultDone(member_id=request.member_id)


def sealed_of(vault: Database, person_id: UUID, ids: Sequence[UUID]) -> list[dict[str, object]]:
    """
    Tell a person that something is kept, not what: it is not opened, and stays sealed.

    Who asks holds a link that came to a telephone, and a telephone lies about.
    """
    with vault.transaction() as tx:
        rows = VaultStore(tx).entries(ids)
        answered = SealedAnswersStore(tx).answers_of(ids)
        if rows or answered:
            audit.record(tx, None, "vault-told-of", person_id)
    entries: list[dict[str, object]] = [
        {
            "agreed_on": row["agreed_on"],
            "collector": row["collected_by"],
            "recorded_at": row["kept_at"],
        }
        for row in rows
    ]
    answers: list[dict[str, object]] = [{"recorded_at": agreed_at} for agreed_at in answered]
    return [*entries, *answers]


def reason_of(typed: str) -> str:
    """Give why somebody reads; ReasonMissing when it says nothing."""
    reason = clean(typed)
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    return reason


def _ids_of(db: Database, person_id: UUID) -> list[UUID]:
    with db.transaction() as tx:
        return ids_of(tx, person_id)


def sectors(
    vault: Database, key: str, *, by: UUID | None, about: UUID
) -> Iterator[list[tuple[UUID, int]]]:
    """
    Tell page by page who is of which sector, for a wave that is to mix them: numbers, no names.

    They are for whoever chooses people and go no further. That they were read is written down
    before they are; `about` is the wave.
    """
    with vault.transaction() as tx:
        audit.record(tx, by, "vault-balanced", about)
    numbers: dict[tuple[str, str], int] = {}
    after: tuple[UUID, str] | None = None
    while True:
        with vault.transaction() as tx:
            rows = VaultStore(tx).next_sealed(after, limit=PAGE)
        if not rows:
            return
        page = []
        for row in rows:
            value = unseal(key, row["person_id"], row["kind"], bytes(row["sealed"]))
            sector = row["kind"], fold(value)
            page.append((row["person_id"], numbers.setdefault(sector, len(numbers) + 1)))
        yield page
        after = rows[-1]["person_id"], rows[-1]["kind"]


def seal(key: str, person_id: UUID, kind: str, value: str) -> bytes:
    """Encrypt something together with whose it is, and what."""
    return Fernet(key).encrypt(_whose(person_id, kind) + value.encode())


def unseal(key: str, person_id: UUID, kind: str, sealed: bytes) -> str:
    """Decrypt it; ValueError for what was somebody else's, or something else."""
    text, whose = Fernet(key).decrypt(sealed), _whose(person_id, kind)
    if not text.startswith(whose):
        msg = "what is sealed is somebody else's"
        raise ValueError(msg)
    return text[len(whose) :].decode()


def _whose(person_id: UUID, kind: str) -> bytes:
    """What is copied from one person to another does not open."""
    return b"vault\0" + person_id.bytes + kind.encode() + b"\0"
