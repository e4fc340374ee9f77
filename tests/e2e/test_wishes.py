"""Only some of an audience are invited, half of them women: from the form to who is told."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from shared.testing.waiting import eventually
from tests.support.reader import Page, Reader
from tests.support.system import System
from tests.support.walking import choose_town, event_id, import_sheet, write_event

WOMEN, MEN = 4, 9
TOWN = "Souhaitville"


def a_sheet_of_people(path: Path) -> Path:
    """Write down women and men; the first man shares his number with the first woman."""
    women = [(f"Wafae{n}", f"06610{n:05d}", "femme") for n in range(501, 501 + WOMEN)]
    men = [(f"Mourad{n}", f"06610{n:05d}", "homme") for n in range(601, 601 + MEN)]
    men[0] = (men[0][0], women[0][1], men[0][2])
    lines = [
        f"{name},Souhait,{phone},{gender},fr,{TOWN},oui" for name, phone, gender in women + men
    ]
    header = "prénom,nom,téléphone,genre,langue,ville,sms"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def look(organiser: Reader, **wish: str) -> Page:
    """Write an event for all of them, and ask what a wish comes to."""
    draft = write_event(organiser, capacity="50")
    check = choose_town(organiser, draft, TOWN)
    query = "&".join(f"{name}={value}" for name, value in wish.items())
    return organiser.open(f"{check.url}&{query}")


def invited(system: System, event: UUID) -> dict[str, int]:
    """Count who is invited, by gender."""
    query = "select member_id from invitations where event_id = %s and refused is null"
    ids = [row["member_id"] for row in system.world.rows("events", query, event)]
    count = "select gender, count(*) as people from people where id = any (%s) group by 1"
    return {row["gender"]: row["people"] for row in system.world.rows("members", count, ids)}


def chosen(organiser: Reader, event: UUID) -> str:
    """Wait until the event's page says who was chosen."""
    said = eventually(
        lambda: (text := organiser.open(f"/events/{event}").text) and "Choisis" in text and text,
        within_s=30,
        every_s=0.3,
    )
    assert said
    return said


def test_a_wave_that_is_to_be_half_women_tells_these_and_nobody_else(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    import_sheet(organiser, a_sheet_of_people(tmp_path / "people.csv"))

    check = look(organiser, size="6", women="50")
    assert "Choisis : 6 sur 6 souhaités" in check.text
    published = check.submit("command_id", number=0)
    event = event_id(published)
    send = system.finished(event, people=6)

    assert invited(system, event) == {"woman": 3, "man": 3}
    assert sum(send.totals["sms"].values()) == 6
    assert "Choisis : 6 sur 6 souhaités" in chosen(organiser, event)


def test_what_nobody_can_fill_stays_free_and_is_said_before_and_after(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    import_sheet(organiser, a_sheet_of_people(tmp_path / "people.csv"))

    check = look(organiser, size="12", women="50")
    assert f"Femmes : {WOMEN} sur 6 souhaités" in check.text
    event = event_id(check.submit("command_id", number=0))
    system.finished(event, people=WOMEN + 6)

    assert invited(system, event) == {"woman": WOMEN, "man": 6}
    said = chosen(organiser, event)
    assert f"Choisis : {WOMEN + 6} sur 12 souhaités" in said
    assert f"Femmes : {WOMEN} sur 6 souhaités" in said
