"""The one table of our own processes: what runs, as whom, and which settings it is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local import broker, postgres, providers
from deploy.local.keys import SERVICES
from deploy.local.places import Places

PYTHON = sys.executable


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """
    One of our programs.

    `owner` is whose data it works on: it names the database role and the broker user.
    `settings` are the only ones it is given (least rights). `ports` are those it listens on.
    It works once it `says` this word in its log, or answers on the port of its `pages`; with
    neither, once it runs for a moment.
    """

    name: str
    command: tuple[str, ...]
    settings: tuple[str, ...]
    owner: str = ""
    ports: tuple[str, ...] = ()
    pages: str = ""
    says: str = ""
    scalable: bool = True


def _service(cls: str, owner: str, *more: str, name: str = "") -> Process:
    return Process(
        name=name or owner,
        command=(PYTHON, "-m", "shared.edge.run", f"services.{owner}.service:{cls}"),
        owner=owner,
        says="service_started",
        settings=("DATABASE_URL", "BROKER_URL", "PARKING_KEY", "ACTOR_VERIFY_KEY", *more),
    )


SMS = (
    *("SMS_GATEWAY_URL", "SMS_GATEWAY_USER", "SMS_GATEWAY_PASSWORD", "SMS_SENDER"),
    *("SMS_GATEWAY_RECEIPTS", "SMS_RECEIPTS_URL"),
)
NOTIFYING = ("SUPPRESSION_KEY", "PUBLIC_URL", "ASSOCIATION", "SMS_PROVIDERS")
MAIL = ("SMTP_URL", "SMTP_TLS", "MAIL_FROM")
WEB = (
    *(PYTHON, "-m", "gunicorn", "services.web.app:create_app()"),
    *("--bind", "127.0.0.1:{web}", "--worker-class", "gthread", "--workers", "2"),
    *("--threads", "8", "--graceful-timeout", "25", "--worker-tmp-dir", "{temporary}"),
    # No access log: the paths of young people's pages are secrets.
    *("--log-level", "warning"),
)

PROCESSES = (
    _service(
        *("MembersService", "members", "ACTOR_SIGNING_KEY", "SECOND_FACTOR_KEY", "ASSOCIATION"),
        *("VAULT_DATABASE_URL", "VAULT_KEY"),
    ),
    _service(
        *("MembersJobs", "members", "LINKS_KEY", "VAULT_DATABASE_URL", "VAULT_KEY"),
        name="members-jobs",
    ),
    _service("EventsService", "events", "CODES_KEY"),
    _service("NotificationsService", "notifications", *NOTIFYING),
    _service(
        *("SmsSender", "notifications", *NOTIFYING, "LINKS_KEY", *SMS), name="notifications-sms"
    ),
    _service(
        *("EmailSender", "notifications", *NOTIFYING, "LINKS_KEY", *MAIL),
        name="notifications-email",
    ),
    Process(
        name="relay",
        command=(PYTHON, "-m", "shared.messaging.relay"),
        owner="relay",
        says="relay_started",
        settings=(
            *("BROKER_URL", "RELAY_MEMBERS_URL", "RELAY_EVENTS_URL", "RELAY_NOTIFICATIONS_URL"),
        ),
    ),
    Process(
        name="web",
        command=WEB,
        owner="web",
        settings=("BROKER_URL", "SECRET_KEY", "PUBLIC_URL", "SANDBOX_URL", "WEB_PORT"),
        ports=("web",),
        pages="web",
        scalable=False,
    ),
    Process(
        name="sandbox",
        command=(PYTHON, "-m", "tools.sandbox"),
        settings=(
            *("SANDBOX_SMTP_PORT", "SANDBOX_HTTP_PORT", "SANDBOX_DIR"),
            *("SMS_GATEWAY_USER", "SMS_GATEWAY_PASSWORD"),
        ),
        ports=("sandbox_http", "sandbox_smtp"),
        pages="sandbox_http",
        scalable=False,
    ),
)

COMMAND = Process(
    name="multaqa",
    command=(PYTHON, "-m", "services.web.command"),
    owner="web",
    settings=("BROKER_URL", "ACTOR_SIGNING_KEY"),
)
"""The command for a terminal: whoever can read the stack's secrets may act."""

SMS_ACCOUNT = "multaqa"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the settings of one stack are made of."""

    places: Places
    ports: Mapping[str, int]
    secrets: Mapping[str, str]

    def database_url(self, role: str, database: str) -> str:
        password = self.secrets[f"postgres_{role}"]
        return postgres.url(role, password, self.ports["postgres"], database)

    def broker_url(self, user: str, vhost: str = broker.VHOST) -> str:
        return broker.url(user, self.secrets[f"broker_{user}"], self.ports["broker"], vhost)

    def command(self, process: Process) -> list[str]:
        """Give the words of its command line, ports and folders filled in."""
        known = {**self.ports, "temporary": self.places.temporary}
        return [word.format_map(known) for word in process.command]

    def settings(self, process: Process) -> dict[str, str]:
        """Give the process's own settings: those its row names, and the mode."""
        known = self._everything(process.owner)
        given = {"MULTAQA_MODE": "development"} | {name: known[name] for name in process.settings}
        return given | (providers.secrets(os.environ) if "SMS_PROVIDERS" in given else {})

    def _everything(self, owner: str) -> dict[str, str]:
        return {
            **self._shared(),
            **self._addresses(),
            **(self._of_service(owner) if owner in SERVICES else {}),
            **({"BROKER_URL": self.broker_url(owner)} if owner else {}),
        }

    def _shared(self) -> dict[str, str]:
        names = (
            *("actor_signing_key", "actor_verify_key", "codes_key", "suppression_key"),
            *("second_factor_key", "links_key", "vault_key", "secret_key"),
        )
        return {name.upper(): self.secrets[name] for name in names} | {
            "MAIL_FROM": "Multaqa <invitations@multaqa.example>",
            "SMS_SENDER": "MULTAQA",
            "ASSOCIATION": "Forum Multaqa",
            "SMS_GATEWAY_USER": SMS_ACCOUNT,
            "SMS_GATEWAY_PASSWORD": self.secrets["sms_gateway"],
            "SMS_GATEWAY_RECEIPTS": "yes",
            "SMS_PROVIDERS": providers.file(os.environ),
        }

    def _addresses(self) -> dict[str, str]:
        smtp, http, web = (self.ports[name] for name in ("sandbox_smtp", "sandbox_http", "web"))
        return {
            "PUBLIC_URL": f"http://127.0.0.1:{web}",
            "WEB_PORT": str(web),
            "SMTP_TLS": "offered",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            "SMS_GATEWAY_URL": f"http://127.0.0.1:{http}/cgi-bin/sendsms",
            "SMS_RECEIPTS_URL": f"http://127.0.0.1:{web}",
            "SANDBOX_SMTP_PORT": str(smtp),
            "SANDBOX_HTTP_PORT": str(http),
            "SANDBOX_URL": f"http://127.0.0.1:{http}",
            "SANDBOX_DIR": str(self.places.sandbox),
            "VAULT_DATABASE_URL": self.database_url("members_vault", "members"),
            **{f"RELAY_{name.upper()}_URL": self.database_url("relay", name) for name in SERVICES},
        }

    def _of_service(self, owner: str) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url(owner, owner),
            "PARKING_KEY": self.secrets[f"parking_key_{owner}"],
        }
