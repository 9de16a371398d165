"""Everything that happened in a case, in the order of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.decisions.database import Connection


@dataclass(slots=True)
class HistoryRow:
    """One event. `place` counts the events of the case from 1.

    `recorded_at` is when the log had it, `written_at` when its service wrote it; `body` is its
    exact JSON, with what is sealed as ciphertext; `leaf_index` is its place in the ledger.
    """

    subject: str
    place: int
    leaf_index: int
    partition: int
    log_offset: int
    recorded_at: datetime | None
    written_at: datetime
    source: str
    position: int
    name: str
    version: int
    event_id: str
    causation_id: str | None
    correlation_id: str
    actor: str
    body: bytes


async def history(connection: Connection, subject: str) -> list[HistoryRow]:
    """All events of a case; read by `cspr audit case`, and a Panel report is made of them.

    So a report can be made again as of any event, by reading alone.
    """
    async with connection.cursor(row_factory=class_row(HistoryRow)) as cursor:
        await cursor.execute(
            "select subject, row_number() over (order by leaf_index) as place, leaf_index,"
            " partition, log_offset, recorded_at, written_at, source, position, name, version,"
            " event_id, causation_id, correlation_id, actor, body"
            " from ledger where subject = %s order by leaf_index",
            [subject],
        )
        return await cursor.fetchall()
