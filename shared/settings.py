"""
Settings: read once, at the edge, from the environment; all that is wrong is said together.

    @dataclass(frozen=True, kw_only=True)
    class Settings(CommonSettings):
        codes_key: Secret
        offer_hours: int = 24

    settings = read(Settings, os.environ)   # reads CODES_KEY, OFFER_HOURS
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import NoneType
from typing import Any, Self, TypeVar, get_args, get_type_hints
from urllib.parse import urlsplit

EX_CONFIG = 78
"""The exit code for settings that cannot be used (sysexits.h)."""

MODES = ("development", "test", "production")


class UnusableSettings(SystemExit):
    """The process refuses to start; the message names every setting that is missing or bad."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Multaqa cannot start:\n" + "\n".join(f"  - {p}" for p in problems))
        self.problems = problems


class Secret(str):
    """A text whose repr tells nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "***"

    def key(self) -> bytes:
        """Give the bytes of a key written in base64; ValueError when it is shorter than 32."""
        try:
            raw = base64.b64decode(self, validate=True)
        except binascii.Error as error:
            msg = "is not base64"
            raise ValueError(msg) from error
        if len(raw) < 32:
            msg = "is shorter than 32 bytes"
            raise ValueError(msg)
        return raw


class Seconds(tuple[int, ...]):
    """Whole seconds, written `5,60,600`; ValueError when one of them is below 1."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        numbers = [int(part) for part in text.split(",")]
        if min(numbers) < 1:
            raise ValueError(text)
        return super().__new__(cls, numbers)


RETRY_DELAYS_S = Seconds("5,60,600")


@dataclass(frozen=True, kw_only=True)
class CommonSettings:
    """What every process needs to know."""

    multaqa_mode: str

    def problems(self) -> list[str]:
        """Name what is set but cannot be used; subclasses add theirs."""
        if self.multaqa_mode not in MODES:
            return [f"MULTAQA_MODE is none of {', '.join(MODES)}"]
        return []

    @property
    def production(self) -> bool:
        return self.multaqa_mode == "production"


@dataclass(frozen=True, kw_only=True)
class ServiceSettings(CommonSettings):
    """What every process with a database and the bus needs to know."""

    database_url: Secret
    broker_url: Secret
    parking_key: Secret
    actor_verify_key: Secret
    pool_size: int = 10
    workers: int = 10
    retry_delays_s: Seconds = RETRY_DELAYS_S
    """A message whose handler failed is tried again after each of these, then parked."""

    def problems(self) -> list[str]:
        found = super().problems()
        found += bad_keys(self, "actor_verify_key")
        found += bad_fernet_key("PARKING_KEY", self.parking_key)
        found += bad_database_address("DATABASE_URL", self.database_url)
        found += bad_broker_address("BROKER_URL", self.broker_url)
        if self.pool_size < 1 or self.workers < 1:
            found.append("POOL_SIZE and WORKERS are at least 1")
        return found


def bad_database_address(name: str, address: str) -> list[str]:
    """Say what is wrong with the address of a database."""
    return _bad_address(name, address, ("postgresql", "postgres"), "database")


def bad_broker_address(name: str, address: str) -> list[str]:
    """Say what is wrong with the address of the broker."""
    if found := _bad_address(name, address, ("amqp", "amqps", "pyamqp"), "virtual host"):
        return found
    broker = urlsplit(address)
    if broker.username == "guest" and broker.hostname not in ("127.0.0.1", "localhost"):
        return [f"{name} uses the account 'guest' on another host"]
    return []


def _bad_address(name: str, address: str, schemes: tuple[str, ...], what: str) -> list[str]:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - read for its ValueError
    except ValueError:
        return [f"{name} is no address"]
    if parts.scheme not in schemes:
        return [f"{name} does not begin with {schemes[0]}://"]
    return [] if parts.path.strip("/") else [f"{name} names no {what}"]


def bad_fernet_key(name: str, key: str) -> list[str]:
    """Say what is wrong with a Fernet key; found out at its first use it is too late."""
    try:
        whole = len(base64.urlsafe_b64decode(key)) == 32
    except ValueError:
        whole = False
    return [] if whole else [f"{name} is not 32 bytes in URL-safe base64"]


def bad_keys(settings: object, *names: str) -> list[str]:
    """Name those of the given settings that are no usable base64 key."""
    found = []
    for name in names:
        try:
            getattr(settings, name).key()
        except ValueError as error:
            found.append(f"{name.upper()} {error}")
    return found


S = TypeVar("S", bound=CommonSettings)


def read(kind: type[S], environment: Mapping[str, str]) -> S:
    """Make settings of `kind`; UnusableSettings lists every name that is missing or bad."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    problems = []
    for field in fields(kind):
        name = field.name.upper()
        raw = environment.get(name, "")
        if raw:
            wanted = _without_none(hints[field.name])
            try:
                values[field.name] = _parse(raw, wanted)
            except ValueError:
                problems.append(f"{name} is not a valid {wanted.__name__}")
        elif _required(field):
            problems.append(f"{name} is not set")
    if problems:
        raise UnusableSettings(problems)
    settings = kind(**values)
    if found := settings.problems():
        raise UnusableSettings(found)
    return settings


def _required(field: Any) -> bool:  # dataclasses.Field is generic in what we do not know
    from dataclasses import MISSING  # noqa: PLC0415 - beside its only use

    return field.default is MISSING and field.default_factory is MISSING


def _without_none(hint: Any) -> type:
    """Give what a setting is when it is set: `bool` of `bool | None`."""
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    wanted: type = kinds[0] if kinds else hint
    return wanted


def _parse(raw: str, kind: type) -> object:
    if kind is bool:
        if raw.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise ValueError(raw)
        return raw.lower() in ("1", "true", "yes")
    return kind(raw)
