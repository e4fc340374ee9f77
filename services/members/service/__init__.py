"""
What members answers and hears: the menu of the service.

Each room of this package is a page of the menu; the classes here are the processes.
"""

from __future__ import annotations

from services.members.operations import audiences, clinic, import_work, links, people
from services.members.service.audiences import Audiences
from services.members.service.people import People
from services.members.service.sheets import Sheets
from services.members.service.signing_in import SigningIn
from services.members.service.staff import Staff
from services.members.settings import JobsSettings, Settings
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    drain_parking,
    every,
    subscribe,
)


class MembersService(SigningIn, Staff, People, Audiences, Sheets):
    """Answers `web`: staff, people, audiences, imports."""

    name = "members"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @subscribe(ContactOptedOut)
    def remember_opt_outs(self, tx: Transaction, message: ContactOptedOut) -> None:
        people.hear_opt_outs(tx, message)

    @drain_parking
    def park_what_came_back(self) -> None:
        """Keep what the broker gave up on."""


class MembersJobs:
    """Works in the background: imports, waves that ask who they are for, links to be sent."""

    name = "members-jobs"
    settings = SettingsProvider(JobsSettings)
    db = DatabaseProvider()

    @subscribe(AudienceRequested)
    def remember_wave(self, tx: Transaction, message: AudienceRequested) -> None:
        audiences.hear_request(tx, message)

    @every(seconds=1)
    def resolve_audiences(self) -> bool:
        return audiences.resolve_next(self.db, now=clock.now())

    @every(seconds=1)
    def import_sheets(self) -> bool:
        return import_work.import_next(self.db, now=clock.now())

    @every(seconds=3600)
    def forget_old_sheets(self) -> bool:
        return clinic.forget_old_sheets(self.db, now=clock.now())

    @every(seconds=1)
    def send_links(self) -> bool:
        return links.send_next(self.db, str(self.settings.links_key), now=clock.now())
