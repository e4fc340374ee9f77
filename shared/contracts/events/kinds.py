"""What each kind of event usually is, for what an organiser leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.contracts.events.cards import EventType


@dataclass(frozen=True, kw_only=True)
class Usual:
    """How long such an event lasts, how many can come, how many each may bring."""

    length: timedelta
    capacity: int
    guests_most: int = 0


USUAL: Mapping[EventType, Usual] = {
    "forum": Usual(length=timedelta(hours=8), capacity=150),
    "youth_meeting": Usual(length=timedelta(hours=2), capacity=30),
    "assembly": Usual(length=timedelta(hours=4), capacity=200),
}
"""By kind. Answers to all of them are possible until the start."""
