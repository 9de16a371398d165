"""Logs as JSON lines, of known fields only: so that nothing about a person gets into them."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

known_fields = frozenset(
    {
        "event",
        "level",
        "at",
        "service",
        "logger",
        "correlation_id",
        "causation_id",
        "traceparent",
        "reference",
        "actor_roles",
        "partner",
        "method",
        "route",
        "status",
        "took_ms",
        "subject",
        "source",
        "position",
        "offset",
        "partition",
        "topic",
        "type",
        "version",
        "follower",
        "read_model",
        "policy",
        "command",
        "outcome",
        "reason",
        "count",
        "bytes",
        "seconds",
        "attempt",
        "host",
        "port",
        "address",
        "pid",
        "part",
        "error",
        "frames",
    }
)
"""Add a field here only if it can never hold a name, a free text or a precise place."""
max_characters = 500
Entry = MutableMapping[str, Any]


def start_logs(service: str, *, to: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Send all logs of this process, libraries' too, to one stream as JSON lines."""
    shared_steps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                _whose(service),
                where_it_failed,
                only_known_fields,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("uvicorn.access", "httpx", "aiokafka"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A log for a part of a service."""
    made: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return made


def where_it_failed(_logger: Any, _method: str, entry: Entry) -> Entry:
    """An exception as its type and places: its message may quote a row or a body."""
    failed = entry.pop("exc_info", None)
    if failed is True:
        failed = sys.exc_info()
    error = failed[1] if isinstance(failed, tuple) else failed
    if isinstance(error, BaseException):
        entry["error"] = type(error).__name__
        entry["frames"] = frames_of(error)
    entry.pop("exc_text", None)
    return entry


def frames_of(error: BaseException) -> list[str]:
    """Where an exception came from, the last twelve places, without any values."""
    stack = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in stack]


def only_known_fields(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Drop what has not been declared as harmless, and cut what is long."""
    return {
        name: value[:max_characters] if isinstance(value, str) else value
        for name, value in entry.items()
        if name in known_fields
    }


def _whose(service: str) -> structlog.typing.Processor:
    def add(_logger: Any, _method: str, entry: Entry) -> Entry:
        entry["service"] = service
        return entry

    return add


def _short(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").split("/")[-3:])
