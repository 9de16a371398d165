"""The program of a service: `serve`, `work`, `relay`, `migrate`, each until it is ended."""

import asyncio
import importlib
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from prometheus_client import start_http_server

from shared.decisions.store import EventStore
from shared.edge.beside import beside
from shared.edge.config import Config, config_from
from shared.edge.logs import frames_of, logger, start_logs
from shared.edge.service import Service, prepare, relay, work
from shared.edge.tracing import start_tracing

parts = ("serve", "work", "relay", "migrate")
Task = Callable[[EventStore], Awaitable[None]]
Part = Callable[[Config], Coroutine[Any, Any, None]]
no_more: Mapping[str, Part] = {}


def run_program(
    service: Service,
    web: str,
    arguments: Sequence[str],
    *,
    also: Callable[[Config], Sequence[Task]] = lambda config: (),
    more: Mapping[str, Part] = no_more,
) -> int:
    """Run one part of a service; `also` gives further tasks of its work process.

    `more` are parts that this service alone has, by their name.

    `web` names the module whose `build` makes its application: only `serve` loads it, so that
    the other parts start in half the time.
    Answers the exit status. A process without HTTP serves its metrics at `CSPR_METRICS_PORT`,
    if that is set.
    """
    if len(arguments) != 1 or arguments[0] not in (*parts, *more):
        sys.stderr.write(f"Say one of: {', '.join((*parts, *more))}.\n")
        return 2
    (part,) = arguments
    start_logs(service.name)
    config = config_from(service.name)
    _start_tracing(service.name)
    if part == "serve":
        _serve(config, web)
        return 0
    if part != "migrate":
        _serve_metrics()
    doing: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "work": lambda: work(config, service, also=[*also(config), beside(config, service)]),
        "relay": lambda: relay(config, service),
        "migrate": lambda: prepare(config, service),
        **{name: partial(run, config) for name, run in more.items()},
    }
    try:
        asyncio.run(doing[part]())
    except Exception as error:  # noqa: BLE001 - whatever ends a process; its supervisor goes on
        log_the_end(error)
        return 1
    return 0


def log_the_end(error: BaseException) -> None:
    """Each error that ended the process, as every other fault: its message may quote a body."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            log_the_end(each)
        return
    logger("program").error(
        "the process ends", error=type(error).__name__, frames=frames_of(error)
    )


def _serve(config: Config, web: str) -> None:
    import uvicorn

    uvicorn.run(
        importlib.import_module(web).build(config),
        host=config.host,
        port=config.port,
        lifespan="on",
        log_config=None,
        access_log=False,
    )


def _serve_metrics() -> None:
    port = os.environ.get("CSPR_METRICS_PORT")
    if port:
        start_http_server(int(port), addr=os.environ.get("CSPR_HOST", "127.0.0.1"))


def _start_tracing(service: str) -> None:
    place = os.environ.get("CSPR_TRACES")
    if place:
        start_tracing(service, Path(place).open("a", encoding="utf-8"))
