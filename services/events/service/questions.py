"""What whoever says yes is asked."""

from __future__ import annotations

from services.events.domain.small_groups import sums_in_fives
from services.events.operations import asked, questions
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    AnswerQuestions,
    EventQuestions,
    EventRef,
    FindQuestionAnswers,
    Invitation,
    PutQuestion,
    QuestionAnswerPage,
    QuestionSums,
    RemoveQuestion,
)
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

    @rpc(AnswerQuestions)
    def answer_questions(self, request: AnswerQuestions) -> Invitation:
        key = self.settings.codes_key.key()
        return asked.answer_questions(self.db, request, key=key, now=clock.now())

    @rpc(EventRef, scope="events:read")
    def question_sums(self, request: EventRef, actor: ActorToken) -> QuestionSums:
        sums = asked.question_sums(self.db, request)
        return sums if "names:read" in actor.scopes else sums_in_fives(sums)

    @rpc(FindQuestionAnswers, scope="names:read")
    def question_answers(self, request: FindQuestionAnswers, _: ActorToken) -> QuestionAnswerPage:
        return asked.question_answers(self.db, request)
