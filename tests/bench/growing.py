"""The ledger is appended to: its follower keeps events, then the tree grows."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic

import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.log.kafka import RawRecord, open_consumer, raw
from shared.proof.growing import grow, sign_root
from shared.proof.ledger import Ledger
from shared.proof.notes import Signer
from tests.bench.log import Log

records_kept_at_once = 2_000
keeps_a_rate = 25
"""So many transactions make one figure of the spread."""


@dataclass(frozen=True)
class Appended:
    """Events a second that the ledger kept, in the order in which it went on."""

    kept_a_second: list[float]


@dataclass(frozen=True)
class Grown:
    """Leaves that the tree took in, and in how many seconds."""

    leaves: int
    seconds: float


async def append_all(dsn: str, bootstrap: str, log: Log) -> Appended:
    """Let the ledger keep the whole log, a transaction for each batch; reading is not counted.

    Partitions come in turns, as they do where events arrive in all of them.
    """
    ledger, rates = Ledger(), []
    seconds, events, batches = 0.0, 0, 0
    async with (
        await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection,
        open_consumer(bootstrap) as consumer,
    ):
        async for records in _in_turns(consumer, log):
            began = monotonic()
            async with connection.transaction():
                await ledger.keep(connection, records)
            seconds, events = seconds + monotonic() - began, events + len(records)
            batches += 1
            if batches == keeps_a_rate:
                rates.append(events / seconds)
                seconds, events, batches = 0.0, 0, 0
    return Appended([*rates, events / seconds] if not rates else rates)


async def _in_turns(consumer: AIOKafkaConsumer, log: Log) -> AsyncIterator[list[RawRecord]]:
    where = [TopicPartition(log.topic, number) for number in log.ends]
    consumer.assign(where)
    for each in where:
        consumer.seek(each, 0)
    left = sum(log.ends.values())
    while left:
        found = await consumer.getmany(timeout_ms=500, max_records=records_kept_at_once)
        records = [raw(at.partition, each) for at, batch in found.items() for each in batch]
        left -= len(records)
        if records:
            yield records


async def grow_all(connection: Connection, signer: Signer) -> Grown:
    """Let the tree take in all leaves, as reporting's work process does, and sign its root."""
    began, leaves = monotonic(), 0
    while taken := await grow(connection):
        leaves += taken
    seconds = monotonic() - began
    await sign_root(connection, signer, SystemClock().now())
    return Grown(leaves, seconds)


async def forget_tree(connection: Connection) -> None:
    """Begin the tree anew; its leaves stay, and what was signed."""
    async with connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("truncate ledger_nodes")
        await connection.execute("update ledger_frontier set size = 0, nodes = ''")
