"""Databases that many modules ask for, each module its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.world import World


@pytest.fixture(scope="module")
def members(make_world: Callable[..., World]) -> World:
    """Give a database of members alone, migrated and empty."""
    return make_world(services=("members",))
