"""Joins the parts of reviews; the only place that knows them all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.reviews.api import interface
from services.reviews.config import rapid_review_start
from services.reviews.domain import decider
from services.reviews.pages import page_routes
from services.reviews.policies import judged_by
from services.reviews.read_models import read_models
from shared.decisions.clock import Clock, SystemClock
from shared.edge.config import Config
from shared.edge.desk import open_desk
from shared.edge.health import Check
from shared.edge.http import create_app
from shared.edge.identity import Verifier
from shared.edge.pages.frame import Pages
from shared.edge.pages.navigation import addresses_from, navigation_of
from shared.edge.pages.signing_in import sign_in_routes
from shared.edge.service import Service
from shared.edge.signing_keys import keys_at

about = "Rapid reviews: the caseload, what is due and why, what was decided and commissioned."


def service() -> Service:
    """The parts that the engine runs."""
    return Service(
        name="reviews",
        decider=decider,
        policies=judged_by(rapid_review_start()),
        read_models=read_models,
        migrations=Path(__file__).parent / "migrations",
    )


def build(config: Config, *, clock: Clock | None = None) -> FastAPI:
    """The web application: pages for browsers, and the interface for programs."""
    clock = clock or SystemClock()
    addresses = addresses_from()
    pages = Pages(
        "services.reviews",
        nav=navigation_of("reviews", addresses),
        secure_cookie=addresses["reviews"].startswith("https://"),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_desk(config, service(), clock=clock) as desk:
            app.state.desk = desk
            app.state.checks = desk.checks()
            yield

    def check(name: str) -> Check:
        async def ask() -> str | None:
            found: Check = app.state.checks[name]
            return await found()

        return ask

    app = create_app(
        "reviews",
        about,
        verifier=Verifier(
            keys_at(config.jwks), issuer=config.issuer, audience=config.audience, clock=clock
        ),
        checks={name: check(name) for name in ("keys", "store", "followers")},
        lifespan=lifespan,
        error_page=pages.error_page,
    )
    pages.mount_static(app)
    app.include_router(sign_in_routes(pages))
    app.include_router(page_routes(pages))
    app.include_router(interface())
    return app
