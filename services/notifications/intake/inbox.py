"""The inbox: one row for every message, and beside it what is held and what is answered."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from services.notifications.intake.arrived import Channel, Key, Place
from services.notifications.intake.reading import Read
from services.notifications.intake.receipts import Receipt
from shared.decisions.database import Connection
from shared.events.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Known:
    """A message that was received before, and what became of it."""

    digest: str
    channel: Channel
    outcome: str
    subject: str | None
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that was read, with the digest of what it says and its sealed body."""

    read: Read
    digest: str
    body: Sealed | None = None

    @property
    def key(self) -> Key:
        return self.read.key


def as_text(body: bytes) -> str:
    """A body as a text that can be sealed: as it is where it is UTF-8, else in base64."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(body).decode()


async def known(connection: Connection, keys: Iterable[Key]) -> dict[Key, Known]:
    """Those messages of `keys` that were received before."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = await connection.execute(
        "select partner, source, message_id, body_digest, channel, outcome, subject,"
        " receipt from inbox"
        " where (partner, source, message_id) in"
        " (select * from unnest(%s::text[], %s::text[], %s::text[]))",
        _columns(wanted),
    )
    return {Key(*row[:3]): Known(*row[3:]) async for row in rows}


async def claim(connection: Connection, arrivals: Sequence[Arrival]) -> set[Key]:
    """Write messages down as theirs who come first; the keys of those that were new.

    Waits for whoever is writing down the same one. In the order of keys, so that two batches
    never wait for each other.
    """
    ordered = sorted(arrivals, key=lambda arrival: arrival.key)
    rows = [_row(arrival) for arrival in ordered]
    if not rows:
        return set()
    columns = list(zip(*rows, strict=True))
    found = await connection.execute(_claim, [list(column) for column in columns])
    return {Key(*row) async for row in found}


_claim = """
insert into inbox (partner, source, message_id, body_digest, channel, received_at, bytes, body,
                   type, topic, partition, "offset", outcome, receipt)
select new.*, 'held', '{}'::jsonb
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
            %s::bigint[], %s::jsonb[], %s::text[], %s::text[], %s::int[], %s::bigint[]) as new
on conflict do nothing
returning partner, source, message_id
"""


def _row(arrival: Arrival) -> tuple[Any, ...]:
    arrived = arrival.read.arrived
    place: Place | tuple[None, None, None] = arrived.place or (None, None, None)
    body = None if arrival.body is None else Jsonb(arrival.body.model_dump())
    return (
        *arrival.key,
        arrival.digest,
        arrived.channel,
        arrived.at,
        arrived.size,
        body,
        arrival.read.type,
        *place,
    )


async def settle(connection: Connection, became: Mapping[Key, Receipt]) -> None:
    """Write what became of messages that were claimed in this transaction."""
    if not became:
        return
    keys = sorted(became)
    receipts = [became[key] for key in keys]
    await connection.execute(
        "update inbox i set outcome = new.receipt->>'outcome',"
        " subject = new.receipt->>'incident',"
        " position = split_part(new.receipt->>'position', ':', 3)::bigint,"
        " receipt = new.receipt"
        " from unnest(%s::text[], %s::text[], %s::text[], %s::jsonb[])"
        "   as new (partner, source, message_id, receipt)"
        " where (i.partner, i.source, i.message_id) ="
        "   (new.partner, new.source, new.message_id)",
        [*_columns(keys), [Jsonb(receipt) for receipt in receipts]],
    )


async def hold(connection: Connection, arrival: Arrival, receipt: Receipt) -> None:
    """Keep a message with another body under a known id, once, for a person."""
    await connection.execute(
        "insert into held_messages (partner, source, message_id, body_digest, channel,"
        ' received_at, bytes, body, type, topic, partition, "offset", receipt)'
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
        [*_row(arrival), Jsonb(receipt)],
    )


async def queue(connection: Connection, replies: Sequence[tuple[str, str, Receipt]]) -> None:
    """Queue (topic, key, receipt) for publishing, in their order."""
    if not replies:
        return
    rows = [
        (topic, key, receipt["outcome"], json.dumps(receipt).encode())
        for topic, key, receipt in replies
    ]
    await connection.execute(
        "insert into replies (topic, key, type, body)"
        " select topic, key, type, body"
        " from unnest(%s::text[], %s::text[], %s::text[], %s::bytea[])"
        "   with ordinality as new (topic, key, type, body, place) order by place",
        [list(column) for column in zip(*rows, strict=True)],
    )


def _columns(keys: Sequence[Key]) -> list[list[str]]:
    return [list(column) for column in zip(*keys, strict=True)]
