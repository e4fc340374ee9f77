"""The three services as `web` sees them, in memory: the same contracts, none of the work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from shared.contracts.audit import TakenOut
from shared.contracts.events import (
    AnnouncementChecked,
    CalendarOf,
    CamePage,
    Cards,
    Doors,
    EventPage,
    EventQuestions,
    EventView,
    FindAgenda,
    Here,
    InSession,
    InSessionPage,
    Invited,
    OwnCalendar,
    Place,
    ProposalPage,
    Proposed,
    SeriesWeighed,
    SessionRooms,
    WaveChecked,
)
from shared.contracts.members import (
    DoubleRef,
    ErasureRef,
    HandLists,
    Imports,
    JoinAsked,
    Joined,
    Link,
    LinkAskedFor,
    MemberRef,
    Names,
    OwnAddress,
    OwnData,
    OwnLinkAskedFor,
    OwnPageChanged,
    RecoveryCodes,
    SavedAudiences,
    SealedQuestions,
    Session,
    SessionRef,
    StaffAccounts,
    StaffRef,
    ThingsOfKind,
    VaultDone,
    WalkedIn,
)
from shared.contracts.notifications import (
    Beginnings,
    Inbox,
    OptedOut,
    ProviderHeard,
    SendsProgress,
    Silence,
    TextOnItsWay,
    TextPreviews,
)
from shared.contracts.wire import Wire
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import assemblies, examples, own_data, sending

W = TypeVar("W", bound=Wire)
CODE = "7KQ2P9xwA"
WRONG_SIGN_IN, UNKNOWN_CODE = Refused("wrong-sign-in"), Refused("unknown-code")
WRONG_CODE, LINK_NOT_GOOD = Refused("wrong-code"), Refused("link-not-good")
UNKNOWN_CALENDAR = Refused("unknown-calendar")
PASSWORD = "une phrase assez longue"
APP_CODE = "123456"
OWN_LINK = "OwnLinkOf22Letters_0-0"
CALENDAR = "SecretOfACalendar_-222"
TOKEN = "TokenOfALinkThatIsFortyThreeLettersLong0000"


class FakeServices:
    """Answers by its table; `answers["events.event"]` can be replaced, also by an exception."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Wire | None]] = []
        self.down: set[str] = set()
        self.events = {examples.an_id(1): examples.an_event()}
        self.people = [Invited(member_id=examples.an_id(100))]
        self.answers: dict[str, Any] = {
            "members.sign_in": self._sign_in,
            "members.actor": examples.an_actor(),
            "members.sign_out": lambda request: request,
            "members.enter_code": self._enter_code,
            "members.ask_for_link": LinkAskedFor(minutes=30),
            "members.link": self._link,
            "members.choose_password": self._link,
            "members.own_account": examples.an_own_account(),
            "members.choose_language": self._choose_language,
            "members.change_password": SessionRef(session="secret-of-a-new-session"),
            "members.end_session": lambda r: SessionRef(session=r.session),
            "members.end_other_sessions": lambda request: request,
            "members.propose_second_factor": lambda r: examples.a_proposal(r.sealed),
            "members.confirm_second_factor": self._confirm,
            "members.remove_second_factor": lambda r: SessionRef(session=r.session),
            "members.staff_accounts": StaffAccounts(accounts=examples.some_staff()),
            "members.take_out_audit": TakenOut(),
            "members.vault_entry": examples.a_vault_entry(),
            "members.keep_in_vault": lambda r: VaultDone(member_id=r.member_id),
            "members.seal_answers": lambda r: VaultDone(member_id=r.member_id),
            "members.what_is_sealed": SealedQuestions(),
            "members.take_back_answer": lambda r: VaultDone(member_id=r.member_id),
            "members.open_answers": examples.some_opened_answers(),
            "members.forget_from_vault": lambda r: VaultDone(member_id=r.member_id),
            "members.audit": examples.an_audit(
                ("vault-read", 2, "Équilibre du forum d’octobre"),
                ("import-taken-out", 30, ""),
                ("role-changed-to-organiser", 31, ""),
                ("signed-in", 58, ""),
                ("sign-in-refused", 59, ""),
            ),
            "events.audit": examples.an_audit(("event.publish", 10, ""), ("event.create", 40, "")),
            "notifications.audit": examples.an_audit(("send.stop", 5, "")),
            "members.invite_staff": StaffRef(staff_id=examples.an_id(902)),
            **dict.fromkeys(
                (
                    *("members.change_role", "members.disable_staff", "members.enable_staff"),
                    *("members.end_sessions_of_staff", "members.take_second_factor"),
                    "members.invite_staff_again",
                ),
                lambda r: StaffRef(staff_id=r.staff_id),
            ),
            "members.reference": examples.a_reference(),
            "members.preview_audience": examples.a_preview(),
            "members.sortings": examples.some_sortings(),
            "members.hand_lists_of": HandLists(lists=[examples.a_hand_list()]),
            "members.hand_list": examples.a_hand_list_page(),
            "members.save_hand_list": examples.a_hand_list(),
            **dict.fromkeys(
                (
                    *("members.put_on_hand_list", "members.rename_hand_list"),
                    "members.remove_hand_list",
                ),
                examples.a_hand_list(),
            ),
            "members.count_audience": examples.a_preview(),
            "members.count_destinations": sending.destinations(),
            "members.weigh_audience": examples.a_balance(),
            "members.change_audience": examples.an_audience(),
            "members.archive_audience": examples.an_audience(),
            "members.archived_audiences": SavedAudiences(audiences=[]),
            "members.save_audience": examples.an_audience(),
            "members.audiences": SavedAudiences(audiences=[examples.an_audience()]),
            "members.audience": examples.an_audience(),
            "members.find_members": examples.a_member_page(),
            "members.member": examples.a_member(),
            "members.erase_member": lambda r: ErasureRef(member_id=r.member_id),
            "members.erasures": own_data.some_erasures(),
            "members.person_data": own_data.held_by("members"),
            "events.person_data": own_data.held_by("events"),
            "notifications.person_data": own_data.held_by("notifications"),
            "members.doubles": examples.some_doubles(),
            "members.double": examples.a_double(),
            "members.propose_double": DoubleRef(double_id=examples.an_id(400)),
            "members.merge_doubles": MemberRef(member_id=examples.an_id(100)),
            "members.not_the_same": lambda r: DoubleRef(double_id=r.double_id),
            "members.separate_member": lambda r: MemberRef(member_id=r.alias_id),
            **dict.fromkeys(
                ("members.leave_household", "members.join_household"),
                lambda r: MemberRef(member_id=r.member_id),
            ),
            **{f"{name}.retention": own_data.kept_by(name) for name in own_data.SERVICES},
            **{f"{name}.keep_for": own_data.kept_by(name) for name in own_data.SERVICES},
            "notifications.notices": sending.notices,
            "notifications.own_texts": sending.own_texts,
            "notifications.show_text": sending.a_text,
            "notifications.try_text": lambda r: sending.a_preview(r, r.words),
            **dict.fromkeys(
                ("notifications.keep_text", "notifications.forget_text"), sending.an_own_text
            ),
            "notifications.reasons": sending.reasons(),
            "notifications.people_by_reason": sending.people_by_reason,
            "members.own_address": OwnAddress(email="khadija@example.org", proof="a proof"),
            "notifications.send_text_to_me": lambda r: TextOnItsWay(mail_id=r.command_id, left=9),
            "notifications.money": sending.money(),
            "notifications.look_at_release": sending.held_send,
            "notifications.release_send": examples.a_send(),
            "notifications.resume_send": examples.a_send(),
            "notifications.look_at_correction": sending.correction,
            "notifications.correct_send": examples.a_send(kind="correction"),
            "notifications.failed": sending.failed,
            "notifications.resend_failed": examples.a_send(),
            "notifications.change_money_rules": sending.money(),
            "notifications.event_money": sending.event_money(),
            "notifications.returned_mails": examples.returned_mails,
            "notifications.beginnings": Beginnings(prefixes=["+212", "+33"]),
            "notifications.quote": sending.a_quote(),
            **dict.fromkeys(
                ("notifications.quotes", "notifications.keep_quote"), sending.quotes_kept()
            ),
            "notifications.set_event_budget": sending.event_money(),
            "notifications.sending_rules": sending.sending_rules(),
            "notifications.change_sending_rules": lambda r: r.rules,
            "members.silent_people": own_data.silent_people(),
            "members.register": own_data.a_register(),
            "members.fill_register": lambda r: r.register,
            "members.names": lambda r: Names(names=[*map(examples.a_name, r.member_ids)]),
            "members.first_names": lambda r: Names(names=[*map(examples.a_name, r.member_ids)]),
            "members.welcome": lambda r: WalkedIn(member_id=r.command_id),
            "events.came": lambda r: CamePage(came=[], next=r.after, more=False, here=Here()),
            "events.here": Here(people=37, guests=4),
            "events.check_in": examples.checked_in,
            "members.door_names": examples.door_names,
            "members.ask_for_own_link": OwnLinkAskedFor(days=3),
            "members.own_page": self._own_page,
            "members.change_own_page": lambda r: OwnPageChanged(member_id=r.member_id),
            "members.own_data": self._own_data,
            **{f"{name}.own_data": own_data.held_by(name) for name in ("events", "notifications")},
            **dict.fromkeys(
                ("members.ask_own_erasure", "members.confirm_own_erasure"),
                lambda r: ErasureRef(member_id=r.member_id),
            ),
            "members.agree_again": lambda r: OwnPageChanged(member_id=r.member_id),
            **dict.fromkeys(
                (
                    *("members.record_consent", "members.mail_works_again"),
                    *("members.change_member", "members.add_mandate", "members.end_mandate"),
                    "members.remove_mandate",
                ),
                lambda r: MemberRef(member_id=r.member_id),
            ),
            "members.add_member": MemberRef(member_id=examples.an_id(100)),
            "members.take_out_members": lambda r: examples.a_sheet(last=r.after is not None),
            "members.things": examples.some_things,
            **assemblies.answers(),
            **dict.fromkeys(
                ("members.add_thing", "members.rename_thing", "members.remove_thing"),
                lambda r: ThingsOfKind(kind=r.kind),
            ),
            "members.join_form": lambda r: examples.a_join_form(r.language),
            "members.join": JoinAsked(sign_up=examples.an_id(40), channels=["sms"]),
            "members.confirm_join": Joined(member_id=examples.an_id(100), link=OWN_LINK),
            "members.call_sheet": examples.a_call_sheet(),
            "members.begin_import": examples.an_import(state="uploading", done=0, verdicts={}),
            "members.add_piece": examples.an_import(),
            "members.start_import": examples.an_import(),
            "members.imports": Imports(imports=[examples.an_import()]),
            "members.import_progress": examples.an_import(),
            "members.import_columns": examples.some_columns(),
            "members.map_columns": examples.an_import(state="checking", done=0),
            "members.apply_import": examples.an_import(),
            "members.undo_import": examples.an_import(state="undoing"),
            "members.set_aside": examples.some_rows_set_aside(),
            "members.take_out_import": examples.an_import(),
            "members.import_rows": lambda r: examples.some_import_rows(last=r.after_row > 0),
            "events.create_event": self._create,
            "events.change_event": lambda r: self.events[r.event_id],
            "events.in_session": InSessionPage(
                people=[InSession(member_id=examples.an_id(100 + n), guests=n) for n in range(3)]
            ),
            "events.weigh_series": SeriesWeighed(moved=9, ended=2, made=1, people=214),
            "events.change_series": lambda r: self.events[r.event_id],
            "events.weigh_change": examples.a_change_weighed(people=0),
            "events.event": lambda r: self.events[r.event_id],
            "events.events": lambda _: EventPage(events=[*self.events.values()]),
            "events.publish_event": self._publish,
            "events.repeat_event": lambda r: self._become(r.event_id, series_id=examples.an_id(60)),
            "events.series_of": examples.a_series(),
            "events.put_session": lambda r: self.events[r.event_id],
            "events.remove_session": lambda r: self.events[r.event_id],
            **dict.fromkeys(
                ("events.questions_of", "events.put_question", "events.remove_question"),
                EventQuestions(questions=examples.some_questions()),
            ),
            "events.question_sums": examples.some_question_sums(),
            "events.question_answers": examples.some_question_answers(),
            "events.answer_questions": lambda _: examples.an_invitation(*self.people),
            "events.session_rooms": SessionRooms(rooms=examples.some_rooms()),
            "events.choose_sessions": lambda _: examples.an_invitation(*self.people),
            "events.propose": Proposed(link=OWN_LINK),
            "events.open_proposal": examples.a_proposal_seen(),
            "events.proposals": ProposalPage(proposals=examples.some_proposals()),
            "events.approve_proposal": examples.an_event(),
            "events.decline_proposal": examples.some_proposals()[0],
            "events.copy_event": self._create,
            "events.publish_later": lambda r: self._become(r.event_id, publish_at=examples.SOON),
            "events.publish_not_later": lambda r: self._become(r.event_id, publish_at=None),
            "events.cancel_event": lambda r: self._become(r.event_id, state="cancelled"),
            "events.answers": examples.an_answer_page(),
            "events.place_requests": examples.some_place_requests(),
            "events.decide_place": examples.some_place_requests(),
            "events.invited": examples.some_invited,
            "events.note_answer": examples.noted,
            "events.answer_at_desk": examples.noted,
            "events.invited_at_desk": examples.at_the_desk,
            "members.find_at_number": Names(
                names=[examples.a_door_name(100), examples.a_door_name(101)]
            ),
            "events.cards": examples.some_cards,
            "events.nearest": lambda _: Cards(cards=[event.card for event in self.events.values()]),
            "events.own_calendar": OwnCalendar(),
            "events.open_calendar": OwnCalendar(secret=CALENDAR),
            "events.close_calendar": OwnCalendar(),
            "events.calendar": self._calendar,
            "events.feedback_summary": examples.some_feedback(),
            "events.feedback_words": examples.some_feedback_words(),
            "members.event_breakdown": examples.a_breakdown(),
            "events.attendance": examples.some_attendance(),
            "events.agenda": examples.an_agenda,
            "events.agenda_event": examples.an_agenda_event(),
            "events.doors": Doors(cards=[examples.a_card()]),
            "events.guests": examples.some_guests(),
            "events.open_invitation": self._open,
            "events.answer": self._answer,
            "events.reminders": lambda r: examples.some_reminders(self.events[r.event_id]),
            "events.set_reminders": lambda r: examples.some_reminders(self.events[r.event_id]),
            **dict.fromkeys(
                ("events.waves", "events.plan_wave", "events.drop_wave", "events.keep_seats"),
                lambda r: examples.some_waves(self.events[r.event_id]),
            ),
            **dict.fromkeys(
                ("events.announcements", "events.announce"),
                lambda r: examples.some_announcements(self.events[r.event_id]),
            ),
            "events.check_wave": lambda r: WaveChecked(
                card=self.events[r.event_id].card, due_at=examples.START - timedelta(days=12)
            ),
            "events.check_announcement": lambda r: AnnouncementChecked(
                card=self.events[r.event_id].card, said=r.said
            ),
            "events.chase_the_silent": lambda r: self._become(
                r.event_id, chased_at=examples.START - timedelta(days=9)
            ),
            "events.give_feedback": lambda _: examples.an_invitation(*self.people),
            "notifications.preview_texts": TextPreviews(previews=examples.some_texts()),
            "notifications.sends": SendsProgress(sends=[examples.a_send()]),
            "notifications.stop_send": examples.a_send(state="stopped"),
            "notifications.opt_out": lambda r: OptedOut(channels=r.channels),
            "notifications.own_silence": Silence(silent=[]),
            "notifications.inbox": examples.an_inbox(),
            "notifications.answer_inbound": Inbox(written=[], open=0),
            "notifications.provider_called": ProviderHeard(heard=1),
            "notifications.mail_came_back": ProviderHeard(heard=1),
            "notifications.stop_own_messages": lambda r: OptedOut(channels=r.channels),
        }

    def call(
        self,
        service: str,
        method: str,
        request: Wire | None,
        reply: type[W],
        *,
        actor: str | None = None,
    ) -> W:
        del actor  # who may do what is for the services themselves to check
        if service in self.down:
            raise Unavailable(service)
        heard = type(request).parse(request.dump()) if request else None  # as over the wire
        self.asked.append((f"{service}.{method}", heard))
        answer = self.answers[f"{service}.{method}"]
        said = answer(heard) if callable(answer) else answer
        if isinstance(said, Exception):
            raise said
        return reply.parse(said.dump())

    def commands(self, name: str) -> list[Any]:
        return [request for asked, request in self.asked if asked == name]

    def _sign_in(self, request: Any) -> Session:
        if request.password != PASSWORD:
            raise WRONG_SIGN_IN
        return Session(session="secret-of-a-session", **vars(examples.an_actor()))

    def _enter_code(self, request: Any) -> Session:
        if request.code != APP_CODE:
            raise WRONG_CODE
        return Session(session="secret-of-a-session", **vars(examples.an_actor()))

    def _confirm(self, request: Any) -> RecoveryCodes:
        if request.code != APP_CODE:
            raise WRONG_CODE
        return RecoveryCodes(codes=[f"k7qm-2p9x-4wt{n}" for n in range(10)])

    def _link(self, request: Any) -> Link:
        if request.token != TOKEN:
            raise LINK_NOT_GOOD
        return Link(purpose="reset", email="khadija.ziani@example.org")

    def _own_page(self, request: Any) -> Any:
        if request.link != OWN_LINK:
            raise LINK_NOT_GOOD
        return examples.an_own_page(request.language or "fr")

    def _calendar(self, request: Any) -> Any:
        if request.secret != CALENDAR:
            raise UNKNOWN_CALENDAR
        events = examples.an_agenda(FindAgenda()).events
        return CalendarOf(events=events, unsure=[events[2].event_id])

    def _own_data(self, request: Any) -> Any:
        page, data = self._own_page(request), own_data.held_by("members")
        if len(page.people) < 2:
            data = replace(data, held=[*data.held, own_data.SEALED])
        return OwnData(
            member_id=page.member_id,
            first_name=page.first_name,
            language=page.language,
            data=data,
            reference=examples.a_reference(),
            token=page.token,
            people=page.people,
        )

    def _choose_language(self, request: Any) -> SessionRef:
        self.answers["members.actor"] = replace(
            self.answers["members.actor"], language=request.language
        )
        return SessionRef(session=request.session)

    def _create(self, form: Any) -> EventView:
        event = examples.an_event(capacity=form.capacity, card=examples.a_card(texts=form.texts))
        return self.events.setdefault(event.card.event_id, event)

    def _publish(self, request: Any) -> EventView:
        return self._become(request.event_id, **vars(examples.an_open_event()))

    def _become(self, event_id: Any, **changes: Any) -> EventView:
        kept = self.events[event_id].card
        self.events[event_id] = replace(self.events[event_id], **changes | {"card": kept})
        return self.events[event_id]

    def _open(self, request: Any) -> Any:
        if request.code != CODE:
            raise UNKNOWN_CODE
        return examples.an_invitation(*self.people)

    def _answer(self, request: Any) -> Any:
        place: Place = "confirmed" if request.answer == "yes" else "none"
        given = Invited(member_id=request.member_id, answer=request.answer, place=place)
        self.people = [given if p.member_id == request.member_id else p for p in self.people]
        return examples.an_invitation(*self.people)
