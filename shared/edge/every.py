"""Work that is looked for, not announced: `@every(seconds=1)` on a method of a service."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import eventlet
import structlog
from eventlet.event import Event
from nameko.extensions import Entrypoint

from shared.db.database import DatabaseDown
from shared.messaging.correlation import correlated

log = structlog.get_logger()

Work = Callable[[Any], bool]


class Every(Entrypoint):
    """
    Calls a method again and again: at once while it returns True, else after a pause.

    Every replica runs it, so the method takes its work under SKIP LOCKED. An error is logged
    and the next call comes after the pause; a stop comes between two calls.
    """

    def __init__(self, seconds: float, **options: Any) -> None:
        self.seconds = seconds
        self._stopping = Event()
        super().__init__(**options)

    def start(self) -> None:
        self._loop = self.container.spawn_managed_thread(self._run, identifier="every")

    def stop(self) -> None:
        self._stopping.send(True)
        self._loop.wait()

    def kill(self) -> None:
        self._loop.kill()

    def _run(self) -> None:
        while not self._stopping.ready():
            done = Event()
            self.container.spawn_worker(
                self, (), {}, context_data={}, handle_result=lambda *r, d=done: _finish(d, *r)
            )
            if done.wait():
                eventlet.sleep(0)
                continue
            with eventlet.Timeout(self.seconds, exception=False):
                self._stopping.wait()


def _finish(done: Event, _: Any, result: Any, exc_info: Any) -> Any:
    done.send(bool(result))
    return result, exc_info


def every(seconds: float) -> Callable[[Work], Work]:
    """Call the method all `seconds` for as long as the service runs."""

    def decorate(method: Work) -> Work:
        @wraps(method)
        def handle(service: Any) -> bool:
            with correlated(None, work=method.__name__):
                try:
                    return method(service)
                except DatabaseDown:
                    log.warning("work_waits_for_the_database")
                except Exception:
                    log.exception("work_failed")
                return False

        Every.decorator(seconds)(handle)
        return handle

    return decorate
