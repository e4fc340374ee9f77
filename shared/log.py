"""
Logs: a constant name and ids; JSON lines, or coloured lines in a terminal. Never personal data.

What others' libraries log is kept as its template, without its arguments, and an exception as
its type and the lines it went through, without its text: both may hold a phone number.
"""

from __future__ import annotations

import logging
import logging.config
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

OUR_LOGGERS = ("multaqa", "shared", "services", "tools")
FORGIVEN_KEYS = frozenset({"event", "level", "timestamp", "logger", "exception", "correlation_id"})
MAX_VALUE_LENGTH = 200


def configure(process: str, *, level: str = "INFO") -> None:
    """Set up logging for one process; called once, before anything logs."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _only_the_type_of_exceptions,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    terminal = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_template_only, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _one_short_line,
            renderer,
        ],
        # The formatter would add the record's own traceback text, which holds values.
        keep_exc_info=False,
        keep_stack_info=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Set after the fact instead of by dictConfig, whose default silences loggers that exist (N21).
    for noisy in ("amqp", "kombu", "faker", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=process)


def _template_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    # A ready-made text may hold anything; then its place says enough.
    template = str(record.msg) if record.args else f"{record.name}:{record.funcName}"
    event["event"] = template
    event["logger"] = record.name
    return event


def _only_the_type_of_exceptions(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    if not info:
        return event
    if info is True:
        info = sys.exc_info()
    error = info if isinstance(info, BaseException) else info[1]
    if error is not None:
        event["exception"] = describe(error)
    return event


def describe(error: BaseException) -> str:
    """Tell an exception's type and where it came through, without its text."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{_tail(f.filename)}:{f.lineno}" for f in reversed(frames))
    cause = error.__cause__ or error.__context__
    told = f"{type(error).__module__}.{type(error).__qualname__} at {places}"
    return f"{told}; from {type(cause).__qualname__}" if cause else told


def _tail(path: str) -> str:
    return "/".join(path.split("/")[-3:])


def _one_short_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if key not in FORGIVEN_KEYS and isinstance(value, str) and len(value) > MAX_VALUE_LENGTH:
            event[key] = value[:MAX_VALUE_LENGTH] + "…"
    return event
