"""
The command `multaqa`: what the console does, for people and scripts at a terminal.

It asks the services as `web` does, with a token that it signs itself: whoever can read the key may
act, and each command asks for no more rights than it needs. Exit codes: 0 done, 1 refused or no
answer, 2 wrong usage, 78 wrong settings (sysexits.h).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from services.web.languages import as_language, speak, use_languages
from services.web.refusals import sentence
from services.web.uploads import MOST_SHEET_BYTES, hand_over, size_of
from services.web.upstream import Members
from services.web.words import word
from services.web.words.deeds import COMMAND_LINE
from shared import clock
from shared.contracts.members import (
    LANGUAGES,
    BeginImport,
    FindImportRows,
    ImportProgress,
    ImportRef,
    ImportRow,
)
from shared.edge.actors import sign
from shared.edge.upstream import Unavailable, Upstream
from shared.errors import Refused
from shared.ids import new_id
from shared.messaging.place import Place, come_from
from shared.settings import CommonSettings, Secret, read

DEADLINE_S = 10.0
LOOK_AGAIN_S = 0.5
ROWS_A_PAGE = 500

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


@dataclass(frozen=True, kw_only=True)
class Settings(CommonSettings):
    """The broker, as the user `web`, and the key that `members` signs tokens with."""

    broker_url: Secret
    actor_signing_key: Secret


class Services:
    """The services, asked with the rights of one command."""

    def __init__(self, settings: Settings, scopes: list[str]) -> None:
        self._caller = Upstream(settings.broker_url, deadline_s=DEADLINE_S)
        self._key = settings.actor_signing_key.key()
        self._scopes = scopes
        come_from(Place(browser="command line"))

    def members(self) -> Members:
        token = sign(
            self._key,
            staff_id=COMMAND_LINE,
            role="command line",
            scopes=self._scopes,
            now=clock.now(),
        )
        return Members(self._caller, token)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=lambda: as_language(os.environ.get("LANG", "")[:2]) or "fr",
    help="In which language verdicts, reasons and refusals are said.",
)
@click.pass_context
def main(context: click.Context, language: str) -> None:
    """Multaqa from the terminal."""
    context.obj = language


@main.command("import")
@click.argument("sheet", type=click.File("rb"))
@click.option("--consent-wording", default="", help="The words they agreed to.")
@click.option("--consent-source", default="", help="Where it is written down.")
@click.option("--consent-date", type=click.DateTime(["%Y-%m-%d"]), help="On which day.")
@click.option("--consent-collector", default="", help="Who collected it.")
@click.option("--dry-run", is_flag=True, help="Only say what the sheet would do; change nobody.")
@click.option("--json", "as_json", is_flag=True, help="Every row with its verdict, as JSON.")
@click.pass_obj
def import_sheet(  # noqa: PLR0913 - an option each
    language: str,
    sheet: IO[bytes],
    consent_wording: str,
    consent_source: str,
    consent_date: datetime | None,
    consent_collector: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Bring a sheet of members in (.xlsx, .ods, .csv).

    Without the four lines about consent its people are kept, and nobody of them is written to.
    After a dry run the sheet waits in the console, where its columns can be corrected.
    """
    if size_of(sheet) > MOST_SHEET_BYTES:
        msg = "A sheet has at most 20 MB: divide it."
        raise click.UsageError(msg)
    wish = BeginImport(
        command_id=new_id(),
        filename=Path(sheet.name).name,
        size=size_of(sheet),
        language=as_language(language) or "fr",
        consent_wording=consent_wording,
        consent_source=consent_source,
        consent_date=consent_date.date() if consent_date else None,
        consent_collector=consent_collector,
        check_first=dry_run,
    )
    services = Services(read(Settings, os.environ), ["members:read", "members:write"])
    with spoken(language), said_plainly():
        done = _import(services.members, wish, sheet)
        code = done.refused or ("missing-columns" if done.missing else None)
        if code or done.state == "refused":
            raise Refused(code or "internal-error", _detail(done))
        _show(done, services.members, as_json=as_json)


def _detail(done: ImportProgress) -> dict[str, object]:
    """Say which columns somebody has to choose, or what was wrong with the whole sheet."""
    return {"columns": " ".join(done.missing)} if done.missing else dict(done.detail)


def _import(members: Callable[[], Members], wish: BeginImport, sheet: IO[bytes]) -> ImportProgress:
    """Send the sheet and follow it to its end, with a bar on the terminal."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        sending = bars.add_task(f"{wish.filename}, kB", total=-(-wish.size // 1000))
        progress = hand_over(
            members, wish, sheet, sent=lambda size: bars.advance(sending, size / 1000)
        )
        reading = bars.add_task("", total=None)
        while progress.state in ("uploading", "checking", "waiting", "running"):
            time.sleep(LOOK_AGAIN_S)
            progress = members().import_progress(ImportRef(import_id=progress.import_id))
            bars.update(
                reading,
                description=word("import_state", progress.state),
                completed=progress.done,
                total=progress.rows or None,
            )
    return progress


def _show(done: ImportProgress, members: Callable[[], Members], *, as_json: bool) -> None:
    if as_json:
        rows = [_as_json(row) for row in _rows(done, members)]
        click.echo(json.dumps({"rows": rows}, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for verdict, count in done.verdicts.items():
        table.add_row(word("verdict", verdict), f"{count:,}")
    out.print(table)


def _rows(done: ImportProgress, members: Callable[[], Members]) -> Iterator[ImportRow]:
    wanted = FindImportRows(import_id=done.import_id, limit=ROWS_A_PAGE)
    while True:
        page = members().import_rows(wanted)
        yield from page.rows
        if page.next is None:
            return
        wanted = replace(wanted, after_row=page.next)


def _as_json(row: ImportRow) -> dict[str, object]:
    return {
        "row": row.row,
        "verdict": row.verdict,
        # Of a row that was set aside, what stood in the cell is shown to people; it is no number.
        "phone": None if row.verdict == "quarantined" else row.phone,
        "email": row.email,
        "name": row.name,
        "reason": ", ".join(row.reasons) or None,
    }


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Say words and sentences in a language, as for a page."""
    app = Flask("multaqa")
    use_languages(app)
    with app.test_request_context():
        speak(as_language(language) or "fr")
        yield


@contextmanager
def said_plainly() -> Iterator[None]:
    """End with a sentence and exit code 1 when a rule says no or nobody answers."""
    try:
        yield
    except Refused as refused:
        sys.exit(f"{sentence(refused.code, refused.detail)} ({refused.code})")
    except Unavailable as away:
        sys.exit(f"{away.service} gives no answer. Look at it with `make status`, then try again.")


if __name__ == "__main__":
    main(prog_name="multaqa")
