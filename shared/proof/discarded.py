"""Records that an operator took out of what waits: they are known, and no fault any more."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.decisions.database import Connection
from shared.proof.passing import Seen


@dataclass(frozen=True, slots=True)
class Discarded:
    """A record of the log that no store wrote, who discarded it, and where that is recorded.

    `why` is sealed; `operation` is the subject under which it is.
    """

    partition: int
    offset: int
    digest: str
    service: str
    operation: str
    who: str
    at: datetime
    why: dict[str, Any]

    def is_of(self, record: Seen) -> bool:
        """Whether it is that record, byte for byte."""
        return self.digest == record.leaf.hex()


Discards = dict[tuple[int, int], Discarded]
"""By partition and offset of the record."""


async def discards(service: str, connection: Connection) -> Discards:
    """What the operators of a service discarded, as its event store has it."""
    rows = await connection.execute(
        "select subject, actor, time, body from events where name = 'RecordDiscarded'"
        " order by seq"
    )
    found: Discards = {}
    async for subject, actor, time, body in rows:
        said = json.loads(bytes(body))
        record = Discarded(
            said["partition"],
            said["offset"],
            said["digest"],
            service,
            subject,
            actor,
            time,
            said["why"],
        )
        found[record.partition, record.offset] = record
    return found


def sorted_out(
    records: Sequence[Seen], known: Discards, met: list[Discarded]
) -> Sequence[Seen]:
    """The records without those that were discarded, which are added to `met`."""
    if not known:
        return records
    rest = []
    for record in records:
        discarded = known.get((record.partition, record.offset))
        if discarded is not None and discarded.is_of(record):
            met.append(discarded)
        else:
            rest.append(record)
    return rest
