"""What services answer to `web` in an association like the real one: builders with defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts.audit import AuditLine, AuditPage
from shared.contracts.events import (
    AgendaEvent,
    AgendaPage,
    Announcements,
    AnnouncementView,
    AnswerPage,
    AnswerRow,
    AttendancePage,
    AttendanceRow,
    Card,
    Cards,
    CardText,
    ChangeWeighed,
    CheckedIn,
    CheckIn,
    Counts,
    EventChange,
    EventIds,
    EventQuestion,
    EventSession,
    EventView,
    FeedbackSummary,
    FeedbackWords,
    FindAgenda,
    FindInvited,
    Guest,
    Guests,
    Here,
    Invitation,
    Invited,
    InvitedPeople,
    KeptSeats,
    NoteAnswer,
    Place,
    PlaceRequest,
    PlaceRequests,
    Proposal,
    ProposalSeen,
    QuestionAnswer,
    QuestionAnswerPage,
    Questioned,
    QuestionSum,
    QuestionSums,
    QuestionText,
    Reminders,
    ReminderView,
    Said,
    SaidInWords,
    ScanResult,
    SeriesEvent,
    SeriesView,
    SessionRoom,
    SessionText,
    Waves,
    WaveView,
    ticket_hash,
    ticket_of,
)
from shared.contracts.members import (
    CHANNELS,
    Actor,
    AudiencePreview,
    AudienceRule,
    Balance,
    Breakdown,
    CallRow,
    CallSheet,
    Channel,
    Condition,
    ConditionGroup,
    ConsentLine,
    ContactPoint,
    Dimension,
    Doubles,
    DoubleSide,
    EventBreakdown,
    FieldChange,
    Group,
    HandList,
    HandListPage,
    ImportColumn,
    ImportColumns,
    ImportProgress,
    ImportRow,
    ImportRows,
    JoinForm,
    Language,
    LikelyDouble,
    Mandate,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRow,
    MergedMember,
    Name,
    Named,
    Names,
    OpenedAnswer,
    OpenedAnswers,
    OwnAccount,
    OwnContact,
    OwnPage,
    OwnSession,
    PartGiven,
    Reach,
    Reference,
    RowSetAside,
    RowsSetAside,
    SavedAudience,
    SecondFactorProposal,
    SheetOfMembers,
    SheetPerson,
    Sortings,
    StaffAccount,
    TakingPart,
    TargetPart,
    TargetWhat,
    Thing,
    Things,
    ThingsOfKind,
    VaultEntry,
    VaultLine,
    Wording,
)
from shared.contracts.notifications import (
    FindReturnedMails,
    Inbox,
    ReturnedMail,
    ReturnedMails,
    SendProgress,
    TextPreview,
    Written,
)

ALL_SCOPES = [
    *("members:read", "members:write", "events:read", "events:write", "events:publish"),
    *("sends:read", "sends:control", "staff:manage", "door:read", "door:write"),
    *("names:read", "people:count", "audit:read"),
    *("vault:read", "vault:write"),
    *("members:erase", "members:export", "privacy:manage", "sending:manage"),
]
START = datetime(2027, 4, 17, 9, 0, tzinfo=UTC)
SOON = START - timedelta(days=20)
TEXTS = {
    "ar": CardText(
        title="ملتقى الشباب والحركات الاجتماعية",
        venue="المركب الثقافي مولاي رشيد، الدار البيضاء",
        description="يوم كامل من النقاش وتبادل التجارب بين شباب الجمعيات والطلبة من كل الجهات.\n"
        "الغداء مضمون، ومصاريف التنقل تُعوَّض.",
    ),
    "fr": CardText(
        title="Forum des jeunes et des mouvements sociaux",
        venue="Complexe culturel Moulay Rachid, Casablanca",
        description="Une journée de débats et d’échanges entre jeunes d’associations et "
        "étudiants de toutes les régions.\nDéjeuner offert, frais de route remboursés.",
    ),
    "zgh": CardText(
        title="ⴰⵎⵢⴰⵡⴰⴹ ⵏ ⵉⵎⴰⵣⵣⴰⵏⵏ",
        venue="ⴰⵙⵉⵏⴰⴳ ⴰⴷⵍⵙⴰⵏ, ⴽⴰⵣⴰⴱⵍⴰⵏⴽⴰ",
        description="ⵢⴰⵏ ⵡⴰⵙⵙ ⵏ ⵓⵎⵙⴰⵡⴰⵍ ⴳⵔ ⵉⵎⴰⵣⵣⴰⵏⵏ.",
    ),
}
PEOPLE = [
    ("أمينة", "العلوي", "ar", "MA-06"),
    ("Youssef", "Aït Benhaddou", "fr", "MA-09"),
    ("ⵜⵉⵍⵉⵍⴰ", "ⴰⵎⵖⴰⵔ", "zgh", "MA-08"),
    ("سلمى", "بنجلون", "ar", "MA-04"),
    ("Rachid", "El Ouafi", "fr", "MA-01"),
    ("حمزة", "التازي", "ar", "MA-03"),
    ("Nadia", "Öztürk-Bennani", "en", "abroad"),
    ("Ghita", "Chraïbi", "fr", "MA-06"),
]
REGIONS = {
    "MA-01": ("Tanger-Tétouan-Al Hoceïma", "طنجة - تطوان - الحسيمة"),
    "MA-03": ("Fès-Meknès", "فاس - مكناس"),
    "MA-04": ("Rabat-Salé-Kénitra", "الرباط - سلا - القنيطرة"),
    "MA-06": ("Casablanca-Settat", "الدار البيضاء - سطات"),
    "MA-08": ("Drâa-Tafilalet", "درعة - تافيلالت"),
    "MA-09": ("Souss-Massa", "سوس - ماسة"),
    "abroad": ("À l’étranger", "خارج المغرب"),
}


def an_id(number: int) -> UUID:
    """Give an id that is the same in every run."""
    return UUID(int=0x01920000_0000_7000_8000_000000000000 + number)


def a_card(**changes: Any) -> Card:
    card = Card(
        event_id=an_id(1),
        version=1,
        type="forum",
        starts_at=START,
        ends_at=START + timedelta(hours=8),
        zone="Africa/Casablanca",
        languages=["fr", "ar", "zgh"],
        texts=TEXTS,
    )
    return replace(card, **changes)


def a_full_card(**changes: Any) -> Card:
    """Make a card that says all that a card can say."""
    access = {
        "fr": "Bus 7, arrêt Moulay Rachid ; entrée de plain-pied.",
        "ar": "الحافلة 7، محطة مولاي رشيد؛ المدخل بلا درج.",
        "zgh": "",
    }
    texts = {code: replace(text, access=access[code]) for code, text in TEXTS.items()}
    return a_card(
        texts=texts,
        map_link="https://carte.example/moulay-rachid?zoom=17&layer=transports-en-commun",
        online_link="https://rencontre.example/forum-2027",
        contact_name="سلمى بنجلون",
        contact_phone="+212 6 00 00 00 12",
        contact_email="forum.des.jeunes@association-des-jeunes.example.org",
        answer_until=START - timedelta(days=2),
        guests_most=2,
        partners=["Association Amal", "شبكة جمعيات الأطلس المتوسط"],
        sessions=some_sessions(),
        **changes,
    )


def some_place_requests() -> PlaceRequests:
    """Two who ask for a place, the first of them known by name."""
    asked_at = START - timedelta(days=9)
    requests = [PlaceRequest(member_id=an_id(100 + n), asked_at=asked_at) for n in range(2)]
    return PlaceRequests(requests=requests, total=2)


def some_proposals() -> list[Proposal]:
    new = Proposal(
        proposal_id=an_id(90),
        title="نادي سينما في الحي",
        idea="فيلم كل شهر ثم نقاش، في دار الشباب أو في الهواء الطلق.\nعندي جهاز عرض.",
        place="عين السبع",
        wish="مساء كل جمعة",
        language="ar",
        state="new",
        proposed_at=START - timedelta(days=30),
    )
    approved = replace(
        new,
        proposal_id=an_id(91),
        title="Marche pour nettoyer la plage",
        idea="Un dimanche matin, avec des gants et des sacs.",
        place="Mehdia",
        wish="",
        language="fr",
        state="approved",
        event_id=an_id(1),
    )
    declined = replace(
        new, proposal_id=an_id(92), state="declined", answer="Nous n’avons pas de salle le soir."
    )
    return [new, approved, declined]


def a_proposal_seen(**changes: Any) -> ProposalSeen:
    seen = ProposalSeen(title="نادي سينما في الحي", language="ar", state="new")
    return replace(seen, **changes)


def some_questions() -> list[EventQuestion]:
    meals = {
        "fr": QuestionText(label="Quel repas ?", choices=["Avec viande", "Sans viande"]),
        "ar": QuestionText(label="أي وجبة؟", choices=["بلحم", "بدون لحم"]),
    }
    return [
        EventQuestion(question_id=an_id(80), kind="choice", required=True, texts=meals),
        EventQuestion(
            question_id=an_id(81),
            kind="text",
            required=False,
            texts={"ar": QuestionText(label="ما الموضوع الذي تودون النقاش فيه أولا؟")},
        ),
    ]


def some_more_questions() -> list[EventQuestion]:
    """Give questions of all kinds, as an event asks them in two languages."""
    bus = {
        "fr": QuestionText(label="Prendrez-vous le bus de Casablanca à 7 h 30 ?"),
        "ar": QuestionText(label="هل ستركبون حافلة الدار البيضاء على الساعة 7:30؟"),
    }
    return [
        *some_questions(),
        EventQuestion(question_id=an_id(82), kind="yes_no", required=True, texts=bus),
    ]


def a_sensitive_question() -> EventQuestion:
    """Give a question whose answer goes into the vault."""
    texts = {
        "fr": QuestionText(label="Avez-vous une allergie, ou besoin d’un accès sans marche ?"),
        "ar": QuestionText(label="هل لديكم حساسية، أو تحتاجون إلى مدخل بلا درج؟"),
    }
    return EventQuestion(
        question_id=an_id(83), kind="text", required=False, texts=texts, sensitive=True
    )


def some_opened_answers() -> OpenedAnswers:
    asked = a_sensitive_question()
    wording = "J’accepte que cette réponse soit gardée sous scellé pour cet événement."
    said = ((100, "fr", "Arachides"), (101, "ar", "أستعمل كرسيا متحركا"))
    return OpenedAnswers(
        event_id=an_id(1),
        answers=[
            OpenedAnswer(
                member_id=an_id(number),
                question_id=asked.question_id,
                asked=asked.texts[language].label,
                value=value,
                wording=wording,
                agreed_at=datetime(2026, 11, 20, 18, 4, tzinfo=UTC),
            )
            for number, language, value in said
        ],
    )


def some_replies() -> list[QuestionAnswer]:
    said = {80: "1", 81: "التنقل بين القرى والمدينة", 82: "yes"}
    return [QuestionAnswer(question_id=an_id(n), value=value) for n, value in said.items()]


def some_question_sums() -> QuestionSums:
    choice, words, bus = some_more_questions()
    return QuestionSums(
        asked=128,
        questions=[
            QuestionSum(question=choice, answered=97, sums={"0": 71, "1": 26}),
            QuestionSum(question=words, answered=41),
            QuestionSum(question=bus, answered=102, sums={"yes": 38, "no": 64}),
        ],
        sensitive=[a_sensitive_question()],
    )


def some_question_answers(**changes: Any) -> QuestionAnswerPage:
    people = [
        Questioned(member_id=an_id(100), place="confirmed", replies=some_replies()),
        Questioned(member_id=an_id(101), place="confirmed", replies=some_replies()[:1]),
        Questioned(member_id=an_id(103), place="waiting"),
    ]
    return replace(QuestionAnswerPage(people=people, next=an_id(103)), **changes)


def some_sessions() -> list[EventSession]:
    return [
        EventSession(
            session_id=an_id(70),
            starts_at=START,
            ends_at=START + timedelta(hours=2),
            texts={
                "fr": SessionText(title="Ouverture et débat : le transport dans nos villes"),
                "ar": SessionText(title="الافتتاح ونقاش: النقل في مدننا"),
            },
            room="Grande salle",
        ),
        EventSession(
            session_id=an_id(71),
            starts_at=START + timedelta(hours=2, minutes=30),
            ends_at=START + timedelta(hours=4),
            texts={"ar": SessionText(title="ورشة: الشغل", description="في مجموعات صغيرة.")},
            room="Salle 2",
            speakers="سلمى بنجلون, Rachid El Ouafi",
            capacity=25,
        ),
    ]


def some_workshops() -> list[EventSession]:
    """Give three sessions to choose from, two of them at the same time."""
    told = (
        ("Théâtre-forum", "مسرح المنتدى", 2.5, 4),
        ("Écrire une pétition", "كيف نكتب عريضة", 2.5, 4),
        ("Radio des quartiers", "إذاعة الأحياء", 5, 6.5),
    )
    return [
        EventSession(
            session_id=an_id(75 + number),
            starts_at=START + timedelta(hours=begin),
            ends_at=START + timedelta(hours=end),
            texts={"fr": SessionText(title=french), "ar": SessionText(title=arabic)},
            room=f"Salle {number + 1}",
            capacity=20,
        )
        for number, (french, arabic, begin, end) in enumerate(told)
    ]


def some_rooms() -> list[SessionRoom]:
    taken = zip((75, 76, 77), (12, 20, 19), strict=True)
    return [
        SessionRoom(session_id=an_id(n), capacity=20, taken=sum_, people=sum_) for n, sum_ in taken
    ]


def a_card_with_workshops() -> Card:
    return a_card(sessions=[some_sessions()[0], *some_workshops()])


def an_event(**changes: Any) -> EventView:
    event = EventView(card=a_card(), state="draft", capacity=150, counts=Counts())
    return replace(event, **changes)


def some_reminders(event: EventView) -> Reminders:
    day = event.card.starts_at - timedelta(days=1)
    return Reminders(
        card=event.card,
        event_state=event.state,
        in_series=event.series_id is not None,
        reminders=[
            ReminderView(
                what="day_before", on=True, at="11:00", minutes=None, state="done", told=148
            ),
            ReminderView(
                what="morning_of",
                on=True,
                at="08:00",
                minutes=None,
                state="planned",
                due_at=day + timedelta(hours=22),
            ),
            ReminderView(what="soon", on=True, at="", minutes=30, state="no_link"),
            ReminderView(what="afterwards", on=False, at="", minutes=60, state="off"),
        ],
    )


def some_announcements(event: EventView) -> Announcements:
    said = {
        "fr": Said(title="Les conclusions", text="Elles sont en ligne. Merci à vous !"),
        "ar": Said(title="الخلاصات", text="الخلاصات منشورة على الموقع. شكرا لكم!"),
    }
    return Announcements(
        card=event.card,
        event_state=event.state,
        announcements=[
            AnnouncementView(
                wave_id=an_id(811),
                state="done",
                said=said,
                at=event.card.starts_at - timedelta(days=2),
                to_answer="yes",
                told=171,
            )
        ],
    )


def some_waves(event: EventView) -> Waves:
    at = event.card.starts_at
    return Waves(
        card=event.card,
        event_state=event.state,
        capacity=event.capacity,
        yes=event.counts.yes,
        confirmed=event.counts.confirmed,
        waves=[
            WaveView(
                wave_id=an_id(801),
                label="",
                state="done",
                audience_id=an_id(300),
                requested_at=at - timedelta(days=21),
                invited=1200,
                not_invited=90,
                balance=a_balance(),
                yes=140,
                no=71,
                maybe=40,
                confirmed=128,
            ),
            WaveView(
                wave_id=an_id(802),
                label="Rabat et région",
                state="skipped",
                due_at=at - timedelta(days=14),
                if_fewer=100,
                yes_then=140,
            ),
            WaveView(
                wave_id=an_id(803),
                label="شباب الدار البيضاء",
                state="planned",
                audience_id=an_id(300),
                due_at=at - timedelta(days=7),
                if_fewer=220,
                size=150,
            ),
        ],
        kept=[
            KeptSeats(label="شباب الدار البيضاء", seats=30, held=12, until=at - timedelta(days=4)),
            KeptSeats(
                label="Rabat et région",
                seats=10,
                held=10,
                until=at - timedelta(days=13),
                released=True,
            ),
        ],
    )


def an_open_event(**changes: Any) -> EventView:
    counts = Counts(
        invited=1873,
        not_invited=126,
        yes=171,
        no=94,
        maybe=58,
        confirmed=148,
        waiting=22,
        offered=2,
    )
    return an_event(state="published", counts=counts, published_at=START, **changes)


def a_series(**changes: Any) -> SeriesView:
    states: list[Any] = ["published", "draft", "cancelled", "draft"]
    coming = [
        SeriesEvent(
            event_id=an_id(1 + 60 * n),
            starts_at=START + timedelta(weeks=n),
            state=state,
            apart=n == 1,
        )
        for n, state in enumerate(states)
    ]
    rule = "FREQ=WEEKLY;UNTIL=20270630T235959"
    series = SeriesView(series_id=an_id(60), rule=rule, apart=True, ended=False, next=coming)
    return replace(series, **changes)


def a_change_weighed(*changed: EventChange, people: int = 214) -> ChangeWeighed:
    return ChangeWeighed(event_id=an_id(1), changed=list(changed), people=people)


def an_actor(**changes: Any) -> Actor:
    actor = Actor(
        staff_id=an_id(900),
        name="Khadija Ziani",
        role="admin",
        scopes=ALL_SCOPES,
        language="fr",
        token="signed",
    )
    return replace(actor, **changes)


def an_own_account(**changes: Any) -> OwnAccount:
    browsers = ("Firefox, Linux", "Safari, iPhone", "Samsung Internet, Android")
    account = OwnAccount(
        email="khadija.ziani@association-des-jeunes.example.org",
        name="Khadija Ziani",
        role="admin",
        language="fr",
        second_factor=True,
        recovery_codes=8,
        sessions=[
            OwnSession(
                session_id=an_id(910 + number),
                begun_at=START - timedelta(hours=3 * number + 2),
                seen_at=START - timedelta(minutes=9 * number),
                browser=browser,
                current=number == 0,
            )
            for number, browser in enumerate(browsers)
        ],
    )
    return replace(account, **changes)


def a_proposal(sealed: str = "") -> SecondFactorProposal:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    return SecondFactorProposal(
        secret=secret,
        address=f"otpauth://totp/Forum:khadija.ziani%40example.org?secret={secret}&issuer=Forum",
        sealed=sealed or "sealed-by-members",
    )


def some_staff() -> list[StaffAccount]:
    known: list[tuple[str, Any, Any, Any, bool]] = [
        ("Khadija Ziani", "admin", "fr", "active", True),
        ("يوسف بنجلون", "organiser", "ar", "active", False),
        ("ⵜⵉⵍⵉⵍⴰ ⴰⵎⵖⴰⵔ", "organiser", "zgh", "invited", False),
        ("Nadia Öztürk-Bennani", "volunteer", "en", "disabled", False),
    ]
    return [
        StaffAccount(
            staff_id=an_id(900 + number),
            email=f"person{number}.of.the.staff@association-des-jeunes.example.org",
            name=name,
            role=role,
            language=language,
            state=state,
            second_factor=second_factor,
            sessions=2 - number if number < 2 else 0,
            seen_at=START - timedelta(days=number) if number < 2 else None,
            regions=["MA-04", "MA-06"] if number == 1 else [],
            events=[an_id(1)] if role == "volunteer" else [],
        )
        for number, (name, role, language, state, second_factor) in enumerate(known)
    ]


def returned_mails(request: FindReturnedMails) -> ReturnedMails:
    """Nothing arrives at the account that is invited."""
    one = ReturnedMail(staff_id=an_id(902), code="5.1.1", at=START - timedelta(days=20))
    return ReturnedMails(returned=[one] if one.staff_id in request.staff_ids else [])


def an_audit(*lines: tuple[str, int, str]) -> AuditPage:
    """Make a service's audit: what was done, how many minutes ago, and a note."""
    return AuditPage(
        lines=[
            AuditLine(
                line=100 - number,
                at=START - timedelta(minutes=minutes),
                action=action,
                actor_id=an_id(900 + number % 2) if "refused" not in action else None,
                subject_id=an_id(1) if "." in action else an_id(901),
                browser="Firefox, Linux" if number % 2 else "Safari, iPhone",
                origin="3fa1c09b",
                detail=detail,
            )
            for number, (action, minutes, detail) in enumerate(lines)
        ]
    )


