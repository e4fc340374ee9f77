"""Own sign-up: whoever comes along."""

from __future__ import annotations

from services.members.operations import joining
from services.members.operations.joining import Rules
from services.members.settings import Settings
from shared import clock
from shared.contracts.members import ConfirmJoin, Join, JoinAsked, Joined, JoinForm, JoinFormRef
from shared.edge.service import DatabaseProvider, SettingsProvider, rpc


def _rules(settings: Settings) -> Rules:
    return Rules(
        signing_key=settings.actor_signing_key.key(),
        sms_per_hour=settings.sign_up_sms_per_hour,
        countries=settings.countries,
    )


class Joining:
    """What somebody asks who is no member yet."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(JoinFormRef)
    def join_form(self, request: JoinFormRef) -> JoinForm:
        return joining.form(self.db, self.settings.association, request)

    @rpc(Join)
    def join(self, request: Join) -> JoinAsked:
        return joining.join(self.db, _rules(self.settings), request, now=clock.now())

    @rpc(ConfirmJoin)
    def confirm_join(self, request: ConfirmJoin) -> Joined:
        return joining.confirm(self.db, request, now=clock.now())
