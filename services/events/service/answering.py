"""The young person's side, and places that are passed on."""

from __future__ import annotations

from services.events.operations import answering, hearing_answers, seating
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    GiveAnswer,
    Invitation,
    OpenInvitation,
)
from shared.contracts.notifications import RsvpReceived
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    every,
    rpc,
    subscribe,
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

    @subscribe(RsvpReceived)
    def keep_answer_by_sms(self, tx: Transaction, message: RsvpReceived) -> None:
        hearing_answers.hear(tx, message, hold=self.settings.hold, now=clock.now())

    @every(seconds=1)
    def lapse_offers(self) -> bool:
        return seating.lapse_offers(self.db, hold=self.settings.hold, now=clock.now())