def a_vault_entry() -> VaultEntry:
    return VaultEntry(
        member_id=an_id(100),
        lines=[
            VaultLine(
                kind="union",
                value="Union des exemples",
                wording="J’accepte que mon syndicat soit gardé pour mélanger les secteurs.",
                agreed_on=START.date(),
                collected_by="Khadija Ziani",
                purpose="Équilibre des forums",
                kept_at=START,
            )
        ],
    )


def a_reference() -> Reference:
    def named(code: str, fr: str, ar: str) -> Named:
        return Named(code=code, names={"fr": fr, "ar": ar})

    return Reference(
        association="Forum des alternatives",
        bodies=[
            named("assembly", "Assemblée générale", "الجمع العام"),
            named("council", "Conseil d’orientation", "مجلس التوجيه"),
            named("secretariat", "Secrétariat exécutif", "الكتابة التنفيذية"),
        ],
        axes=[
            named("governance", "Gouvernance et droits humains", "الحكامة وحقوق الإنسان"),
            named("movements", "Mouvements sociaux", "الحركات الاجتماعية"),
            named("youth", "Action des jeunes", "العمل الشبابي"),
            named("joussour", "Portail E-Joussour", "بوابة إي جسور"),
            named("women", "Alternatives des femmes", "بدائل النساء"),
        ],
        regions=[named(code, fr, ar) for code, (fr, ar) in REGIONS.items()],
        partners=[
            named(
                "amdh", "Association marocaine des droits humains", "الجمعية المغربية لحقوق الإنسان"
            ),
            named("attac", "ATTAC Maroc", "أطاك المغرب"),
        ],
        tags=[Named(code="benevole", names={"und": "Bénévole"})],
    )


