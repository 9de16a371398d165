"""Whether a process lives, and whether it can do its work; if not, what it waits for."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

import psycopg
from fastapi import APIRouter
from psycopg_pool import PoolTimeout
from starlette.responses import JSONResponse, PlainTextResponse, Response

from shared.edge.answers import Answer, answers
from shared.edge.metrics import metrics_page

Check = Callable[[], Awaitable[str | None]]
"""None when ready; else, in words, what is waited for."""

Measure = Callable[[], Awaitable[None]]
"""Sets gauges to what is so now, before they are shown."""

check_seconds = 2.0


class Liveness(Answer):
    """The process answers."""

    live: bool


class Readiness(Answer):
    """Whether a process can do its work; `waiting`: what each part that cannot waits for."""

    ready: bool
    waiting: dict[str, str]


_not_ready = answers(
    Readiness(ready=False, waiting={"store": "the event store is being compared with the log"}),
    503,
)


def health_routes(checks: Mapping[str, Check], measure: Measure | None = None) -> APIRouter:
    """`/health/live`, `/health/ready` and `/metrics`; the checks by the names of the parts."""
    router = APIRouter(tags=["operations"])

    @router.get(
        "/health/live",
        summary="Whether this process lives",
        responses=answers(Liveness(live=True)),
    )
    async def live() -> Liveness:
        return Liveness(live=True)

    @router.get(
        "/health/ready",
        summary="Whether it can do its work, and what it waits for",
        response_model=Readiness,
        responses=answers(Readiness(ready=True, waiting={})) | _not_ready,
    )
    async def ready() -> JSONResponse:
        waits = await asyncio.gather(*(_ask(check) for check in checks.values()))
        waiting = {name: words for name, words in zip(checks, waits, strict=True) if words}
        return JSONResponse({"ready": not waiting, "waiting": waiting}, 503 if waiting else 200)

    @router.get(
        "/metrics",
        summary="Metrics for Prometheus",
        response_model=None,
        response_class=PlainTextResponse,
    )
    async def metrics() -> Response:
        if measure is not None:
            with contextlib.suppress(psycopg.OperationalError, PoolTimeout, TimeoutError):
                await asyncio.wait_for(measure(), check_seconds)
        return metrics_page()

    return router


async def _ask(check: Check) -> str | None:
    """Ask one part; a check that fails or hangs is not ready, and shows no inner detail."""
    try:
        return await asyncio.wait_for(check(), check_seconds)
    except TimeoutError:
        return f"no answer within {check_seconds:g} seconds"
    except Exception as error:  # noqa: BLE001 - whatever it is, the part is not ready
        return f"the check failed ({type(error).__name__})"
