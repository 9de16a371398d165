"""`python -m tests.bench.reading VIEW`: readers that never pause, until its input is closed.

CSPR_BENCH_DSN says where. Prints each read that took longer than a millisecond, as the
monotonic times of this machine at which it began and ended, and how many there were in all.
"""

import asyncio
import json
import os
import sys
from time import monotonic

import psycopg
from psycopg import sql

readers = 2
long_seconds = 0.001


async def read_until_closed(dsn: str, view: str) -> None:
    """Count a small part of a view again and again, over connections of its own."""
    closed = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    longer: list[tuple[float, float]] = []
    counts = await asyncio.gather(*(_read(dsn, view, closed, longer) for _ in range(readers)))
    print(json.dumps({"reads": sum(counts), "longer": longer}))


async def _read(
    dsn: str, view: str, closed: "asyncio.Task[str]", longer: list[tuple[float, float]]
) -> int:
    statement = sql.SQL("select count(*) from {} where subject = 'case-1'").format(
        sql.Identifier(view)
    )
    count = 0
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        while not closed.done():
            began = monotonic()
            await connection.execute(statement)
            ended = monotonic()
            count += 1
            if ended - began > long_seconds:
                longer.append((began, ended))
    return count


if __name__ == "__main__":
    asyncio.run(read_until_closed(os.environ["CSPR_BENCH_DSN"], sys.argv[1]))
