"""What organisers let be said once more: corrections, and to whom nothing came."""

from __future__ import annotations

from services.notifications.operations import again
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
        said_by, url = self.settings.association, self.settings.public_url
        return again.look(self.db, request, association=said_by, public_url=url)

    @rpc(CorrectSend, scope="sends:control")
    def correct_send(self, request: CorrectSend, actor: ActorToken) -> SendProgress:
        return again.correct(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(FindFailed, scope="sends:control")
    def failed(self, request: FindFailed, _: ActorToken) -> Failed:
        return again.failed(self.db, request, now=clock.now())

    @rpc(ResendFailed, scope="sends:control")
    def resend_failed(self, request: ResendFailed, actor: ActorToken) -> SendProgress:
        return again.resend(self.db, request, by=actor.staff_id, now=clock.now())

    @every(seconds=1)
    def find_people(self) -> bool:
        key = self.settings.suppression_key.key()
        return again.find_people(self.db, key=key, now=clock.now())
