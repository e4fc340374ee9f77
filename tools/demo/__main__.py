"""`make demo`: from a sheet of members to a full forum, on the running stack."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from deploy.local.places import ROOT
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tools.demo import installation, report, sheet
from tools.demo.installation import AccountRefused, Installation
from tools.demo.organiser import ADMINISTRATOR, Organiser
from tools.demo.play import Demo, DemoFailed
from tools.demo.visitor import Inboxes

VAR = ROOT / "var"


def main() -> None:
    console = Console(highlight=False)
    try:
        told = run(installation.find(), console)
    except AccountRefused as refusal:
        sys.exit(f"The demo stopped: an account of it was refused.\n{refusal}")
    except DemoFailed as failure:
        sys.exit(f"The demo stopped. {failure}")
    except Unavailable as failure:
        sys.exit(f"The demo stopped: {failure} does not answer. See `make status`, `make logs`.")
    except Refused as refusal:
        sys.exit(f"The demo stopped: {refusal.code} {refusal.detail}")
    report.keep(VAR / "demo.json", told)
    report.show(console, told)


def run(place: Installation, console: Console) -> dict[str, object]:
    """Play the demo and give the closing figures."""
    organiser, administrator = Organiser(place), Organiser(place, ADMINISTRATOR)
    demo = Demo(organiser, administrator, Inboxes(place.sandbox.rstrip("/")), console)
    organiser.sign_in()
    administrator.sign_in()
    console.print(demo.decide(datetime.now(UTC)))
    members_sheet = VAR / "demo" / "members.xlsx"
    if not members_sheet.exists():
        console.print("Writing a sheet of members, as an association keeps it")
        write_sheet(members_sheet)
    imported = demo.bring_members(members_sheet)
    verdicts = ", ".join(f"{count:,} {name}" for name, count in imported.verdicts.items())
    console.print(f"Imported {members_sheet.relative_to(ROOT)}: {verdicts}")
    event = demo.publish_forum()
    event_id = event.card.event_id
    console.print(f"Published: {event.card.text('fr').title}, {event.capacity} places")
    send = demo.watch_invitations(event_id)
    for line in demo.play_answers(event_id):
        console.print(line)
    console.print(demo.play_meeting())
    return {
        **report.figures(
            demo.count_members(), demo.event(event_id), demo.invitations(event_id, send)
        ),
        "console": place.console,
        "sandbox": place.sandbox,
        "sign_in": organiser.signs_in_with,
        "administrator": administrator.signs_in_with,
    }


def write_sheet(path: Path) -> None:
    """Write the sheet under another name first, so that a stop leaves no half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    sheet.write(draft)
    draft.rename(path)


if __name__ == "__main__":
    main()
