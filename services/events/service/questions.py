"""What whoever says yes is asked."""

from __future__ import annotations

from services.events.operations import questions
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import EventQuestions, EventRef, PutQuestion, RemoveQuestion
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Questions:
    """What whoever says yes is asked."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(EventRef, scope="events:read")
    def questions_of(self, request: EventRef, _: ActorToken) -> EventQuestions:
        return questions.questions_of(self.db, request)

    @rpc(PutQuestion, scope="events:write")
    def put_question(self, request: PutQuestion, actor: ActorToken) -> EventQuestions:
        return questions.put_question(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(RemoveQuestion, scope="events:write")
    def remove_question(self, request: RemoveQuestion, actor: ActorToken) -> EventQuestions:
        return questions.remove_question(self.db, request, by=actor.staff_id, now=clock.now())
