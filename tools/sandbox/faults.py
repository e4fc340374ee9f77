"""Misbehaving on demand, so that tests can see how the system takes it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Self

from tools.sandbox.messages import Channel

LONGEST_DELAY_MS = 120_000


class UnknownFault(ValueError):
    """The faults asked for make no sense; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """
    How one channel misbehaves; the default is not at all.

    - `delay_ms`: the answer comes this much after the message was accepted;
    - `refuse_every`: each Nth submission gets a temporary refusal (503, SMTP 451), 1 is each one;
    - `drop_next`: the next N submissions are accepted, then the line is cut without an answer;
    - `reject`: recipients that match this regular expression get a final refusal (400, SMTP 550).
    """

    delay_ms: int = 0
    refuse_every: int = 0
    drop_next: int = 0
    reject: str = ""

    @classmethod
    def parse(cls, wish: Mapping[str, object]) -> Self:
        """Read faults from JSON; UnknownFault names what is wrong."""
        if unknown := set(wish) - {field.name for field in fields(cls)}:
            msg = f"there is no fault called {', '.join(sorted(unknown))}"
            raise UnknownFault(msg)
        for name, value in wish.items():
            _check(name, value)
        return cls(**wish)  # type: ignore[arg-type]  # each was looked at just now

    @property
    def none(self) -> bool:
        return not any(asdict(self).values())


def _check(name: str, value: object) -> None:
    if name == "reject":
        _check_pattern(value)
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
        msg = f"{name} is a whole number, 0 or more"
        raise UnknownFault(msg)
    elif name == "delay_ms" and value > LONGEST_DELAY_MS:
        msg = f"delay_ms is at most {LONGEST_DELAY_MS}"
        raise UnknownFault(msg)


def _check_pattern(value: object) -> None:
    try:
        re.compile(value)  # type: ignore[call-overload]  # TypeError is one of the answers
    except (re.error, TypeError) as error:
        msg = "reject is not a regular expression"
        raise UnknownFault(msg) from error


class FaultBoard:
    """The faults in force for each channel; they outlive a restart. Safe from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen = dict.fromkeys(Channel, 0)
        self._faults = self._read()

    def _read(self) -> dict[Channel, Faults]:
        if not self._path.exists():
            return {channel: Faults() for channel in Channel}
        kept = json.loads(self._path.read_text("utf-8"))
        return {channel: Faults.parse(kept[channel]) for channel in Channel}

    def _keep(self) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(self.as_json()), "utf-8")
        new.replace(self._path)

    def as_json(self) -> dict[str, dict[str, object]]:
        return {channel: asdict(self._faults[channel]) for channel in Channel}

    def __getitem__(self, channel: Channel) -> Faults:
        return self._faults[channel]

    def set(self, channels: list[Channel], faults: Faults) -> None:
        """Put these faults in the place of the channels' earlier ones."""
        with self._lock:
            for channel in channels:
                self._faults[channel] = faults
                self._seen[channel] = 0
            self._keep()

    def clear(self) -> None:
        self.set(list(Channel), Faults())

    def delay(self, channel: Channel) -> float:
        """How late the answer is, in seconds."""
        return self._faults[channel].delay_ms / 1000

    def rejects(self, channel: Channel, recipient: str) -> bool:
        pattern = self._faults[channel].reject
        return bool(pattern and re.search(pattern, recipient))

    def refuses(self, channel: Channel) -> bool:
        """Count a submission; whether it is one of those to be refused."""
        every = self._faults[channel].refuse_every
        if not every:
            return False
        with self._lock:
            self._seen[channel] += 1
            return self._seen[channel] % every == 0

    def drops(self, channel: Channel) -> bool:
        """Whether the answer to this submission is swallowed; uses one of the N up."""
        if not self._faults[channel].drop_next:
            return False
        with self._lock:
            left = self._faults[channel].drop_next
            if not left:
                return False
            self._faults[channel] = replace(self._faults[channel], drop_next=left - 1)
            self._keep()
            return True
