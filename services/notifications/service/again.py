"""What organisers let be said once more: corrections, and to whom nothing came."""

from __future__ import annotations

from services.notifications.operations import again
from services.notifications.service.quoting import ground_of
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    Correction,
    CorrectSend,
    Failed,
    FindFailed,
    LookAtCorrection,
    ResendFailed,
    SendProgress,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class SayingAgain:
    """What organisers let be said once more: corrections, and to whom nothing came."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(LookAtCorrection, scope="sends:control")
    def look_at_correction(self, request: LookAtCorrection, _: ActorToken) -> Correction:
        return again.look(self.db, request, ground_of(self.settings), now=clock.now())

    @rpc(CorrectSend, scope="sends:control")
    def correct_send(self, request: CorrectSend, actor: ActorToken) -> SendProgress:
        ground, by = ground_of(self.settings), actor.staff_id
        return again.correct(self.db, request, ground, by=by, now=clock.now())

    @rpc(FindFailed, scope="sends:control")
    def failed(self, request: FindFailed, _: ActorToken) -> Failed:
        return again.failed(self.db, request, ground_of(self.settings), now=clock.now())

    @rpc(ResendFailed, scope="sends:control")
    def resend_failed(self, request: ResendFailed, actor: ActorToken) -> SendProgress:
        ground, by = ground_of(self.settings), actor.staff_id
        return again.resend(self.db, request, ground, by=by, now=clock.now())

    @every(seconds=1)
    def find_people(self) -> bool:
        key = self.settings.suppression_key.key()
        return again.find_people(self.db, key=key, now=clock.now())
