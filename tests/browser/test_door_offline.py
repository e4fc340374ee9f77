"""
At the door with the network cut, in real browsers and against the real check-in: several phones,
reloaded, closed, signed out; whatever they saw is merged without loss and counted once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import segno
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from services.events.operations import checking_in, door, noting
from shared.contracts.events import ticket_of
from shared.contracts.members import Addressee, Name, Names, WalkedIn
from shared.errors import Refused
from shared.ids import new_id
from tests.browser.shots import CHROMIUM, SWITCHES, sign_in
from tests.browser.site import running_site
from tests.support import examples
from tests.support.fake_services import FakeServices
from tests.support.hall import HOLD, KEY, STAFF, Hall, hall

__all__ = ["hall"]
pytestmark = pytest.mark.browser

NAMES = ["Amina", "Youssef", "خديجة", "Hicham", "Fatima", "Chaïmae"]
CLOSED = Refused("door-closed")
UNUSABLE = Refused("unusable-field", {"field": "mobile", "reason": "too-short"})
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


class Door:
    """An event whose door is open, the site before it, and phones that come and go."""

    def __init__(self, here: Hall, services: FakeServices, address: str, folder: Path) -> None:
        self.hall = here
        self.services = services
        self.address = address
        self._folder = folder
        self.welcomed: list[Any] = []
        self._connect()

    def _connect(self) -> None:
        """Let the site ask the real events; who people are is made up."""
        here, now = self.hall, self.hall.now
        self.names = names = dict(zip(here.people, NAMES, strict=True))
        self.services.answers |= {
            "events.guests": lambda r: door.guests(here.db, r, key=KEY, now=now()),
            "events.came": lambda r: checking_in.came(here.db, r),
            "events.check_in": lambda r: checking_in.check_in(
                here.db, r, by=STAFF, key=KEY, now=now()
            ),
            "members.door_names": lambda r: Names(
                names=[Name(member_id=i, first_name=names[i], last_name="B") for i in r.member_ids]
            ),
            "members.welcome": self._welcome,
        }

    def know(self, person: UUID, name: str) -> None:
        """Let somebody be found by any number; what they answer is kept by the real events."""
        here = self.hall
        self.names[person] = name
        self.services.answers |= {
            "members.find_at_number": Names(
                names=[Name(member_id=person, first_name=name, last_name="B")]
            ),
            "events.invited_at_desk": lambda r: noting.invited_at_desk(here.db, r, now=here.now()),
            "events.answer_at_desk": lambda r: noting.note(
                here.db, r, source="desk", by=STAFF, hold=HOLD, now=here.now()
            ),
        }

    def _welcome(self, request: Any) -> WalkedIn:
        if not re.fullmatch(r"0[67]\d{8}", request.phone):
            raise UNUSABLE
        self.welcomed.append(request)
        return WalkedIn(member_id=request.command_id)

    @property
    def path(self) -> str:
        return f"{self.address}/door/{self.hall.event_id}/scan"

    def ticket(self, n: int) -> str:
        person = self.hall.people[n]
        return ticket_of(self.hall.code(person), person)

    def standing(self) -> dict[UUID, datetime | None]:
        query = "select member_id, at from check_ins where event_id = %s"
        return {r["member_id"]: r["at"] for r in self.hall.rows(query, self.hall.event_id)}

    def scans(self) -> int:
        query = "select count(*) from scans where event_id = %s"
        return int(self.hall.rows(query, self.hall.event_id)[0]["count"])

    @contextmanager
    def phone(
        self, playwright: Playwright, name: str, *switches: str, offline: bool = False
    ) -> Iterator[Page]:
        """Open a phone's browser; what it keeps is there again when the same one is opened."""
        context: BrowserContext = playwright.chromium.launch_persistent_context(
            self._folder / name,
            executable_path=CHROMIUM,
            args=[*SWITCHES, *switches],
            viewport={"width": 360, "height": 740},
            locale="fr-FR",
        )
        page = context.pages[0] if context.pages else context.new_page()
        page.set_default_timeout(15_000)
        context.set_offline(offline)
        if not offline:
            page.goto(f"{self.address}/sign-in?next=/door")
            sign_in(page)
            page.goto(self.path)
            expect(page.locator("body[data-ready]")).to_be_attached(timeout=15_000)
            expect(page.locator("#count")).to_contain_text("6")
        yield page
        context.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture
