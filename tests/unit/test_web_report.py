"""The report of an event: what a funder reads, and what nobody may work out from it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from shared.contracts.events import FeedbackSummary
from shared.edge.upstream import Unavailable
from tests.support import examples
from tests.support.web_site import EVENT, Site

REPORT = f"{EVENT}/report"


@pytest.fixture
def site() -> Site:
    site = Site().sign_in()
    event = examples.an_open_event()
    site.services.events[event.card.event_id] = event
    return site


def paper(site: Site) -> str:
    answer = site.get(f"{REPORT}.pdf")
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return "\n".join(page.extract_text() for page in pages)


def test_the_report_leads_from_the_invitations_to_who_came(site: Site) -> None:
    page: Any = html.fromstring(site.get(REPORT).text)

    steps = page.xpath("//section[@aria-labelledby='steps']//dt/text()")
    counts = page.xpath("//section[@aria-labelledby='steps']//dd/span/text()")
    assert steps == ["Invités", "Ont répondu", "Ont dit oui", "Étaient là"]
    assert [re.sub(r"\D", "", count) for count in counts] == ["1873", "323", "171", "114"]


def test_groups_have_names_and_what_is_not_shown_is_a_line(site: Site) -> None:
    page: Any = html.fromstring(site.get(REPORT).text)

    rows = page.xpath("//section[@aria-labelledby='region']//tbody/tr")
    said = [[cell.text_content().strip() for cell in row] for row in rows]
    assert said[0][0] == "Casablanca-Settat"
    drawn = next(row for row in said if row[0] == "Drâa-Tafilalet")
    assert drawn[1] == "27"
    assert drawn[2].startswith("–")


def test_ages_are_in_their_order(site: Site) -> None:
    page: Any = html.fromstring(site.get(REPORT).text)

    names = page.xpath("//section[@aria-labelledby='age']//tbody//th//bdi/text()")
    assert names[0].startswith("18")
    assert names[3].startswith("35")
    assert len(names) == 5


def test_the_paper_says_the_same_and_is_written_down(site: Site) -> None:
    text = paper(site)

    assert "Casablanca-Settat" in text
    assert re.search(r"Drâa-Tafilalet\s+27\s+–\s+–", text)
    assert "moins de cinq personnes" in text
    assert [wish.taken_out for wish in site.services.commands("members.event_breakdown")] == [True]


def test_the_page_alone_is_not_written_down_as_taken_out(site: Site) -> None:
    site.get(REPORT)

    assert [w.taken_out for w in site.services.commands("members.event_breakdown")] == [False]


def test_without_the_list_of_members_the_page_says_what_it_knows(site: Site) -> None:
    for question in ("event_breakdown", "reference"):
        site.services.answers[f"members.{question}"] = Unavailable("members")

    answer = site.get(REPORT)

    assert answer.status_code == 200
    assert "report.pdf" not in answer.text
    assert site.get(f"{REPORT}.pdf").status_code == 503


def test_what_people_said_is_summed_up_when_enough_did(site: Site) -> None:
    assert "Notes, de 1 à 5" in site.get(REPORT).text
    site.services.answers["events.feedback_summary"] = FeedbackSummary(given=3)
    text = site.get(REPORT).text
    assert "3 personnes se sont exprimées." in text
    assert "Notes, de 1 à 5" not in text


@pytest.mark.parametrize("path", [REPORT, f"{REPORT}.pdf"])
def test_whoever_may_not_count_people_gets_no_report(path: str) -> None:
    assert Site().sign_in(scopes=["events:read"]).get(path).status_code == 403


def test_what_people_wrote_is_for_whoever_may_read_names() -> None:
    site = Site().sign_in()

    page = site.get(f"{EVENT}/report").text

    assert "trop courts" in page
    assert "× 3" in page
    assert "5 personnes ont écrit" in page
    assert f"{EVENT}/report?after=0f3a#written" in page
    counting = Site().sign_in(scopes=["events:read", "sends:read", "people:count"])
    assert "trop courts" not in counting.get(f"{EVENT}/report").text
    assert counting.services.commands("events.feedback_words") == []
