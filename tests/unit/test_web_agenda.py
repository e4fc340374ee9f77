"""The public agenda: pages, calendars and news, read by programs that are not ours."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]  # has no types
import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from lxml import html

from shared.contracts.events import AgendaEvent, AgendaPage, CardText, OnAgenda
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples, strict_calendar
from tests.support.web_site import Site

PAGE = f"/agenda/{examples.an_id(1)}"
ROUGH = CardText(
    title='Commas, semicolons; \\ and "quotes": 100 %',
    venue="Salle 3, 2ᵉ étage; Rabat",
    description="Première ligne,\nseconde\\n; fin\n" + "ما يجب أن يُكتب على أسطر كثيرة " * 12,
)


@pytest.fixture
def site() -> Site:
    return Site(public_url="https://multaqa.example")


def on(site: Site, *events: AgendaEvent) -> Site:
    site.services.answers["events.agenda"] = AgendaPage(events=list(events), axes=["youth"])
    return site


def of(event: AgendaEvent) -> dict[str, Any]:
    return {"event_id": event.event_id}


# --- Pages -----------------------------------------------------------------------------------


def test_the_agenda_says_what_is_coming_before_what_has_been(site: Site) -> None:
    page: Any = html.fromstring(site.get("/agenda?lang=fr").text)

    sections = page.xpath("//section/h2/text()")
    assert sections == ["À venir", "Passés", "Suivre l’agenda"]
    titles = page.xpath("//section[1]//strong/bdi/text()")
    assert titles[0] == examples.TEXTS["fr"].title
    assert page.xpath("//section[1]//li[@class='cancelled']//em/text()") == ["Annulé"]


def test_whoever_reads_no_language_of_an_event_gets_the_next_one_and_it_is_marked(
    site: Site,
) -> None:
    only = examples.an_agenda_event(
        languages=["ar"], texts={"ar": examples.TEXTS["ar"]}, axes=["youth"]
    )

    page: Any = html.fromstring(on(site, only).get("/agenda?lang=fr").text)

    (title,) = page.xpath("//section[1]//strong/bdi")
    assert title.text == examples.TEXTS["ar"].title
    assert title.get("lang") == "ar"


def test_the_agenda_can_be_narrowed_to_an_axis(site: Site) -> None:
    page: Any = html.fromstring(site.get("/agenda?axis=youth&lang=fr").text)

    assert [r.axis for r in site.services.commands("events.agenda")] == ["youth", "youth"]
    (here,) = page.xpath("//nav[@class='axes']/a[@aria-current]")
    assert here.get("href").endswith("axis=youth")
    assert all("axis=youth" in a for a in page.xpath("//nav[@class='languages']/a/@href"))


def test_the_agenda_stands_without_the_list_of_members(site: Site) -> None:
    site.services.down.add("members")

    answer = site.get("/agenda?lang=fr")

    assert answer.status_code == 200
    assert 'class="axes"' not in answer.text


def test_an_event_that_is_not_public_is_not_found(site: Site) -> None:
    site.services.answers["events.agenda_event"] = Refused("unknown-event")

    answer = site.get(PAGE)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert site.get(PAGE + ".ics").status_code == 404


def test_a_search_engine_is_told_what_when_and_where_and_cannot_be_led_astray(
    site: Site,
) -> None:
    bad = CardText(title="</script><script>alert(1)</script>", venue="Rabat")
    event = examples.an_agenda_event(texts={"fr": bad}, languages=["fr"], state="cancelled")
    site.services.answers["events.agenda_event"] = event

    answer = site.get(PAGE + "?lang=fr")

    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text)
    said = json.loads(found[0])
    assert "<script>alert" not in answer.text
    assert said["name"] == bad.title
    assert said["startDate"] == "2027-04-17T10:00+01:00"
    assert said["eventStatus"] == "https://schema.org/EventCancelled"
    assert said["url"] == f"https://multaqa.example{PAGE}?lang=fr"
    assert "noindex" not in answer.headers.get("X-Robots-Tag", "")
    assert '<meta property="og:title"' in answer.text


def test_a_second_look_costs_nothing(site: Site) -> None:
    for path in ("/agenda", PAGE, "/agenda.ics", "/agenda.rss", "/agenda.atom", "/agenda.json"):
        first = site.get(path + "?lang=ar")
        again = site.get(path + "?lang=ar", headers={"If-None-Match": first.headers["ETag"]})

        assert first.headers["Cache-Control"] == "public, max-age=300", path
        assert "Cookie" not in first.headers["Vary"], path
        assert (again.status_code, again.data) == (304, b""), path


def test_with_the_events_down_the_agenda_says_so_and_nobody_keeps_that(site: Site) -> None:
    site.services.answers["events.agenda"] = Unavailable("events")

    answer = site.get("/agenda.ics")

    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"


# --- Calendars -------------------------------------------------------------------------------


def both(body: bytes) -> tuple[strict_calendar.Part, Any]:
    """Read a calendar with two programs that know nothing of each other, nor of ours."""
    return strict_calendar.read(body), vobject.readOne(body.decode())


def test_two_independent_readers_take_the_calendar(site: Site) -> None:
    rough = examples.an_agenda_event(texts={"fr": ROUGH}, languages=["fr"], version=7)
    answer = on(site, rough).get("/agenda.ics?lang=fr")

    ours, theirs = both(answer.data)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = ours.of("VEVENT")
    assert event.one("UID").value == str(rough.event_id) == theirs.vevent.uid.value
    assert event.one("SUMMARY").text == ROUGH.title == theirs.vevent.summary.value
    assert event.one("LOCATION").text == ROUGH.venue == theirs.vevent.location.value
    description = f"{ROUGH.description}\n\nhttps://multaqa.example{PAGE}?lang=fr"
    assert event.one("DESCRIPTION").text == description == theirs.vevent.description.value
    assert event.one("SEQUENCE").value == "7" == theirs.vevent.sequence.value
    assert event.one("STATUS").value == "CONFIRMED"
    start = strict_calendar.instant(ours, event.one("DTSTART"))
    assert start == rough.starts_at == theirs.vevent.dtstart.value.astimezone(UTC)
    changed = strict_calendar.instant(ours, event.one("LAST-MODIFIED"))
    assert changed == rough.changed_at.replace(microsecond=0)


def test_a_cancelled_event_is_taken_out_of_the_way(site: Site) -> None:
    off = examples.an_agenda_event(state="cancelled", version=3)

    ours, theirs = both(on(site, off).get("/agenda.ics?lang=ar").data)

    assert ours.of("VEVENT")[0].one("STATUS").value == "CANCELLED" == theirs.vevent.status.value
    assert theirs.vevent.transp.value == "TRANSPARENT"


@pytest.mark.parametrize(
    ("local", "utc_hour"),
    [
        ("2027-02-06 18:00", 17),  # before Ramadan: an hour ahead of UTC
        ("2027-02-07 18:00", 18),  # the clocks went back at three in the morning
        ("2027-03-13 18:00", 18),
        ("2027-03-14 18:00", 17),  # and forward again
    ],
)
def test_the_hour_is_right_through_ramadan_also_for_who_knows_nothing_of_morocco(
    site: Site, local: str, utc_hour: int
) -> None:
    wanted = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(hour=utc_hour, tzinfo=UTC)
    event = examples.an_agenda_event(starts_at=wanted, ends_at=wanted + timedelta(hours=2))

    ours, theirs = both(on(site, event).get("/agenda.ics?lang=fr").data)

    start = ours.of("VEVENT")[0].one("DTSTART")
    assert start.value.endswith("T180000")
    assert strict_calendar.instant(ours, start) == wanted
    assert theirs.vevent.dtstart.value.astimezone(UTC) == wanted


def test_one_event_can_be_taken_along(site: Site) -> None:
    answer = site.get(f"{PAGE}.ics?lang=ar")

    ours, theirs = both(answer.data)

    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(ours.of("VEVENT")) == 1
    assert theirs.vevent.summary.value == examples.TEXTS["ar"].title


def test_a_calendar_without_an_event_is_one_all_the_same(site: Site) -> None:
    ours, _ = both(on(site).get("/agenda.ics?lang=zgh").data)

    assert ours.of("VEVENT") == []


def test_a_folded_letter_stays_whole() -> None:
    broken = (
        b"BEGIN:VCALENDAR\r\nPRODID:x\r\nVERSION:2.0\r\nNAME:\xd9\r\n \x85\r\nEND:VCALENDAR\r\n"
    )

    with pytest.raises(UnicodeDecodeError):
        strict_calendar.read(broken)


# --- News ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize("language", ["fr", "ar", "zgh", "en"])
def test_a_news_reader_takes_the_agenda_in_each_language(
    site: Site, kind: str, language: str
) -> None:
    answer = site.get(f"/agenda.{kind}?lang={language}")

    feed = feedparser.parse(answer.data)

    assert not feed.bozo
    assert feed.version == {"rss": "rss20", "atom": "atom10"}[kind]
    assert len(feed.entries) == 3
    newest = next(entry for entry in feed.entries if entry.id.endswith("0001"))
    text = examples.TEXTS.get(language, examples.TEXTS["fr"])
    assert newest.title == text.title
    assert text.venue in newest.summary
    assert newest.link == f"https://multaqa.example{PAGE}?lang={language}"


def test_what_xml_cannot_write_does_not_break_the_news(site: Site) -> None:
    odd = CardText(title="Forum\x0b & <b>\ufffe", description="]]>")
    feed = feedparser.parse(
        on(site, examples.an_agenda_event(texts={"fr": odd})).get("/agenda.rss?lang=fr").data
    )

    assert not feed.bozo
    assert feed.entries[0].title.startswith("Forum")


def test_the_json_feed_has_what_its_standard_wants(site: Site) -> None:
    answer = site.get("/agenda.json?lang=fr&axis=youth")

    feed = json.loads(answer.data)

    assert answer.headers["Content-Type"] == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://multaqa.example/agenda.json?lang=fr&axis=youth"
    assert isinstance(feed["title"], str)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert item["url"].startswith("https://multaqa.example/agenda/")
        for moment in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[moment]).tzinfo is not None
        assert set(item) <= {
            *("id", "url", "title", "content_text", "language", "tags"),
            *("date_published", "date_modified"),
        }


def test_the_newest_news_come_first(site: Site) -> None:
    old, new = (
        examples.an_agenda_event(
            event_id=examples.an_id(n), published_at=examples.START - timedelta(days=days)
        )
        for n, days in ((1, 9), (2, 2))
    )

    feed = json.loads(on(site, old, new).get("/agenda.json").data)

    assert [item["id"] for item in feed["items"]] == [str(new.event_id), str(old.event_id)]


# --- The organiser's form --------------------------------------------------------------------


def written(site: Site, **form: Any) -> Any:
    filled = {
        "type": "forum",
        "starts_at": "2027-04-17T10:00",
        "ends_at": "2027-04-17T18:00",
        "capacity": "150",
        "title_fr": "Forum",
    }
    site.post("/events/new", page="/events/new", **filled | form)
    return site.services.commands("events.create_event")[-1].agenda


@pytest.mark.parametrize(("said", "listed"), [("usual", None), ("yes", True), ("no", False)])
def test_an_organiser_says_whether_everybody_may_know(
    site: Site, said: str, listed: bool | None
) -> None:
    kept = written(site.sign_in(), listed=said, axes=["youth", "women"])

    assert (kept.listed, kept.axes) == (listed, ["youth", "women"])


def test_axes_are_not_lost_while_nobody_knows_their_words(site: Site) -> None:
    site.sign_in()
    site.services.answers["members.join_form"] = Unavailable("members")
    known = examples.an_event(agenda=OnAgenda(listed=False, axes=["youth"]))
    site.services.events[known.card.event_id] = known

    page: Any = html.fromstring(site.get(f"/events/{known.card.event_id}/change").text)

    assert page.xpath("//input[@name='axes'][@type='hidden']/@value") == ["youth"]
    assert page.xpath("//select[@name='listed']/option[@selected]/@value") == ["no"]


@pytest.mark.parametrize("language", ["fr", "ar", "zgh"])
def test_a_full_agenda_is_as_light_as_any_young_persons_page(site: Site, language: str) -> None:
    def full(request: Any) -> AgendaPage:
        many = [examples.an_agenda_event(event_id=examples.an_id(n)) for n in range(request.limit)]
        return AgendaPage(events=many, axes=["youth", "women"])

    site.services.answers["events.agenda"] = full

    assert len(site.get(f"/agenda?lang={language}").data) < 25_000
