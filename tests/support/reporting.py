"""Reporting at work on real Kafka and Postgres, and others' events straight on the log."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deploy.local.stack import Stack
from services.reporting.app import build
from services.reporting.engine import service
from shared.decisions.clock import SystemClock
from tests.support.running import Running, running
from tests.support.world import until


@dataclass
class Reporting(Running):
    """The running service, by the clock of the machine."""

    def after(self, subject: str, source: str) -> str:
        """The position of the last event of a service that was told."""
        return f"{source}:{subject}:{self.positions[source, subject]}"

    async def settled(self, follower: str = "ledger") -> None:
        """Wait until a read model has all that was told."""
        async with await psycopg.AsyncConnection.connect(
            self.config.dsn, autocommit=True
        ) as connection:

            async def all_there() -> bool:
                rows = await connection.execute(
                    "select subject, source, position from marks"
                    " where follower = %s or follower like %s",
                    [follower, f"{follower}.%"],
                )
                marks = {(source, subject): at async for subject, source, at in rows}
                return all(
                    marks.get(key, 0) >= position for key, position in self.positions.items()
                )

            await until(all_there)


@asynccontextmanager
async def reporting(
    stack: Stack, topic_prefix: str, folder: Path, partitions: Sequence[int] = (0, 1, 2)
) -> AsyncIterator[Reporting]:
    """Run its work, its relay and its application, under a prefix of its own."""
    async with running(
        stack,
        topic_prefix,
        folder,
        service(),
        build,
        clock=SystemClock(),
        partitions=partitions,
        kind=Reporting,
    ) as found:
        yield found
