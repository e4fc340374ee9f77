"""What organisers ask about sends, and stop."""

from __future__ import annotations

from services.notifications.operations import (
    asking,
    explaining,
)
from services.notifications.settings import Settings
from shared.contracts.notifications import (
    EventSends,
    FindNotices,
    FindPeopleByReason,
    FindReasons,
    Notices,
    PeopleByReason,
    PreviewTexts,
    Reasons,
    SendsProgress,
    TextPreviews,
)
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    rpc,
)


class Asking:
    """What organisers ask about sends, and stop."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(PreviewTexts, scope="events:read")
    def preview_texts(self, request: PreviewTexts, _: ActorToken) -> TextPreviews:
        said_by, url = self.settings.association, self.settings.public_url
        return asking.preview_texts(self.db, request, association=said_by, public_url=url)

    @rpc(EventSends, scope="sends:read")
    def sends(self, request: EventSends, _: ActorToken) -> SendsProgress:
        return asking.sends(self.db, request.event_id)

    @rpc(FindNotices, scope="members:read")
    def notices(self, request: FindNotices, _: ActorToken) -> Notices:
        return explaining.notices(self.db, request)

    @rpc(FindReasons, scope="members:read")
    def reasons(self, request: FindReasons, _: ActorToken) -> Reasons:
        return explaining.reasons(self.db, request)

    @rpc(FindPeopleByReason, scope="members:read")
    def people_by_reason(self, request: FindPeopleByReason, actor: ActorToken) -> PeopleByReason:
        return explaining.people_by_reason(self.db, request, by=actor.staff_id)
