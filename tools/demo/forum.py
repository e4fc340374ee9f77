"""The forum that the demo publishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from shared.contracts.events import CardText, EventForm
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
    )


def audience() -> SaveAudience:
    """Name the young people of every region."""
    return SaveAudience(
        command_id=command("audience"),
        name="Jeunes de 16 à 35 ans, toutes les régions",
        filter=AudienceFilter(age_from=16, age_to=35),
    )
