"""Watching a service from its web process: whether followers advance, and how much waits."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from time import monotonic

from aiokafka.errors import KafkaError
from psycopg_pool import AsyncConnectionPool

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection
from shared.edge.config import Config
from shared.edge.metrics import (
    follower_lag,
    follower_parked,
    follower_parked_oldest_seconds,
    follower_paused,
    relay_oldest_seconds,
    relay_waiting,
)
from shared.log.kafka import log_ends, open_consumer
from shared.log.own import own_follower

look_seconds = 1.0
patience_seconds = 15.0


@dataclass(frozen=True, slots=True)
class FollowerState:
    """One follower, as the database has it; `behind` counts records of the log after it."""

    name: str
    held: bool
    paused: str | None
    parked: int
    oldest_parked_seconds: float
    offset: int
    behind: int


@dataclass
class Watch:
    """Looks at the log's end now and then; compares it with where the followers stand."""

    config: Config
    pool: AsyncConnectionPool[Connection]
    _ends: dict[int, int] = field(default_factory=dict)
    _moved: dict[str, tuple[int, float]] = field(default_factory=dict)

    async def run(self) -> None:
        """Keep an eye on the log's end until cancelled; Kafka may be away for a while."""
        while True:
            still_wanted()
            with contextlib.suppress(KafkaError, OSError):
                async with open_consumer(self.config.kafka) as consumer:
                    while True:
                        still_wanted()
                        self._ends = await log_ends(
                            consumer, self.config.topic, self.config.partitions
                        )
                        await asyncio.sleep(look_seconds)
            await asyncio.sleep(look_seconds)

    async def followers(self) -> list[FollowerState]:
        """Every follower of the service."""
        partitions = sorted(self._ends)
        async with self.pool.connection() as connection:
            rows = await connection.execute(
                _states, [partitions, [self._ends[number] for number in partitions]]
            )
            return [FollowerState(*row) async for row in rows if row[0] != own_follower]

    async def check(self) -> str | None:
        """None while every follower is held by a process, and moves where it is behind."""
        waiting = [words for each in await self.followers() if (words := self._judge(each))]
        return "; ".join(waiting) or None

    def _judge(self, state: FollowerState) -> str | None:
        if state.paused:
            return f"{state.name} has stopped in a partition: {state.paused}"
        before, since = self._moved.get(state.name, (-1, monotonic()))
        if state.offset != before or (state.held and not state.behind):
            self._moved[state.name] = (state.offset, monotonic())
            return None
        if monotonic() - since <= patience_seconds:
            return None
        if not state.held:
            return f"{state.name} is followed by no process"
        return f"{state.name} is {state.behind} records behind and does not move"

    async def measure(self) -> None:
        """Set the gauges to what the database says now."""
        for state in await self.followers():
            follower_lag.labels(state.name).set(state.behind)
            follower_parked.labels(state.name).set(state.parked)
            follower_parked_oldest_seconds.labels(state.name).set(state.oldest_parked_seconds)
            follower_paused.labels(state.name).set(1 if state.paused else 0)
        async with self.pool.connection() as connection:
            row = await (await connection.execute(_outbox)).fetchone()
        if row is not None:
            relay_waiting.labels(self.config.service).set(row[0])
            relay_oldest_seconds.labels(self.config.service).set(row[1])


_outbox = (
    "select count(*), coalesce(extract(epoch from now() - min(time)), 0)::float8"
    " from outbox join events using (seq)"
)
_states = """
select o.follower,
       exists (select from pg_locks where locktype = 'advisory' and granted and objsubid = 1
               and database = (select oid from pg_database where datname = current_database())
               and (classid::bigint << 32 | objid::bigint)
                   = hashtextextended('follow:' || o.follower, 0)),
       (select min(why) from paused_partitions p where p.follower = o.follower),
       (select count(*) from parked_subjects p where p.follower = o.follower)::int,
       (select coalesce(extract(epoch from now() - min(parked_at)), 0)::float8
        from parked_subjects p where p.follower = o.follower),
       sum(o.next_offset)::bigint,
       coalesce(sum(greatest(e.log_end - o.next_offset, 0)), 0)::bigint
from follower_offsets o
left join unnest(%s::int[], %s::bigint[]) as e (partition, log_end) using (partition)
group by o.follower
"""
