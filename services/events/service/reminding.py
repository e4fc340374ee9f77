"""Reminders, and what people say afterwards."""

from __future__ import annotations

from services.events.operations import feedback, reminding
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    ChaseSilent,
    EventRef,
    EventView,
    GiveFeedback,
    Invitation,
    Reminders,
    SetReminders,
)
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    every,
    rpc,
)


class Reminding:
    """Reminders, and what people say afterwards."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(EventRef, scope="events:read")
    def reminders(self, request: EventRef, _: ActorToken) -> Reminders:
        return reminding.reminders_of(self.db, request.event_id)

    @rpc(SetReminders, scope="events:write")
    def set_reminders(self, request: SetReminders, actor: ActorToken) -> Reminders:
        return reminding.set_reminders(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ChaseSilent, scope="events:publish")
    def chase_the_silent(self, request: ChaseSilent, actor: ActorToken) -> EventView:
        return reminding.chase_the_silent(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(GiveFeedback)
    def give_feedback(self, request: GiveFeedback) -> Invitation:
        key = self.settings.codes_key.key()
        return feedback.give_feedback(self.db, request, key=key, now=clock.now())

    @every(seconds=1)
    def arrange_reminders(self) -> bool:
        return reminding.arrange_reminders(self.db, now=clock.now())

    @every(seconds=1)
    def remind(self) -> bool:
        return reminding.remind(self.db, now=clock.now())
