"""The weekly meeting of the demo: tomorrow evening, so that its door can be stood at."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts.events import CardText, EventForm, RepeatEvent
from shared.contracts.members import AudienceFilter, SaveAudience
from tools.demo.forum import ZONE, command

PLACES = 20
COMING = 8
RULE = "FREQ=WEEKLY;COUNT=6"

TEXTS = {
    "fr": CardText(
        title="Rencontre de la semaine : écrire pour son quartier",
        venue="Dar Chabab, Agadir",
        description="Deux heures pour écrire, lire et s’écouter. Rien à préparer.",
    ),
    "ar": CardText(
        title="لقاء الأسبوع: نكتب لحينا",
        venue="دار الشباب، أكادير",
        description="ساعتان للكتابة والقراءة والإنصات. لا شيء للتحضير.",
    ),
}


def form(number: int) -> EventForm:
    """Write the meeting: tomorrow at six."""
    today = datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)
    starts = (today + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
    return EventForm(
        command_id=command("meeting", number),
        type="youth_meeting",
        starts_at=starts.isoformat(),
        ends_at=(starts + timedelta(hours=2)).isoformat(),
        zone=ZONE,
        capacity=PLACES,
        languages=["ar", "fr"],
        texts=TEXTS,
        guests_most=1,
    )


def audience() -> SaveAudience:
    """Name the young people of the region."""
    return SaveAudience(
        command_id=command("meeting's audience"),
        name="Jeunes du Souss",
        filter=AudienceFilter(regions=["MA-09"], age_from=16, age_to=35),
    )


def repeated(event_id: UUID, number: int) -> RepeatEvent:
    """Let it come again, five weeks more; the others are drafts."""
    return RepeatEvent(command_id=command("repeat", number), event_id=event_id, rule=RULE)
