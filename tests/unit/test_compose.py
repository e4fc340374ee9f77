"""Settings of the stack in containers: all that the compose file asks for, over versions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.local import keys, providers
from deploy.local.compose import HEADING, completed
from deploy.local.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]


def values(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_every_setting_that_the_compose_file_asks_for_is_there(tmp_path: Path) -> None:
    asked = set(re.findall(r"\$\{(\w+)(?!\w*:-)", (ROOT / "docker-compose.yml").read_text()))

    made = values(completed(HEADING, keys.keep(tmp_path / "secrets.json")))

    assert asked - set(made) <= {"ASSOCIATION"}


def test_a_newer_version_adds_what_it_needs_and_changes_nothing(tmp_path: Path) -> None:
    secrets = keys.keep(tmp_path / "secrets.json")
    whole = completed(HEADING, secrets)
    older = re.sub(r"(?m)^(LINKS_KEY|SECOND_FACTOR_KEY)=.*\n", "", whole).replace("8000", "8100")

    newer = completed(older, secrets)

    assert newer.startswith(older)
    assert values(newer) == values(whole) | {"WEB_PORT": "8100"}
    assert completed(newer, secrets) == newer


def test_of_the_environment_only_what_the_file_of_providers_names_is_passed_on(
    tmp_path: Path,
) -> None:
    file = tmp_path / "providers.toml"
    file.write_text(
        '[[provider]]\nname = "maroc"\nkind = "smpp"\npassword_from = "SMSC_PASSWORD"\n'
        'hook_from = "NOT_THERE"\nhost = "smsc.example"\n'
    )
    environment = {"SMS_PROVIDERS": str(file), "SMSC_PASSWORD": "secret", "OTHER": "kept apart"}

    assert providers.secrets(environment) == {"SMSC_PASSWORD": "secret"}
    assert providers.file(environment) == str(file)
    assert providers.secrets({}) == {}
    assert providers.file({}) == ""


def test_a_file_of_providers_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="SMS_PROVIDERS"):
        providers.secrets({"SMS_PROVIDERS": str(tmp_path / "none.toml")})
