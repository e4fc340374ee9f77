"""
The providers of SMS that are set up: read from a small file, `providers.toml`.

    [[provider]]
    name = "maroc"
    kind = "smpp"                    # kannel, smpp, android or http
    host = "smsc.example.org"
    system_id = "fmas"
    password_from = "SMSC_PASSWORD"  # the name of a variable of the environment: no secret here

Whatever is wrong is said all at once, each with the provider and the setting that it is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, get_type_hints
from urllib.parse import urlsplit

from services.notifications.domain import VERDICTS, Verdict
from shared.settings import Secret

NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
FROM = "_from"
LONGEST_SENDER = 15
LONGEST_SYSTEM_ID = 15
NONE = Secret()
"""A secret that a provider does without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    What every kind has: its share of what it may take, and how much at once.

    `prefixes` are the beginnings of the numbers that it is for (none: all). Of several with the
    same prefix each gets its `weight` of the messages. `parts_per_second` is what the contract
    allows; 0 when it says nothing.
    """

    kind: ClassVar[str] = ""

    name: str
    weight: int = 1
    prefixes: tuple[str, ...] = ()
    window: int = 50
    connections: int = 8
    parts_per_second: float = 0.0
    receipts: bool = False

    def problems(self) -> Iterator[str]:
        """Name each setting that cannot be used."""
        if not NAME.fullmatch(self.name):
            yield "name is not a short word in small letters"
        if not 1 <= self.weight <= 100:
            yield "weight is between 1 and 100"
        if not 1 <= self.window <= 50:
            yield "window is between 1 and 50: it bounds what a crash leaves uncertain"
        if self.connections < 1:
            yield "connections is at least 1"
        if self.parts_per_second < 0:
            yield "parts_per_second is not below 0"
        if not all(re.fullmatch(r"\+\d{1,7}", prefix) for prefix in self.prefixes):
            yield 'prefixes are beginnings of numbers such as "+212"'


@dataclass(frozen=True, slots=True, kw_only=True)
class KannelProvider(Provider):
    """A gateway that speaks Kannel's `sendsms`; `hook` is what its calls to us carry."""

    kind: ClassVar[str] = "kannel"

    url: str
    user: str
    password: Secret
    sender: str
    hook: Secret = NONE

    def problems(self) -> Iterator[str]:
        yield from Provider.problems(self)
        yield from _bad_url(self.url)
        yield from _bad_sender(self.sender)


