"""`python -m tools.catalogue [--check]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from shared.messaging.topology import definitions
from tools.catalogue import asyncapi, flow, promises, rights, tables
from tools.catalogue.causes import ROOT, GoesInACircle, UnknownWorker, read_causes
from tools.catalogue.system import NotReadable, System, read_system

A_NEW_TYPE = "Keep the old form, and give what is new a default or a type of its own (….v2)."
TO_MEND = "Run `make catalogue` and commit what it wrote."


def broker_definitions(system: System) -> str:
    """Write down the broker's exchanges, queues and bindings."""
    hearings = [ear.hearing for ear in system.ears]
    answering = sorted({answer.service for answer in system.answers})
    return json.dumps(definitions(hearings, answering), indent=2) + "\n"


class PromiseBroken(Exception):
    """Something on the wire is no longer as it was agreed."""

    def __init__(self, broken: list[str]) -> None:
        super().__init__(f"{'; '.join(broken)}. {A_NEW_TYPE}")


def files() -> dict[Path, str]:
    """Give every file that is written from the code, with what it has to say."""
    system = read_system()
    causes = read_causes(system)
    agreed = promises.promises(system)
    if broken := promises.broken(promises.stored(), agreed):
        raise PromiseBroken(broken)
    return {
        promises.FORMS: promises.render(agreed),
        Path("docs/messages/asyncapi.yaml"): asyncapi.render(system, causes),
        Path("docs/messages/README.md"): tables.render(system, causes),
        Path("docs/images/flow.svg"): flow.render(system, causes),
        Path("deploy/rabbitmq/definitions.json"): broker_definitions(system),
        Path("deploy/rabbitmq/permissions.json"): rights.render(rights.permissions(system)),
        Path("deploy/rabbitmq/topic_permissions.json"): rights.render(
            rights.topic_permissions(system)
        ),
    }


def outdated(wanted: dict[Path, str], root: Path = ROOT) -> list[Path]:
    """Name the files that are missing or say something else."""
    return [path for path, text in wanted.items() if _text(root / path) != text]


def write(wanted: dict[Path, str], root: Path = ROOT) -> None:
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def _text(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if outdated")
    check = parser.parse_args(arguments).check
    try:
        wanted = files()
    except (NotReadable, UnknownWorker, PromiseBroken) as error:
        print(error, file=sys.stderr)
        return 1
    except GoesInACircle as error:
        print(f"Messages would bring each other about without end: {error}", file=sys.stderr)
        return 1
    stale = outdated(wanted)
    if not check:
        write({path: wanted[path] for path in stale})
    elif stale:
        print(f"Not what the code says: {', '.join(map(str, stale))}. {TO_MEND}", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
