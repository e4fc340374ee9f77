"""Voting for somebody else, and the list of who is in mandate."""

from __future__ import annotations

from services.events.operations import proxies
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import OpenInvitation
from shared.contracts.events.assemblies import AssemblyView
from shared.contracts.events.convocations import Convocation
from shared.contracts.events.proxies import (
    FindProxies,
    FindRoll,
    GiveOwnProxy,
    NoteProxy,
    ProxyPage,
    RollPage,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Proxies:
    """Voting for somebody else."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(OpenInvitation)
    def convocation(self, request: OpenInvitation) -> Convocation:
        key = self.settings.codes_key.key()
        return proxies.convocation(self.db, request, key=key, now=clock.now())

    @rpc(GiveOwnProxy)
    def give_own_proxy(self, request: GiveOwnProxy) -> Convocation:
        key = self.settings.codes_key.key()
        return proxies.give_own_proxy(self.db, request, key=key, now=clock.now())

    @rpc(NoteProxy, scope="events:write")
    def note_proxy(self, request: NoteProxy, actor: ActorToken) -> AssemblyView:
        return proxies.note_proxy(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(FindProxies, scope="names:read")
    def proxies(self, request: FindProxies, _: ActorToken) -> ProxyPage:
        return proxies.proxies_of(self.db, request, now=clock.now())

    @rpc(FindRoll, scope="names:read")
    def roll(self, request: FindRoll, actor: ActorToken) -> RollPage:
        return proxies.roll_of(self.db, request, by=actor.staff_id)