def at_door(hall: Callable[..., Hall], tmp_path: Path) -> Iterator[Door]:
    here = hall(people=6, capacity=6)
    for person in here.people:
        here.answer(person, "yes")
    starts = here.now() - timedelta(hours=1)
    query = "update events set starts_at = %s, ends_at = %s where id = %s"
    here.rows(query, starts, starts + timedelta(hours=6), here.event_id)
    services = FakeServices()
    services.answers["members.actor"] = examples.an_actor(
        language="fr", role="volunteer", scopes=["door:read", "door:write"]
    )
    with running_site(services) as address:
        yield Door(here, services, address, tmp_path)


def show(page: Page, ticket: str) -> None:
    """Type a ticket, as whoever has no camera does."""
    page.click("#tab-find")
    page.fill("#find", "")
    page.fill("#find", ticket)


def said(page: Page, kind: str) -> None:
    expect(page.locator("#said")).to_have_attribute("data-kind", kind)


def waits(page: Page, number: int) -> None:
    expect(page.locator("#net")).to_have_attribute("data-state", "offline")
    expect(page.locator("#net-words")).to_contain_text(f"En attente sur ce téléphone : {number}")


def is_sent(page: Page) -> None:
    expect(page.locator("#net")).to_have_attribute("data-state", "online", timeout=40_000)


def test_two_phones_without_a_network_are_merged_when_it_is_back(
    playwright: Playwright, at_door: Door
) -> None:
    """Reloaded and closed meanwhile; one ticket at both doors is one check-in, the earlier."""
    zero, one, two = at_door.hall.people[:3]
    with at_door.phone(playwright, "a") as a, at_door.phone(playwright, "b") as b:
        let_in_without_a_network(a, b, at_door)
        first = datetime.fromisoformat(seen_at(a, one))
        assert at_door.standing() == {}

    with (
        at_door.phone(playwright, "a", offline=True) as a,
        at_door.phone(playwright, "b", offline=True) as b,
    ):
        for phone in (a, b):
            phone.goto(at_door.path)
            waits(phone, 2)
            expect(phone.locator("#count")).to_contain_text("2 sur 6")
        comes_back(b)
        assert set(at_door.standing()) == {one, two}
        comes_back(a)

        standing = at_door.standing()
        assert set(standing) == {zero, one, two}
        assert abs(standing[one] - first) < timedelta(milliseconds=2)  # type: ignore[operator]
        assert at_door.scans() == 4
        for phone in (a, b):
            expect(phone.locator("#count")).to_contain_text("3 sur 6", timeout=40_000)


def let_in_without_a_network(a: Page, b: Page, at_door: Door) -> None:
    """Let two in at each door, one of them at both; the first phone is loaded again first."""
    a.context.set_offline(offline=True)
    b.context.set_offline(offline=True)
    a.reload()
    expect(a.locator("#count")).to_contain_text("0 sur 6")
    show(a, at_door.ticket(0))
    said(a, "in")
    show(a, at_door.ticket(1).lower())
    expect(a.locator("#said-name")).to_have_text("Youssef B.")
    a.wait_for_timeout(1_100)
    for n in (1, 2):
        show(b, at_door.ticket(n))
        said(b, "in")
    waits(a, 2)
    waits(b, 2)
    show(b, at_door.ticket(2))
    said(b, "already")
    waits(b, 2)


def comes_back(phone: Page) -> None:
    """Have a network again; a browser that was closed has forgotten who was signed in."""
    phone.context.set_offline(offline=False)
    expect(phone.locator("#net")).to_have_attribute("data-state", "signed-out", timeout=40_000)
    phone.click("#net-sign-in")
    sign_in(phone)
    is_sent(phone)


def seen_at(page: Page, person: UUID) -> str:
    """Read from the phone's own database when somebody was let in."""
    found = page.evaluate(
        """async (id) => {
          const database = await new Promise((done) => {
            const asked = indexedDB.open("multaqa-door");
            asked.onsuccess = () => done(asked.result);
          });
          const all = await new Promise((done) => {
            const asked = database.transaction("scans").objectStore("scans").getAll();
            asked.onsuccess = () => done(asked.result);
          });
          return all.find((scan) => scan.member_id === id).at;
        }""",
        str(person),
    )
    return str(found)


def test_the_second_door_is_told_since_when(playwright: Playwright, at_door: Door) -> None:
    with at_door.phone(playwright, "a") as a, at_door.phone(playwright, "b") as b:
        show(a, at_door.ticket(0))
        said(a, "in")
        is_sent(a)
        show(b, at_door.ticket(0))
        said(b, "already")
        expect(b.locator("#said-words")).to_contain_text(re.compile(r"\d\d:\d\d"))
        b.click("#undo")
        said(b, "out")
        is_sent(b)

        assert list(at_door.standing().values()) == [None]


