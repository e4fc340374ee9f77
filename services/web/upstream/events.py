"""What `web` asks events."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.events import (
    AgendaEvent,
    AgendaPage,
    AnswerPage,
    AttendancePage,
    CalendarOf,
    CalendarRef,
    CamePage,
    CancelEvent,
    Cards,
    ChangeEvent,
    ChangeWeighed,
    ChaseSilent,
    CheckedIn,
    CheckIn,
    CopyEvent,
    Doors,
    EventForm,
    EventIds,
    EventPage,
    EventRef,
    EventView,
    FeedbackSummary,
    FindAgenda,
    FindAnswers,
    FindAttendance,
    FindCame,
    FindEvents,
    FindGuests,
    GiveAnswer,
    GiveFeedback,
    Guests,
    Here,
    Invitation,
    OpenInvitation,
    OwnCalendar,
    PublishEvent,
    PublishLater,
    PublishNotLater,
    Reminders,
    SetReminders,
)
from shared.contracts.persons import PersonData


class Events(Holder):
    name = "events"

    def create_event(self, request: EventForm) -> EventView:
        return self._ask("create_event", request, EventView)

    def change_event(self, request: ChangeEvent) -> EventView:
        return self._ask("change_event", request, EventView)

    def weigh_change(self, request: ChangeEvent) -> ChangeWeighed:
        return self._ask("weigh_change", request, ChangeWeighed)

    def event(self, request: EventRef) -> EventView:
        return self._ask("event", request, EventView)

    def events(self, request: FindEvents) -> EventPage:
        return self._ask("events", request, EventPage)

    def publish_event(self, request: PublishEvent) -> EventView:
        return self._ask("publish_event", request, EventView)

    def copy_event(self, request: CopyEvent) -> EventView:
        return self._ask("copy_event", request, EventView)

    def publish_later(self, request: PublishLater) -> EventView:
        return self._ask("publish_later", request, EventView)

    def publish_not_later(self, request: PublishNotLater) -> EventView:
        return self._ask("publish_not_later", request, EventView)

    def cancel_event(self, request: CancelEvent) -> EventView:
        return self._ask("cancel_event", request, EventView)

    def answers(self, request: FindAnswers) -> AnswerPage:
        return self._ask("answers", request, AnswerPage)

    def attendance(self, request: FindAttendance) -> AttendancePage:
        return self._ask("attendance", request, AttendancePage)

    def feedback_summary(self, request: EventRef) -> FeedbackSummary:
        return self._ask("feedback_summary", request, FeedbackSummary)

    def cards(self, request: EventIds) -> Cards:
        return self._ask("cards", request, Cards)

    def audit(self, request: FindAudit) -> AuditPage:
        return self._ask("audit", request, AuditPage)

    def agenda(self, request: FindAgenda) -> AgendaPage:
        return self._ask("agenda", request, AgendaPage)

    def agenda_event(self, request: EventRef) -> AgendaEvent:
        return self._ask("agenda_event", request, AgendaEvent)

    def calendar(self, request: CalendarRef) -> CalendarOf:
        return self._ask("calendar", request, CalendarOf)

    def own_calendar(self) -> OwnCalendar:
        return self._ask("own_calendar", None, OwnCalendar)

    def open_calendar(self) -> OwnCalendar:
        return self._ask("open_calendar", None, OwnCalendar)

    def close_calendar(self) -> OwnCalendar:
        return self._ask("close_calendar", None, OwnCalendar)

    def doors(self) -> Doors:
        return self._ask("doors", None, Doors)

    def guests(self, request: FindGuests) -> Guests:
        return self._ask("guests", request, Guests)

    def check_in(self, request: CheckIn) -> CheckedIn:
        return self._ask("check_in", request, CheckedIn)

    def came(self, request: FindCame) -> CamePage:
        return self._ask("came", request, CamePage)

    def here(self, request: EventRef) -> Here:
        return self._ask("here", request, Here)

    def own_data(self) -> PersonData:
        return self._ask("own_data", None, PersonData)

    def open_invitation(self, request: OpenInvitation) -> Invitation:
        return self._ask("open_invitation", request, Invitation)

    def answer(self, request: GiveAnswer) -> Invitation:
        return self._ask("answer", request, Invitation)

    def reminders(self, request: EventRef) -> Reminders:
        return self._ask("reminders", request, Reminders)

    def set_reminders(self, request: SetReminders) -> Reminders:
        return self._ask("set_reminders", request, Reminders)

    def give_feedback(self, request: GiveFeedback) -> Invitation:
        return self._ask("give_feedback", request, Invitation)

    def chase_the_silent(self, request: ChaseSilent) -> EventView:
        return self._ask("chase_the_silent", request, EventView)
