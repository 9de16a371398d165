"""Fill a log, and event stores beside it, with invented cases: by several processes at once.

Records go to Kafka in batches of the size that the relay's have, events into the stores by
COPY; a process holds a few thousand events at a time.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice

import psycopg
from aiokafka import AIOKafkaProducer

from shared.decisions.database import Connection
from shared.events.envelope import Envelope, headers_of
from shared.folds.copy_text import copy_text
from shared.folds.workers import share_out
from shared.log.kafka import open_producer
from shared.proof.passing import partition_of
from tests.bench.cases import envelopes

events_at_once = 5_000
processes = 2


@dataclass(frozen=True)
class Filling:
    """What the processes are to make; `stores` are DSNs by service, or none."""

    bootstrap: str
    topic: str
    partitions: tuple[int, ...]
    events: int
    stores: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Filled:
    """How much was made."""

    events: int
    subjects: int
    body_bytes: int


async def fill(task: Filling) -> Filled:
    """Append so many events to the log, and to the stores, each by the service of its kind."""
    parts = await share_out(fill_share, task, range(processes), workers=processes)
    return Filled(
        sum(part.events for part in parts),
        sum(part.subjects for part in parts),
        sum(part.body_bytes for part in parts),
    )


def fill_share(task: Filling, shares: Sequence[int]) -> Filled:
    """What one process does; a share is the seed of its cases."""
    return asyncio.run(_fill_shares(task, shares))


async def _fill_shares(task: Filling, shares: Sequence[int]) -> Filled:
    events, body_bytes, subjects = 0, 0, set[str]()
    async with (
        open_producer(task.bootstrap) as producer,
        _connections(task.stores) as connections,
    ):
        await producer.partitions_for(task.topic)
        for share in shares:
            count = task.events * (share + 1) // processes - task.events * share // processes
            for chunk in _chunks(envelopes(count, seed=share + 1)):
                await _publish(producer, task, chunk)
                for service, connection in connections.items():
                    await _store(connection, [e for e in chunk if e.source == service])
                events += len(chunk)
                body_bytes += sum(len(each.body) for each in chunk)
                subjects.update(each.subject for each in chunk)
    return Filled(events, len(subjects), body_bytes)


@asynccontextmanager
async def _connections(stores: Mapping[str, str]) -> AsyncIterator[dict[str, Connection]]:
    async with AsyncExitStack() as opened:
        yield {
            service: await opened.enter_async_context(
                await psycopg.AsyncConnection.connect(
                    dsn, autocommit=True, options="-c synchronous_commit=off"
                )
            )
            for service, dsn in stores.items()
        }


def _chunks(all_: Iterable[Envelope]) -> Iterator[list[Envelope]]:
    rest = iter(all_)
    while chunk := list(islice(rest, events_at_once)):
        yield chunk


async def _publish(
    producer: AIOKafkaProducer, task: Filling, chunk: Sequence[Envelope]
) -> None:
    apart: dict[int, list[Envelope]] = defaultdict(list)
    for each in chunk:
        apart[partition_of(each.subject.encode(), task.partitions)].append(each)
    await asyncio.gather(
        *(_publish_in(producer, task.topic, number, mine) for number, mine in apart.items())
    )


async def _publish_in(
    producer: AIOKafkaProducer, topic: str, partition: int, events: Sequence[Envelope]
) -> None:
    """Publish events of one partition in their order, and wait until they are there."""
    sending = []
    batch = producer.create_batch()
    for each in events:
        key, headers = each.subject.encode(), headers_of(each)
        if batch.append(key=key, value=each.body, timestamp=None, headers=headers) is None:
            sending.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(key=key, value=each.body, timestamp=None, headers=headers)
    sending.append(await producer.send_batch(batch, topic, partition=partition))
    await asyncio.gather(*sending)


async def _store(connection: Connection, events: Sequence[Envelope]) -> None:
    async with connection.cursor() as cursor, cursor.copy(_copy) as copy:
        await copy.write("".join(map(_line, events)))


_copy = (
    "copy events (id, subject, position, name, version, time, actor, correlation_id,"
    " causation_id, traceparent, body) from stdin"
)


def _line(event: Envelope) -> str:
    cause = r"\N" if event.causation_id is None else event.causation_id
    trace = r"\N" if event.traceparent is None else event.traceparent
    return (
        f"{event.id}\t{copy_text(event.subject)}\t{event.position}\t{event.name}"
        f"\t{event.version}\t{event.time.isoformat()}\t{event.actor}\t{event.correlation_id}"
        f"\t{cause}\t{trace}\t\\\\x{event.body.hex()}\n"
    )