def test_what_was_seen_waits_until_somebody_signs_in_again(
    playwright: Playwright, at_door: Door
) -> None:
    with at_door.phone(playwright, "a") as a:
        actor = at_door.services.answers["members.actor"]
        at_door.services.answers["members.actor"] = Refused("not-signed-in")
        show(a, at_door.ticket(0))
        said(a, "in")
        expect(a.locator("#net")).to_have_attribute("data-state", "signed-out")
        a.reload()
        expect(a.locator("#net")).to_have_attribute("data-state", "signed-out")
        assert at_door.standing() == {}

        at_door.services.answers["members.actor"] = actor
        a.click("#net-sign-in")
        sign_in(a)
        is_sent(a)
        assert set(at_door.standing()) == {at_door.hall.people[0]}


def test_whoever_got_a_place_since_is_looked_up(playwright: Playwright, at_door: Door) -> None:
    with at_door.phone(playwright, "a") as a:
        a.evaluate("indexedDB.databases()")
        show(a, "0" * 12)
        said(a, "unknown")
        a.context.set_offline(offline=True)
        show(a, "1" * 12)
        said(a, "kept")
        waits(a, 1)
        a.context.set_offline(offline=False)
        is_sent(a)
        assert at_door.standing() == {}


def test_somebody_who_was_not_invited_is_kept_with_their_consent(
    playwright: Playwright, at_door: Door
) -> None:
    with at_door.phone(playwright, "a") as a:
        a.context.set_offline(offline=True)
        a.click("#tab-walk")
        a.fill("#walk-first", "Salma")
        a.fill("#walk-last", "Tazi")
        a.fill("#walk-phone", "0612")
        a.check("[name=agreed]")
        a.click("#walk .button")
        assert a.eval_on_selector("#walk-phone", "field => !field.validity.valid")
        a.fill("#walk-phone", "0112345678")
        a.click("#walk .button")
        said(a, "in")
        waits(a, 1)
        a.context.set_offline(offline=False)
        expect(a.locator("#refused li")).to_have_count(1, timeout=40_000)
        expect(a.locator("#net-words")).to_contain_text("À corriger")
        assert at_door.welcomed == []

        a.click("#refused button")
        a.fill("#walk-phone", "0612345678")
        a.click("#walk .button")
        expect(a.locator("#refused li")).to_have_count(0)
        is_sent(a)
        (welcomed,) = at_door.welcomed
        assert (welcomed.first_name, welcomed.agreed.channel) == ("Salma", "sms")
        assert list(at_door.standing()) == [welcomed.command_id]
        assert "0612345678" not in kept(a)


def test_one_scan_that_is_refused_does_not_keep_the_others(
    playwright: Playwright, at_door: Door
) -> None:
    answer = at_door.services.answers["events.check_in"]

    def refuse_the_first(request: Any) -> Any:
        if any(scan.member_id == at_door.hall.people[0] for scan in request.scans):
            raise CLOSED
        return answer(request)

    at_door.services.answers["events.check_in"] = refuse_the_first
    with at_door.phone(playwright, "a") as a:
        a.context.set_offline(offline=True)
        for n in (0, 1, 2):
            show(a, at_door.ticket(n))
            said(a, "in")
        waits(a, 3)
        a.context.set_offline(offline=False)
        expect(a.locator("#net")).to_have_attribute("data-state", "waits", timeout=40_000)

    assert set(at_door.standing()) == set(at_door.hall.people[1:3])


def test_a_name_is_found_in_either_script(playwright: Playwright, at_door: Door) -> None:
    with at_door.phone(playwright, "a") as a:
        a.click("#tab-find")
        for typed, name in (
            *(("khad", "خديجة"), ("خديجة", "خديجة"), ("Khadija", "خديجة")),
            *(("يوسف", "Youssef"), ("هشام", "Hicham"), ("شيماء", "Chaïmae"), ("chaim", "Chaïmae")),
            *(("فاطمة", "Fatima"), ("أمينة", "Amina")),
        ):
            a.fill("#find", typed)
            expect(a.locator("#found li bdi").first).to_have_text(f"{name} B.")
        a.fill("#find", "zzz")
        expect(a.locator("#found-words")).to_contain_text("Personne")


def test_the_list_leaves_the_phone_after_the_day(playwright: Playwright, at_door: Door) -> None:
    with at_door.phone(playwright, "a") as a:
        assert "Youssef" in kept(a)
        a.context.set_offline(offline=True)
        a.clock.set_fixed_time(datetime.now().astimezone() + timedelta(days=3))
        a.reload()
        expect(a.locator("#count")).to_contain_text("0 sur 0")
        assert "Youssef" not in kept(a)


