"""What the sandbox needs to know, and the one place that decides whether it may run at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.settings import CommonSettings, Secret, UnusableSettings, read

LOOPBACK, WITHIN_CONTAINER = "127.0.0.1", "0.0.0.0"  # noqa: S104 - a container's own network
ALLOWED_MODES = ("development", "test")


@dataclass(frozen=True, kw_only=True)
class SandboxSettings(CommonSettings):
    """
    Ports, the folder that keeps what came in, the gateway's account.

    `sandbox_host` stays the loopback address, but in a container, whose network is its own.
    """

    sandbox_smtp_port: int
    sandbox_http_port: int
    sandbox_dir: Path
    sms_gateway_user: Secret
    sms_gateway_password: Secret
    sandbox_host: str = LOOPBACK

    def problems(self) -> list[str]:
        found = super().problems()
        ports = {
            "SANDBOX_SMTP_PORT": self.sandbox_smtp_port,
            "SANDBOX_HTTP_PORT": self.sandbox_http_port,
        }
        found += [
            f"{name} is not a port (1 to 65535)"
            for name, port in ports.items()
            if not 0 < port < 65536
        ]
        if self.sandbox_host not in (LOOPBACK, WITHIN_CONTAINER):
            found.append(f"SANDBOX_HOST is {LOOPBACK}, or {WITHIN_CONTAINER} within a container")
        if self.sandbox_smtp_port == self.sandbox_http_port:
            found.append("SANDBOX_SMTP_PORT and SANDBOX_HTTP_PORT are the same")
        return found


def read_settings(environment: Mapping[str, str]) -> SandboxSettings:
    """Read the settings; UnusableSettings when one is wrong or the mode is not a developer's."""
    mode = environment.get("MULTAQA_MODE", "")
    if mode not in ALLOWED_MODES:
        raise UnusableSettings(
            [
                (
                    "the sandbox only pretends to send, so it runs with MULTAQA_MODE=development "
                    f"or test and nowhere else (it is {mode or 'not set'})"
                )
            ]
        )
    return read(SandboxSettings, environment)
