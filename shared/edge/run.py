"""
Run one nameko service: `python -m shared.edge.run package.module:Class`.

The first lines make the process green before anything else is imported (N24), and psycopg with
it (N12). `nameko run` is not used: it hosts every class that a module happens to see.
"""

import os

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"

import warnings

# Known, and why it stays at the edge alone: docs/adr/0001.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet

eventlet.monkey_patch()

import signal
import sys
from importlib import import_module
from typing import Any

import psycopg
import structlog
from eventlet import patcher
from eventlet.debug import hub_exceptions
from eventlet.event import Event
from nameko.runners import ServiceRunner

from shared import log as logs
from shared.edge.consumer import HEARTBEAT_S, UnusableBroker
from shared.edge.providers import SettingsProvider
from shared.settings import EX_CONFIG, ServiceSettings, UnusableSettings, read

log = structlog.get_logger()

STOP_WITHIN_S = 30
UNBOUNDED = 10_000
"""nameko's own pool bounds nothing: `SafeQueueConsumer` does, by the setting `workers`."""
EX_SOFTWARE = 70
"""The exit code of a service that could not go on, or could not stop in time (sysexits.h)."""


def load(path: str) -> Any:
    """Import `package.module:Class`."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def settings_of(service: Any) -> ServiceSettings:
    """Read the settings that the service class names."""
    provider = next(
        value for value in vars(service).values() if isinstance(value, SettingsProvider)
    )
    settings: ServiceSettings = read(provider.kind, os.environ)
    return settings


def refuse_if_unsafe() -> None:
    """Stop here when the process could freeze as a whole (P23)."""
    problems = []
    if not patcher.is_monkey_patched("socket"):
        problems.append("sockets are not green: something was imported before eventlet")
    if psycopg.waiting.wait is not psycopg.waiting.wait_selector:
        problems.append("PSYCOPG_WAIT_FUNC is not wait_selector: a query would freeze the process")
    if problems:
        raise UnusableSettings(problems)


def nameko_config(settings: ServiceSettings) -> dict[str, Any]:
    """Say in nameko's words what it needs to know."""
    return {
        "AMQP_URI": str(settings.broker_url),
        "HEARTBEAT": HEARTBEAT_S,
        "max_workers": UNBOUNDED,
        "settings": settings,
    }


def stop_on_signals(runner: ServiceRunner) -> Event:
    """Let SIGTERM and SIGINT stop the service once; gives what tells that it was asked."""
    asked = Event()

    def stop(*_: object) -> None:
        if asked.ready():
            return
        asked.send(True)
        eventlet.spawn_n(runner.stop)
        # What does not end in time is ended: the database decides what that left undone.
        eventlet.spawn_after(STOP_WITHIN_S, os._exit, EX_SOFTWARE)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return asked


def run(runner: ServiceRunner) -> int:
    """Run until stopped, and give the exit code."""
    asked_to_stop = stop_on_signals(runner)
    try:
        runner.start()
        if not asked_to_stop.ready():
            log.info("service_started")
        runner.wait()
    except UnusableBroker as error:
        refusal = UnusableSettings([f"BROKER_URL: {error}"])
        sys.stderr.write(f"{refusal}\n")
        return EX_CONFIG
    except Exception:
        log.critical("service_died", exc_info=True)
        return EX_SOFTWARE
    log.info("service_stopped")
    return 0


def main() -> None:
    service = load(sys.argv[1])
    logs.configure(service.name)
    # eventlet would print what a greenlet raised, with its text; nameko logs it by our rules.
    hub_exceptions(False)
    refuse_if_unsafe()
    runner = ServiceRunner(nameko_config(settings_of(service)))
    runner.add_service(service)
    code = run(runner)
    # Threads of the pool must not hold a stopped process.
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
