"""The forum that the demo publishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from shared.contracts.events import (
    CardText,
    EventForm,
    EventView,
    PutQuestion,
    PutSession,
    QuestionText,
    SessionText,
)
from shared.contracts.members import AudienceFilter, SaveAudience

ZONE = "Africa/Casablanca"
PLACES = 120
SPACE = uuid5(NAMESPACE_URL, "multaqa:demo")

TEXTS = {
    "fr": CardText(
        title="Forum des jeunes : nos villes, notre voix",
        venue="Maison des associations, Rabat",
        description=(
            "Une journée pour se rencontrer, débattre et décider ensemble : le transport, "
            "l’emploi, la culture. Ateliers le matin, assemblée l’après-midi.\n"
            "L’entrée est libre, le repas est offert."
        ),
        access="Tram L1, arrêt Bab Chellah. Entrée de plain-pied, ascenseur.",
    ),
    "ar": CardText(
        title="منتدى الشباب: مدننا، صوتنا",
        venue="دار الجمعيات، الرباط",
        description=(
            "يوم للقاء والنقاش والقرار المشترك: النقل والشغل والثقافة. "
            "ورشات في الصباح وجمع عام بعد الزوال.\nالدخول مجاني والغداء متوفر."
        ),
        access="الترامواي 1، محطة باب شالة. المدخل بلا درج، والمصعد متوفر.",
    ),
    "zgh": CardText(
        title="ⴰⴳⵔⴰⵡ ⵏ ⵉⵄⵔⵔⵉⵎⵏ: ⵜⵉⵖⵔⵎⵉⵏ ⵏⵏⵖ, ⴰⵡⴰⵍ ⵏⵏⵖ",
        venue="ⵜⴰⴷⴷⴰⵔⵜ ⵏ ⵜⵎⵙⵎⵓⵏⵉⵏ, ⵕⴱⴰⵟ",
        description="ⵢⴰⵏ ⵡⴰⵙⵙ ⵉ ⵓⵎⵢⴰⵇⵇⴰⵏ ⴷ ⵓⵎⵙⴰⵡⴰⵍ.",
    ),
}


def command(name: str, number: int = 1) -> UUID:
    """Name a command of the demo, so that doing it again changes nothing."""
    return uuid5(SPACE, f"{name} {number}")


def form(number: int) -> EventForm:
    """Write the forum: a Saturday in about three weeks."""
    today = datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)
    day = today + timedelta(days=21 - (today.weekday() - 5) % 7)
    starts = day.replace(hour=9, minute=30, second=0, microsecond=0)
    return EventForm(
        command_id=command("forum", number),
        type="forum",
        starts_at=starts.isoformat(),
        ends_at=(starts + timedelta(hours=8)).isoformat(),
        zone=ZONE,
        capacity=PLACES,
        languages=["ar", "fr", "zgh"],
        texts=TEXTS,
        map_link="https://www.openstreetmap.org/#map=17/34.0209/-6.8416",
        contact_name="Équipe du forum",
        contact_email="forum@association.example",
        answer_until=(starts - timedelta(hours=12)).isoformat(),
        guests_most=0,
        partners=["Réseau des maisons de jeunes", "جمعية الأمل"],
    )


def sessions(event: EventView) -> list[PutSession]:
    """Part the day: two workshops side by side in the morning, everybody in the afternoon."""
    day = event.card.starts_at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)

    def session(begins: float, ends: float, fr: str, ar: str, **more: Any) -> PutSession:
        return PutSession(
            command_id=uuid5(event.card.event_id, fr),
            event_id=event.card.event_id,
            starts_at=(day + timedelta(hours=begins)).isoformat(),
            ends_at=(day + timedelta(hours=ends)).isoformat(),
            texts={"fr": SessionText(title=fr), "ar": SessionText(title=ar)},
            **more,
        )

    return [
        session(0.5, 3, "Se déplacer", "التنقل", room="Salle 1", capacity=40),
        session(0.5, 3, "Travailler", "الشغل", room="Salle 2", capacity=40),
        session(4.5, 8, "Ce que nous demandons", "مطالبنا", room="Grande salle"),
    ]


def question(event: EventView) -> PutQuestion:
    """Ask those who come what the kitchen has to know."""
    return PutQuestion(
        command_id=uuid5(event.card.event_id, "question"),
        event_id=event.card.event_id,
        kind="yes_no",
        texts={
            "fr": QuestionText(label="Mangez-vous avec nous ?"),
            "ar": QuestionText(label="هل تتغدون معنا؟"),
            "zgh": QuestionText(label="ⵉⵙ ⵜⵜⵛⵛⵎ ⴷⵉⴷⵏⵖ?"),
        },
    )


def audience() -> SaveAudience:
    """Name the young people of every region."""
    return SaveAudience(
        command_id=command("audience"),
        name="Jeunes de 16 à 35 ans, toutes les régions",
        filter=AudienceFilter(age_from=16, age_to=35),
    )
