"""What `web` asks notifications."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.notifications import (
    AnswerInbound,
    Beginnings,
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
    FindOwnTexts,
    FindPeopleByReason,
    FindReasons,
    FindReturnedMails,
    ForgetText,
    HeldSend,
    Inbox,
    KeepQuote,
    KeepText,
    LookAtCorrection,
    LookAtRelease,
    Money,
    Notices,
    OptedOut,
    OptOut,
    OwnText,
    OwnTexts,
    PeopleByReason,
    PreviewTexts,
    ProviderCall,
    ProviderHeard,
    Quote,
    QuoteSend,
    QuotesKept,
    Reasons,
    ReleaseSend,
    ResendFailed,
    ResumeSend,
    ReturnedMails,
    SendingRules,
    SendProgress,
    SendsProgress,
    SendTextToMe,
    SetEventBudget,
    ShowText,
    Silence,
    StopOwnMessages,
    StopSend,
    TextOnItsWay,
    TextPreview,
    TextPreviews,
    TextShown,
    TryText,
)
from shared.contracts.persons import PersonData


class Notifications(Holder):
    name = "notifications"

    def preview_texts(self, request: PreviewTexts) -> TextPreviews:
        return self._ask("preview_texts", request, TextPreviews)

    def own_texts(self, request: FindOwnTexts) -> OwnTexts:
        return self._ask("own_texts", request, OwnTexts)

    def show_text(self, request: ShowText) -> TextShown:
        return self._ask("show_text", request, TextShown)

    def try_text(self, request: TryText) -> TextPreview:
        return self._ask("try_text", request, TextPreview)

    def keep_text(self, request: KeepText) -> OwnText:
        return self._ask("keep_text", request, OwnText)

    def send_text_to_me(self, request: SendTextToMe) -> TextOnItsWay:
        return self._ask("send_text_to_me", request, TextOnItsWay)

    def forget_text(self, request: ForgetText) -> OwnText:
        return self._ask("forget_text", request, OwnText)

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

    def returned_mails(self, request: FindReturnedMails) -> ReturnedMails:
        return self._ask("returned_mails", request, ReturnedMails)

    def set_event_budget(self, request: SetEventBudget) -> EventMoney:
        return self._ask("set_event_budget", request, EventMoney)

    def look_at_release(self, request: LookAtRelease) -> HeldSend:
        return self._ask("look_at_release", request, HeldSend)

    def release_send(self, request: ReleaseSend) -> SendProgress:
        return self._ask("release_send", request, SendProgress)

    def resume_send(self, request: ResumeSend) -> SendProgress:
        return self._ask("resume_send", request, SendProgress)

    def notices(self, request: FindNotices) -> Notices:
        return self._ask("notices", request, Notices)

    def beginnings(self) -> Beginnings:
        return self._ask("beginnings", None, Beginnings)

    def quote(self, request: QuoteSend) -> Quote:
        return self._ask("quote", request, Quote)

    def keep_quote(self, request: KeepQuote) -> QuotesKept:
        return self._ask("keep_quote", request, QuotesKept)

    def quotes(self, request: EventMoneyRef) -> QuotesKept:
        return self._ask("quotes", request, QuotesKept)

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
