"""People's own pages: whoever holds a link that was sent to their own contact."""

from __future__ import annotations

from services.members.operations import own_links, own_pages, own_wishes
from services.members.service.vault import vault_database
from services.members.settings import Settings
from shared import clock
from shared.contracts.members import (
    AgreeAgain,
    AskForOwnLink,
    AskOwnErasure,
    ChangeOwnPage,
    ConfirmOwnErasure,
    ErasureRef,
    OwnData,
    OwnLinkAskedFor,
    OwnLinkRef,
    OwnPage,
    OwnPageChanged,
)
from shared.edge.service import DatabaseProvider, ResourceProvider, SettingsProvider, rpc


class OwnPages:
    """What a person asks about themselves."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()
    vault = ResourceProvider(vault_database)

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

    @rpc(OwnLinkRef)
    def own_data(self, request: OwnLinkRef) -> OwnData:
        key, said_by = self.settings.actor_signing_key.key(), self.settings.association
        return own_wishes.own_data(self.db, self.vault, key, said_by, request, now=clock.now())

    @rpc(AskOwnErasure)
    def ask_own_erasure(self, request: AskOwnErasure) -> ErasureRef:
        return own_wishes.ask_erasure(self.db, request, now=clock.now())

    @rpc(ConfirmOwnErasure)
    def confirm_own_erasure(self, command: ConfirmOwnErasure) -> ErasureRef:
        key = str(self.settings.parking_key)
        return own_wishes.confirm_erasure(self.db, command, parking_key=key, now=clock.now())
