"""
What members answers and hears: the menu of the service.

Each room of this package is a page of the menu; the two classes are the processes.
"""

from __future__ import annotations

from services.members.service.audiences import Audiences
from services.members.service.erasing import Erasing
from services.members.service.jobs import MembersJobs
from services.members.service.keeping import Keeping
from services.members.service.people import People
from services.members.service.sheets import Sheets
from services.members.service.signing_in import SigningIn
from services.members.service.staff import Staff
from services.members.settings import Settings
from shared.edge.service import DatabaseProvider, SettingsProvider, drain_parking

__all__ = ["MembersJobs", "MembersService"]


class MembersService(SigningIn, Staff, People, Erasing, Keeping, Audiences, Sheets):
    """Answers `web`: staff, people, erasures, audiences, imports."""

    name = "members"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @drain_parking
    def park_what_came_back(self) -> None:
        """Keep what the broker gave up on."""
