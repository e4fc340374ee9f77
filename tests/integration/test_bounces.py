"""What came back of e-mails, in the ledger and at the next send; also from a real mailbox."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.notifications.channels import Outgoing
from services.notifications.channels.mail_hooks import signed
from services.notifications.channels.mailbox import Mailbox
from services.notifications.domain import Accepted, Outcome, Rejected, Uncertain
from services.notifications.domain.bounces import ReturnPaths, read
from services.notifications.errors import NotProven
from services.notifications.letters import Letterhead
from services.notifications.operations import account_mails, bounces
from services.notifications.operations.writing import EmailWriter
from shared.contracts.members import Contact, VerificationRequested
from shared.contracts.notifications import (
    ContactOptedOut,
    ContactUnreachable,
    FindReturnedMails,
    ProviderCall,
)
from shared.contracts.wire import CHUNK
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.desk import KEY, URL, Desk, Outside
from tests.support.ledger import a_world, by_email, changed, desk
from tests.support.world import free_port
from tests.unit.test_bounces import a_complaint, a_report

__all__ = ["a_world", "desk"]

pytestmark = pytest.mark.integration

PATHS = ReturnPaths("bounces@multaqa.example", KEY)


def invited(desk: Desk, *people: Contact) -> tuple[str, ...]:
    """Send an invitation to people, and give the return path of each."""
    event = desk.event(*people)
    sender = desk.sender("email")
    sender.writer = EmailWriter(
        association="FMAS", public_url=URL, mail_from="A <a@ex.org>", returns=PATHS
    )
    desk.work(event, sender)
    taken = {each.address: each.returns for each in sender.channel.taken}  # type: ignore[attr-defined]  # an Outside
    return tuple(taken.get(str(person.email), "") for person in people)


def take(desk: Desk, raw: bytes) -> None:
    report = read(raw, PATHS)
    assert report
    bounces.take(desk.db, report, PATHS, key=KEY, now=desk.now())


def announced(desk: Desk, kind: type[ContactUnreachable | ContactOptedOut], person: Contact) -> int:
    """Count how often it was said of a person."""
    rows = desk.world.rows("notifications", "select body from outbox where type = %s", kind.type)
    return sum(kind.parse(row["body"]).member_ids == [person.member_id] for row in rows)


def states(desk: Desk, person: Contact) -> list[str]:
    rows = desk.world.rows(
        "notifications",
        "select state, reason from deliveries where member_id = %s order by changed_at",
        person.member_id,
    )
    return [f"{row['state']} {row['reason'] or ''}".strip() for row in rows]


def test_a_dead_address_is_written_to_no_more_and_members_hears_of_it(desk: Desk) -> None:
    person, other = by_email(), by_email()
    desk.contacts(person, other)
    path, _ = invited(desk, person, other)
    assert path

    take(desk, a_report(to=path))
    take(desk, a_report(to=path))

    assert states(desk, person) == ["failed bounce-5.1.1"]
    assert states(desk, other) == ["sent"]
    assert announced(desk, ContactUnreachable, person) == 1, "once"
    assert invited(desk, person) == ("",)
    assert states(desk, person)[1:] == ["excluded bounced"]


def test_what_may_be_over_tomorrow_is_only_noted(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    (path,) = invited(desk, person)

    take(desk, a_report("5.2.2", diagnostic="full", to=path))

    assert states(desk, person) == ["failed bounce-5.2.2"]
    assert announced(desk, ContactUnreachable, person) == 0
    assert invited(desk, person) != ("",)


def test_who_complains_is_left_in_peace_as_if_they_had_said_stop(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    (path,) = invited(desk, person)

    take(desk, a_complaint(mail_from=path))

    assert states(desk, person) == ["sent"]
    assert announced(desk, ContactOptedOut, person) == 1
    assert invited(desk, person) == ("",)
    assert states(desk, person)[1:] == ["excluded opted_out"]


def test_a_report_of_an_old_address_says_nothing_of_the_new_one(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    (path,) = invited(desk, person)
    person = changed(person, email="new@members.example")
    desk.contacts(person)

    take(desk, a_report(to=path))

    assert states(desk, person) == ["failed bounce-5.1.1"]
    assert announced(desk, ContactUnreachable, person) == 0
    assert invited(desk, person) != ("",)


def test_by_the_word_of_the_staff_mail_goes_again_until_it_comes_back_once_more(
    desk: Desk,
) -> None:
    person, stopped = by_email(), by_email()
    desk.contacts(person, stopped)
    paths = invited(desk, person, stopped)
    take(desk, a_report(to=paths[0]))
    take(desk, a_complaint(mail_from=paths[1]))
    desk.later(seconds=1)
    person = changed(person, email_works_at=desk.now())
    desk.contacts(person, changed(stopped, email_works_at=desk.now()))
    desk.later(seconds=1)

    again = invited(desk, person, stopped)
    assert again[0]
    assert again[1] == "", "whoever complained is left in peace"
    take(desk, a_report(to=again[0]))
    desk.contacts(changed(person, first_name="Other"))
    assert invited(desk, person) == ("",)


# --- A mail service that calls ---------------------------------------------------------------

SECRET = "a secret of tests"


def call(
    desk: Desk, body: bytes, *, secret: str = SECRET, age: timedelta = timedelta(), sign: str = ""
) -> int:
    """Call as a mail service does; tells how much was heard. NotProven."""
    stamp = str(int((desk.now() - age).timestamp()))
    signature = sign or signed(secret, stamp, body)
    request = ProviderCall(
        provider="mail",
        query="",
        body=body.decode("latin-1"),
        headers={"X-Timestamp": stamp, "X-Signature": signature},
    )
    return bounces.called(desk.db, request, SECRET, PATHS, key=KEY, now=desk.now()).heard


def event_of(desk: Desk, person: Contact, event: str = "bounced", **more: str) -> bytes:
    (row,) = desk.world.rows(
        "notifications",
        "select id from deliveries where member_id = %s order by changed_at desc limit 1",
        person.member_id,
    )
    facts = {"event": event, "message_id": f"<{row['id']}@ex.org>", "address": person.email}
    return json.dumps([facts | more]).encode()


def test_a_mail_service_tells_of_what_came_back_and_of_complaints(desk: Desk) -> None:
    dead, full, complains, raw = by_email(), by_email(), by_email(), by_email()
    desk.contacts(dead, full, complains, raw)
    *_, path = invited(desk, dead, full, complains, raw)

    assert call(desk, event_of(desk, dead, status="5.1.1")) == 1
    assert call(desk, event_of(desk, full, status="4.2.2")) == 1
    assert call(desk, event_of(desk, complains, "complained")) == 1
    assert call(desk, a_report(to=path)) == 1
    assert call(desk, b'[{"event": "opened"}, 7, {"event": "bounced"}]') == 0

    assert states(desk, dead) == ["failed bounce-5.1.1"]
    assert states(desk, full) == ["failed bounce-4.2.2"]
    assert states(desk, complains) == ["sent"]
    assert announced(desk, ContactUnreachable, dead) == 1
    assert announced(desk, ContactUnreachable, raw) == 1
    assert announced(desk, ContactUnreachable, full) == 0
    assert announced(desk, ContactOptedOut, complains) == 1


def test_who_cannot_sign_comes_late_or_plays_a_call_again_is_not_heard(desk: Desk) -> None:
    """Seen failing: the same call again was heard as if it were new."""
    person = by_email()
    desk.contacts(person)
    invited(desk, person)
    body = event_of(desk, person, status="5.1.1")

    for wrong in ({"secret": "another"}, {"age": timedelta(minutes=6)}, {"sign": "0"}):
        with pytest.raises(NotProven):
            call(desk, body, **wrong)
    stamp = str(int(desk.now().timestamp()))
    headers = {"X-Timestamp": stamp, "X-Signature": signed(SECRET, stamp, body)}
    request = ProviderCall(provider="mail", query="", body=body.decode("latin-1"), headers=headers)
    bounces.called(desk.db, request, SECRET, PATHS, key=KEY, now=desk.now())
    with pytest.raises(NotProven):
        bounces.called(desk.db, request, SECRET, PATHS, key=KEY, now=desk.now())
    with pytest.raises(NotProven):  # nothing was agreed
        bounces.called(desk.db, request, "", PATHS, key=KEY, now=desk.now())


# --- Links and codes ---------------------------------------------------------------------------


def test_a_link_that_came_back_says_that_nobody_reads_at_the_person_s_address(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    key, mail_id = Fernet.generate_key().decode(), new_id()
    box, way = Fernet(key), Outside()
    message = VerificationRequested(
        verification_id=mail_id,
        staff_id=person.member_id,
        purpose="own_page",
        email="",
        name="",
        language="fr",
        sealed_token=box.encrypt(b"a token").decode(),
        sealed_address=box.encrypt(str(person.email).encode()).decode(),
        valid_until=desk.now() + timedelta(minutes=30),
    )
    with desk.transaction() as tx:
        account_mails.keep(tx, message, now=desk.now())
    head = Letterhead(association="FMAS", sender="A <a@ex.org>", public_url=URL)
    lease = timedelta(minutes=2)
    post = account_mails.Post(
        channel=way, letterhead=head, links_key=key, lease=lease, returns=PATHS
    )
    account_mails.send_due(desk.db, post, clock=desk.now)

    (sent,) = way.taken
    take(desk, a_report(to=sent.returns))
    (row,) = desk.world.rows("notifications", "select * from account_mails where id = %s", mail_id)
    assert (row["state"], row["reason"]) == ("failed", "bounce-5.1.1")
    assert announced(desk, ContactUnreachable, person) == 1


def staff_mail(desk: Desk, staff_id: UUID, answer: Outcome) -> Outgoing:
    """Send the invitation to an account, and give what went out."""
    key, seen = Fernet.generate_key().decode(), list[Outgoing]()

    def answered(message: Outgoing) -> Outcome:
        seen.append(message)
        return answer

    way = Outside(answer=answered)
    message = VerificationRequested(
        verification_id=new_id(),
        staff_id=staff_id,
        purpose="welcome",
        email="aya@association.example",
        name="Aya",
        language="fr",
        sealed_token=Fernet(key).encrypt(b"a token").decode(),
        valid_until=desk.now() + timedelta(days=3),
    )
    with desk.transaction() as tx:
        account_mails.keep(tx, message, now=desk.now())
    head = Letterhead(association="FMAS", sender="A <a@ex.org>", public_url=URL)
    post = account_mails.Post(
        channel=way, letterhead=head, links_key=key, lease=timedelta(minutes=2), returns=PATHS
    )
    account_mails.send_due(desk.db, post, clock=desk.now)
    desk.later(minutes=1)
    (sent,) = seen
    return sent


def dead(desk: Desk, *staff_ids: UUID) -> dict[UUID, str]:
    asked = FindReturnedMails(staff_ids=list(staff_ids))
    return {one.staff_id: one.code for one in account_mails.returned(desk.db, asked).returned}


def test_of_an_account_at_whose_address_nothing_arrives_is_told_until_mail_leaves_again(
    desk: Desk,
) -> None:
    """Seen failing: whoever was invited at a misspelt address never came, and nobody knew why."""
    aya, other = new_id(), new_id()
    sent = staff_mail(desk, aya, Accepted())
    staff_mail(desk, other, Accepted())
    assert dead(desk, aya, other) == {}

    take(desk, a_report(to=sent.returns))
    assert dead(desk, aya, other) == {aya: "5.1.1"}
    assert dead(desk, other) == {}

    desk.later(minutes=1)
    again = staff_mail(desk, aya, Accepted())
    assert dead(desk, aya) == {}, "nobody knows yet of the newest"
    take(desk, a_report(to=again.returns))
    assert dead(desk, aya) == {aya: "5.1.1"}
    with pytest.raises(InvalidRequest):
        dead(desk, *(new_id() for _ in range(CHUNK + 1)))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Rejected("5.1.1"), "5.1.1"),
        (Rejected("550"), "550"),
        (Rejected("bad-address"), "bad-address"),
        (Rejected("5.3.4"), None),
        (Rejected("552"), None),
        (Rejected("link-unreadable"), None),
        (Uncertain("no-reply"), None),
    ],
)
def test_an_address_that_a_server_refused_at_once_is_as_dead(
    desk: Desk, answer: Outcome, code: str | None
) -> None:
    aya = new_id()
    staff_mail(desk, aya, answer)

    assert dead(desk, aya) == ({aya: code} if code else {})


def test_of_a_full_mailbox_nothing_is_said_of_an_account(desk: Desk) -> None:
    aya = new_id()
    sent = staff_mail(desk, aya, Accepted())

    take(desk, a_report(to=sent.returns, status="5.2.2"))

    assert dead(desk, aya) == {}


# --- A mailbox ---------------------------------------------------------------------------------

DOVECOT = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=sesam
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def dovecot(folder: Path) -> Iterator[int]:
    """Serve a mailbox by Debian's Dovecot."""
    port = free_port()
    (folder / "dovecot.conf").write_text(DOVECOT.format(folder=folder, port=port))
    for name in ("mail/new", "mail/cur", "mail/tmp", "run", "state"):
        (folder / name).mkdir(parents=True)
    subprocess.run(["chown", "-R", "nobody:nogroup", str(folder / "mail")], check=True)
    for each in (folder, *folder.parents[:3]):
        each.chmod(each.stat().st_mode | 0o055)
    server = subprocess.Popen(
        ["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")],
    )
    try:
        eventually(lambda: answers(port))
        yield port
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            return line.recv(4) == b"* OK"
    except OSError:
        return False


