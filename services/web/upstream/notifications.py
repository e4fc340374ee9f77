"""What `web` asks notifications."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.notifications import (
    AnswerInbound,
    ChangeMoneyRules,
    ChangeSendingRules,
    Correction,
    CorrectSend,
    EventMoney,
    EventMoneyRef,
    EventSends,
    Failed,
    FindFailed,
    FindInbound,
    FindNotices,
    FindPeopleByReason,
    FindReasons,
    Inbox,
    LookAtCorrection,
    Money,
    Notices,
    OptedOut,
    OptOut,
    PeopleByReason,
    PreviewTexts,
    ProviderCall,
    ProviderHeard,
    Reasons,
    ReleaseSend,
    ResendFailed,
    ResumeSend,
    SendingRules,
    SendProgress,
    SendsProgress,
    SetEventBudget,
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

    def sending_rules(self) -> SendingRules:
        return self._ask("sending_rules", None, SendingRules)

    def change_sending_rules(self, request: ChangeSendingRules) -> SendingRules:
        return self._ask("change_sending_rules", request, SendingRules)

    def provider_called(self, request: ProviderCall) -> ProviderHeard:
        return self._ask("provider_called", request, ProviderHeard)

    def mail_came_back(self, request: ProviderCall) -> ProviderHeard:
        return self._ask("mail_came_back", request, ProviderHeard)

    def inbox(self, request: FindInbound) -> Inbox:
        return self._ask("inbox", request, Inbox)

    def answer_inbound(self, request: AnswerInbound) -> Inbox:
        return self._ask("answer_inbound", request, Inbox)

    def money(self) -> Money:
        return self._ask("money", None, Money)

    def change_money_rules(self, request: ChangeMoneyRules) -> Money:
        return self._ask("change_money_rules", request, Money)

    def event_money(self, request: EventMoneyRef) -> EventMoney:
        return self._ask("event_money", request, EventMoney)

    def set_event_budget(self, request: SetEventBudget) -> EventMoney:
        return self._ask("set_event_budget", request, EventMoney)

    def release_send(self, request: ReleaseSend) -> SendProgress:
        return self._ask("release_send", request, SendProgress)

    def resume_send(self, request: ResumeSend) -> SendProgress:
        return self._ask("resume_send", request, SendProgress)

    def notices(self, request: FindNotices) -> Notices:
        return self._ask("notices", request, Notices)

    def look_at_correction(self, request: LookAtCorrection) -> Correction:
        return self._ask("look_at_correction", request, Correction)

    def correct_send(self, request: CorrectSend) -> SendProgress:
        return self._ask("correct_send", request, SendProgress)

    def failed(self, request: FindFailed) -> Failed:
        return self._ask("failed", request, Failed)

    def resend_failed(self, request: ResendFailed) -> SendProgress:
        return self._ask("resend_failed", request, SendProgress)

    def reasons(self, request: FindReasons) -> Reasons:
        return self._ask("reasons", request, Reasons)

    def people_by_reason(self, request: FindPeopleByReason) -> PeopleByReason:
        return self._ask("people_by_reason", request, PeopleByReason)
