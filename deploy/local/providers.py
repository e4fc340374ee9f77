"""Real providers of SMS for a stack: the file and the secrets that whoever starts it hands over."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.local.trouble import Trouble

FILE = "SMS_PROVIDERS"
FROM = "_from"


def file(environment: Mapping[str, str]) -> str:
    """Give the file of providers that was named; empty when there is none, for the sandbox."""
    named = environment.get(FILE, "")
    return str(Path(named).resolve()) if named else ""


def secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Give what the file says is in the environment: nothing else of it is passed on."""
    if not environment.get(FILE):
        return {}
    try:
        told = tomllib.loads(Path(environment[FILE]).read_text("utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{FILE}: {environment[FILE]} cannot be read ({type(error).__name__})."
        raise Trouble(msg) from error
    return {name: environment[name] for name in sorted(set(_named(told))) if name in environment}


def _named(told: Mapping[str, object]) -> Iterator[str]:
    tables = told.get("provider", [])
    for table in tables if isinstance(tables, list) else []:
        if isinstance(table, dict):
            for setting, value in table.items():
                if setting.endswith(FROM) and isinstance(value, str):
                    yield value