def kept(page: Page) -> str:
    """Give all that the phone's database has, as text."""
    found = page.evaluate(
        """async () => {
          const database = await new Promise((done) => {
            const asked = indexedDB.open("multaqa-door");
            asked.onsuccess = () => done(asked.result);
          });
          const all = await Promise.all([...database.objectStoreNames].map((name) =>
            new Promise((done) => {
              const asked = database.transaction(name).objectStore(name).getAll();
              asked.onsuccess = () => done(asked.result);
            })));
          return JSON.stringify(all);
        }"""
    )
    return str(found)


def test_what_is_kept_is_what_a_volunteer_may_see(playwright: Playwright, at_door: Door) -> None:
    with at_door.phone(playwright, "a") as a:
        text = kept(a)

    assert at_door.ticket(0) not in text
    assert at_door.hall.code(at_door.hall.people[0]) not in text


def film(ticket: str, path: Path) -> Path:
    """Film a ticket in somebody's hand: a little turned, grey, not in the middle (YUV4MPEG2)."""
    drawn = BytesIO()
    segno.make(ticket, error="q", micro=False).save(drawn, kind="png", scale=7, border=4)
    code = Image.open(drawn).convert("L").rotate(6, expand=True, fillcolor=255)
    frames = []
    for step in range(4):
        frame = Image.new("L", (640, 480), 90)
        frame.paste(code, (180 + 6 * step, 110))
        frames.append(b"FRAME\n" + frame.tobytes() + bytes([128]) * (640 * 480 // 2))
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420\n" + b"".join(frames))
    return path


def test_the_camera_reads_a_ticket_without_a_network(
    playwright: Playwright, at_door: Door, tmp_path: Path
) -> None:
    taken = film(at_door.ticket(3), tmp_path / "ticket.y4m")
    switches = [*CAMERA, f"--use-file-for-fake-video-capture={taken}"]
    with at_door.phone(playwright, "a", *switches) as a:
        a.context.set_offline(offline=True)
        a.reload()
        a.click("#camera")
        said(a, "in")
        expect(a.locator("#said-name")).to_have_text("Hicham B.")
        waits(a, 1)
        a.context.set_offline(offline=False)
        is_sent(a)

    assert set(at_door.standing()) == {at_door.hall.people[3]}


def test_the_page_can_be_installed(playwright: Playwright, at_door: Door) -> None:
    with at_door.phone(playwright, "a") as a:
        session = a.context.new_cdp_session(a)
        found = session.send("Page.getAppManifest")
        problems = session.send("Page.getInstallabilityErrors")

    assert found["errors"] == []
    assert '"lang": "fr"' in found["data"]
    assert problems["installabilityErrors"] == []


def fails_once(page: Page) -> None:
    """Say yes at the desk while nothing gets through: the row stays, to be said again."""
    page.route("**/desk/answer.json", lambda route: route.fulfill(status=503))
    page.click("#desk-found .button >> nth=0")
    expect(page.locator("#desk-words")).to_contain_text("Cela n’a pas marché")
    page.unroute("**/desk/answer.json")


def test_somebody_invited_answers_at_the_desk_and_is_let_in(
    playwright: Playwright, at_door: Door
) -> None:
    here = at_door.hall
    silent = new_id()
    here.invite([Addressee(member_id=silent)], page=2)
    here.rows("update events set capacity = 7 where id = %s", here.event_id)
    query = "update events set starts_at = %s where id = %s"
    here.rows(query, here.now() + timedelta(minutes=20), here.event_id)
    at_door.know(silent, "Zineb")

    with at_door.phone(playwright, "a") as a:
        a.click("#tab-find")
        a.click("#desk-part summary")
        a.fill("#desk-phone", "0612345678")
        a.context.set_offline(offline=True)
        a.click("#desk .button")
        expect(a.locator("#desk-words")).to_contain_text("Il faut du réseau")
        a.context.set_offline(offline=False)
        a.click("#desk .button")
        expect(a.locator("#desk-found")).to_contain_text("Zineb B.")
        fails_once(a)
        a.click("#desk-found .button >> nth=0")
        said(a, "noted")
        expect(a.locator("#said-words")).to_have_text("Réponse gardée : A une place")
        assert here.places()[silent] == "confirmed"

        a.fill("#find", "zineb")
        a.click("#found .button >> nth=0")
        said(a, "in")
        is_sent(a)
    assert at_door.standing()[silent] is not None
    audited = here.rows("select detail from audit where action = 'answer.noted'")
    assert {"detail": str(here.event_id)} in audited


def test_once_it_has_begun_nobody_answers_at_the_desk(
    playwright: Playwright, at_door: Door
) -> None:
    with at_door.phone(playwright, "a") as a:
        a.click("#tab-find")

        expect(a.locator("#desk-part")).to_be_hidden()
