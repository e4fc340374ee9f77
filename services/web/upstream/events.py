"""What `web` asks events."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from services.web.upstream.events_assemblies import Assemblies
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.events import (
    AgendaEvent,
    AgendaPage,
    Announce,
    AnnouncementChecked,
    Announcements,
    AnswerPage,
    AnswerQuestions,
    ApproveProposal,
    AttendancePage,
    CalendarOf,
    CalendarRef,
    CamePage,
    CancelEvent,
    Cards,
    ChangeEvent,
    ChangeSeries,
    ChangeWeighed,
    ChaseSilent,
    CheckedIn,
    CheckIn,
    ChooseSessions,
    CopyEvent,
    DecidePlace,
    DeclineProposal,
    Doors,
    DropWave,
    EventForm,
    EventIds,
    EventPage,
    EventQuestions,
    EventRef,
    EventView,
    FeedbackSummary,
    FeedbackWords,
    FindAgenda,
    FindAnswers,
    FindAttendance,
    FindCame,
    FindEvents,
    FindFeedbackWords,
    FindGuests,
    FindInSession,
    FindInvited,
    FindProposals,
    FindQuestionAnswers,
    GiveAnswer,
    GiveFeedback,
    Guests,
    Here,
    InSessionPage,
    Invitation,
    Invited,
    InvitedPeople,
    KeepSeats,
    NoteAnswer,
    OpenInvitation,
    OpenProposal,
    OwnCalendar,
    PlaceRequests,
    PlanWave,
    Proposal,
    ProposalPage,
    ProposalSeen,
    Propose,
    Proposed,
    PublishEvent,
    PublishLater,
    PublishNotLater,
    PutQuestion,
    PutSession,
    QuestionAnswerPage,
    QuestionSums,
    Reminders,
    RemoveQuestion,
    RemoveSession,
    RepeatEvent,
    SeriesView,
    SeriesWeighed,
    SessionRooms,
    SetReminders,
    WaveChecked,
    Waves,
)
from shared.contracts.persons import PersonData


class Events(Assemblies, Holder):
    name = "events"

    def place_requests(self, request: EventRef) -> PlaceRequests:
        return self._ask("place_requests", request, PlaceRequests)

    def decide_place(self, request: DecidePlace) -> PlaceRequests:
        return self._ask("decide_place", request, PlaceRequests)

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

    def repeat_event(self, request: RepeatEvent) -> EventView:
        return self._ask("repeat_event", request, EventView)

    def in_session(self, request: FindInSession) -> InSessionPage:
        return self._ask("in_session", request, InSessionPage)

    def change_series(self, request: ChangeSeries) -> EventView:
        return self._ask("change_series", request, EventView)

    def weigh_series(self, request: ChangeSeries) -> SeriesWeighed:
        return self._ask("weigh_series", request, SeriesWeighed)

    def series_of(self, request: EventRef) -> SeriesView:
        return self._ask("series_of", request, SeriesView)

    def put_session(self, request: PutSession) -> EventView:
        return self._ask("put_session", request, EventView)

    def choose_sessions(self, request: ChooseSessions) -> Invitation:
        return self._ask("choose_sessions", request, Invitation)

    def session_rooms(self, request: EventRef) -> SessionRooms:
        return self._ask("session_rooms", request, SessionRooms)

    def remove_session(self, request: RemoveSession) -> EventView:
        return self._ask("remove_session", request, EventView)

    def questions_of(self, request: EventRef) -> EventQuestions:
        return self._ask("questions_of", request, EventQuestions)

    def put_question(self, request: PutQuestion) -> EventQuestions:
        return self._ask("put_question", request, EventQuestions)

    def remove_question(self, request: RemoveQuestion) -> EventQuestions:
        return self._ask("remove_question", request, EventQuestions)

    def answer_questions(self, request: AnswerQuestions) -> Invitation:
        return self._ask("answer_questions", request, Invitation)

    def question_sums(self, request: EventRef) -> QuestionSums:
        return self._ask("question_sums", request, QuestionSums)

    def question_answers(self, request: FindQuestionAnswers) -> QuestionAnswerPage:
        return self._ask("question_answers", request, QuestionAnswerPage)

    def cancel_event(self, request: CancelEvent) -> EventView:
        return self._ask("cancel_event", request, EventView)

    def answers(self, request: FindAnswers) -> AnswerPage:
        return self._ask("answers", request, AnswerPage)

    def attendance(self, request: FindAttendance) -> AttendancePage:
        return self._ask("attendance", request, AttendancePage)

    def feedback_summary(self, request: EventRef) -> FeedbackSummary:
        return self._ask("feedback_summary", request, FeedbackSummary)

    def feedback_words(self, request: FindFeedbackWords) -> FeedbackWords:
        return self._ask("feedback_words", request, FeedbackWords)

    def cards(self, request: EventIds) -> Cards:
        return self._ask("cards", request, Cards)

    def nearest(self) -> Cards:
        return self._ask("nearest", None, Cards)

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

    def invited(self, request: FindInvited) -> InvitedPeople:
        return self._ask("invited", request, InvitedPeople)

    def invited_at_desk(self, request: FindInvited) -> InvitedPeople:
        return self._ask("invited_at_desk", request, InvitedPeople)

    def note_answer(self, request: NoteAnswer) -> Invited:
        return self._ask("note_answer", request, Invited)

    def answer_at_desk(self, request: NoteAnswer) -> Invited:
        return self._ask("answer_at_desk", request, Invited)

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

    def waves(self, request: EventRef) -> Waves:
        return self._ask("waves", request, Waves)

    def check_wave(self, request: PlanWave) -> WaveChecked:
        return self._ask("check_wave", request, WaveChecked)

    def plan_wave(self, request: PlanWave) -> Waves:
        return self._ask("plan_wave", request, Waves)

    def keep_seats(self, request: KeepSeats) -> Waves:
        return self._ask("keep_seats", request, Waves)

    def drop_wave(self, request: DropWave) -> Waves:
        return self._ask("drop_wave", request, Waves)

    def announcements(self, request: EventRef) -> Announcements:
        return self._ask("announcements", request, Announcements)

    def check_announcement(self, request: Announce) -> AnnouncementChecked:
        return self._ask("check_announcement", request, AnnouncementChecked)

    def announce(self, request: Announce) -> Announcements:
        return self._ask("announce", request, Announcements)

    def propose(self, request: Propose) -> Proposed:
        return self._ask("propose", request, Proposed)

    def open_proposal(self, request: OpenProposal) -> ProposalSeen:
        return self._ask("open_proposal", request, ProposalSeen)

    def proposals(self, request: FindProposals) -> ProposalPage:
        return self._ask("proposals", request, ProposalPage)

    def approve_proposal(self, request: ApproveProposal) -> EventView:
        return self._ask("approve_proposal", request, EventView)

    def decline_proposal(self, request: DeclineProposal) -> Proposal:
        return self._ask("decline_proposal", request, Proposal)
