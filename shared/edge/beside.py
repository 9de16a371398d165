"""The task of a work process that keeps generations beside the living ones up with the log."""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
from aiokafka.errors import KafkaError

from shared.decisions.cancellation import still_wanted
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.logs import logger
from shared.edge.service import Service
from shared.folds.beside import follow_beside
from shared.folds.generations import RebuildDue
from shared.folds.pace import LogSilent
from shared.folds.place import Place

seconds_after_a_fault = 2.0


def beside(config: Config, service: Service) -> Callable[[EventStore], Awaitable[None]]:
    """Follow with what is ready and with what may be rolled back to.

    A fault here never ends the process: what lives goes on, and this is tried again.
    """
    # nobody needs the module's name: read models are handed over
    place = Place(config.dsn, config.kafka, config.topic, "")

    async def keep_up(_store: EventStore) -> None:
        while True:
            still_wanted()
            try:
                await follow_beside(place, service.read_models)
            except (psycopg.Error, KafkaError, LogSilent, RebuildDue) as fault:
                logger("beside").warning("cannot keep up", error=type(fault).__name__)
                await asyncio.sleep(seconds_after_a_fault)

    return keep_up