def some_things(request: ThingsOfKind) -> Things:
    """Give the lines of a list, the first of them used."""
    lines = getattr(a_reference(), request.kind)
    return Things(
        things=[Thing(code=line.code, names=line.names, used=line == lines[0]) for line in lines]
    )


def a_preview(**changes: Any) -> AudiencePreview:
    preview = AudiencePreview(
        people=2041,
        reachable=1873,
        reach=[
            Reach(channel="sms", language="ar", people=742),
            Reach(channel="email", language="ar", people=310),
            Reach(channel="sms", language="fr", people=401),
            Reach(channel="email", language="fr", people=288),
            Reach(channel="sms", language="zgh", people=97),
            Reach(channel="email", language="en", people=35),
        ],
        excluded={"no_consent": 92, "minor": 41, "no_contact": 35},
    )
    return replace(preview, **changes)


def a_balance() -> Balance:
    """Half women, of whom there are too few, in two regions alike."""
    return Balance(
        size=100,
        there=1873,
        given=88,
        parts=[
            _given("gender", TargetPart(values=["woman"], weight=50), 38, 38),
            _given("gender", TargetPart(weight=50), 1835, 50),
            _given("region", TargetPart(values=["MA-04"]), 420, 44),
            _given("age", TargetPart(age_from=19, age_to=24), 311, 44),
        ],
    )


