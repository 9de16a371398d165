"""The ledger at work: every event of the log once, in an order that is recorded once.

Nothing else than the log's order within each partition decides; between partitions it is the
order in which this follower came to them. So the ledger is never folded anew: it is compared
with the log (`cspr reconcile`).
"""

from collections.abc import Sequence
from typing import Any

from shared.decisions.database import Connection
from shared.events.envelope import Envelope
from shared.log.kafka import RawRecord
from shared.proof.leaf import leaf_of


class Ledger:
    """A follower of the log that keeps first occurrences, whatever they say."""

    name = "ledger"

    async def keep(self, connection: Connection, records: Sequence[RawRecord]) -> None:
        """Append records in their order, in the caller's transaction.

        Waits for whoever else appends; two cannot, unless one has lost its partitions.
        """
        row = await (
            await connection.execute("select size from ledger_size for update")
        ).fetchone()
        assert row is not None
        rows = [_row(index, record) for index, record in enumerate(records, row[0])]
        await connection.execute(_append, [list(column) for column in zip(*rows, strict=True)])
        await connection.execute("update ledger_size set size = %s", [row[0] + len(rows)])

    async def check(self, connection: Connection) -> None:
        """Show the database that this process lives."""
        await connection.execute("select 1")


_append = """
insert into ledger (leaf_index, partition, log_offset, recorded_at, subject, source, position,
                    name, version, event_id, written_at, actor, correlation_id, causation_id,
                    traceparent, body, leaf)
select * from unnest(%s::bigint[], %s::int[], %s::bigint[], %s::timestamptz[], %s::text[],
                     %s::text[], %s::bigint[], %s::text[], %s::int[], %s::text[],
                     %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
                     %s::bytea[], %s::bytea[])
"""


def _row(index: int, record: RawRecord) -> tuple[Any, ...]:
    read = record.read
    assert isinstance(read, Envelope), "what cannot be read is parked"
    return (
        index,
        read.partition,
        read.offset,
        read.recorded_at,
        read.subject,
        read.source,
        read.position,
        read.name,
        read.version,
        read.id,
        read.time,
        read.actor,
        read.correlation_id,
        read.causation_id,
        read.traceparent,
        read.body,
        leaf_of(record.key, record.value, record.headers),
    )
