"""The events service's menu: what it can be asked, and what it hears."""

from __future__ import annotations

from services.events.operations import answering, door, erasing, inviting, organising, own_data
from services.events.retention import queries
from services.events.settings import Settings
from shared import clock
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.events import (
    AnswerPage,
    CancelEvent,
    Cards,
    ChangeEvent,
    Doors,
    EventForm,
    EventIds,
    EventPage,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    FindGuests,
    GiveAnswer,
    Guests,
    Invitation,
    OpenInvitation,
    PublishEvent,
)
from shared.contracts.members import AudienceResolved, MemberErased, MemberMerged, MemberUnmerged
from shared.contracts.notifications import DeliverySettled
from shared.contracts.persons import PersonData, PersonRef
from shared.contracts.retention import KeepFor, Retention
from shared.db import audit, retention
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    drain_parking,
    every,
    rpc,
    subscribe,
)


class EventsService:
    """Events, invitations, answers and seats."""

    name = "events"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(EventForm, scope="events:write")
    def create_event(self, request: EventForm, actor: ActorToken) -> EventView:
        return organising.create_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ChangeEvent, scope="events:write")
    def change_event(self, request: ChangeEvent, actor: ActorToken) -> EventView:
        by, hours = actor.staff_id, self.settings.offer_hours
        return organising.change_event(self.db, request, by=by, offer_hours=hours, now=clock.now())

    @rpc(PublishEvent, scope="events:publish")
    def publish_event(self, request: PublishEvent, actor: ActorToken) -> EventView:
        if request.wish and any(one.what == "sector" for one in request.wish.targets):
            actor.may("vault:read")  # whoever is chosen says something of the sectors
        return organising.publish_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(CancelEvent, scope="events:publish")
    def cancel_event(self, request: CancelEvent, actor: ActorToken) -> EventView:
        return organising.cancel_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(EventRef, scope="events:read")
    def event(self, request: EventRef, _: ActorToken) -> EventView:
        return organising.event(self.db, request.event_id)

    @rpc(FindEvents, scope="events:read")
    def events(self, request: FindEvents, _: ActorToken) -> EventPage:
        return organising.events(self.db, request)

    @rpc(EventIds, scope="events:read")
    def cards(self, request: EventIds, _: ActorToken) -> Cards:
        return organising.cards(self.db, request)

    @rpc(FindAnswers, scope="names:read")
    def answers(self, request: FindAnswers, _: ActorToken) -> AnswerPage:
        return organising.answers(self.db, request)

    @rpc(PersonRef, scope="members:export")
    def person_data(self, request: PersonRef, _: ActorToken) -> PersonData:
        return own_data.data_of(self.db, request)

    @rpc(PersonRef)
    def own_data(self, request: PersonRef) -> PersonData:
        return own_data.data_of(self.db, request)

    @rpc(scope="privacy:manage")
    def retention(self, _: ActorToken) -> Retention:
        return retention.kept(self.db, self.name)

    @rpc(KeepFor, scope="privacy:manage")
    def keep_for(self, command: KeepFor, actor: ActorToken) -> Retention:
        return retention.keep_for(self.db, self.name, command, by=actor.staff_id)

    @rpc(scope="door:read")
    def doors(self, _: ActorToken) -> Doors:
        return door.doors(self.db, now=clock.now())

    @rpc(FindGuests, scope="door:read")
    def guests(self, request: FindGuests, _: ActorToken) -> Guests:
        return door.guests(self.db, request, now=clock.now())

    @rpc(FindAudit, scope="audit:read")
    def audit(self, request: FindAudit, _: ActorToken) -> AuditPage:
        return audit.page(self.db, request)

    @rpc(OpenInvitation)
    def open_invitation(self, request: OpenInvitation) -> Invitation:
        key = self.settings.codes_key.key()
        return answering.open_invitation(self.db, request, key=key, now=clock.now())

    @rpc(GiveAnswer)
    def answer(self, request: GiveAnswer) -> Invitation:
        key, hours = self.settings.codes_key.key(), self.settings.offer_hours
        return answering.answer(self.db, request, key=key, offer_hours=hours, now=clock.now())

    @subscribe(AudienceResolved)
    def invite(self, tx: Transaction, message: AudienceResolved) -> None:
        inviting.invite(tx, message, key=self.settings.codes_key.key(), now=clock.now())

    @subscribe(MemberMerged)
    def keep_merges(self, tx: Transaction, message: MemberMerged) -> None:
        inviting.keep_merges(tx, message)

    @subscribe(MemberUnmerged)
    def keep_unmerges(self, tx: Transaction, message: MemberUnmerged) -> None:
        inviting.keep_unmerges(tx, message)

    @subscribe(DeliverySettled)
    def keep_settled(self, tx: Transaction, message: DeliverySettled) -> None:
        inviting.keep_settled(tx, message)

    @subscribe(MemberErased)
    def erase(self, tx: Transaction, message: MemberErased) -> None:
        key, hours = str(self.settings.parking_key), self.settings.offer_hours
        erasing.erase(tx, message, parking_key=key, offer_hours=hours, now=clock.now())

    @every(seconds=1)
    def lapse_offers(self) -> bool:
        hours = self.settings.offer_hours
        return answering.lapse_offers(self.db, offer_hours=hours, now=clock.now())

    @every(seconds=60)
    def take_out_what_is_over(self) -> bool:
        return retention.take_out(self.db, queries, now=clock.now())

    @drain_parking
    def empty_parking(self) -> None:
        """Take over what the broker gave up on."""
