"""Answers that somebody of the association writes down."""

from __future__ import annotations

from services.events.operations import noting
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import FindInvited, Invited, InvitedPeople, NoteAnswer
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Noting:
    """Answers that somebody of the association writes down."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(FindInvited, scope="names:read")
    def invited(self, request: FindInvited, _: ActorToken) -> InvitedPeople:
        return noting.invited(self.db, request)

    @rpc(FindInvited, scope="door:write")
    def invited_at_desk(self, request: FindInvited, _: ActorToken) -> InvitedPeople:
        return noting.invited_at_desk(self.db, request, now=clock.now())

    @rpc(NoteAnswer, scope="events:write")
    def note_answer(self, request: NoteAnswer, actor: ActorToken) -> Invited:
        by, hold, now = actor.staff_id, self.settings.hold, clock.now()
        return noting.note(self.db, request, source="organiser", by=by, hold=hold, now=now)

    @rpc(NoteAnswer, scope="door:write")
    def answer_at_desk(self, request: NoteAnswer, actor: ActorToken) -> Invited:
        by, hold, now = actor.staff_id, self.settings.hold, clock.now()
        return noting.note(self.db, request, source="desk", by=by, hold=hold, now=now)
