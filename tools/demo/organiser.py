"""The demo's organiser: signs in and asks the services, as the console does."""

from __future__ import annotations

import base64
import json
import secrets
import time
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

EMAIL = "organiser@multaqa.example"
NAME = "Amal Bennani"
TOKEN_GOOD_FOR_S = 40.0
PIECE_BYTES = 256_000
PATIENCE_S = 60.0


class Organiser:
    """An account of the demo; its password is made once and kept beside the stack's secrets."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._upstream = Upstream(installation.broker_url, deadline_s=10.0)
        self._session = ""
        self._token = ""
        self._token_until = 0.0

    @property
    def password(self) -> str:
        return str(json.loads(self._note.read_text())["password"])

    def sign_in(self) -> None:
        """Sign in, making the account the first time."""
        if not self._note.exists():
            password = secrets.token_urlsafe(12)
            self._installation.add_account(EMAIL, NAME, password)
            self._note.touch(mode=0o600)
            self._note.write_text(json.dumps({"email": EMAIL, "password": password}))
        request = SignIn(email=EMAIL, password=self.password, origin="demo")
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
        return self._installation.notes / "demo-account.json"
