"""The task of a work process for generations beside the living ones: to keep up, and to go."""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
from aiokafka.errors import KafkaError

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.logs import logger
from shared.edge.operation import begin, dropped
from shared.edge.service import Service
from shared.folds.beside import follow_beside
from shared.folds.closing import DropNote
from shared.folds.generations import RebuildDue
from shared.folds.pace import LogSilent
from shared.folds.place import Place, Refused
from shared.folds.stored import Generation
from shared.privacy.refusals import KeysUnavailable

seconds_after_a_fault = 2.0
faults = (psycopg.Error, KafkaError, LogSilent, RebuildDue, Refused, KeysUnavailable)
time_is_over = "The time for which it was kept after a swap is over."


def beside(config: Config, service: Service) -> Callable[[EventStore], Awaitable[None]]:
    """Follow with what is ready and with what may be rolled back to; drop it afterwards.

    A fault here never ends the process: what lives goes on, and this is tried again.
    """
    # nobody needs the module's name: read models are handed over
    place = Place(config.dsn, config.kafka, config.topic, "")

    async def keep_up(store: EventStore) -> None:
        async def noting() -> DropNote:
            told = await begin(config, store, f"service:{service.name}", time_is_over)

            async def note(connection: Connection, gone: Generation) -> None:
                await told.record(connection, dropped(told, gone))

            return note

        while True:
            still_wanted()
            try:
                await follow_beside(place, service.read_models, noting)
            except faults as fault:
                logger("beside").warning("cannot keep up", error=type(fault).__name__)
                await asyncio.sleep(seconds_after_a_fault)

    return keep_up
