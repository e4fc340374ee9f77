"""Copies of an event, and publishing on a day to come."""

from __future__ import annotations

from services.events.domain.whom import scopes_of
from services.events.operations import later
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import CopyEvent, EventView, PublishLater, PublishNotLater
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Later:
    """Copies of an event, and publishing on a day to come."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(CopyEvent, scope="events:write")
    def copy_event(self, request: CopyEvent, actor: ActorToken) -> EventView:
        return later.copy_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(PublishLater, scope="events:publish")
    def publish_later(self, request: PublishLater, actor: ActorToken) -> EventView:
        for scope in scopes_of(request.wish):
            actor.may(scope)
        return later.publish_later(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(PublishNotLater, scope="events:publish")
    def publish_not_later(self, request: PublishNotLater, actor: ActorToken) -> EventView:
        return later.publish_not_later(self.db, request, by=actor.staff_id)

    @every(seconds=5)
    def publish_what_is_due(self) -> bool:
        return later.publish_what_is_due(self.db, now=clock.now())