def _given(what: TargetWhat, part: TargetPart, there: int, given: int) -> PartGiven:
    return PartGiven(what=what, part=part, wished=50, there=there, given=given)


def an_audience() -> SavedAudience:
    young = Condition(what="age", age_from=18, age_to=30)
    silent = Condition(what="silent", values=[str(an_id(1))])
    return SavedAudience(
        audience_id=an_id(300),
        name="Jeunes de toutes les régions",
        rule=AudienceRule(
            groups=[
                ConditionGroup(conditions=[young]),
                ConditionGroup(match="none", conditions=[silent]),
            ]
        ),
    )


def a_hand_list() -> HandList:
    return HandList(list_id=an_id(330), name="Bénévoles du festival", people=12)


def a_hand_list_page() -> HandListPage:
    return HandListPage(hand_list=a_hand_list(), members=a_member_page().members)


def some_sortings() -> Sortings:
    return Sortings(
        partners=[Named(code="e-joussour", names={"fr": "E-Joussour", "ar": "إي-جسور"})],
        tags=[Named(code="formatrice", names={"fr": "Formatrice"})],
        lists=[a_hand_list()],
    )


def a_row(number: int) -> MemberRow:
    first, last, language, region = PEOPLE[number % len(PEOPLE)]
    return MemberRow(
        member_id=an_id(100 + number),
        first_name=first,
        last_name=last,
        language=language,  # type: ignore[arg-type]  # the table above holds only languages
        region=region,
        bodies=["council"] if number % 3 == 0 else [],
        channels=[["sms"], ["email"], ["sms", "email"], []][number % 4],  # type: ignore[arg-type]
        town="عين السبع" if number % 8 == 0 else "",
        tags=["Bénévole"] if number % 5 == 0 else [],
    )


