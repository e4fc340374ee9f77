"""What the association decides about its sending."""

from __future__ import annotations

from services.notifications.operations import budgeting, ruling
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    ChangeMoneyRules,
    ChangeSendingRules,
    EventMoney,
    EventMoneyRef,
    Money,
    SendingRules,
    SetEventBudget,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Ruling:
    """What the association decides about its sending."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="sends:read")
    def sending_rules(self, _: ActorToken) -> SendingRules:
        return ruling.rules(self.db, self.settings.usual_rules)

    @rpc(ChangeSendingRules, scope="sending:manage")
    def change_sending_rules(self, command: ChangeSendingRules, actor: ActorToken) -> SendingRules:
        return ruling.change_rules(self.db, command, by=actor.staff_id, now=clock.now())

    @rpc(scope="sends:read")
    def money(self, _: ActorToken) -> Money:
        return budgeting.money(self.db, self.settings.usual_money, now=clock.now())

    @rpc(ChangeMoneyRules, scope="sending:manage")
    def change_money_rules(self, command: ChangeMoneyRules, actor: ActorToken) -> Money:
        usual, by = self.settings.usual_money, actor.staff_id
        return budgeting.change_rules(self.db, command, usual=usual, by=by, now=clock.now())

    @rpc(EventMoneyRef, scope="sends:read")
    def event_money(self, request: EventMoneyRef, _: ActorToken) -> EventMoney:
        return budgeting.event_money(self.db, request.event_id, self.settings.usual_money)

    @rpc(SetEventBudget, scope="sending:manage")
    def set_event_budget(self, command: SetEventBudget, actor: ActorToken) -> EventMoney:
        usual, by = self.settings.usual_money, actor.staff_id
        return budgeting.set_event_budget(self.db, command, usual=usual, by=by, now=clock.now())