@pytest.mark.slow
def test_reports_are_fetched_from_a_real_mailbox_and_taken_out_of_it(
    desk: Desk, tmp_path: Path
) -> None:
    """Dovecot; what is of no message of ours stays, and is not read again."""
    if not Path("/usr/sbin/dovecot").exists():
        pytest.fail("Dovecot is not here: run `make setup-bench`.")
    person = by_email()
    desk.contacts(person)
    (path,) = invited(desk, person)
    folder = Path("/tmp") / f"dovecot-{free_port()}"  # noqa: S108 - a socket's path is short
    folder.mkdir()
    try:
        with dovecot(folder) as port:
            for name, raw in {
                "1": a_report(to=path),
                "2": b"From: x@y.test\r\n\r\nhello\r\n",
            }.items():
                (folder / "mail/new" / name).write_bytes(raw)
            subprocess.run(["chown", "-R", "nobody:nogroup", str(folder / "mail")], check=True)
            box = Mailbox(f"imap://bounces:sesam@127.0.0.1:{port}/INBOX")
            arguments = (desk.db, box, PATHS)

            first = bounces.read_mailbox(*arguments, key=KEY, now=desk.now())
            second = bounces.read_mailbox(*arguments, key=KEY, now=desk.now())

            left = [
                each
                for each in (folder / "mail").rglob("*")
                if "new" in str(each) or "cur" in str(each)
            ]
            kept = [each for each in left if each.is_file()]
    finally:
        shutil.rmtree(folder)

    assert (first, second) == (True, False)
    assert states(desk, person) == ["failed bounce-5.1.1"]
    assert announced(desk, ContactUnreachable, person) == 1
    assert len(kept) == 1


def test_a_mailbox_that_is_away_is_tried_again_later(desk: Desk) -> None:
    box = Mailbox(f"imap://bounces:sesam@127.0.0.1:{free_port()}/INBOX")

    assert bounces.read_mailbox(desk.db, box, PATHS, key=KEY, now=desk.now()) is False
