"""What can be asked of the notifications database, each answer a frozen row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from services.notifications.intake.arrived import Sender
from services.notifications.read_models import IncidentRow
from shared.decisions.database import Connection
from shared.edge.visibility import Holding, Scope


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a partner and what became of it."""

    partner: str
    source: str
    message_id: str
    type: str | None
    channel: str
    received_at: datetime
    bytes: int
    outcome: str
    subject: str | None
    position: int | None
    stage: str | None
    receipt: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A message that waits for a person; its body stays sealed."""

    id: int
    partner: str
    source: str
    message_id: str
    type: str | None
    channel: str
    received_at: datetime
    bytes: int
    first_outcome: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A command of a policy that was refused."""

    id: int
    subject: str
    command: str
    words: str
    refused_at: datetime


async def sender_of(connection: Connection, partner: str) -> Sender | None:
    """A partner that was added, and what it may; None if there is none of that name."""
    row = await (
        await connection.execute(
            "select name, topic_out, authorities, may_import from partners where name = %s",
            [partner],
        )
    ).fetchone()
    if row is None:
        return None
    return Sender(row[0], row[1], None if row[2] is None else frozenset(row[2]), row[3])


async def senders_by_topic(connection: Connection) -> dict[str, Sender]:
    """Every partner, by the topic that it sends to."""
    rows = await connection.execute(
        "select topic_in, name, topic_out, authorities, may_import from partners"
    )
    return {
        topic: Sender(name, out, None if codes is None else frozenset(codes), may_import)
        async for topic, name, out, codes, may_import in rows
    }


async def incident(connection: Connection, subject: str) -> IncidentRow | None:
    """One case."""
    async with connection.cursor(row_factory=class_row(IncidentRow)) as cursor:
        await cursor.execute("select * from incidents where subject = %s", [subject])
        return await cursor.fetchone()


def holding_of(row: IncidentRow) -> Holding:
    """Whose a case is."""
    partners = frozenset([row.partner] if row.partner else [])
    return Holding(frozenset([row.authority]), partners)


async def incidents(
    connection: Connection, scope: Scope, *, before: str | None, stage: str | None, limit: int
) -> list[IncidentRow]:
    """The cases of a scope, newest first; `before` is the last subject of the page before."""
    async with connection.cursor(row_factory=class_row(IncidentRow)) as cursor:
        await cursor.execute(
            "select * from incidents where (%(everything)s or authority = any(%(authorities)s)"
            " or partner = %(partner)s) and (%(before)s::text is null or subject < %(before)s)"
            " and (%(stage)s::text is null or stage = %(stage)s)"
            " order by subject desc limit %(limit)s",
            {
                "everything": scope.everything,
                "authorities": sorted(scope.authorities),
                "partner": scope.partner,
                "before": before,
                "stage": stage,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def referrals(
    connection: Connection, scope: Scope, *, waiting: bool, after: str | None, limit: int
) -> list[IncidentRow]:
    """The referrals of a scope, oldest first: those that wait for an answer, or the others."""
    async with connection.cursor(row_factory=class_row(IncidentRow)) as cursor:
        await cursor.execute(
            "select * from incidents where (%(everything)s or authority = any(%(authorities)s))"
            " and referred_on is not null and (referral_answered_on is null) = %(waiting)s"
            " and (%(after)s::text is null or subject > %(after)s)"
            " order by subject limit %(limit)s",
            {
                "everything": scope.everything,
                "authorities": sorted(scope.authorities),
                "waiting": waiting,
                "after": after,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def messages(
    connection: Connection,
    partner: str | None,
    *,
    outcome: str | None,
    before: tuple[datetime, str, str] | None,
    limit: int,
) -> list[MessageRow]:
    """What a partner sent (None: all of them), newest first, each with its case's stage."""
    at, source, message_id = before or (None, None, None)
    async with connection.cursor(row_factory=class_row(MessageRow)) as cursor:
        await cursor.execute(
            "select i.partner, i.source, i.message_id, type, channel, received_at, bytes,"
            " outcome, i.subject, position, c.stage, receipt"
            " from inbox i left join incidents c on c.subject = i.subject"
            " where (%(partner)s::text is null or i.partner = %(partner)s::text)"
            " and (%(outcome)s::text is null or outcome = %(outcome)s)"
            " and (%(at)s::timestamptz is null or (received_at, i.source, i.message_id) <"
            "   (%(at)s::timestamptz, %(source)s::text, %(message_id)s::text))"
            " order by received_at desc, i.source desc, i.message_id desc limit %(limit)s",
            {
                "partner": partner,
                "outcome": outcome,
                "at": at,
                "source": source,
                "message_id": message_id,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def first_message(
    connection: Connection, subject: str, partner: str
) -> tuple[str, str] | None:
    """Source and id of the message with which a partner's case began."""
    row = await (
        await connection.execute(
            "select source, message_id from inbox where subject = %s and partner = %s"
            " and outcome = 'accepted' order by received_at, position limit 1",
            [subject, partner],
        )
    ).fetchone()
    return None if row is None else (row[0], row[1])


async def messages_of_case(
    connection: Connection, subject: str, partner: str | None
) -> list[dict[str, Any]]:
    """The messages about one case, oldest first; a partner (None: not one) sees its own."""
    rows = await connection.execute(
        "select source, message_id, type, channel, received_at, outcome from inbox"
        " where subject = %s and (%s::text is null or partner = %s)"
        " order by received_at, position",
        [subject, partner, partner],
    )
    names = ("source", "id", "type", "channel", "received_at", "outcome")
    return [dict(zip(names, row, strict=True)) async for row in rows]


async def held(
    connection: Connection, authorities: frozenset[str] | None, *, after: int, limit: int
) -> list[HeldRow]:
    """The messages that wait for a person, oldest first; None is those of all authorities."""
    async with connection.cursor(row_factory=class_row(HeldRow)) as cursor:
        await cursor.execute(
            "select h.id, h.partner, h.source, h.message_id, h.type, h.channel, h.received_at,"
            " h.bytes, i.outcome as first_outcome, i.subject from held_messages h"
            " join inbox i using (partner, source, message_id)"
            " where settled_at is null and h.id > %(after)s and (%(codes)s::text[] is null or"
            "   exists (select from incidents c where c.subject = i.subject"
            "           and c.authority = any(%(codes)s::text[])))"
            " order by h.id limit %(limit)s",
            {"after": after, "codes": _listed(authorities), "limit": limit},
        )
        return await cursor.fetchall()


async def settle_held(connection: Connection, number: int, by: str, at: datetime) -> bool:
    """A person has looked at a held message; False if it does not wait."""
    done = await connection.execute(
        "update held_messages set settled_at = %s, settled_by = %s"
        " where id = %s and settled_at is null",
        [at, by, number],
    )
    return done.rowcount == 1


async def refusals(
    connection: Connection, authorities: frozenset[str] | None, *, after: int, limit: int
) -> list[RefusalRow]:
    """Commands of policies that were refused, oldest first; None is of all authorities."""
    async with connection.cursor(row_factory=class_row(RefusalRow)) as cursor:
        await cursor.execute(
            "select id, subject, command, words, refused_at from refused_commands r"
            " where id > %(after)s and (%(codes)s::text[] is null or exists"
            "   (select from incidents c where c.subject = r.subject"
            "    and c.authority = any(%(codes)s::text[]))) order by id limit %(limit)s",
            {"after": after, "codes": _listed(authorities), "limit": limit},
        )
        return await cursor.fetchall()


def _listed(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)
