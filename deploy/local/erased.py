"""
What is left of somebody who was erased: in databases, outboxes, parked messages and logs.

It reads everything, as the databases' administrator: every column of every table, the bodies that
are parked, every line of every log. A bare id may stay in the few tables that count; a name, a
number or an address may stay nowhere, unless it is somebody else's too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from psycopg import sql
from rich.console import Console
from rich.table import Table

from deploy.local.keys import SERVICES
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble
from shared.contracts.wire import MESSAGES
from shared.db.database import Transaction, connect

BARE_IDS = {
    "members": {"erased", "erasures", "audit", "resolving_people", "commands"},
    "events": {"erased", "invitations", "rsvps", "audit", "commands"},
    "notifications": {"erased", "deliveries", "rsvp_versions", "audit", "commands"},
}
"""Where an id that is nobody's any more may stay, so that sums are true and nothing comes back."""

WHOSE = ("person_id", "member_id", "staff_id")
FEWEST_DIGITS = 9
"""Of a telephone number what is left when the country and the leading zero are taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row or line: where it is, what was found in it, and whether it may stay."""

    place: str
    what: str
    why_it_may_stay: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to look for: ids, and what else they were known by."""

    ids: frozenset[str]
    values: tuple[str, ...]

    @classmethod
    def of(cls, ids: Iterable[UUID], values: Iterable[str] = ()) -> Wanted:
        return cls(frozenset(str(one) for one in ids), tuple(_as_kept(value) for value in values))

    def seen_in(self, text: str) -> tuple[set[str], set[str]]:
        """Give the ids and the values that stand in a text."""
        folded = text.casefold()
        hexed = {value: value.encode().hex() for value in self.values}
        return (
            {one for one in self.ids if one in folded},
            {value for value in self.values if value in folded or hexed[value] in folded},
        )


def _as_kept(value: str) -> str:
    """A number is looked for however it is written, anything else in any case."""
    digits = re.sub(r"\D", "", value)
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s+().-]", value):
        return digits[-FEWEST_DIGITS:]
    return value.strip().casefold()


def look(
    databases: Mapping[str, str], parking_keys: Mapping[str, str], logs: Sequence[Path], who: Wanted
) -> list[Found]:
    """Look everywhere; `databases` and `parking_keys` are by service."""
    found: list[Found] = []
    for service, dsn in databases.items():
        with connect(dsn) as tx:
            for table in _tables(tx):
                found += _in_table(tx, service, table, who)
            found += _in_parked_bodies(tx, service, parking_keys[service], who)
    return [*found, *_in_logs(logs, who)]


def _tables(tx: Transaction) -> list[str]:
    rows = tx.execute(
        "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'r' and n.nspname = 'public' order by 1"
    ).fetchall()
    return [row["name"] for row in rows]


def _in_table(tx: Transaction, service: str, table: str, who: Wanted) -> Iterator[Found]:
    wanted = [*who.ids, *who.values, *(value.encode().hex() for value in who.values)]
    query = sql.SQL(
        "select to_jsonb(t) as row from {} t"
        " where exists (select from unnest(%s::text[]) w where position(w in lower(t::text)) > 0)"
    ).format(sql.Identifier("public", table))
    with tx.cursor(name="looking") as cursor:  # row by row: a table may be large
        for each in cursor.execute(query, (wanted,)):
            row = each["row"]
            ids, values = who.seen_in(json.dumps(row, ensure_ascii=False))
            for value in values:
                stays = _shared(tx, service, row, who)
                yield Found(place=f"{service}: {table}", what=value, why_it_may_stay=stays)
            if ids and not values:
                stays = _bare(service, table, row)
                yield Found(place=f"{service}: {table}", what="an id", why_it_may_stay=stays)


def _bare(service: str, table: str, row: Mapping[str, Any]) -> str:
    """Say why an id may stay where it is; nothing when it may not."""
    if table in BARE_IDS[service] or table.startswith("deliveries_"):
        return "a bare id"
    if table == "import_rows" and not (row["name"] or row["phone"] or row["email"] or row["cells"]):
        return "a bare id"
    message = MESSAGES.get(row.get("type") or "")
    if table in ("outbox", "parked") and message and not message.personal_data:
        return "a message of bare ids"
    return ""


def _shared(tx: Transaction, service: str, row: Mapping[str, Any], who: Wanted) -> str:
    """Say whose else a value is: of another person, an account, or a household that goes on."""
    whose = [str(row[name]) for name in WHOSE if row.get(name)]
    if service == "members" and {"first_name", "id"} <= row.keys():
        whose.append(str(row["id"]))
    if whose and not who.ids.intersection(whose):
        return "somebody else's"
    if "password_hash" in row:
        return "an account's"
    if row.keys() == {"id", "mobile"}:
        others = tx.execute("select 1 from people where mobile = %s limit 1", (row["mobile"],))
        return "a number that somebody else has" if others.fetchone() else ""
    return ""


def _in_parked_bodies(tx: Transaction, service: str, key: str, who: Wanted) -> Iterator[Found]:
    box = Fernet(key)
    for row in tx.execute("select id, type, body from parked where body is not null"):
        try:
            said = box.decrypt(bytes(row["body"])).decode(errors="replace")
        except InvalidToken:
            yield Found(place=f"{service}: parked {row['id']}", what="a body nobody can read")
            continue
        ids, values = who.seen_in(said)
        message = MESSAGES.get(row["type"] or "")
        if values or (ids and (message is None or message.personal_data)):
            yield Found(place=f"{service}: parked {row['id']}", what=", ".join(values or ids))


def _in_logs(logs: Sequence[Path], who: Wanted) -> Iterator[Found]:
    for path in logs:
        with path.open(errors="replace") as lines:
            for line in lines:
                for value in who.seen_in(line)[1]:
                    yield Found(place=f"log: {path.name}", what=value)


def report(found: Collection[Found], console: Console) -> bool:
    """Print what was found; True when all of it may stay."""
    left = Counter(found)
    wrong = sum(count for one, count in left.items() if not one.why_it_may_stay)
    table = Table("where", "what", "how often", "may it stay?", box=None)
    for one, count in sorted(
        left.items(), key=lambda item: (bool(item[0].why_it_may_stay), item[0].place)
    ):
        may = one.why_it_may_stay or "NO: it is left over"
        style = "" if one.why_it_may_stay else "bold red"
        table.add_row(one.place, one.what, str(count), may, style=style)
    if table.row_count:
        console.print(table)
    console.print(
        f"{wrong} left over: erasure is not complete." if wrong else "Nothing is left over."
    )
    return not wrong


def check(stack: Stack, console: Console, ids: Sequence[str], values: Sequence[str]) -> bool:
    """Look through the whole stack for somebody; True when nothing is left over."""
    try:
        who = Wanted.of([UUID(one) for one in ids], [value for value in values if value.strip()])
    except ValueError as error:
        msg = "That is no id of a person: it stands at the end of the address of their page."
        raise Trouble(msg) from error
    found = look(
        {service: stack.admin_dsn(service) for service in SERVICES},
        {service: stack.environment(service)["PARKING_KEY"] for service in SERVICES},
        stack.log_files(),
        who,
    )
    return report(found, console)