def a_member_page() -> MemberPage:
    return MemberPage(members=[a_row(n) for n in range(24)], total=2172, next="bmV4dA")


def a_sheet(*, last: bool) -> SheetOfMembers:
    member = a_member()
    person = SheetPerson(
        first_name=member.first_name,
        last_name="=1+1" if last else member.last_name,
        language=member.language,
        mobile="+212600000012",
        region=member.region,
        town=member.town,
        birth_year=member.birth_year,
        bodies=["council", "assembly"],
        axes=member.axes,
        partners=member.partners,
        tags=member.tags,
    )
    return SheetOfMembers(people=[person], next=None if last else member.member_id)


def a_double() -> LikelyDouble:
    """Make a pair in two scripts, who agree in the number and in nothing else."""
    return LikelyDouble(
        double_id=an_id(400),
        reasons=["same-name", "phone", "birth-year"],
        kept=DoubleSide(
            member_id=an_id(100),
            first_name="Amina",
            last_name="El Alaoui Bennani",
            language="fr",
            wish="any",
            region="MA-06",
            birth_year=2004,
            mobile="+212600000012",
            email="amina.elalaoui.bennani.1204@association-des-jeunes.example.org",
            bodies=["council"],
            consents={"sms": True, "email": False},
        ),
        other=DoubleSide(
            member_id=an_id(131),
            first_name="أمينة",
            last_name="العلوي بناني",
            language="ar",
            wish="sms",
            birth_year=2004,
            town="سلا",
            mobile="+212600000012",
            landline="+212537000012",
            consents={"sms": True},
        ),
        differing=["name", "landline", "wish", "language", "town"],
        chosen_of_other=["landline", "town"],
    )


def some_doubles() -> Doubles:
    pair = a_double()
    near = replace(pair, double_id=an_id(401), reasons=["near-name", "email"])
    return Doubles(doubles=[pair, near], total=43, next=an_id(401))


def a_merged_member() -> MemberDetail:
    """Make somebody who was on record twice, shares a number, and may be on record once more."""
    return a_member(
        household=[a_row(3)],
        apart=[a_row(5)],
        merged=[
            MergedMember(
                alias_id=an_id(131),
                first_name="أمينة",
                last_name="العلوي بناني",
                merged_at=datetime(2026, 9, 14, 9, 5, tzinfo=UTC),
            )
        ],
        double_id=an_id(400),
    )


