"""What `web` asks members in the name of people themselves."""

from __future__ import annotations

from services.web.upstream.asked import Service
from shared.contracts.members import (
    AgreeAgain,
    AskForOwnLink,
    AskOwnErasure,
    ChangeOwnPage,
    ConfirmJoin,
    ConfirmOwnErasure,
    ErasureRef,
    Join,
    JoinAsked,
    Joined,
    JoinForm,
    JoinFormRef,
    OwnData,
    OwnLinkAskedFor,
    OwnLinkRef,
    OwnPage,
    OwnPageChanged,
)


class OwnPages(Service):
    """Whoever holds a link or a code, or wants one."""

    def ask_for_own_link(self, request: AskForOwnLink) -> OwnLinkAskedFor:
        return self._ask("ask_for_own_link", request, OwnLinkAskedFor)

    def own_page(self, request: OwnLinkRef) -> OwnPage:
        return self._ask("own_page", request, OwnPage)

    def change_own_page(self, request: ChangeOwnPage) -> OwnPageChanged:
        return self._ask("change_own_page", request, OwnPageChanged)

    def agree_again(self, request: AgreeAgain) -> OwnPageChanged:
        return self._ask("agree_again", request, OwnPageChanged)

    def join_form(self, request: JoinFormRef) -> JoinForm:
        return self._ask("join_form", request, JoinForm)

    def join(self, request: Join) -> JoinAsked:
        return self._ask("join", request, JoinAsked)

    def confirm_join(self, request: ConfirmJoin) -> Joined:
        return self._ask("confirm_join", request, Joined)

    def own_data(self, request: OwnLinkRef) -> OwnData:
        return self._ask("own_data", request, OwnData)

    def ask_own_erasure(self, request: AskOwnErasure) -> ErasureRef:
        return self._ask("ask_own_erasure", request, ErasureRef)

    def confirm_own_erasure(self, request: ConfirmOwnErasure) -> ErasureRef:
        return self._ask("confirm_own_erasure", request, ErasureRef)
