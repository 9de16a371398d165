"""Followers at work: they hold their leases, begin where they stopped, pass no record by."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import psycopg
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection, seconds_allowed
from shared.decisions.gate import StoreBehind
from shared.log.circuit import Circuit, stopped
from shared.log.follow import Taking, apply_together
from shared.log.follower import Follower, Keeper, Stopped
from shared.log.kafka import RawRecord, case_events, log_ends, log_starts, open_consumer, raw
from shared.log.lease import lease
from shared.log.silence import Silence
from shared.log.standing import stored_offsets

log = structlog.get_logger()

batch_size = 500
poll_ms = 500
seconds_between_checks = 1.0
look_again_seconds = 1.0
after_all = 1 << 63


class BatchTooSlow(Exception):
    """The server has ended the transaction of a batch, since it took too long."""


class LogMadeAnew(Exception):
    """The log does not reach the stored offset: it is another log, and this follower stops."""


@dataclass
class FollowerWorker:
    """Runs followers of one database over the partitions of the main log.

    They share a consumer and a transaction a batch, which costs a third of one each; what goes
    wrong in one of them is that one's alone.
    """

    followers: Sequence[Follower | Keeper]
    dsn: str = field(repr=False)
    bootstrap: str
    partitions: Sequence[int]
    topic: str = case_events
    silence: Silence = field(default_factory=Silence)
    circuit: Circuit = field(default_factory=Circuit)
    _most: int = batch_size
    _checked: float = 0.0
    _at: dict[str, dict[int, int]] = field(default_factory=dict)
    _waits_at: dict[tuple[str, int], int] = field(default_factory=dict)
    """Of (follower, partition) that has stopped: the offset of the record at which it did."""
    _looked_at: float = 0

    async def run(self) -> None:
        """Follow until cancelled, or until an error ends it.

        A batch that takes too long is tried again with fewer records, on another connection.
        """
        while True:
            try:
                await self._follow()
            except BatchTooSlow:
                if self._most == 1:
                    raise
                self._most = max(1, self._most // 4)
                names = [each.name for each in self.followers]
                log.warning("a batch took too long", followers=names, records_now=self._most)

    async def _follow(self) -> None:
        leases = [f"follow:{each.name}" for each in self.followers]
        async with (
            lease(self.dsn, *leases) as connection,
            open_consumer(self.bootstrap) as consumer,
        ):
            await self._check(connection)
            await self._begin(connection, consumer)
            while True:
                still_wanted()
                await self._resume(connection, consumer)
                batches = await consumer.getmany(timeout_ms=poll_ms, max_records=self._most)
                records = [
                    raw(where.partition, record)
                    for where, batch in batches.items()
                    for record in batch
                ]
                if records:
                    self.silence.heard()
                    await self._apply(connection, consumer, records)
                    await self._check_now_and_then(connection)
                else:
                    await self._idle(connection, consumer)

    async def _begin(self, connection: Connection, consumer: AIOKafkaConsumer) -> None:
        """Assign by hand and seek before the first poll, to where the hindmost stands."""
        await self._look_where_all_stand(connection)
        self._waits_at.clear()
        ends = await log_ends(consumer, self.topic, self.partitions)
        starts = await log_starts(consumer, self.topic, self.partitions)
        for name, offsets in self._at.items():
            for number, offset in offsets.items():
                if not starts[number] <= offset <= ends[number]:
                    raise LogMadeAnew(
                        f"{name} stands at {offset} of partition {number}, and the"
                        f" log has {starts[number]} to {ends[number]}."
                    )
        where = {number: TopicPartition(self.topic, number) for number in self.partitions}
        consumer.assign(list(where.values()))
        for number in self.partitions:
            hindmost = min(offsets[number] for offsets in self._at.values())
            consumer.seek(where[number], hindmost)
        await connection.execute(
            "delete from paused_partitions where follower = any(%s)", [list(self._at)]
        )

    async def _look_where_all_stand(self, connection: Connection) -> None:
        self._at = {
            each.name: await stored_offsets(connection, each.name, self.partitions)
            for each in self.followers
        }

    async def _apply(
        self, connection: Connection, consumer: AIOKafkaConsumer, records: Sequence[RawRecord]
    ) -> None:
        while takings := self._takings(records):
            try:
                await self._apply_in_time(connection, takings)
            except Stopped as stop:
                await self._pause(connection, consumer, stop)
                await self._look_where_all_stand(connection)
            except StoreBehind:
                await asyncio.sleep(0.2)
                await self._look_where_all_stand(connection)
            else:
                for follower, taken, _ in takings:
                    self._at[follower.name] |= {
                        each.partition: each.offset + 1 for each in taken
                    }

    async def _apply_in_time(self, connection: Connection, takings: Sequence[Taking]) -> None:
        """Apply a batch; more records are taken again while it goes fast.

        Raises:
            BatchTooSlow: the server has ended it; what was kept is passed over next time.
        """
        began = monotonic()
        try:
            await apply_together(connection, takings)
        except (psycopg.OperationalError, psycopg.InternalError) as error:
            if connection.closed and monotonic() - began >= seconds_allowed():
                raise BatchTooSlow(str(error)) from error
            raise
        if self._most < batch_size and monotonic() - began < seconds_allowed() / 8:
            self._most = min(batch_size, 2 * self._most)

    def _takings(self, records: Sequence[RawRecord]) -> list[Taking]:
        """For each follower the records that it has not taken yet and can take now."""
        takings = []
        for follower in self.followers:
            name, at = follower.name, self._at[follower.name]
            mine = [
                record
                for record in records
                if record.offset >= at[record.partition]
                and record.offset < self._waits_at.get((name, record.partition), after_all)
            ]
            if mine:
                takings.append(Taking(follower, mine, self.circuit))
        return takings

    async def _pause(
        self, connection: Connection, consumer: AIOKafkaConsumer, stop: Stopped
    ) -> None:
        """Stop a follower in one partition, visibly, until it is let go on; others do."""
        name, partition = stop.follower, stop.record.partition
        self._waits_at[name, partition] = stop.record.offset
        if all((each.name, partition) in self._waits_at for each in self.followers):
            consumer.pause(TopicPartition(self.topic, partition))
        log.error("partition paused", follower=name, partition=partition, why=str(stop))
        await connection.execute(
            "insert into paused_partitions (follower, partition, why) values (%s, %s, %s)"
            " on conflict do nothing",
            [name, partition, str(stop)],
        )

    async def _resume(self, connection: Connection, consumer: AIOKafkaConsumer) -> None:
        """Go on where somebody has removed the note that a follower stopped."""
        if not self._waits_at or monotonic() < self._looked_at + look_again_seconds:
            return
        self._looked_at = monotonic()
        still = {(name, number) for name, number, *_ in await stopped(connection)}
        let_go = self._waits_at.keys() - still
        if not let_go:
            return
        await self._look_where_all_stand(connection)
        for name, number in let_go:
            del self._waits_at[name, number]
            self.circuit.forget(name, number)
            where = TopicPartition(self.topic, number)
            consumer.seek(where, min(offsets[number] for offsets in self._at.values()))
            consumer.resume(where)
            log.info("partition resumed", follower=name, partition=number)

    async def _idle(self, connection: Connection, consumer: AIOKafkaConsumer) -> None:
        """Show the database that this process lives, and see whether the log goes on alone."""
        await self._check(connection)
        await self.silence.check(consumer, self.followers[0].name)

    async def _check_now_and_then(self, connection: Connection) -> None:
        """A follower for which nothing comes notices a swap as soon as one that is busy."""
        if monotonic() - self._checked > seconds_between_checks:
            await self._check(connection)

    async def _check(self, connection: Connection) -> None:
        self._checked = monotonic()
        for follower in self.followers:
            await follower.check(connection)