def a_member(**changes: Any) -> MemberDetail:
    row = a_row(0)
    member = MemberDetail(
        member_id=row.member_id,
        first_name=row.first_name,
        last_name=row.last_name,
        language=row.language,
        region=row.region,
        birth_year=2004,
        guardian_consent=None,
        bodies=["council"],
        axes=["youth", "women"],
        contacts=[
            ContactPoint(kind="mobile", value="+212600000012"),
            ContactPoint(
                kind="email",
                value="amina.elalaoui.bennani.1204@association-des-jeunes.example.org",
            ),
        ],
        channels=["sms"],
        consents=[
            ConsentLine(
                channel="sms",
                given=True,
                at=datetime(2026, 7, 4, 10, 0, tzinfo=UTC),
                source="Université d’été, feuilles d’inscription",
                wording="أوافق على تلقي الدعوات عبر الرسائل القصيرة",
                wording_version=1,
                language="ar",
                collector="Sara",
            ),
            ConsentLine(
                channel="email",
                given=False,
                at=datetime(2026, 9, 12, 18, 30, tzinfo=UTC),
                source="own opt-out",
                wording="",
                own=True,
            ),
        ],
        household=[a_row(3)],
        version=7,
        wish="sms",
        town="عين السبع",
        gender="woman",
        partners=["amdh"],
        tags=["Bénévole", "إذاعة"],
        mandates=[
            Mandate(
                mandate_id=an_id(801),
                body="council",
                office="نائبة الرئيس",
                begins_on=date(2026, 1, 10),
                ends_on=date(2029, 1, 10),
            ),
            Mandate(
                mandate_id=an_id(802),
                body="assembly",
                begins_on=date(2022, 3, 1),
                ends_on=date(2025, 3, 1),
            ),
        ],
        participation=[
            TakingPart(
                event_id=an_id(1),
                invited_at=START - timedelta(days=21),
                answer="yes",
                answered_at=START - timedelta(days=20),
            ),
            TakingPart(event_id=an_id(2), invited_at=START - timedelta(days=120)),
        ],
    )
    return replace(member, **changes)


def an_answer_page() -> AnswerPage:
    places = [
        "confirmed",
        "confirmed",
        "none",
        "confirmed",
        "waiting",
        "none",
        "offered",
        "waiting",
    ]
    answers = ["yes", "yes", "maybe", "yes", "yes", "no", "yes", "yes"]
    return AnswerPage(
        answers=[
            AnswerRow(
                member_id=an_id(100 + n),
                answer=answers[n],  # type: ignore[arg-type]
                place=places[n],  # type: ignore[arg-type]
                answered_at=START - timedelta(days=20, minutes=17 * n),
                position=n - 3 if places[n] == "waiting" else None,
                guests=2 if n == 1 else 0,
                source="organiser" if n == 2 else "link",
            )
            for n in range(8)
        ],
        next="bmV4dA",
    )


def some_invited(request: FindInvited) -> InvitedPeople:
    """Let every second person be invited; the first of them waits, with two guests."""
    people = [
        Invited(member_id=member_id, answer="yes", place="waiting", position=3, guests=2)
        if number == 0
        else Invited(member_id=member_id)
        for number, member_id in enumerate(request.member_ids[::2])
    ]
    return InvitedPeople(people=people, guests_most=3, free=2)


def at_the_desk(request: FindInvited) -> InvitedPeople:
    """Let the first be silent, and everybody else have a place."""
    first, *others = (Invited(member_id=member_id) for member_id in request.member_ids)
    placed = [replace(person, answer="yes", place="confirmed") for person in others]
    return InvitedPeople(people=[first, *placed])


def a_door_name(number: int) -> Name:
    return door_names(MemberIds(member_ids=[an_id(number)])).names[0]


def noted(request: NoteAnswer) -> Invited:
    place: Place = "confirmed" if request.answer == "yes" else "none"
    return Invited(member_id=request.member_id, answer=request.answer, place=place)


def an_agenda_event(**changes: Any) -> AgendaEvent:
    card = a_card()
    event = AgendaEvent(
        event_id=card.event_id,
        version=card.version,
        type=card.type,
        state="published",
        starts_at=card.starts_at,
        ends_at=card.ends_at,
        zone=card.zone,
        languages=card.languages,
        texts=card.texts,
        axes=["youth"],
        published_at=START - timedelta(days=60),
        changed_at=START - timedelta(days=40),
    )
    return replace(event, **changes)


def an_agenda(request: FindAgenda) -> AgendaPage:
    """Give three events: ahead one of them cancelled, past the oldest first said shortest."""
    some = [
        an_agenda_event(
            event_id=an_id(n),
            starts_at=START + timedelta(days=days),
            ends_at=START + timedelta(days=days, hours=2),
            state="cancelled" if n == 2 else "published",
            type="youth_meeting" if n == 3 else "forum",
            texts=TEXTS if n != 3 else {"fr": CardText(title="Rencontre du samedi")},
        )
        for n, days in ((1, 0), (2, 19), (3, 33))
    ]
    if request.past:
        some = [replace(event, state="published") for event in reversed(some)]
    return AgendaPage(events=some, axes=["youth"])


def some_attendance(**changes: Any) -> AttendancePage:
    """Give the people of the answers: those with a place, and the others."""
    rows = [
        AttendanceRow(
            member_id=row.member_id,
            answer=row.answer,
            place=row.place,
            answered_at=row.answered_at,
        )
        for row in an_answer_page().answers
    ]
    return replace(AttendancePage(card=a_card(), rows=rows), **changes)


def some_feedback() -> FeedbackSummary:
    return FeedbackSummary(
        given=64,
        ratings={"1": 1, "2": 3, "3": 9, "4": 27, "5": 24},
        again={"yes": 49, "maybe": 11, "no": 4},
    )


def some_feedback_words(**changes: Any) -> FeedbackWords:
    said = [
        "Les ateliers étaient trop courts, le reste parfait.\nMerci aux bénévoles !",
        "كان النقاش غنيا، ونتمنى أن يكون الملتقى القادم في ورزازات.",
        "Merci",
    ]
    words = [SaidInWords(words=one, people=3 if one == "Merci" else 1) for one in said]
    return replace(FeedbackWords(said=words, people=5, next="0f3a"), **changes)


