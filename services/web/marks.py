"""Small pieces of markup that sentences are filled with."""

from __future__ import annotations

from uuid import UUID, uuid5

from markupsafe import Markup


def bdi(name: object) -> Markup:
    """Isolate a name: its direction is its own and does not turn the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(name)


def derived(thing: UUID, act: str) -> UUID:
    """Make the id of a command that can only be meant once for a thing, however often shown."""
    return uuid5(thing, act)
