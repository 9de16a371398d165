"""What an operator does is an event; the store that takes it is whole before it begins."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from services.command.operator import operator
from shared.decisions.clock import SystemClock
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.operation import Operation, begin
from shared.edge.service import own_events


@asynccontextmanager
async def operation(config: Config, why: str) -> AsyncIterator[Operation]:
    """An act with its reason sealed; the service's store is whole before it begins."""
    store = EventStore(config.service, SystemClock())
    told = await begin(config, store, operator(os.environ.get("CSPR_OPERATOR")), why)
    async with await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection:
        await own_events(config, store).check(connection)
        yield told
