"""What phones at the door ask of the site, and what it takes from them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.web.assets import door_files
from shared.contracts.events import Came, CamePage, Guest, Guests, Here
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from shared.ids import new_id
from tests.support import assemblies, examples
from tests.support.web_site import Site

DOOR = f"/door/{examples.an_id(1)}"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_phone(**actor: Any) -> Site:
    scopes = ["door:read", "door:write"]
    site = Site().sign_in(**{"role": "volunteer", "scopes": scopes, "language": "fr"} | actor)
    token = re.search(r'name="csrf_token" value="([^"]+)"', site.get("/door").text)
    assert token
    site.browser.environ_base["HTTP_X_CSRFTOKEN"] = token[1]
    return site


def a_scan(**changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "kind": "in", "at": NOON.isoformat()} | changes


def said(answer: Any) -> Any:
    return answer.json


def tell(site: Site, *scans: object, **changes: Any) -> Any:
    told = {"device": str(new_id()), "clock": NOON.isoformat(), "scans": list(scans)} | changes
    return site.browser.post(f"{DOOR}/scans", json=told)


def test_the_page_that_phones_keep_holds_nothing_of_anybody() -> None:
    site = a_phone()

    page = site.get(f"{DOOR}/scan")

    names = [examples.a_name(examples.an_id(100 + n)).first_name for n in range(5)]
    assert not any(name in page.text for name in names)
    assert "csrf" not in page.text
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in site.get("/door").headers["Permissions-Policy"]


def test_the_list_has_what_a_volunteer_sees_and_hashed_tickets() -> None:
    told = said(a_phone().get(f"{DOOR}/list"))

    row = examples.a_row(0)
    first = told["people"][0]
    assert set(first) == {"id", "name", "place", "tickets", "guests", "at"}
    assert first["name"] == f"{row.first_name} {row.last_name[:1]}."
    assert len(first["tickets"][0]) == 32
    assert told["token"]


def test_without_names_the_list_comes_all_the_same() -> None:
    site = a_phone()
    site.services.answers["members.door_names"] = Unavailable("members")

    assert [person["name"] for person in said(site.get(f"{DOOR}/list"))["people"]] == [""] * 5


def test_what_other_doors_saw_is_told() -> None:
    site = a_phone()
    person = examples.an_id(103)
    site.services.answers["events.came"] = CamePage(
        came=[Came(member_id=person, at=NOON, door="B")], next=9, more=False, here=Here(people=1)
    )

    told = said(site.get(f"{DOOR}/came?after=7"))

    assert told["came"] == [{"id": str(person), "at": NOON.isoformat(), "door": "B"}]
    assert (told["next"], told["here"]["people"]) == (9, 1)
    assert site.services.commands("events.came")[0].after == 7


def test_scans_are_told_as_they_were_seen() -> None:
    site = a_phone()
    scans = [a_scan(ticket="7K3M 9QPW 2XTR"), a_scan(member_id=str(examples.an_id(100)), guests=2)]

    told = said(tell(site, *scans, door="Grande porte"))

    (command,) = site.services.commands("events.check_in")
    assert [str(scan.id) for scan in command.scans] == [scan["id"] for scan in scans]
    assert (command.scans[0].ticket, command.scans[1].guests) == ("7K3M 9QPW 2XTR", 2)
    assert (command.door, command.scans[0].at) == ("Grande porte", NOON)
    assert [r["scan_id"] for r in told["results"]] == [scan["id"] for scan in scans]


def test_whoever_walks_in_is_put_on_record_first() -> None:
    site = a_phone()
    who = {"first_name": "Salma", "phone": "0612345678", "language": "ar"}
    scan = a_scan(walk_in=who | {"agreed": 3, "agreed_in": "fr"})

    tell(site, scan)

    (welcome,) = site.services.commands("members.welcome")
    (command,) = site.services.commands("events.check_in")
    assert str(welcome.command_id) == scan["id"]
    assert (welcome.agreed.version, welcome.day) == (3, NOON.date())
    assert command.scans[0].member_id == welcome.command_id
    assert command.scans[0].walk_in


def test_a_walk_in_that_cannot_be_read_does_not_keep_the_others() -> None:
    site = a_phone()
    site.services.answers["members.welcome"] = Refused(
        "unusable-field", {"field": "mobile", "reason": "too-short"}
    )
    wrong = a_scan(walk_in={"first_name": "Salma", "phone": "06", "language": "fr"})
    right = a_scan(member_id=str(examples.an_id(100)))

    results = {r["scan_id"]: r for r in said(tell(site, wrong, right))["results"]}

    assert results[right["id"]]["came_of_it"] == "in"
    assert results[wrong["id"]]["refused"]
    assert site.services.commands("events.check_in")[0].scans[0].walk_in is False


def test_while_members_is_away_a_walk_in_waits_and_the_others_do_not() -> None:
    site = a_phone()
    site.services.answers["members.welcome"] = Unavailable("members")
    who = {"first_name": "Salma", "phone": "0612345678", "language": "fr"}
    waits, goes = a_scan(walk_in=who), a_scan(member_id=str(examples.an_id(100)))

    results = said(tell(site, waits, goes))["results"]

    assert [r["scan_id"] for r in results] == [goes["id"]]


@pytest.mark.parametrize(
    "told",
    [
        {"scans": "many"},
        {"scans": [7]},
        {"scans": [{"kind": "in"}]},
        {"scans": [a_scan(kind="sideways")]},
        {"scans": [a_scan(at="noon")]},
        {"scans": [a_scan(member_id="Amina")]},
        {"scans": [a_scan(walk_in="Salma")]},
        {"scans": [a_scan(walk_in={"first_name": "S", "language": "xx"})]},
        {"device": "phone"},
        {"clock": None},
    ],
)
def test_what_no_phone_of_ours_says_is_refused(told: dict[str, Any]) -> None:
    site = a_phone()
    assert tell(site, **{"scans": [a_scan()]} | told).status_code == 422


def test_a_phone_that_is_signed_out_is_told_so_and_led_nowhere() -> None:
    site = a_phone()
    site.services.answers["members.actor"] = Refused("not-signed-in")

    assert site.browser.get(f"{DOOR}/came", headers={"X-Live": "1"}).status_code == 401
    assert tell(site, a_scan()).status_code == 401


def test_whoever_may_only_look_lets_nobody_in() -> None:
    site = a_phone(scopes=["door:read"])

    assert site.get(f"{DOOR}/scan").status_code == 403
    assert tell(site, a_scan()).status_code == 403
    assert "<form" not in site.get(DOOR).text.split("</header>")[1]


def test_the_list_lets_people_in_without_a_script() -> None:
    site = a_phone()

    site.post(DOOR, page=DOOR, member_id=str(examples.an_id(100)), kind="in")

    (command,) = site.services.commands("events.check_in")
    (scan,) = command.scans
    assert (scan.member_id, scan.kind) == (examples.an_id(100), "in")
    assert datetime.now(UTC) - scan.at < timedelta(seconds=20)


def test_the_modules_share_one_address_and_may_be_kept() -> None:
    site = Site()
    page = a_phone().get(f"{DOOR}/scan").text
    address = page.split('type="module" src="')[1].split('"')[0]

    assert "immutable" in site.get(address).headers["Cache-Control"]
    assert site.get(address.replace("page.js", "list.js")).status_code == 200
    assert site.get(address.replace("page.js", "../live.js")).status_code == 404
    assert site.get(address.replace("/app/", "/app/old")).status_code == 404
    assert "no-store" in site.get("/door/worker.js").headers["Cache-Control"]


def test_all_that_the_page_needs_is_named_to_be_kept() -> None:
    page = a_phone().get(f"{DOOR}/scan").text

    for name in door_files() - {"worker.js"}:
        assert f"/{name}&#34;" in page or f"/{name}&quot;" in page, name


@pytest.mark.parametrize(("language", "name"), [("fr", "Entrée"), ("ar", "عند الباب")])
def test_it_is_installed_under_a_name_in_the_reader_s_language(language: str, name: str) -> None:
    manifest = said(a_phone(language=language).get(f"{DOOR}/app.webmanifest"))

    assert manifest["lang"] == language
    assert name in f"{manifest['name']} {manifest['short_name']}"
    assert manifest["start_url"] == f"{DOOR}/scan"
    assert manifest["scope"] == "/door/"


def test_the_door_of_an_assembly_lists_who_is_expected_and_counts_them_all() -> None:
    site = a_phone()
    guests = [Guest(member_id=examples.an_id(100 + n), place="none", guests=0) for n in range(3)]
    site.services.answers["events.guests"] = Guests(card=assemblies.a_card(), guests=guests)

    page = site.get(f"/door/{examples.an_id(1)}").text

    assert '<h2 id="guests">Qui est attendu</h2>' in page
    assert "Sans place <strong>3</strong>" in page
