"""Since when a fault is seen: reconcile remembers what it found, and when it found it first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from shared.decisions.database import Connection
from shared.proof.discrepancies import Discrepancy


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a balance sheet.

    `since` is the time of record of the first thing concerned, None where nothing tells;
    `first_seen` is when a check first named it.
    """

    part: str
    kind: str
    where: str
    what: str
    since: datetime | None
    first_seen: datetime

    def __str__(self) -> str:
        since = f"since {self.since.isoformat()}, " if self.since else ""
        seen = f"first seen {self.first_seen.isoformat()}"
        return f"{self.part}: {self.kind}: {self.what} ({self.where}; {since}{seen})"


async def note_seen(
    connection: Connection,
    found: Sequence[tuple[str, Discrepancy]],
    now: datetime,
    *,
    parts: Sequence[str],
) -> list[Fault]:
    """Note what was found, each with its first time; forget what `parts` have no longer."""
    digests = [_digest(part, each) for part, each in found]
    async with connection.transaction():
        await connection.execute(
            "insert into reconcile_seen (digest, part, first_seen)"
            " select distinct digest, part, %s::timestamptz"
            " from unnest(%s::bytea[], %s::text[]) as new (digest, part)"
            " on conflict (digest) do nothing",
            [now, digests, [part for part, _ in found]],
        )
        await connection.execute(
            "delete from reconcile_seen where part = any(%s) and digest <> all(%s::bytea[])",
            [list(parts), digests],
        )
        rows = await connection.execute("select digest, first_seen from reconcile_seen")
        first = {bytes(digest): at async for digest, at in rows}
    return [
        Fault(part, each.kind, each.where, each.what, each.since, first[digest])
        for (part, each), digest in zip(found, digests, strict=True)
    ]


def _digest(part: str, each: Discrepancy) -> bytes:
    text = "\n".join((part, each.kind, each.where, each.what))
    return sha256(text.encode()).digest()
