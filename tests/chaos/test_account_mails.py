"""The process that sends the staff's mails dies at a named point: none is lost, none renamed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from shared.contracts.members import VerificationRequested
from shared.db.database import connect
from shared.ids import new_id
from shared.messaging import outbox
from shared.testing.waiting import eventually
from tests.support.scene import Scene


def ask(scene: Scene, number: int) -> UUID:
    """Announce that somebody is to be sent a link, as members does."""
    sealing = Fernet(scene.world.stack.secrets["links_key"])
    message = VerificationRequested(
        verification_id=new_id(),
        staff_id=new_id(),
        purpose="reset",
        email=f"staff{number}@association.example",
        name="Salma",
        language="ar",
        sealed_token=sealing.encrypt(f"token-of-{number}".encode()).decode(),
        valid_until=datetime.now(UTC) + timedelta(minutes=30),
    )
    with connect(scene.world.dsn("members")) as tx:
        outbox.add(tx, message, urgent=True)
    return message.verification_id


def mails(scene: Scene, number: int) -> list[dict[str, Any]]:
    address = f"staff{number}@association.example"
    return [m for m in scene.system.received("email") if m["recipient"] == address]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("point", "copies"), [("account_mail.after_claim", 1), ("account_mail.before_record", 2)]
)
def test_a_crash_loses_no_mail_and_a_second_copy_has_the_same_name(
    scene: Scene, point: str, copies: int
) -> None:
    scene.will_crash(notifications_email=point)
    mail_id = ask(scene, copies)
    scene.await_crashes("notifications-email")

    def row() -> dict[str, Any]:
        query = "select * from account_mails where id = %s"
        return scene.world.rows("notifications", query, mail_id)[0]

    eventually(lambda: row()["state"] == "sent", within_s=60)
    assert (row()["email"], row()["sealed_token"]) == (None, None)
    got = mails(scene, copies)
    assert len(got) == copies
    assert {mail["reference"].partition("@")[0] for mail in got} == {f"<{mail_id}"}
    assert all(f"/password/token-of-{copies}" in str(mail["links"]) for mail in got)
