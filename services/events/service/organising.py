"""The organiser's side."""

from __future__ import annotations

from services.events.domain.small_groups import page_without_parts, view_without_parts
from services.events.domain.whom import scopes_of
from services.events.operations import organising
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    AnswerPage,
    CancelEvent,
    Cards,
    EventForm,
    EventIds,
    EventPage,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    PublishEvent,
)
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    rpc,
)


class Organising:
    """The organiser's side."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(EventForm, scope="events:write")
    def create_event(self, request: EventForm, actor: ActorToken) -> EventView:
        return organising.create_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(PublishEvent, scope="events:publish")
    def publish_event(self, request: PublishEvent, actor: ActorToken) -> EventView:
        for scope in scopes_of(request.wish):
            actor.may(scope)
        return organising.publish_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(CancelEvent, scope="events:publish")
    def cancel_event(self, request: CancelEvent, actor: ActorToken) -> EventView:
        return organising.cancel_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(EventRef, scope="events:read")
    def event(self, request: EventRef, actor: ActorToken) -> EventView:
        view = organising.event(self.db, request.event_id)
        return view if "names:read" in actor.scopes else view_without_parts(view)

    @rpc(FindEvents, scope="events:read")
    def events(self, request: FindEvents, actor: ActorToken) -> EventPage:
        page = organising.events(self.db, request, now=clock.now())
        return page if "names:read" in actor.scopes else page_without_parts(page)

    @rpc(EventIds, scope="events:read")
    def cards(self, request: EventIds, _: ActorToken) -> Cards:
        return organising.cards(self.db, request)

    @rpc(scope="events:read")
    def nearest(self, _: ActorToken) -> Cards:
        return organising.nearest(self.db, now=clock.now())

    @rpc(FindAnswers, scope="names:read")
    def answers(self, request: FindAnswers, _: ActorToken) -> AnswerPage:
        return organising.answers(self.db, request)
