"""What `status` shows: processes and their memory, queues, the ledger."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

import psycopg
import requests
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from deploy.local.memory import megabytes
from deploy.local.stack import SERVERS, Stack
from deploy.local.supervision import State

COLOURS = {"RUNNING": "green", "STARTING": "yellow", "BACKOFF": "red", "FATAL": "red"}


def show(stack: Stack, console: Console) -> bool:
    """Print how the stack stands; False when it is down or broken."""
    states = stack.states()
    if not states:
        console.print("The stack is down: start it with `make up`.")
        return False
    console.print(Group(_processes(stack, states), *_queues(stack), *_ledger(stack)))
    console.print(
        f"Console [bold]http://127.0.0.1:{stack.ports['web']}[/]"
        f"   sandbox [bold]http://127.0.0.1:{stack.ports['sandbox_http']}[/]"
    )
    return not any(each.broken for each in states)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, justify="left" if index == 0 else "right")
    return table


def _processes(stack: Stack, states: Sequence[State]) -> RenderableType:
    table = _table("Processes", "name", "state", "replicas", "pid", "MB", "up for")
    ours = [(row.name, _instances(row.name, states)) for row in stack.processes]
    servers = [(name, [each for each in states if each.name == name]) for name in SERVERS]
    for name, instances in (*servers, *ours):
        if instances:
            table.add_row(name, *_cells(instances))
    total = megabytes(each.pid for _, instances in ours for each in instances if each.pid)
    table.add_row(Text("ours together", style="bold"), "", "", "", f"{total:.0f}", "")
    return table


def _instances(name: str, states: Sequence[State]) -> list[State]:
    return [each for each in states if each.name.rpartition("-")[0] == name]


def _cells(instances: Sequence[State]) -> tuple[RenderableType, ...]:
    alive = [each for each in instances if each.alive]
    worst = next((each for each in instances if not each.alive), instances[0])
    pids = [each.pid for each in instances if each.pid]
    since = max((each.since for each in alive), default=0)
    return (
        Text(worst.state.lower(), style=COLOURS.get(worst.state, "")),
        f"{len(alive)}/{len(instances)}",
        " ".join(str(pid) for pid in pids),
        f"{megabytes(pids):.0f}" if pids else "",
        str(timedelta(seconds=int(time.time() - since))) if since else "",
    )


def _queues(stack: Stack) -> list[RenderableType]:
    try:
        queues = stack.management.queues()
    except requests.RequestException:
        return ["", "Queues: RabbitMQ does not answer."]
    if not queues:
        return ["", "Queues: none yet."]
    table = _table("Queues", "name", "ready", "unacked", "consumers")
    for each in queues:
        table.add_row(each.name, str(each.ready), str(each.unacked), str(each.consumers))
    return ["", table]


LEDGER = """
SELECT channel::text, state::text, count(*)
  FROM deliveries GROUP BY 1, 2 ORDER BY 1, 2
"""


def _ledger(stack: Stack) -> list[RenderableType]:
    try:
        with psycopg.connect(stack.admin_dsn("notifications"), connect_timeout=3) as connection:
            if connection.execute("SELECT to_regclass('deliveries')").fetchone() == (None,):
                return ["", "Ledger: not there before the first migration."]
            rows = connection.execute(LEDGER).fetchall()
    except psycopg.Error:
        return ["", "Ledger: PostgreSQL does not answer."]
    if not rows:
        return ["", "Ledger: no delivery yet."]
    table = _table("Ledger", "channel", "state", "deliveries")
    for channel, state, count in rows:
        table.add_row(channel, state, f"{count:,}")
    return ["", table]
