"""What a send would come to, asked before it goes."""

from __future__ import annotations

from services.notifications.domain import Pace
from services.notifications.domain.quoting import PARTS_PER_SECOND
from services.notifications.operations import quoting
from services.notifications.operations.quoting import Ground
from services.notifications.service.inbox import callers
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    Beginnings,
    EventMoneyRef,
    KeepQuote,
    Quote,
    QuoteSend,
    QuotesKept,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


def ground_of(settings: Settings) -> Ground:
    """Give what quotes are made on."""
    return Ground(
        association=settings.association,
        public_url=settings.public_url,
        usual_rules=settings.usual_rules,
        usual_money=settings.usual_money,
        paces=[
            Pace(
                parts_per_second=provider.parts_per_second or PARTS_PER_SECOND,
                weight=provider.weight,
                prefixes=provider.prefixes,
            )
            for provider in callers(settings)
        ],
    )


class Quoting:
    """What a send would come to, asked before it goes."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="sends:read")
    def beginnings(self, _: ActorToken) -> Beginnings:
        return quoting.beginnings(self.db, ground_of(self.settings))

    @rpc(QuoteSend, scope="sends:read")
    def quote(self, request: QuoteSend, _: ActorToken) -> Quote:
        return quoting.quote(self.db, request, ground_of(self.settings), now=clock.now())

    @rpc(KeepQuote, scope="events:publish")
    def keep_quote(self, command: KeepQuote, _: ActorToken) -> QuotesKept:
        return quoting.keep_quote(self.db, command, now=clock.now())

    @rpc(EventMoneyRef, scope="sends:read")
    def quotes(self, request: EventMoneyRef, _: ActorToken) -> QuotesKept:
        return quoting.quotes(self.db, request.event_id)
