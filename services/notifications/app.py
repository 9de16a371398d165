"""Join the parts of the notifications service. The only place that knows them all."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI

from services.notifications.api import routers
from services.notifications.api.long_messages import LongMessages
from services.notifications.domain import decider
from services.notifications.intake.door import Door
from services.notifications.intake.following import Intake
from services.notifications.intake.replies import Replies
from services.notifications.policies import policies
from services.notifications.read_models import read_models
from shared.decisions.clock import Clock, SystemClock
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.desk import Desk
from shared.edge.http import max_body_bytes
from shared.edge.service import Service
from shared.edge.serving import serving
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
    """The web application, with its desk and its door open for as long as it runs."""

    def opened(app: FastAPI, desk: Desk) -> None:
        app.state.door = Door(desk.store, decider, desk.keys)

    app = serving(config, service(), about, clock=clock, opened=opened)
    app.add_middleware(LongMessages, max_bytes=max_body_bytes)
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
