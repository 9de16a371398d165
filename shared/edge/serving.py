"""A service's web application, with its desk open for as long as it runs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shared.decisions.clock import Clock, SystemClock
from shared.edge.config import Config
from shared.edge.desk import Desk, open_desk
from shared.edge.health import Check
from shared.edge.http import create_app
from shared.edge.identity import Verifier
from shared.edge.problems import ErrorPage
from shared.edge.service import Service
from shared.edge.signing_keys import keys_at

parts = ("keys", "store", "followers")


async def nothing_more(_desk: Desk) -> None:
    """Measure no more than every service does."""


def serving(
    config: Config,
    service: Service,
    about: str,
    *,
    clock: Clock | None = None,
    error_page: ErrorPage | None = None,
    opened: Callable[[FastAPI, Desk], None] = lambda app, desk: None,
    also_measured: Callable[[Desk], Awaitable[None]] = nothing_more,
) -> FastAPI:
    """The application of a service; `opened` may put more on its state with the desk open.

    `also_measured` sets the gauges that this service alone has, when metrics are asked for.
    """
    clock = clock or SystemClock()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_desk(config, service, clock=clock) as desk:
            app.state.desk = desk
            app.state.checks = desk.checks()
            opened(app, desk)
            yield

    def check(name: str) -> Check:
        async def ask() -> str | None:
            found: Check = app.state.checks[name]
            return await found()

        return ask

    async def measure() -> None:
        desk: Desk = app.state.desk
        await desk.watch.measure()
        await also_measured(desk)

    verifier = Verifier(
        keys_at(config.jwks), issuer=config.issuer, audience=config.audience, clock=clock
    )
    app = create_app(
        service.name,
        about,
        verifier=verifier,
        checks={name: check(name) for name in parts},
        measure=measure,
        lifespan=lifespan,
        error_page=error_page,
    )
    return app
