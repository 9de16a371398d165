"""What partners are answered on `cspr-out-<partner>`: at least once, in order."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from aiokafka import AIOKafkaProducer

from services.notifications.intake.receipts import receipt_type, refusal_type
from shared.decisions.cancellation import still_wanted
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.edge.logs import logger
from shared.log.kafka import open_producer
from shared.log.lease import lease

batch_size = 500
poll_seconds = 0.05
look_for_gone_seconds = 2.0


@dataclass
class Replies:
    """Publishes the queued answers; another process waits for its lease.

    Those for a topic that is gone wait until it is there again; others' go on.
    """

    dsn: str = field(repr=False)
    bootstrap: str
    _there: frozenset[str] = frozenset()
    _gone: frozenset[str] = frozenset()
    _looked: float = field(default_factory=monotonic)

    async def run(self) -> None:
        """Publish until cancelled; ends on any error, its supervisor starts it again."""
        async with (
            lease(self.dsn, "replies") as connection,
            open_producer(self.bootstrap) as producer,
        ):
            while True:
                still_wanted()
                if await self.publish_batch(connection, producer) < batch_size:
                    await asyncio.sleep(poll_seconds)

    async def publish_batch(self, connection: Connection, producer: AIOKafkaProducer) -> int:
        """Publish the oldest answers and forget them; says how many there were."""
        rows = await (
            await connection.execute(
                "select seq, topic, key, type, body from replies"
                " where topic <> all(%s) order by seq limit %s",
                [sorted(self._gone), batch_size],
            )
        ).fetchall()
        await self._look_for_topics(producer, {row[1] for row in rows})
        rows = [row for row in rows if row[1] not in self._gone]
        sending = [
            await producer.send(
                topic, key=key.encode(), value=bytes(body), headers=_headers(seq, kind)
            )
            for seq, topic, key, kind, body in rows
        ]
        for sent in sending:
            await sent
        crash_point("replies-published")
        if rows:
            await connection.execute(
                "delete from replies where seq = any(%s)", [[row[0] for row in rows]]
            )
        return len(rows)

    async def _look_for_topics(self, producer: AIOKafkaProducer, named: set[str]) -> None:
        """See which topics are there: before the first answer to each, and gone ones again."""
        again = bool(self._gone) and monotonic() - self._looked > look_for_gone_seconds
        if named <= self._there and not again:
            return
        self._looked = monotonic()
        found = await producer.client.fetch_all_metadata()
        self._there = frozenset(found.topics())
        gone = (self._gone | named) - self._there
        for topic in sorted(gone - self._gone):
            logger("replies").error("topic gone", topic=topic)
        self._gone = frozenset(gone)


def _headers(seq: int, outcome: str) -> list[tuple[str, bytes]]:
    kind = receipt_type if outcome == "accepted" else refusal_type
    pairs = [
        ("ce_specversion", "1.0"),
        ("ce_id", f"reply-{seq}"),
        ("ce_source", "/cspr/notifications"),
        ("ce_type", kind),
        ("content-type", "application/json"),
    ]
    return [(name, text.encode()) for name, text in pairs]
