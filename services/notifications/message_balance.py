"""Partners' messages and what became of them, as `cspr reconcile` sums them up."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from services.notifications import queries
from services.notifications.intake.arrived import Key, Place, Sender
from services.notifications.intake.inbox import known
from services.notifications.intake.reading import read
from services.notifications.intake.record import arrived_from, arrived_unread
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.log.kafka import log_starts, open_consumer, read_partition
from shared.proof.discrepancies import Discrepancies, faults_named

batch_records = 500
Known = tuple[Key, datetime | None]
"""What a message is known by, and when Kafka had it, if it can be read."""


@dataclass
class MessageBalance(Discrepancies):
    """Messages by outcome, the events that they led to, and what does not agree."""

    accepted: int = 0
    refused: int = 0
    held: int = 0
    events: int = 0
    on_kafka: int = 0

    @property
    def balances(self) -> bool:
        """Whether every message is accounted for, and every event has its message."""
        return not self.discrepancies


async def balance_messages(connection: Connection, bootstrap: str) -> MessageBalance:
    """Compare the partners' topics, the inbox and the event store; none is stopped for it."""
    balance = MessageBalance()
    rows = await connection.execute("select outcome, count(*) from inbox group by outcome")
    async for outcome, count in rows:
        setattr(balance, outcome, count)
    balance.events = await _take_messages_of_events(connection)
    for kind, statement in _queries.items():
        found = await connection.execute(statement, [faults_named])
        async for partner, source, message_id, since in found:
            balance.found(kind, f"partner {partner}", f"{source} {message_id}", since)
    await connection.execute("drop table pg_temp.messages_of_events")
    await _compare_topics(connection, bootstrap, balance)
    return balance


async def _take_messages_of_events(connection: Connection) -> int:
    """Note which message each event came from, each body read once; says how many did."""
    await connection.execute("drop table if exists pg_temp.messages_of_events")
    await connection.execute(_messages_of_events)
    await connection.execute("analyze pg_temp.messages_of_events")
    row = await (await connection.execute("select count(*) from messages_of_events")).fetchone()
    return row[0] if row else 0


_messages_of_events: LiteralString = (
    "create temp table messages_of_events as"
    " select message ->> 'partner' as partner, message ->> 'source' as source,"
    " message ->> 'id' as message_id, e.time from events e cross join lateral"
    " (select convert_from(e.body, 'UTF8')::jsonb -> 'message' as message) b"
    " where e.name in ('IncidentReported', 'IncidentReportCorrected',"
    " 'IncidentReportWithdrawn') and b.message is not null"
)
_queries: dict[str, LiteralString] = {
    "accepted, and no event": (
        "select partner, source, message_id, received_at from inbox i"
        " where outcome = 'accepted' and not exists"
        " (select from events e where e.subject = i.subject and e.position = i.position)"
        " limit %s"
    ),
    "never settled": (
        "select partner, source, message_id, received_at from inbox"
        " where receipt = '{}'::jsonb limit %s"
    ),
    "an event, and no message": (
        "select partner, source, message_id, time from messages_of_events e"
        " where not exists (select from inbox i where (i.partner, i.source, i.message_id)"
        " = (e.partner, e.source, e.message_id) and i.outcome = 'accepted') limit %s"
    ),
    "one message, and several events": (
        "select partner, source, message_id, min(time) from messages_of_events"
        " group by 1, 2, 3 having count(*) > 1 limit %s"
    ),
}


async def _compare_topics(
    connection: Connection, bootstrap: str, balance: MessageBalance
) -> None:
    senders = await queries.senders_by_topic(connection)
    rows = await (
        await connection.execute(
            "select topic, partition, next_offset from intake_offsets"
            " where stopped is null order by topic, partition"
        )
    ).fetchall()
    async with open_consumer(bootstrap, committed_only=True) as consumer:
        for topic, number, end in rows:
            if topic in senders:
                where = TopicPartition(topic, number)
                await _compare_topic(connection, consumer, senders[topic], where, end, balance)


async def _compare_topic(  # noqa: PLR0917
    connection: Connection,
    consumer: AIOKafkaConsumer,
    sender: Sender,
    where: TopicPartition,
    end: int,
    balance: MessageBalance,
) -> None:
    start = (await log_starts(consumer, where.topic, [where.partition]))[where.partition]
    async for keys in _keys_of(consumer, sender, where, start, end):
        balance.on_kafka += len(keys)
        accounted = await known(connection, [key for key, _ in keys.values()])
        for offset, (key, since) in keys.items():
            if key not in accounted:
                place = f"{where.topic} partition {where.partition} offset {offset}"
                balance.found("not accounted for", place, f"{key.source} {key.id}", since)


async def _keys_of(
    consumer: AIOKafkaConsumer, sender: Sender, where: TopicPartition, start: int, end: int
) -> AsyncIterator[dict[int, Known]]:
    """What messages are known by, in batches; one that the client cannot take apart, too."""
    at, batch = start, batch_records
    while at < end:
        try:
            async for records in read_partition(
                consumer, where, start=at, end=end, batch=batch
            ):
                yield _keys(sender, where, records)
                at = records[-1].offset + 1
        except UnicodeDecodeError:
            if batch == 1:
                unread = arrived_unread(sender, _place(where, at), SystemClock().now())
                yield {at: (unread.unidentified(), None)}
                at += 1
            batch = batch_records if batch == 1 else 1


def _keys(
    sender: Sender, where: TopicPartition, records: Sequence[ConsumerRecord]
) -> dict[int, Known]:
    now = SystemClock().now()
    found: dict[int, Known] = {}
    for each in records:
        message = arrived_from(each, sender, _place(where, each.offset), now)
        at = datetime.fromtimestamp(each.timestamp / 1000, UTC) if each.timestamp >= 0 else None
        found[each.offset] = read(message).key, at
    return found


def _place(where: TopicPartition, offset: int) -> Place:
    return Place(where.topic, where.partition, offset)
