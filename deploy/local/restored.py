"""
One database was restored from a dump: what the others know since is brought back into it.

It is done while no service runs, so that nothing is sent before it is known who is silent. What the
others announced in the last seven days is then said again when they start; inboxes drop what is
known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from rich.console import Console

from deploy.local.keys import SERVICES
from deploy.local.stack import SERVERS, Stack
from deploy.local.trouble import Trouble
from shared.db.database import Transaction, connect

SAID_AGAIN_FOR = timedelta(hours=1)
"""How long what others say again may take: sends that begin meanwhile begin stopped."""

BY = UUID("00000000-0000-7000-8000-636c69000000")
"""In whose name sends are stopped: whoever worked at the command line."""

ROOM = 1_000_000
"""How far the versions of contacts jump: more than were given since any dump that is of use."""

_SAY_AGAIN = """
update outbox set published_at = null
 where published_at > now() - interval '7 days' and exchange <> ''
"""

_SILENCES = "select channel, address_hash, reason, at, ended_at from silences"
_BE_SILENT = """
insert into suppressions as s (channel, address_hash, reason, at) values (%s, %s, %s, %s)
on conflict (channel, address_hash) do update
   set at = greatest(s.at, excluded.at), reason = excluded.reason
"""
_SPEAK = "delete from suppressions where channel = %s and address_hash = %s and at < %s"

_STOP = """
update sends set state = 'stopped', closed = false, stopped_by = %s
 where state in ('running', 'held') and kind <> 'cancellation'
"""


def restored(stack: Stack, service: str, console: Console) -> None:
    """Bring back into a service's restored database what the others know; nothing may run."""
    if service not in SERVICES:
        msg = f"{service} has no database: it is one of {', '.join(SERVICES)}."
        raise Trouble(msg)
    states = stack.supervisor.states()
    if running := [each.name for each in states if each.alive and each.name not in SERVERS]:
        msg = f"Stop the services first, they would send meanwhile: {', '.join(running)}."
        raise Trouble(msg)
    counted = bring_back({one: stack.admin_dsn(one) for one in SERVICES}, service)
    for what, count in counted.items():
        console.print(f"{count} {what}.")
    if service == "notifications":
        console.print("For an hour from now what begins to be sent begins stopped: make up now.")


def bring_back(dsns: Mapping[str, str], service: str) -> dict[str, int]:
    """Do it, as the databases' administrator; gives what was done, and how often."""
    done: dict[str, int] = {}
    with connect(dsns["members"]) as members, connect(dsns["notifications"]) as notifications:
        if service == "notifications":
            done["silences brought back"] = _bring_silence_back(members, notifications)
            done["sends stopped until somebody lets them go on"] = _stop_sends(notifications)
        else:
            # Told once more to members, which may have forgotten some.
            notifications.execute(
                "insert into silences_to_tell (channel, address_hash, reason, at)"
                " select channel, address_hash, reason, at from suppressions"
            )
        if service == "members":
            _grow_versions(members, notifications)
        else:
            done["erasures told again"] = members.execute(
                "update erasures set told_at = 'epoch',"
                " events_at = case when %s = 'events' then null else events_at end,"
                " notifications_at = case when %s = 'notifications' then null"
                " else notifications_at end where announced_at is not null",
                (service, service),
            ).rowcount
    said = 0
    for other in SERVICES:
        if other != service:
            with connect(dsns[other]) as tx:
                said += tx.execute(_SAY_AGAIN).rowcount
    return done | {"messages said again": said}


def _bring_silence_back(members: Transaction, notifications: Transaction) -> int:
    """Silence whoever is silent by what members remembers, and nobody who is not any more."""
    count = 0
    for row in members.execute(_SILENCES).fetchall():
        address = (row["channel"], bytes(row["address_hash"]))
        ended = row["ended_at"]
        # One or the other: what is deleted here first would be told as an end of what is silent.
        if row["at"] is not None and (ended is None or ended < row["at"]):
            notifications.execute(_BE_SILENT, (*address, row["reason"], row["at"]))
            count += 1
        elif ended is not None:
            notifications.execute(_SPEAK, (*address, ended))
    return count


def _stop_sends(notifications: Transaction) -> int:
    """
    Stop what was going out when the dump was taken: it may be out since.

    A cancellation goes on: to hear of it twice does less harm than never.
    """
    notifications.execute(
        "insert into restores (until, by) values (now() + %s::interval, %s)", (SAID_AGAIN_FOR, BY)
    )
    return notifications.execute(_STOP, (BY,)).rowcount


def _grow_versions(members: Transaction, notifications: Transaction) -> None:
    """Let the next version of any contact be newer than each that was given before."""
    row = notifications.execute(
        "select coalesce(max(version), 0) as known from contacts"
    ).fetchone()
    known = row["known"] if row else 0
    members.execute(
        "select setval('person_versions', greatest(%s, (select last_value from person_versions))"
        " + %s)",
        (known, ROOM),
    )
