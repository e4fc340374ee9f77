"""Why not? The sums of an event on a page, the people behind each, and the sheet of them."""

from __future__ import annotations

import html
import re
from typing import Any

from shared.contracts.members import MemberIds, Name, Names
from tests.support import examples, sending
from tests.support.web_site import Site

EVENT = f"/events/{examples.an_id(1)}"
PEOPLE = f"{EVENT}/why/people?channel=sms&state=excluded&reason=opted_out"


def a_console(**actor: Any) -> Site:
    site = Site().sign_in(language="en", **actor)
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


def test_the_table_adds_up_and_only_what_ended_leads_to_people() -> None:
    page = html.unescape(a_console().get(f"{EVENT}/why").text)

    sums = re.findall(r"<td>([\d,]+)</td>", page.split("<tfoot>")[1].split("</tfoot>")[0])
    whole = sum(one.rows for one in sending.reasons().reasons)
    assert sum(int(number.replace(",", "")) for number in sums) == whole
    assert f"{EVENT}/why/people?channel=sms&state=expired&reason=too_often" in page
    assert "state=delivered" not in page
    assert "Mail came back (5.1.1)" in page
    assert "The provider says: http-400" in page
    assert f"{EVENT}/why/people?gap=yes" in page


def test_people_are_named_page_by_page_and_whoever_may_not_be_seen_is_counted() -> None:
    site = a_console()

    def names(request: MemberIds) -> Names:
        return Names(names=[examples.a_name(each) for each in request.member_ids[:2]])

    site.services.answers["members.names"] = names
    page = html.unescape(site.get(PEOPLE).text)
    assert f"/members/{examples.an_id(100)}" in page
    assert f"/members/{examples.an_id(102)}" not in page
    assert "1 more person is not among those whom you may see." in page
    assert "after=the+next" in page

    (asked,) = site.services.commands("notifications.people_by_reason")
    assert (asked.channel, asked.state, asked.reason) == ("sms", "excluded", "opted_out")
    assert not asked.taken_out


def test_what_was_on_its_way_at_a_stop_says_what_became_of_it() -> None:
    page = html.unescape(a_console().get(f"{EVENT}/why/people?gap=yes").text)

    assert "Arrived" in page
    assert "Not known whether it arrived" in page
    assert "Failed" in page


def test_the_sheet_is_whole_harmless_and_written_down() -> None:
    site = a_console()

    def named(request: MemberIds) -> Names:
        return Names(
            names=[
                Name(member_id=each, first_name="=cmd()", last_name="Amrani")
                for each in request.member_ids
            ]
        )

    site.services.answers["members.names"] = named
    answer = site.get(PEOPLE.replace("people?", "people.csv?"))
    lines = answer.text.strip().splitlines()
    assert len(lines) == 1 + 6
    assert lines[1].startswith("'=cmd() Amrani;Invitations;SMS;Not written to;")
    first, second = site.services.commands("notifications.people_by_reason")
    assert first.taken_out
    assert (first.after, second.after) == (None, "the next")
    assert first.limit == 500


def test_without_the_right_to_take_people_out_there_is_no_sheet() -> None:
    site = a_console(scopes=["events:read", "members:read", "names:read", "sends:read"])

    assert "people.csv" not in site.get(PEOPLE).text
    assert site.get(PEOPLE.replace("people?", "people.csv?")).status_code == 403
