"""The parts of notifications that the engine runs, and the intake; without the web."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from services.notifications.domain import decider, recounting
from services.notifications.intake.door import Door
from services.notifications.intake.following import Intake
from services.notifications.intake.replies import Replies
from services.notifications.policies import policies
from services.notifications.read_models import read_models
from shared.decisions.clock import Clock, SystemClock
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.service import Service
from shared.privacy.keys import KeyStore


def service() -> Service:
    """The parts that the engine runs."""
    return Service(
        name="notifications",
        decider=decider,
        policies=policies,
        read_models=read_models,
        migrations=Path(__file__).parent / "migrations",
        recounting={"case": recounting},
    )


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
