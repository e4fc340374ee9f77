# What the tests of the ground, for the contrast, use.
from collections.abc import Callable
from typing import Any

def event_dispatcher(config: dict[str, Any]) -> Callable[[str, str, Any], None]: ...
