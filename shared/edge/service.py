"""What a service is made of, and the parts of it that run: prepare, relay, work."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from shared.decisions.clock import Clock, SystemClock
from shared.decisions.decider import Decider
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.following import follow_living, worker
from shared.edge.logs import logger
from shared.edge.recounting import Recounting, recount
from shared.folds.generations import RebuildDue, ensure_live
from shared.folds.read_model import ReadModel
from shared.log.follower import Keeper
from shared.log.own import OwnEvents
from shared.log.policies import Policies, PolicyFollower
from shared.log.relay import Relay
from shared.privacy.keys import KeyStore


@dataclass(frozen=True)
class Service:
    """The parts of a service that the engine runs; its composition root makes it.

    `recounting` counts open clocks anew after another calendar was adopted, by kind of subject.
    """

    name: str
    decider: Decider[Any, Any]
    policies: Policies
    read_models: Sequence[ReadModel[Any]]
    migrations: Path
    keepers: Sequence[Keeper] = ()
    recounting: Recounting = field(default_factory=dict)


async def prepare(config: Config, service: Service) -> None:
    """Make or upgrade the service's database, the store of keys and the living read models."""
    from shared.decisions.migrate import create_database, migrate  # loads SQLAlchemy, once

    await asyncio.to_thread(create_database, config.database, config.database_name)
    await asyncio.to_thread(create_database, config.database, f"{config.prefix}_keys")
    await asyncio.to_thread(migrate, config.dsn, service.migrations)
    await KeyStore.prepare(config.keys_dsn)
    async with await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection:
        for model in service.read_models:
            try:
                await ensure_live(connection, model)
            except RebuildDue as due:
                logger("prepare").error("rebuild due", read_model=model.name, reason=str(due))


async def relay(config: Config, service: Service) -> None:
    """Publish what the service decides, until cancelled."""
    await Relay(service.name, config.dsn, config.kafka, config.topic).run()


def own_events(config: Config, store: EventStore) -> OwnEvents:
    """The guard of a process that decides."""
    return OwnEvents(store, config.dsn, config.kafka, config.topic, config.partitions)


async def work(
    config: Config,
    service: Service,
    *,
    clock: Clock | None = None,
    also: Sequence[Callable[[EventStore], Awaitable[None]]] = (),
) -> None:
    """Follow the log with the policies and every read model, until cancelled or an error.

    `also` are further tasks of the same process, such as a partner's intake.
    """
    store = EventStore(service.name, clock or SystemClock())
    policies = PolicyFollower(store, service.decider, service.policies)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(own_events(config, store).guard())
        tasks.create_task(worker(config, [policies]).run())
        tasks.create_task(follow_living(config, service.read_models, service.keepers))
        if service.recounting:
            tasks.create_task(recount(config.dsn, store, service.recounting))
        for task in also:
            tasks.create_task(_run(task, store))


async def _run(task: Callable[[EventStore], Awaitable[None]], store: EventStore) -> None:
    await task(store)
