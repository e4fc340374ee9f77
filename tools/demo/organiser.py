"""The demo's accounts: each signs in and asks the services, as the console does."""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from shared.contracts.members import (
    Actor,
    BeginImport,
    ImportPiece,
    ImportProgress,
    ImportRef,
    Session,
    SessionRef,
    SignIn,
)
from shared.contracts.wire import Wire
from shared.edge.upstream import Unavailable, Upstream
from tools.demo.installation import Installation

W = TypeVar("W", bound=Wire)

TOKEN_GOOD_FOR_S = 40.0
PIECE_BYTES = 256_000
PATIENCE_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody of the demo's staff; `note` is the file that keeps what they sign in with."""

    email: str
    name: str
    role: str
    note: str


ORGANISER = Account(
    email="organiser@multaqa.example",
    name="Amal Bennani",
    role="organiser",
    note="demo-account.json",
)
ADMINISTRATOR = Account(
    email="administrator@multaqa.example",
    name="Brahim Ouali",
    role="admin",
    note="demo-administrator.json",
)
"""Decides about money and hours, and is the second person whom a send to many waits for."""


class Organiser:
    """An account of the demo; its password is made once and kept beside the stack's secrets."""

    def __init__(self, installation: Installation, account: Account = ORGANISER) -> None:
        self._installation = installation
        self.account = account
        self._upstream = Upstream(installation.broker_url, deadline_s=10.0)
        self._session = ""
        self._token = ""
        self._token_until = 0.0

    @property
    def password(self) -> str:
        return str(json.loads(self._note.read_text())["password"])

    @property
    def signs_in_with(self) -> dict[str, str]:
        return {"email": self.account.email, "password": self.password}

    def sign_in(self) -> None:
        """Sign in, making the account the first time."""
        if not self._note.exists():
            password = secrets.token_urlsafe(12)
            who = self.account
            self._installation.add_account(who.email, who.name, who.role, password)
            self._note.touch(mode=0o600)
            self._note.write_text(json.dumps({"email": who.email, "password": password}))
        request = SignIn(email=self.account.email, password=self.password, origin="demo")
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                session = self._upstream.call("members", "sign_in", request, Session)
            except Unavailable:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
            else:
                self._session = session.session
                return

    def ask(self, service: str, method: str, request: Wire | None, reply: type[W]) -> W:
        """Ask a service with this account's rights; every command carries its id, so try again."""
        for _ in range(3):
            try:
                return self._upstream.call(service, method, request, reply, actor=self._actor())
            except Unavailable:
                time.sleep(1)
        return self._upstream.call(service, method, request, reply, actor=self._actor())

    def upload(self, sheet: bytes, begin: BeginImport) -> ImportProgress:
        """Hand a sheet over in pieces and have its import begun."""
        progress = self.ask("members", "begin_import", begin, ImportProgress)
        if progress.state != "uploading":
            return progress
        for number, start in enumerate(range(0, len(sheet), PIECE_BYTES)):
            piece = ImportPiece(
                import_id=progress.import_id,
                number=number,
                content=base64.b64encode(sheet[start : start + PIECE_BYTES]).decode(),
            )
            self.ask("members", "add_piece", piece, ImportProgress)
        reference = ImportRef(import_id=progress.import_id)
        return self.ask("members", "start_import", reference, ImportProgress)

    def _actor(self) -> str:
        if time.monotonic() > self._token_until:
            request = SessionRef(session=self._session)
            actor = self._upstream.call("members", "actor", request, Actor)
            self._token, self._token_until = actor.token, time.monotonic() + TOKEN_GOOD_FOR_S
        return self._token

    @property
    def _note(self) -> Path:
        return self._installation.notes / self.account.note