def a_breakdown(**changes: Any) -> EventBreakdown:
    """Give groups of all kinds, two of them too small to be shown."""
    groups: dict[Dimension, list[Group]] = {
        "region": [
            Group(code="MA-06", invited=740, yes=80, came=61),
            Group(code="MA-04", invited=520, yes=52, came=40),
            Group(code="MA-01", invited=580, yes=31, came=None),
            Group(code="MA-08", invited=27, yes=None, came=None),
            Group(code="", invited=6, yes=None, came=0),
        ],
        "age": [
            Group(code="", invited=41, yes=9, came=7),
            Group(code="older", invited=400, yes=22, came=14),
            Group(code="18", invited=220, yes=30, came=20),
            Group(code="24", invited=800, yes=74, came=52),
            Group(code="34", invited=412, yes=36, came=21),
        ],
        "gender": [
            Group(code="woman", invited=960, yes=92, came=64),
            Group(code="man", invited=870, yes=70, came=44),
            Group(code="", invited=43, yes=9, came=6),
        ],
        "axis": [
            Group(code="youth", invited=900, yes=100, came=70),
            Group(code="women", invited=300, yes=40, came=31),
        ],
    }
    found = EventBreakdown(
        invited=1873,
        yes=171,
        came=114,
        breakdowns=[
            Breakdown(dimension=dimension, groups=found) for dimension, found in groups.items()
        ],
    )
    return replace(found, **changes)


def some_cards(request: EventIds) -> Cards:
    """Give the card of every event that is asked for, as one."""
    return Cards(cards=[a_card(event_id=event_id) for event_id in request.event_ids])


def a_name(member_id: UUID) -> Name:
    row = a_row((member_id.int - an_id(100).int) % 100)
    return Name(
        member_id=member_id,
        first_name=row.first_name,
        last_name=row.last_name,
        language=row.language,
    )


def checked_in(request: CheckIn) -> CheckedIn:
    """Let in whoever a phone tells of; each ticket is of somebody whom it did not know."""
    results = [
        ScanResult(
            scan_id=scan.id,
            came_of_it="in" if scan.kind == "in" else "out",
            member_id=scan.member_id or an_id(104),
            at=scan.at if scan.kind == "in" else None,
        )
        for scan in request.scans
    ]
    return CheckedIn(results=results, here=Here(people=len(results)))


def some_guests() -> Guests:
    places: list[Place] = ["confirmed", "confirmed", "waiting", "confirmed", "offered"]
    guests = [
        Guest(
            member_id=an_id(100 + n),
            place=place,
            tickets=[ticket_hash(an_id(1), ticket_of("7KQ2P9xwA", an_id(100 + n)))],
            came_at=START - timedelta(minutes=20) if n == 3 else None,
        )
        for n, place in enumerate(places)
    ]
    return Guests(card=a_card(), guests=guests)


def door_names(request: MemberIds) -> Names:
    whole = map(a_name, request.member_ids)
    return Names(names=[replace(name, last_name=name.last_name[:1]) for name in whole])


def a_send(**changes: Any) -> SendProgress:
    send = SendProgress(
        send_id=an_id(500),
        kind="invitation",
        state="running",
        created_at=START - timedelta(days=21),
        people=1999,
        totals={
            "sms": {"delivered": 612, "sent": 240, "claimed": 50, "waiting": 330, "failed": 8},
            "email": {"sent": 433, "waiting": 200, "excluded": 126},
        },
        reasons={"no_consent": 64, "minor": 41, "no_contact": 21},
    )
    return replace(send, **changes)


def some_texts() -> list[TextPreview]:
    sms = {
        "ar": ("أمينة، ملتقى الشباب، السبت 17/4 س9، الدار البيضاء: https://m.ma/i/7KQ2P9xwA", 2),
        "fr": ("Amina, Forum des jeunes, sam. 17/4 à 9h, Casablanca: m.ma/i/7KQ2P9xwA", 1),
        "zgh": ("Amina, Amyawad n imazzann, 17/4 9h, Kazablanka: m.ma/i/7KQ2P9xwA", 1),
    }
    shown = [
        TextPreview(
            language=language,  # type: ignore[arg-type]
            channel="sms",
            written_in=language,
            subject="",
            body=body,
            segments=segments,
            encoding="ucs-2" if language == "ar" else "gsm-7",
        )
        for language, (body, segments) in sms.items()
    ]
    for language, written in (("ar", "ar"), ("fr", "fr"), ("en", "fr")):
        text = TEXTS[written]
        shown.append(
            TextPreview(
                language=language,  # type: ignore[arg-type]
                channel="email",
                written_in=written,
                subject=text.title,
                body=f"{text.title}\n{text.venue}\n\n{text.description}",
            )
        )
    return shown


def an_import(**changes: Any) -> ImportProgress:
    progress = ImportProgress(
        import_id=an_id(700),
        filename="Adhérents 2027 – toutes régions.xlsx",
        state="running",
        rows=2172,
        done=1500,
        verdicts={"new": 1398, "repaired": 61, "quarantined": 17, "duplicate": 9, "voice_only": 15},
        started_at=START - timedelta(days=40),
        has_basis=True,
    )
    return replace(progress, **changes)


def some_columns() -> ImportColumns:
    """The columns of a sheet, one of which nobody could recognise."""
    return ImportColumns(
        columns=[
            ImportColumn(title="الاسم الكامل", role="full_name", samples=["أمينة العلوي", "Ilyas"]),
            ImportColumn(title="GSM perso", samples=["0612345678", "٠٦١٢٣٤٥٦٧٩", "2.12E+11"]),
            ImportColumn(title="Courriel", role="email", samples=["amina@courriel.example"]),
            ImportColumn(title="Remarques", samples=["à rappeler après le ramadan"]),
        ],
        roles=["full_name", "first_name", "last_name", "phone", "email", "region", "town"],
    )


