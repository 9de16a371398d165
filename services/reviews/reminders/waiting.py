"""Waiting for somebody else, a mail server or Kafka, without losing the lease over it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from shared.decisions.database import Connection

T = TypeVar("T")
seconds_between_signs = 1.0


async def while_showing_life(connection: Connection, doing: Coroutine[Any, Any, T]) -> T:
    """Wait for it, and show the database meanwhile that this process lives.

    Who has lost the connection has lost the lease: it goes no further.
    """
    task = asyncio.create_task(doing)
    try:
        while not task.done():
            await connection.execute("select 1")
            await asyncio.wait([task], timeout=seconds_between_signs)
        return task.result()
    finally:
        task.cancel()
