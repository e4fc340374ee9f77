from collections.abc import Callable
from typing import Any, TypeVar

R = TypeVar("R")

def execute(function: Callable[..., R], *args: Any, **kwargs: Any) -> R: ...
