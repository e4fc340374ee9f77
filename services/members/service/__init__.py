"""
What members answers and hears: the menu of the service.

Each room of this package is a page of the menu; the two classes are the processes.
"""

from __future__ import annotations

from services.members.service.at_the_door import AtTheDoor
from services.members.service.audiences import Audiences
from services.members.service.audit import Audit
from services.members.service.breakdowns import Breakdowns
from services.members.service.by_hand import ByHand
from services.members.service.call_sheets import CallSheets
from services.members.service.doubles import Doubles
from services.members.service.erasing import Erasing
from services.members.service.hand_lists import ListsByHand
from services.members.service.jobs import MembersJobs
from services.members.service.joining import Joining
from services.members.service.keeping import Keeping
from services.members.service.own_pages import OwnPages
from services.members.service.people import People
from services.members.service.sealed_answers import SealedAnswers
from services.members.service.sheets import Sheets
from services.members.service.signing_in import SigningIn
from services.members.service.sorting import Sorting
from services.members.service.staff import Staff
from services.members.service.statutes import StatutesOfBodies
from services.members.service.vault import Vault
from services.members.settings import Settings
from shared.edge.service import DatabaseProvider, SettingsProvider, drain_parking

__all__ = ["MembersJobs", "MembersService"]


class MembersService(
    SigningIn,
    Staff,
    People,
    Audiences,
    ListsByHand,
    Sheets,
    Erasing,
    OwnPages,
    ByHand,
    Sorting,
    Doubles,
    Audit,
    Vault,
    SealedAnswers,
    Joining,
    CallSheets,
    Breakdowns,
    AtTheDoor,
    StatutesOfBodies,
    Keeping,
):
    """Answers `web`: staff, people, audiences, imports."""

    name = "members"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @drain_parking
    def park_what_came_back(self) -> None:
        """Keep what the broker gave up on."""
