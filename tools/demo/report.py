"""The demo's closing table, for the eye and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from shared.contracts.events import EventView
from shared.contracts.notifications import DIRHAM, SendProgress

SENT = ("sent", "delivered")


def figures(members: int, event: EventView, send: SendProgress) -> dict[str, Any]:
    """Put together what the demo did."""
    counts = event.counts
    return {
        "members": members,
        "invited": counts.invited,
        "sent": {
            channel: sum(send.totals.get(channel, {}).get(state, 0) for state in SENT)
            for channel in ("sms", "email")
        },
        "delivered": send.totals.get("sms", {}).get("delivered", 0),
        "cost_dh": send.cost / DIRHAM,
        "told_with_household": send.totals.get("sms", {}).get("covered", 0),
        "excluded": dict(sorted(send.reasons.items())),
        "answered": counts.yes + counts.no + counts.maybe,
        "places": event.capacity,
        "confirmed": counts.confirmed,
        "waiting": counts.waiting,
    }


def show(console: Console, told: dict[str, Any]) -> None:
    """Print the table: one line for each figure, the reasons below what was excluded."""
    table = Table(title="Multaqa demo", title_justify="left", show_header=False)
    table.add_column("what", style="bold")
    table.add_column("figure", justify="right")
    for name in ("members", "invited"):
        table.add_row(name, f"{told[name]:,}")
    for channel, count in told["sent"].items():
        table.add_row(f"sent by {channel}", f"{count:,}")
    table.add_row("SMS that arrived by now", f"{told['delivered']:,}")
    table.add_row("cost of the invitations, dirhams", f"{told['cost_dh']:,.2f}")
    table.add_row("told with the household", f"{told['told_with_household']:,}")
    table.add_row("excluded", f"{sum(told['excluded'].values()):,}")
    for reason, count in told["excluded"].items():
        table.add_row(f"  {reason.replace('_', ' ')}", f"{count:,}", style="dim")
    for name in ("answered", "places", "confirmed", "waiting"):
        table.add_row(name, f"{told[name]:,}")
    console.print(table)
    sign_in = told["sign_in"]
    console.print(f"Console  {told['console']}")
    console.print(f"         sign in as {sign_in['email']} with {sign_in['password']}")
    second = told["administrator"]
    console.print(
        f"         or as {second['email']} with {second['password']}: rules, money, staff"
    )
    console.print(f"Sandbox  {told['sandbox']}  (the phones and inboxes of the demo)")


def keep(path: Path, told: dict[str, Any]) -> None:
    """Write the same as JSON; it holds passwords, so only its owner may read it."""
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
