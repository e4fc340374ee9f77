"""What comes back: providers' calls, and what people wrote."""

from __future__ import annotations

from functools import cache

from services.notifications.channels.providers import Provider
from services.notifications.operations import bounces, hearing, inbound, inbox
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    AnswerInbound,
    FindInbound,
    Inbox,
    ProviderCall,
    ProviderHeard,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Inboxes:
    """What comes back: providers' calls, and what people wrote."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(ProviderCall)
    def provider_called(self, request: ProviderCall) -> ProviderHeard:
        providers, site = callers(self.settings), self.settings.public_url
        ear, now = ear_of(self.settings), clock.now()
        return hearing.call(self.db, ear, providers, request, site=site, now=now)

    @rpc(ProviderCall)
    def mail_came_back(self, request: ProviderCall) -> ProviderHeard:
        secret, paths = str(self.settings.mail_hook), self.settings.returns()
        key = self.settings.suppression_key.key()
        return bounces.called(self.db, request, secret, paths, key=key, now=clock.now())

    @rpc(FindInbound, scope="members:read")
    def inbox(self, request: FindInbound, _: ActorToken) -> Inbox:
        return inbox.inbox(self.db, request)

    @rpc(AnswerInbound, scope="members:write")
    def answer_inbound(self, request: AnswerInbound, actor: ActorToken) -> Inbox:
        ear = ear_of(self.settings)
        return inbox.answer(self.db, ear, request, by=actor.staff_id, now=clock.now())

    @every(seconds=60)
    def show_stale_pieces(self) -> bool:
        return inbound.show_stale_pieces(self.db, ear_of(self.settings), now=clock.now())


@cache
def callers(settings: Settings) -> tuple[Provider, ...]:
    """Give the providers that may call us back; their file is read once for the process."""
    return settings.called_by()


def ear_of(settings: Settings) -> inbound.Ear:
    """Give what is needed to keep what comes back, and to answer it."""
    return inbound.Ear(
        association=settings.association,
        key=settings.suppression_key.key(),
        parking_key=str(settings.parking_key),
        usual_money=settings.usual_money,
    )
