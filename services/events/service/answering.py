"""The young person's side, and places that are passed on."""

from __future__ import annotations

from services.events.operations import answering, seating
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    GiveAnswer,
    Invitation,
    OpenInvitation,
)
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    every,
    rpc,
)


class Answering:
    """The young person's side, and places that are passed on."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(OpenInvitation)
    def open_invitation(self, request: OpenInvitation) -> Invitation:
        key = self.settings.codes_key.key()
        return answering.open_invitation(self.db, request, key=key, now=clock.now())

    @rpc(GiveAnswer)
    def answer(self, request: GiveAnswer) -> Invitation:
        key, hold = self.settings.codes_key.key(), self.settings.hold
        return answering.answer(self.db, request, key=key, hold=hold, now=clock.now())

    @every(seconds=1)
    def lapse_offers(self) -> bool:
        return seating.lapse_offers(self.db, hold=self.settings.hold, now=clock.now())
