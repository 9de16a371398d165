"""The three real services as processes, apart from other tests by prefixes of their names."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.processes import quiet
from deploy.local.runner import Runner
from deploy.local.stack import Stack
from deploy.local.system import System, services, start_system
from tests.support.stack import unique


@asynccontextmanager
async def running_system(
    stack: Stack, folder: Path, *, for_process: Mapping[str, Mapping[str, str]] | None = None
) -> AsyncIterator[System]:
    """Start every process of every service; their databases go when it is left."""
    prefix = unique("sys")
    extra = {"CSPR_TOPIC_PREFIX": f"{prefix}-", "CSPR_DATABASE_PREFIX": prefix}
    folder.mkdir(parents=True, exist_ok=True)
    apart = replace(stack, data_dir=folder)
    async with Runner(folder / "logs") as runner:
        yield await start_system(apart, runner, say=quiet, extra=extra, for_process=for_process)
    async with await psycopg.AsyncConnection.connect(
        stack.dsn("postgres"), autocommit=True
    ) as connection:
        for name in (*services, "keys"):
            await connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(
                    sql.Identifier(f"{prefix}_{name}")
                )
            )
