"""The process that works in the background."""

from __future__ import annotations

from services.members.operations import (
    audiences,
    clinic,
    comparing,
    erasing,
    import_work,
    joining,
    links,
    own_links,
    participation,
    sealed_answers,
)
from services.members.operations.reading import ReadAhead
from services.members.operations.weighing import Safe
from services.members.service.vault import vault_database
from services.members.settings import JobsSettings
from services.members.store.retention import PROPOSED, queries
from shared import clock
from shared.contracts.events import (
    AttendanceRecorded,
    AudienceRequested,
    InvitationIssued,
    PagesMissed,
    RsvpChanged,
)
from shared.db import retention
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    ResourceProvider,
    SettingsProvider,
    every,
    subscribe,
)


def read_ahead(_: JobsSettings) -> ReadAhead:
    """Make room for what is read of a sheet before its turn."""
    return ReadAhead()


class MembersJobs:
    """Works in the background: imports, waves that ask who they are for, links to be sent."""

    name = "members-jobs"
    settings = SettingsProvider(JobsSettings)
    db = DatabaseProvider()
    vault = ResourceProvider(vault_database)
    ahead = ResourceProvider(read_ahead)

    @subscribe(AudienceRequested)
    def remember_wave(self, tx: Transaction, message: AudienceRequested) -> None:
        audiences.hear_request(tx, message)

    @subscribe(PagesMissed)
    def say_pages_again(self, tx: Transaction, message: PagesMissed) -> None:
        audiences.hear_missed(tx, message)

    @every(seconds=1)
    def resolve_audiences(self) -> bool:
        safe = Safe(database=self.vault, key=str(self.settings.vault_key))
        return audiences.resolve_next(self.db, now=clock.now(), safe=safe)

    @every(seconds=3600)
    def forget_told_waves(self) -> bool:
        return audiences.forget_told(self.db, now=clock.now())

    @every(seconds=1)
    def import_sheets(self) -> bool:
        return import_work.import_next(self.db, self.ahead, now=clock.now())

    @every(seconds=1)
    def send_links(self) -> bool:
        return links.send_next(self.db, str(self.settings.links_key), now=clock.now())

    @every(seconds=60)
    def tell_of_erasures_again(self) -> bool:
        return erasing.tell_again(self.db, now=clock.now())

    @subscribe(InvitationIssued)
    def remember_invitations(self, tx: Transaction, message: InvitationIssued) -> None:
        participation.hear_invitations(tx, message, now=clock.now())

    @subscribe(RsvpChanged)
    def remember_answer(self, tx: Transaction, message: RsvpChanged) -> None:
        participation.hear_answer(tx, message)

    @subscribe(AttendanceRecorded)
    def remember_attendance(self, tx: Transaction, message: AttendanceRecorded) -> None:
        participation.hear_attendance(tx, message)

    @every(seconds=1)
    def send_own_links(self) -> bool:
        return own_links.send_next(self.db, str(self.settings.links_key), now=clock.now())

    @every(seconds=1)
    def compare_people(self) -> bool:
        return comparing.compare_next(self.db)

    @every(seconds=3600)
    def forget_old_sheets(self) -> bool:
        return clinic.forget_old_sheets(self.db, now=clock.now())

    @every(seconds=1)
    def send_sign_up_secrets(self) -> bool:
        return joining.send_next(self.db, str(self.settings.links_key), now=clock.now())

    @every(seconds=3600)
    def forget_sealed_answers(self) -> bool:
        return sealed_answers.forget_past(self.vault, now=clock.now())

    @every(seconds=60)
    def take_out_what_is_over(self) -> bool:
        return retention.take_out(self.db, queries, proposed=PROPOSED, now=clock.now())