@dataclass(frozen=True, slots=True, kw_only=True)
class AndroidProvider(Provider):
    """A phone with SMS Gateway for Android; `hook` is the signing key of its webhooks."""

    kind: ClassVar[str] = "android"

    url: str
    user: str
    password: Secret
    sim: int = 0
    hook: Secret = NONE

    def problems(self) -> Iterator[str]:
        yield from Provider.problems(self)
        yield from _bad_url(self.url)
        if not 0 <= self.sim <= 3:
            yield "sim is between 1 and 3, or 0 for the phone's own choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpProvider(Provider):
    """
    Any other form over HTTP: its request as a template, its answers as a table.

    `code_at` leads to a code within a JSON answer (`messages.0.status`); in a plain text the first
    group of `code_in` is the code, and the group `id` the name of the message; without both the
    HTTP status is the code. `hook_*` say how its calls to us read; with `hook_signed` all of them
    carry a signature under `hook`.
    """

    kind: ClassVar[str] = "http"

    url: str
    method: str = "POST"
    body: str = ""
    content_type: str = "application/x-www-form-urlencoded"
    headers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Verdict] = field(default_factory=dict)
    code_at: str = ""
    code_in: str = ""
    id_at: str = ""
    user: str = ""
    secret: Secret = NONE
    sender: str = ""
    basic_auth: bool = False
    idempotent: bool = False
    hook: Secret = NONE
    hook_signed: str = ""
    hook_ref_at: str = ""
    hook_id_at: str = ""
    hook_status_at: str = ""
    hook_statuses: Mapping[str, str] = field(default_factory=dict)
    hook_from_at: str = ""
    hook_text_at: str = ""
    hook_key_at: str = ""

    def problems(self) -> Iterator[str]:
        yield from Provider.problems(self)
        yield from _bad_url(self.url)
        if self.method not in ("GET", "POST"):
            yield "method is GET or POST"
        if not set(self.codes.values()) <= set(VERDICTS):
            yield f"codes are told as one of {', '.join(VERDICTS)}"
        if "{text}" not in self.url + self.body or not re.search(
            r"\{(to|digits)\}", self.url + self.body
        ):
            yield "url and body have no place for {text}, or none for {to} or {digits}"
        if not set(self.hook_statuses.values()) <= {"sent", "delivered", "failed"}:
            yield "hook_statuses are told as sent, delivered or failed"
        if "{receipts}" in self.url + self.body and not self.receipts:
            yield "receipts is not true, and url or body have a place for {receipts}"
        yield from self._bad_answers()
        yield from self._bad_calls()

    def _bad_answers(self) -> Iterator[str]:
        if self.code_at and self.code_in:
            yield "code_at and code_in are there both: an answer has one code"
        try:
            groups = re.compile(self.code_in).groups
        except re.error as error:
            yield f"code_in is no regular expression: {error}"
        else:
            if self.code_in and not groups:
                yield "code_in has no group: what is between ( and ) is the code"

    def _bad_words(self) -> Iterator[str]:
        for name in ("hook_from_at", "hook_key_at"):
            if not getattr(self, name):
                yield f"{name} is missing: hook_text_at needs it, or a call counts twice"
        if not self.hook:
            yield "hook_from is missing: without it anybody writes in the name of others"

    def _bad_calls(self) -> Iterator[str]:
        if self.hook_status_at and not self.hook_statuses:
            yield "hook_statuses is missing: hook_status_at needs to know what they mean"
        if self.hook_text_at:
            yield from self._bad_words()
        if self.hook_signed not in ("", "twilio"):
            yield 'hook_signed is "twilio", or is not there'
        elif self.hook_signed and not self.hook:
            yield "hook_from is missing: hook_signed needs the account's token"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppProvider(Provider):
    """
    A bind at an operator's message centre, by SMPP 3.4.

    `response_s` is how long it may think about a message, `enquire_s` how often it is asked
    whether it is there; after two of these without a word the line counts as dead. It is asked to
    keep a message for a phone that is off for `validity_h` at most.
    """

    kind: ClassVar[str] = "smpp"

    host: str
    system_id: str
    password: Secret
    sender: str
    port: int = 2775
    tls: bool = False
    system_type: str = ""
    window: int = 20
    parts_per_second: float = 10.0
    receipts: bool = True
    response_s: float = 30.0
    enquire_s: float = 30.0
    validity_h: float = 48.0

    def problems(self) -> Iterator[str]:
        yield from Provider.problems(self)
        yield from _bad_sender(self.sender)
        if not 0 < self.port < 65536:
            yield "port is between 1 and 65535"
        if self.parts_per_second <= 0:
            yield "parts_per_second is above 0: ask the operator what the contract allows"
        if min(self.response_s, self.enquire_s) <= 0:
            yield "response_s and enquire_s are above 0"
        if self.validity_h <= 0:
            yield "validity_h is above 0"
        if len(self.system_id) > LONGEST_SYSTEM_ID:
            yield f"system_id is longer than {LONGEST_SYSTEM_ID} letters: SMPP has no more"
        if len(self.password) > 8:
            yield "password_from names a password of more than 8 letters: SMPP has no more"


KINDS: dict[str, type[Provider]] = {
    kind.kind: kind for kind in (KannelProvider, AndroidProvider, HttpProvider, SmppProvider)
}


