"""
What docker-compose.yml needs beside the repository: `python -m deploy.local.compose`.

Secrets go into `.env`, made at the first use and kept, with those added that a newer version
needs; the broker's users and queues, and the secrets of real providers, into var/compose, made
anew each time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from deploy.local import broker, keys, notes, providers
from deploy.local.places import ROOT

FOLDER = ROOT / "var" / "compose"
ENVIRONMENT = ROOT / ".env"

HEADING = "# Made by `make up STACK=docker`; secret, and not in git.\n"
DEFAULTS = {
    "WEB_PORT": "8000",
    "SANDBOX_PORT": "8025",
    "MANAGEMENT_PORT": "15672",
    "BROKER_PORT": "5672",
    providers.FILE: "",
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    secrets = keys.keep(FOLDER / "secrets.json")
    known = ENVIRONMENT.read_text() if ENVIRONMENT.exists() else HEADING
    written = completed(known, secrets)
    notes.write_text(ENVIRONMENT, written)
    given = said(written) | dict(os.environ)
    notes.write_text(FOLDER / "providers.env", lines(providers.secrets(given)))
    # Holds hashes only; the broker's own user in the container must be able to read it.
    definitions = FOLDER / "definitions.json"
    notes.write(definitions, broker.definitions(secrets))
    definitions.chmod(0o644)


def completed(known: str, secrets: Mapping[str, str]) -> str:
    """Give the text of `.env`: what it says already, and what it does not say yet."""
    local = ("stack", "cookie")
    names = {name.upper(): value for name, value in secrets.items() if name not in local}
    missing = {n: value for n, value in {**DEFAULTS, **names}.items() if n not in said(known)}
    return known + lines(missing)


def said(known: str) -> dict[str, str]:
    """Give what the text of `.env` says."""
    return {name: value for name, _, value in (line.partition("=") for line in known.splitlines())}


def lines(settings: Mapping[str, str]) -> str:
    """Write settings as such a file has them."""
    return "".join(f"{name}={value}\n" for name, value in settings.items())


if __name__ == "__main__":
    main()
