# What tests/toy/stock.py, nameko as it comes, uses.
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

def rpc(method: F) -> F: ...
