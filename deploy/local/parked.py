"""Messages that could not be handled: seen, and sent once more when their cause is mended."""

from __future__ import annotations

from uuid import UUID

from rich.console import Console
from rich.table import Column, Table

from deploy.local.keys import SERVICES
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble
from shared.db.database import connect
from shared.messaging import parking


def show(stack: Stack, console: Console) -> None:
    """Print what is parked in each service: ids and reasons, never what it said."""
    table = Table("service", Column("id", no_wrap=True, min_width=36), box=None)
    for name in ("queue", "reason", "attempts", "parked at"):
        table.add_column(name, overflow="fold")
    for service in SERVICES:
        with connect(stack.environment(service)["DATABASE_URL"]) as tx:
            for row in parking.still_parked(tx):
                table.add_row(
                    service,
                    str(row["id"]),
                    row["queue"],
                    row["reason"],
                    str(row["attempt"]),
                    f"{row['parked_at']:%Y-%m-%d %H:%M:%S}",
                )
    if table.row_count:
        console.print(table)
    else:
        console.print("Nothing is parked.")


def replay(stack: Stack, service: str, wanted: str) -> int:
    """Send one parked message, or `all` of a service, to its queue once more; tell how many."""
    if service not in SERVICES:
        msg = f"{service} keeps no parked messages: it is one of {', '.join(SERVICES)}."
        raise Trouble(msg)
    settings = stack.environment(service)
    with connect(settings["DATABASE_URL"]) as tx:
        ids = [row["id"] for row in parking.still_parked(tx)] if wanted == "all" else [_id(wanted)]
        return sum(_replay_one(settings, parked_id) for parked_id in ids)


def _replay_one(settings: dict[str, str], parked_id: UUID) -> bool:
    with connect(settings["DATABASE_URL"]) as tx:
        try:
            return parking.replay(tx, settings["PARKING_KEY"], parked_id)
        except parking.NotReplayable:
            tx.rollback()
            return False


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        msg = f"{text} is no id of a parked message: `make parked` lists them."
        raise Trouble(msg) from error
