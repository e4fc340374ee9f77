"""The texts that are sent, and writing others instead of them."""

from __future__ import annotations

from uuid import UUID

from services.notifications.operations import own_texts, text_tests
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    FindOwnTexts,
    ForgetText,
    KeepText,
    OwnText,
    OwnTexts,
    SendTextToMe,
    ShowText,
    TextOnItsWay,
    TextPreview,
    TextShown,
    TryText,
)
from shared.edge.addresses import proven
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class OwnTextsPage:
    """The texts that are sent, and writing others instead of them."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(FindOwnTexts, scope="events:write")
    def own_texts(self, request: FindOwnTexts, _: ActorToken) -> OwnTexts:
        return own_texts.own_texts(self.db, request)

    @rpc(ShowText, scope="events:write")
    def show_text(self, request: ShowText, actor: ActorToken) -> TextShown:
        _may(actor, request.event_id)
        return own_texts.show(self.db, request, _setting(self.settings))

    @rpc(TryText, scope="events:write")
    def try_text(self, request: TryText, actor: ActorToken) -> TextPreview:
        _may(actor, request.event_id)
        return own_texts.try_text(self.db, request, _setting(self.settings))

    @rpc(KeepText, scope="events:write")
    def keep_text(self, command: KeepText, actor: ActorToken) -> OwnText:
        _may(actor, command.event_id)
        by, now = actor.staff_id, clock.now()
        return own_texts.keep(self.db, command, _setting(self.settings), by=by, now=now)

    @rpc(SendTextToMe, scope="events:write")
    def send_text_to_me(self, command: SendTextToMe, actor: ActorToken) -> TextOnItsWay:
        _may(actor, command.event_id)
        own = proven(self.settings.actor_verify_key.key(), command.proof)
        by, now = actor.staff_id, clock.now()
        return text_tests.send_to_oneself(self.db, command, own, by=by, now=now)

    @rpc(ForgetText, scope="events:write")
    def forget_text(self, command: ForgetText, actor: ActorToken) -> OwnText:
        _may(actor, command.event_id)
        return own_texts.forget(self.db, command, by=actor.staff_id, now=clock.now())


def _may(actor: ActorToken, event_id: UUID | None) -> None:
    """Raise NotAllowed for a text of all events, unless that is the actor's to decide."""
    if event_id is None:
        actor.may("sending:manage")


def _setting(settings: Settings) -> own_texts.Setting:
    return own_texts.Setting(association=settings.association, public_url=settings.public_url)
