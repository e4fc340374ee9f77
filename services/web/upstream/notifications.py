"""What `web` asks notifications."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.notifications import (
    AnswerInbound,
    ChangeSendingRules,
    EventSends,
    FindInbound,
    Inbox,
    OptedOut,
    OptOut,
    PreviewTexts,
    ProviderCall,
    ProviderHeard,
    SendingRules,
    SendProgress,
    SendsProgress,
    Silence,
    StopOwnMessages,
    StopSend,
    TextPreviews,
)
from shared.contracts.persons import PersonData


class Notifications(Holder):
    name = "notifications"

    def preview_texts(self, request: PreviewTexts) -> TextPreviews:
        return self._ask("preview_texts", request, TextPreviews)

    def sends(self, request: EventSends) -> SendsProgress:
        return self._ask("sends", request, SendsProgress)

    def stop_send(self, request: StopSend) -> SendProgress:
        return self._ask("stop_send", request, SendProgress)

    def audit(self, request: FindAudit) -> AuditPage:
        return self._ask("audit", request, AuditPage)

    def opt_out(self, request: OptOut) -> OptedOut:
        return self._ask("opt_out", request, OptedOut)

    def own_data(self) -> PersonData:
        return self._ask("own_data", None, PersonData)

    def own_silence(self) -> Silence:
        return self._ask("own_silence", None, Silence)

    def stop_own_messages(self, request: StopOwnMessages) -> OptedOut:
        return self._ask("stop_own_messages", request, OptedOut)

    def provider_called(self, request: ProviderCall) -> ProviderHeard:
        return self._ask("provider_called", request, ProviderHeard)

    def inbox(self, request: FindInbound) -> Inbox:
        return self._ask("inbox", request, Inbox)

    def answer_inbound(self, request: AnswerInbound) -> Inbox:
        return self._ask("answer_inbound", request, Inbox)

    def sending_rules(self) -> SendingRules:
        return self._ask("sending_rules", None, SendingRules)

    def change_sending_rules(self, request: ChangeSendingRules) -> SendingRules:
        return self._ask("change_sending_rules", request, SendingRules)
