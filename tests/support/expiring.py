"""A process that drops what is over, to be killed at it."""

import asyncio
import sys

import psycopg

from shared.decisions.database import Connection
from shared.folds.closing import DropNote
from shared.folds.expiring import drop_expired
from shared.folds.place import Place
from shared.folds.stored import Generation
from tests.support.toy import read_models


async def noting() -> DropNote:
    """A note that is a row of a table."""

    async def note(connection: Connection, gone: Generation) -> None:
        await connection.execute("insert into noted values (%s)", [gone.generation])

    return note


async def main(dsn: str, kafka: str, topic: str) -> None:
    """Drop once what is over."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        place = Place(dsn, kafka, topic, "tests.support.toy")
        await drop_expired(place, connection, read_models, noting)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