def some_rows_set_aside(*, last: bool = True) -> RowsSetAside:
    row = RowSetAside(
        row=4,
        key=f"4/{an_id(700)}",
        cells=["أمينة العلوي", "2.12E+11", "", "=1+1"],
        reasons=["digits-lost"],
    )
    header = [column.title for column in some_columns().columns]
    return RowsSetAside(header=header, rows=[row], next=None if last else 4)


def some_import_rows(*, last: bool = False) -> ImportRows:
    def row(number: int, verdict: str, phone: str | None, *reasons: str) -> ImportRow:
        first, last, _, _ = PEOPLE[number % len(PEOPLE)]
        return ImportRow(
            row=number,
            verdict=verdict,
            name=f"{first} {last}",
            phone=phone,
            reasons=list(reasons),
            member_id=None if verdict == "quarantined" else an_id(100 + number),
        )

    rows = [
        row(2, "new", "+212600000012"),
        row(3, "repaired", "+212600000013", "several-numbers"),
        row(4, "quarantined", None, "digits-lost"),
        row(5, "voice_only", "+212522000014"),
        row(6, "quarantined", None, "letters-in-number"),
        row(7, "duplicate", "+212600000012"),
        replace(
            row(8, "changed", "+212600000018"),
            changes=[
                FieldChange(field="axis", new="youth"),
                FieldChange(field="language", old="fr", new="ar"),
                FieldChange(field="mobile", old="+212600000017", new="+212600000018"),
                FieldChange(field="region", old="MA-04", new="MA-06"),
                FieldChange(field="sms_consent", new="true"),
            ],
        ),
    ]
    return ImportRows(rows=rows, next=None if last else 8)


DEADLINE = START - timedelta(days=4)
"""Until when the event of an invitation is answered, if it says so."""


def an_invitation(*people: Invited, **changes: Any) -> Invitation:
    invitation = Invitation(
        card=a_card(), situation="open", people=list(people) or [Invited(member_id=an_id(100))]
    )
    return replace(invitation, **changes)


WORDINGS: dict[tuple[Channel, str], str] = {
    ("sms", "fr"): "J’accepte de recevoir par SMS les invitations de l’association.",
    ("email", "fr"): "J’accepte de recevoir par e-mail les invitations de l’association.",
    ("sms", "ar"): "أوافق على تلقي دعوات الجمعية عبر الرسائل القصيرة.",
    ("email", "ar"): "أوافق على تلقي دعوات الجمعية عبر البريد الإلكتروني.",
}


def some_wordings(language: Language = "fr") -> list[Wording]:
    shown: Language = "ar" if language == "ar" else "fr"
    return [
        Wording(channel=channel, language=shown, version=1, text=WORDINGS[channel, shown])
        for channel in CHANNELS
    ]


def an_own_page(language: Language = "fr", **changes: Any) -> OwnPage:
    page = OwnPage(
        association=a_reference().association,
        member_id=an_id(100),
        first_name="أمينة",
        language="ar",
        wish="any",
        axes=["governance"],
        contacts=[
            OwnContact(channel="sms", shown="+212 … 78", agreed=True),
            OwnContact(channel="email", shown="a…@courriel.example", agreed=False),
        ],
        wordings=some_wordings(language),
        all_axes=a_reference().axes,
        token="of-a-person",
        valid_until=START,
        quiet_from="22:00",
        quiet_until="08:00",
    )
    return replace(page, **changes)


def a_join_form(language: Language = "fr") -> JoinForm:
    known = a_reference()
    return JoinForm(
        association=known.association,
        regions=known.regions,
        axes=known.axes,
        wordings=some_wordings(language),
    )


def a_call_sheet() -> CallSheet:
    people: list[tuple[str, str, str | None, str]] = [
        ("Fatima", "Alaoui", "+212522123456", "landline_only")
    ]
    people += [
        ("يوسف", "بناني", "+212612345678", "stopped_sms"),
        ("Itto", "Amrani", None, "no_contact"),
    ]
    return CallSheet(
        rows=[
            CallRow(
                member_id=an_id(300 + n),
                first_name=first,
                last_name=last,
                number=number,
                reason=reason,  # type: ignore[arg-type]  # written above
            )
            for n, (first, last, number, reason) in enumerate(people)
        ],
        total=3,
        left_in_peace=2,
    )


def an_inbox() -> Inbox:
    """Give what people wrote: a question, one of a stranger, and one that was answered."""
    return Inbox(
        written=[
            Written(
                id=an_id(301),
                address="+212612345678",
                text="السلام عليكم، هل يمكنني أن أحضر مع أخي الصغير؟",
                word=None,
                state="open",
                at=START - timedelta(days=2),
                member_ids=[an_id(100)],
                names=["أمينة"],
            ),
            Written(
                id=an_id(302),
                address="+33612345678",
                text="Bonjour, c'est à quelle station de tram ? Je viens de Salé avec deux amies.",
                word=None,
                state="open",
                at=START - timedelta(days=2, hours=3),
            ),
            Written(
                id=an_id(303),
                address="+212698765432",
                text="OUI",
                word="yes",
                state="done",
                at=START - timedelta(days=3),
                member_ids=[an_id(101), an_id(102)],
                names=["Yassine", "Salma"],
                done_by=an_id(7),
                reply="Merci ! Est-ce pour vous deux ?",
                reply_state="sent",
            ),
        ],
        open=2,
        more=True,
    )
