"""The command `multaqa` against the whole product: what it says, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.ids import new_id
from shared.testing.processes import ROOT
from tests.support.system import System

BASIS = (
    *("--consent-wording", "J'accepte de recevoir des messages."),
    *("--consent-source", "feuille signée", "--consent-date", "2026-10-01"),
    *("--consent-collector", "Sara"),
)


def settings(system: System) -> dict[str, str]:
    return {
        "MULTAQA_MODE": "test",
        "BROKER_URL": system.world.broker_url("web"),
        "ACTOR_SIGNING_KEY": system.world.stack.secrets["actor_signing_key"],
    }


def multaqa(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.web.command", *words],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin", "LANG": "fr_FR.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    family = new_id().hex[-6:].translate(str.maketrans("0123456789", "ghijklmnop"))
    path.write_text(
        "prénom,nom,téléphone,langue,sms\n"
        f"Amina,{family},0661000701,fr,oui\n"
        f"Ilyas,{family},O661000702,ar,oui\n"
        f"Sara,{family},00212661000703,fr,oui\n",
        encoding="utf-8",
    )
    return path


def test_a_sheet_is_brought_in_and_counted(system: System, sheet: Path) -> None:
    done = multaqa("import", str(sheet), *BASIS, **settings(system))

    assert (done.returncode, done.stderr) == (0, "")
    counts = dict(line.rsplit(maxsplit=1) for line in done.stdout.strip().splitlines())
    assert {name.strip(): count for name, count in counts.items()} == {
        "Nouveaux": "1",
        "Réparés": "1",
        "Mis de côté": "1",
    }


def test_scripts_get_every_row_with_its_verdict(system: System, sheet: Path) -> None:
    done = multaqa("import", str(sheet), *BASIS, "--json", **settings(system))

    rows = json.loads(done.stdout)["rows"]
    assert [(r["row"], r["verdict"], r["phone"], r["reason"]) for r in rows] == [
        (2, "new", "+212661000701", None),
        (3, "quarantined", None, "letters-in-number"),
        (4, "repaired", "+212661000703", "double-zero"),
    ]
    assert set(rows[0]) == {"row", "verdict", "phone", "email", "name", "reason"}


def test_a_dry_run_says_the_same_and_changes_nobody(system: System, sheet: Path) -> None:
    before = system.world.count("members", "select count(*) from people")

    tried = multaqa("import", str(sheet), *BASIS, "--dry-run", "--json", **settings(system))

    assert tried.returncode == 0, tried.stderr
    assert system.world.count("members", "select count(*) from people") == before
    done = multaqa("import", str(sheet), *BASIS, "--json", **settings(system))
    assert json.loads(done.stdout) == json.loads(tried.stdout)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "n’est pas une feuille"), ("en", "is not a sheet"), ("ar", "ليس")]
)
def test_what_is_no_sheet_is_refused_in_the_reader_s_language(
    system: System, tmp_path: Path, language: str, said: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("hello")

    done = multaqa("--language", language, "import", str(path), **settings(system))

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_half_a_consent_is_refused_before_anything_is_kept(system: System, sheet: Path) -> None:
    before = system.world.count("members", "select count(*) from imports")

    done = multaqa("import", str(sheet), "--consent-source", "feuille", **settings(system))

    assert done.returncode == 1
    assert "(incomplete-consent-basis)" in done.stderr
    assert system.world.count("members", "select count(*) from imports") == before


def test_without_a_broker_it_says_what_to_look_at(system: System, sheet: Path) -> None:
    away = settings(system) | {"BROKER_URL": "amqp://web:nothing@127.0.0.1:1/multaqa"}

    done = multaqa("import", str(sheet), **away)

    assert done.returncode == 1
    assert "members gives no answer" in done.stderr


def test_without_settings_it_names_those_it_needs(sheet: Path) -> None:
    done = multaqa("import", str(sheet))

    assert "BROKER_URL" in done.stderr
    assert "ACTOR_SIGNING_KEY" in done.stderr
    assert done.returncode != 0


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert multaqa("import", "nothing-here.csv").returncode == 2
