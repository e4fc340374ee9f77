"""Whom a message is for."""

from __future__ import annotations

from services.members.domain.small_groups import preview_in_fives
from services.members.operations import audiences, destinations, weighing
from shared.contracts.members import (
    ArchiveAudience,
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    AudienceRule,
    Balance,
    ChangeAudience,
    CountDestinations,
    Destinations,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    WeighAudience,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


def _for_reader(counted: AudiencePreview, actor: ActorToken) -> AudiencePreview:
    return counted if "names:read" in actor.scopes else preview_in_fives(counted)


class Audiences:
    """What is asked about audiences."""

    db = DatabaseProvider()

    @rpc(AudienceFilter, scope="people:count")
    def preview_audience(self, request: AudienceFilter, actor: ActorToken) -> AudiencePreview:
        return _for_reader(audiences.preview_audience(self.db, request), actor)

    @rpc(AudienceRule, scope="people:count")
    def count_audience(self, request: AudienceRule, actor: ActorToken) -> AudiencePreview:
        return _for_reader(audiences.count_audience(self.db, request), actor)

    @rpc(CountDestinations, scope="events:publish")
    def count_destinations(self, request: CountDestinations, _: ActorToken) -> Destinations:
        return destinations.count_destinations(self.db, request)

    @rpc(WeighAudience, scope="events:publish")
    def weigh_audience(self, request: WeighAudience, _: ActorToken) -> Balance:
        return weighing.weigh_audience(self.db, request)

    @rpc(SaveAudience, scope="events:write")
    def save_audience(self, request: SaveAudience, actor: ActorToken) -> SavedAudience:
        return audiences.save_audience(self.db, request, by=actor.staff_id)

    @rpc(ChangeAudience, scope="events:write")
    def change_audience(self, request: ChangeAudience, actor: ActorToken) -> SavedAudience:
        return audiences.change_audience(self.db, request, by=actor.staff_id)

    @rpc(ArchiveAudience, scope="events:write")
    def archive_audience(self, request: ArchiveAudience, actor: ActorToken) -> SavedAudience:
        return audiences.archive_audience(self.db, request, by=actor.staff_id)

    @rpc(scope="people:count")
    def audiences(self, _: ActorToken) -> SavedAudiences:
        return audiences.audiences(self.db)

    @rpc(scope="people:count")
    def archived_audiences(self, _: ActorToken) -> SavedAudiences:
        return audiences.audiences(self.db, archived=True)

    @rpc(AudienceRef, scope="people:count")
    def audience(self, request: AudienceRef, _: ActorToken) -> SavedAudience:
        return audiences.audience(self.db, request)
