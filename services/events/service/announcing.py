"""Announcements."""

from __future__ import annotations

from services.events.operations import announcing
from shared import clock
from shared.contracts.events import Announce, AnnouncementChecked, Announcements, EventRef
from shared.edge.service import ActorToken, DatabaseProvider, every, rpc


class Announcing:
    """Announcements."""

    db = DatabaseProvider()

    @rpc(EventRef, scope="events:read")
    def announcements(self, request: EventRef, _: ActorToken) -> Announcements:
        return announcing.announcements_of(self.db, request.event_id)

    @rpc(Announce, scope="events:publish")
    def check_announcement(self, request: Announce, _: ActorToken) -> AnnouncementChecked:
        return announcing.check_announcement(self.db, request)

    @rpc(Announce, scope="events:publish")
    def announce(self, request: Announce, actor: ActorToken) -> Announcements:
        return announcing.announce(self.db, request, by=actor.staff_id, now=clock.now())

    @every(seconds=1)
    def announce_next_page(self) -> bool:
        return announcing.announce_next_page(self.db, now=clock.now())
