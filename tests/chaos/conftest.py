"""One running system for each module that kills."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.scene import Scene
from tests.support.world import World


@pytest.fixture(scope="module")
def scene(make_world: Callable[..., World]) -> Scene:
    return Scene(make_world()).start()
