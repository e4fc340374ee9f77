"""Answers to sensitive questions: sealed by whoever gives them, opened as the vault is."""

from __future__ import annotations

from services.members.operations import sealed_answers
from services.members.service.vault import vault_database
from services.members.settings import Settings
from shared import clock
from shared.contracts.members import (
    AskWhatIsSealed,
    OpenAnswers,
    OpenedAnswers,
    SealAnswers,
    SealedQuestions,
    TakeBackAnswer,
    VaultDone,
)
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    ResourceProvider,
    SettingsProvider,
    rpc,
)


class SealedAnswers:
    """What people behind an invitation keep under seal, and who may open it."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()
    vault = ResourceProvider(vault_database)

    @rpc(SealAnswers)
    def seal_answers(self, command: SealAnswers) -> VaultDone:
        key = str(self.settings.vault_key)
        return sealed_answers.seal_answers(self.db, self.vault, key, command, now=clock.now())

    @rpc(AskWhatIsSealed)
    def what_is_sealed(self, request: AskWhatIsSealed) -> SealedQuestions:
        return sealed_answers.what_is_sealed(self.db, self.vault, request)

    @rpc(TakeBackAnswer)
    def take_back_answer(self, request: TakeBackAnswer) -> VaultDone:
        return sealed_answers.take_back(self.db, self.vault, request)

    @rpc(OpenAnswers, scope="vault:read")
    def open_answers(self, request: OpenAnswers, actor: ActorToken) -> OpenedAnswers:
        key, by = str(self.settings.vault_key), actor.staff_id
        return sealed_answers.open_answers(self.vault, key, request, by=by)
