"""What came back of e-mails, in the ledger and at the next send; also from a real mailbox."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.notifications.channels.mailbox import Mailbox
from services.notifications.domain.bounces import ReturnPaths, read
from services.notifications.operations import bounces
from services.notifications.operations.sending import EmailWriter
from shared.contracts.members import Contact
from shared.contracts.notifications import ContactOptedOut, ContactUnreachable
from shared.testing.waiting import eventually
from tests.support.desk import KEY, URL, Desk
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