def read_providers(
    path: Path, environment: Mapping[str, str]
) -> tuple[tuple[Provider, ...], list[str]]:
    """Give the providers of a file, and what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return (), [f"SMS_PROVIDERS: {path} cannot be read: {reason}"]
    tables = told.get("provider", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return (), ["SMS_PROVIDERS: provider is no list of tables: each begins with [[provider]]"]
    providers: list[Provider] = []
    problems = [f"SMS_PROVIDERS: there is no setting {name}" for name in told.keys() - {"provider"}]
    for number, table in enumerate(tables, 1):
        provider, wrong = _provider(table, environment)
        name = table.get("name", f"number {number}")
        problems += [f"SMS_PROVIDERS: provider {name}: {said}" for said in wrong]
        providers += [provider] if provider else []
    if not tables:
        problems.append("SMS_PROVIDERS: the file names no [[provider]]")
    if len({table.get("name") for table in tables}) < len(tables):
        problems.append("SMS_PROVIDERS: two providers have the same name")
    if providers and not problems and all(provider.prefixes for provider in providers):
        problems.append("SMS_PROVIDERS: every provider has prefixes, so other numbers have none")
    return tuple(providers), problems


def _provider(
    table: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[Provider | None, list[str]]:
    kind = KINDS.get(str(table.get("kind")))
    if kind is None:
        return None, [f"kind is none of {', '.join(KINDS)}"]
    hints, known = get_type_hints(kind), {f.name: f for f in fields(kind)}
    told = {name: said for name, said in table.items() if name != "kind"}
    values: dict[str, Any] = {}
    wrong = [f"there is no setting {n}" for n in told if n.removesuffix(FROM) not in known]
    for name, said in told.items():
        setting = name.removesuffix(FROM)
        try:
            if hints.get(setting) is Secret:
                values[setting] = _secret(name, said, environment)
            elif setting in known:
                values[setting] = _value(said, known[setting].default, hints[setting])
        except ValueError as error:
            wrong.append(f"{name} {error}")
    wrong += _unset(known, hints, {name.removesuffix(FROM) for name in told})
    if wrong:
        return None, wrong
    provider = kind(**values)
    return provider, list(provider.problems())


def _unset(
    known: Mapping[str, Field[Any]], hints: Mapping[str, object], told: set[str]
) -> list[str]:
    required = {n for n, f in known.items() if f.default is f.default_factory is MISSING}
    return [
        f"{name}{FROM if hints[name] is Secret else ''} is not set"
        for name in sorted(required - told)
    ]


def _secret(name: str, said: object, environment: Mapping[str, str]) -> Secret:
    if not name.endswith(FROM):
        msg = f"is a secret: name a variable of the environment in {name}{FROM}"
        raise ValueError(msg)
    if not (value := environment.get(str(said), "")):
        msg = f"names {said}, which is not set"
        raise ValueError(msg)
    return Secret(value)


def _value(said: object, default: object, hint: object) -> object:
    """Take a value as it is when it is of its setting's kind."""
    if isinstance(said, list) and isinstance(default, tuple):
        return tuple(str(each) for each in said)
    if hint is float and isinstance(said, int) and not isinstance(said, bool):
        return float(said)
    wanted = hint if isinstance(hint, type) else dict
    if type(said) is not wanted:
        msg = "is not of the kind that it should be"
        raise ValueError(msg)
    if isinstance(said, dict) and not all(isinstance(each, str) for each in said.values()):
        msg = "has something in it that is no text"
        raise ValueError(msg)
    return said


def _bad_url(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number
        good = False
    if not good:
        yield "url is no address such as https://gateway.example.org/sendsms"


def _bad_sender(sender: str) -> Iterator[str]:
    if len(sender) > LONGEST_SENDER or not sender.isascii():
        yield f"sender is at most {LONGEST_SENDER} plain letters or digits"
    elif not sender.lstrip("+").isdigit() and len(sender) > 11:
        yield "sender is a name of more than 11 letters"
