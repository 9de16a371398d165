"""Who asked for a copy of an older review, until somebody has answered them.

A working table: that a reader waits is no fact of a review. Who they are is sealed, opened for
a keeper alone, and let go of with the answer.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic import Field, StringConstraints

from shared.decisions.database import Connection
from shared.decisions.decider import Refused
from shared.decisions.ids import new_id
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound
from shared.events.event import Value
from shared.events.sealed import Sealed, narrative_key

most_waiting, most_waiting_for_one = 1_000, 20
_line = r"^[^\s\p{Cc}\p{Cf}][^\p{Cc}\p{Cf}]*$"


class CopyAnswer(StrEnum):
    """What became of a request. The set is our inference."""

    SENT = "sent"
    NOT_HELD = "not-held"
    NOT_GIVEN = "not-given"


class AskedBy(Value):
    """Who asks, how they can be reached, and what for."""

    name: Annotated[str, StringConstraints(max_length=200, pattern=_line)]
    contact: Annotated[str, StringConstraints(max_length=300, pattern=_line)]
    why: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")] | None = None


class Answered(Value):
    """What a keeper did about it."""

    answer: CopyAnswer


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """A request, as everybody who has its reference may see it."""

    reference: str
    record: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits, opened for a keeper."""

    reference: str
    record: str
    asked_at: datetime
    asked_by: AskedBy


async def ask(desk: Desk, record: str, asked_by: AskedBy) -> str:
    """Keep a request; the reference by which its fate is to be seen.

    Raises:
        Refused: too many wait already.
        KeysUnavailable: nothing can be sealed now.
    """
    text = json.dumps(asked_by.model_dump(mode="json"), ensure_ascii=False)
    (sealed,) = await desk.sealer.seal_many(record, [(narrative_key(record), text)])
    reference = new_id()
    async with desk.pool.connection() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext('copy_requests'))")
        await _refuse_if_many(connection, record)
        await connection.execute(
            "insert into copy_requests (id, record, asked_at, asked_by)"
            " values (%s, %s, %s, %s)",
            [reference, record, desk.clock.now(), Jsonb(sealed.model_dump())],
        )
    return reference


async def _refuse_if_many(connection: Connection, record: str) -> None:
    found = await connection.execute(
        "select count(*), count(*) filter (where record = %s) from copy_requests"
        " where answer is null",
        [record],
    )
    row = await found.fetchone()
    assert row is not None
    if row[0] >= most_waiting or row[1] >= most_waiting_for_one:
        raise Refused(
            "So many copies are asked for that no more can be taken now. Try again in some "
            "days, or ask the partnership itself."
        )


async def find(connection: Connection, reference: str) -> CopyRequest:
    """The request of a reference, without who asked.

    Raises:
        NotFound: there is none.
    """
    async with connection.cursor(row_factory=class_row(CopyRequest)) as cursor:
        await cursor.execute(
            "select id as reference, record, asked_at, answer, answered_at"
            " from copy_requests where id = %s",
            [reference],
        )
        found = await cursor.fetchone()
    if found is None:
        raise NotFound
    return found


async def waiting(desk: Desk, actor: Actor) -> list[Waiting]:
    """The requests that wait, the oldest first, at most 50; that they are opened is noted."""
    async with desk.pool.connection() as connection:
        rows = await (
            await connection.execute(
                "select id, record, asked_at, asked_by from copy_requests"
                " where answer is null order by asked_at, id limit 50"
            )
        ).fetchall()
        for record in sorted({row[1] for row in rows}):
            await note_opening(
                desk,
                connection,
                actor,
                subject=record,
                purpose="copies asked for",
                seals=sum(1 for row in rows if row[1] == record),
            )
    return [
        Waiting(id_, record, asked_at, await _opened(desk, record, sealed))
        for id_, record, asked_at, sealed in rows
    ]


async def _opened(desk: Desk, record: str, sealed: Any) -> AskedBy:
    (text,) = await desk.sealer.open_many(record, [Sealed.model_validate(sealed)])
    try:
        return AskedBy.model_validate_json(text)
    except ValueError:  # its key is gone
        return AskedBy(name=text, contact=text)


async def answer(desk: Desk, reference: str, said: CopyAnswer, actor: Actor) -> CopyRequest:
    """Say what became of a request, and let go of who asked; said once, it stays.

    Raises:
        NotFound: there is no such request.
        Refused: another answer was given before.
    """
    async with desk.pool.connection() as connection, connection.transaction():
        await connection.execute(
            "update copy_requests set answer = %s, answered_at = %s, answered_by = %s,"
            " asked_by = null where id = %s and answer is null",
            [said, desk.clock.now(), actor.id, reference],
        )
        found = await find(connection, reference)
    if found.answer != said:
        raise Refused("This request has been answered already, in another way.")
    return found
