"""What partners are answered on `cspr-out-<partner>`: at least once, in order."""

import asyncio
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from services.notifications.intake.receipts import receipt_type, refusal_type
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.log.kafka import open_producer
from shared.log.lease import lease

batch_size = 500
poll_seconds = 0.05


@dataclass(frozen=True)
class Replies:
    """Publishes the queued answers; another process waits for its lease."""

    dsn: str
    bootstrap: str

    async def run(self) -> None:
        """Publish until cancelled; ends on any error, its supervisor starts it again."""
        async with (
            lease(self.dsn, "replies") as connection,
            open_producer(self.bootstrap) as producer,
        ):
            while True:
                if await self.publish_batch(connection, producer) < batch_size:
                    await asyncio.sleep(poll_seconds)

    async def publish_batch(self, connection: Connection, producer: AIOKafkaProducer) -> int:
        """Publish the oldest answers and forget them; says how many there were."""
        rows = await (
            await connection.execute(
                "select seq, topic, key, type, body from replies order by seq limit %s",
                [batch_size],
            )
        ).fetchall()
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
