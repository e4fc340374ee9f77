"""What the views work with; put together once, at the start."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from flask import Flask, current_app

from tools.sandbox.faults import FaultBoard
from tools.sandbox.intake import Intake
from tools.sandbox.settings import SandboxSettings
from tools.sandbox.store import Store

_NAME = "multaqa-sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """`stopping` is set when the process ends, and ends answers that are being delayed."""

    settings: SandboxSettings
    store: Store
    intake: Intake
    faults: FaultBoard
    stopping: threading.Event

    def put_into(self, app: Flask) -> None:
        app.extensions[_NAME] = self


def parts() -> Parts:
    """Give the parts of the application that answers the current request."""
    found: Parts = current_app.extensions[_NAME]
    return found
