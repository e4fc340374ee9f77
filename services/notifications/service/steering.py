"""What organisers do with a send: release it, stop it, and let it go on."""

from __future__ import annotations

from services.notifications.operations import releasing, steering
from services.notifications.operations.own_texts import Setting
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    HeldSend,
    LookAtRelease,
    ReleaseSend,
    ResumeSend,
    SendProgress,
    StopSend,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Steering:
    """What organisers do with a send: release it, stop it, and let it go on."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(LookAtRelease, scope="sends:control")
    def look_at_release(self, request: LookAtRelease, actor: ActorToken) -> HeldSend:
        setting = Setting(
            association=self.settings.association, public_url=self.settings.public_url
        )
        return releasing.look(self.db, request, setting, by=actor.staff_id)

    @rpc(ReleaseSend, scope="sends:control")
    def release_send(self, request: ReleaseSend, actor: ActorToken) -> SendProgress:
        return steering.release_send(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(StopSend, scope="sends:control")
    def stop_send(self, request: StopSend, actor: ActorToken) -> SendProgress:
        return steering.stop_send(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ResumeSend, scope="sends:control")
    def resume_send(self, request: ResumeSend, actor: ActorToken) -> SendProgress:
        return steering.resume_send(self.db, request, by=actor.staff_id, now=clock.now())

    @every(seconds=1)
    def reopen_stopped(self) -> bool:
        return steering.reopen_stopped(self.db, now=clock.now())
