"""People's own pages: whoever holds a link that was sent to their own contact."""

from __future__ import annotations

from services.members.operations import own_links, own_pages
from services.members.settings import Settings
from shared import clock
from shared.contracts.members import (
    AgreeAgain,
    AskForOwnLink,
    ChangeOwnPage,
    OwnLinkAskedFor,
    OwnLinkRef,
    OwnPage,
    OwnPageChanged,
)
from shared.edge.service import DatabaseProvider, SettingsProvider, rpc


class OwnPages:
    """What a person asks about themselves."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(AskForOwnLink)
    def ask_for_own_link(self, request: AskForOwnLink) -> OwnLinkAskedFor:
        key = self.settings.actor_signing_key.key()
        return own_links.ask(self.db, key, request, now=clock.now())

    @rpc(OwnLinkRef)
    def own_page(self, request: OwnLinkRef) -> OwnPage:
        key, said_by = self.settings.actor_signing_key.key(), self.settings.association
        return own_pages.own_page(self.db, key, said_by, request, now=clock.now())

    @rpc(ChangeOwnPage)
    def change_own_page(self, request: ChangeOwnPage) -> OwnPageChanged:
        return own_pages.change(self.db, request, now=clock.now())

    @rpc(AgreeAgain)
    def agree_again(self, request: AgreeAgain) -> OwnPageChanged:
        return own_pages.agree_again(self.db, request, now=clock.now())
