"""Join the parts of the notifications service. The only place that knows them all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.notifications.api import routers
from services.notifications.domain import decider
from services.notifications.intake.door import Door
from services.notifications.intake.following import Intake
from services.notifications.intake.replies import Replies
from services.notifications.policies import policies
from services.notifications.read_models import read_models
from shared.decisions.clock import Clock, SystemClock
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.desk import open_desk
from shared.edge.health import Check
from shared.edge.http import create_app
from shared.edge.identity import Verifier
from shared.edge.service import Service
from shared.edge.signing_keys import keys_at
from shared.privacy.keys import KeyStore

about = "What is reported, known, notified, amended, withdrawn and referred."


def service() -> Service:
    """The parts that the engine runs."""
    return Service(
        name="notifications",
        decider=decider,
        policies=policies,
        read_models=read_models,
        migrations=Path(__file__).parent / "migrations",
    )


def build(config: Config, *, clock: Clock | None = None) -> FastAPI:
    """The web application, with its desk open for as long as it runs."""
    clock = clock or SystemClock()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_desk(config, service(), clock=clock) as desk:
            app.state.desk = desk
            app.state.door = Door(desk.store, decider, desk.keys)
            app.state.checks = desk.checks()
            yield

    def check(name: str) -> Check:
        async def ask() -> str | None:
            found: Check = app.state.checks[name]
            return await found()

        return ask

    verifier = Verifier(
        keys_at(config.jwks), issuer=config.issuer, audience=config.audience, clock=clock
    )
    app = create_app(
        "notifications",
        about,
        verifier=verifier,
        checks={name: check(name) for name in ("keys", "store", "followers")},
        lifespan=lifespan,
    )
    for router in routers:
        app.include_router(router)
    return app


def intake(
    config: Config, *, clock: Clock | None = None
) -> tuple[Callable[[EventStore], Awaitable[None]], ...]:
    """The further tasks of the work process: what partners send, and what they are answered."""

    async def take(store: EventStore) -> None:
        async with KeyStore(config.keys_dsn, config.master_key) as keys:
            door = Door(store, decider, keys)
            await Intake(door, clock or SystemClock(), config.dsn, config.kafka).run()

    async def answer(_store: EventStore) -> None:
        await Replies(config.dsn, config.kafka).run()

    return take, answer
