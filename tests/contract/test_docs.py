"""What the documents point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.layout.files import ROOT, ours

DOCUMENTS = [path for path in ours() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?P<target>[^)\s#]+)(#[^)]*)?\)")
NAMED = re.compile(r"`(?P<path>(?:deploy|docs|services|shared|tests|tools|typings)/[\w./-]+)`")
COMMAND = re.compile(r"`make (?P<target>[a-z-]+)|^make (?P<line>[a-z-]+)", re.MULTILINE)
ADR = re.compile(r"\d{4}-[a-z0-9-]+\.md")


def text(path: Path) -> str:
    return (ROOT / path).read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    targets = {match["target"] for match in LINK.finditer(text(document))}
    within = {target for target in targets if "://" not in target}

    missing = {target for target in within if not (ROOT / document.parent / target).exists()}

    assert missing == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_that_is_named_exists(document: Path) -> None:
    named = {match["path"] for match in NAMED.finditer(text(document))}

    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_make_command_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+)(?=[^=\n]*:)", text(Path("Makefile")), re.MULTILINE))
    said = {m["target"] or m["line"] for m in COMMAND.finditer(text(document))}

    assert said - targets == set()


def test_every_decision_is_short_whole_and_in_the_index() -> None:
    folder = Path("docs/adr")
    decisions = sorted(p.name for p in (ROOT / folder).iterdir() if p.name != "README.md")
    index = text(folder / "README.md")

    for name in decisions:
        decision = text(folder / name)
        headings = re.findall(r"^## (.+)$", decision, re.MULTILINE)
        assert ADR.fullmatch(name)
        assert headings == [
            "Status",
            "Context",
            "Decision",
            "Consequences",
            "Alternatives refused",
        ], name
        assert len(decision.splitlines()) <= 60, name
        assert f"({name})" in index
