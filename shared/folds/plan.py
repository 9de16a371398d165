"""The plan of a rebuild: what the log holds, and what a sample says it will take."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.events.envelope import Envelope
from shared.folds.bulk import BulkFold
from shared.folds.catching import offsets_of
from shared.folds.generations import live_projection
from shared.folds.moments import cut_at
from shared.folds.options import Options, refuse_types_nobody_folds
from shared.folds.place import Place, Refused
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.folds.rebuild import bulk_connection, fetch_bytes, fetch_records, models_named
from shared.log.kafka import log_ends, log_starts, open_consumer, raw

sample_seconds = 2.0
never_spilled = 1 << 40


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rebuild of these read models would read, and what it would need.

    What is scaled up from the sample says `about`; the rest was counted.
    """

    read_models: tuple[str, ...]
    partitions: Mapping[int, tuple[int, int]]
    """From the oldest offset that the log still has, to where the living ones stand."""

    events: int
    oldest_is_there: bool
    sampled: int
    about_events_by_type: Mapping[str, int]
    about_log_bytes: int
    about_seconds: float
    about_disk_bytes: int


async def plan(
    place: Place, names: Sequence[str] | None, options: Options | None = None
) -> Plan:
    """Look at the log and fold a sample of it in memory; writes nothing.

    Raises:
        KeyError: there is no read model of that name.
        Refused: nothing has followed the log yet, or it cannot be built as asked.
    """
    options = options or Options(workers=place.workers)
    models = models_named(place.models_at, names)
    refuse_types_nobody_folds(models, options.types)
    async with (
        bulk_connection(place.dsn) as connection,
        open_consumer(
            place.bootstrap, fetch_bytes=fetch_bytes, partitions_at_once=1
        ) as consumer,
    ):
        ends, disk = await _living(connection, models)
        if not ends:
            raise Refused("The living read models have not begun to follow the log.")
        logged = await log_ends(consumer, place.topic, sorted(ends))
        starts = await log_starts(consumer, place.topic, sorted(ends))
        ends = {number: min(end, logged[number]) for number, end in ends.items()}
        if options.until is not None:
            ends = await cut_at(place, options.until, sorted(ends), SystemClock().now())
        sample = _Sample(place, connection, models, ends)
        await sample.take(consumer)
    total = sum(ends.values())
    scale = total / sample.events if sample.events else 0.0
    return Plan(
        tuple(model.name for model in models),
        {number: (starts[number], ends[number]) for number in sorted(ends)},
        total,
        not any(starts.values()),
        sample.events,
        {name: round(count * scale) for name, count in sample.types.most_common()},
        round(sample.bytes * scale),
        round(_seconds(sample.seconds * scale, total, options), 1),
        disk,
    )


def _seconds(of_one: float, events: int, options: Options) -> float:
    """How long it takes, where one worker would take so long; no faster than was allowed."""
    slowest = events / options.events_a_second if options.events_a_second else 0.0
    return max(of_one / options.workers, slowest)


async def _living(
    connection: Connection, models: Sequence[ReadModel[Any]]
) -> tuple[dict[int, int], int]:
    """Where the hindmost living one stands, and how much disk all of them take."""
    at, disk = [], 0
    for model in models:
        living = await live_projection(connection, model)
        at.append(await offsets_of(connection, living.name))
        row = await (
            await connection.execute(
                "select pg_total_relation_size(%s::regclass)", [living.table.name]
            )
        ).fetchone()
        disk += 0 if row is None else int(row[0])
    partitions = {number for offsets in at for number in offsets}
    return {n: min(offsets.get(n, 0) for offsets in at) for n in partitions}, disk


class _Sample:
    """The first events of each partition, folded for two seconds and forgotten."""

    def __init__(
        self,
        place: Place,
        connection: Connection,
        models: Sequence[ReadModel[Any]],
        ends: Mapping[int, int],
    ) -> None:
        self.place = place
        self.connection = connection
        self.ends = ends
        shadows = [Projection(model, 0, beside=True) for model in models]
        self.bulk = BulkFold(
            shadows, [ends] * len(shadows), subjects_held=never_spilled, keep_marks=False
        )
        self.types: Counter[str] = Counter()
        self.events, self.bytes, self.seconds = 0, 0, 0.0

    async def take(self, consumer: AIOKafkaConsumer) -> None:
        for number in sorted(self.ends):
            began = monotonic()
            async for records in self._records(consumer, number):
                await self._fold(number, records)
                if monotonic() - began > sample_seconds / len(self.ends):
                    break
            self.seconds += monotonic() - began

    async def _fold(self, number: int, records: Sequence[ConsumerRecord]) -> None:
        reads = [raw(number, record) for record in records]
        await self.bulk.fold(self.connection, number, [each.read for each in reads])
        self.events += len(reads)
        self.bytes += sum(len(each.value or b"") + _headers(each.headers) for each in reads)
        self.types.update(
            each.read.name if isinstance(each.read, Envelope) else "unreadable"
            for each in reads
        )

    async def _records(
        self, consumer: AIOKafkaConsumer, number: int
    ) -> AsyncIterator[list[ConsumerRecord]]:
        """From the oldest that is there; nothing more comes when Kafka is silent."""
        where = TopicPartition(self.place.topic, number)
        consumer.assign([where])
        await consumer.seek_to_beginning(where)
        at = 0
        while at < self.ends[number]:
            found = await consumer.getmany(timeout_ms=1_000, max_records=fetch_records)
            records = [
                record
                for each in found.values()
                for record in each
                if record.offset < self.ends[number]
            ]
            if not records:
                return
            at = records[-1].offset + 1
            yield records


def _headers(headers: Sequence[tuple[str, bytes | None]]) -> int:
    return sum(len(name) + len(value or b"") for name, value in headers)
