"""Where drafts are kept: saved at any moment, never lost to who saves second (ADR 37)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, LiteralString

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from shared.decisions.database import Connection
from shared.edge.identity import Actor
from shared.events.sealed import Sealed, narrative_key
from shared.privacy.sealer import ERASED, Sealer

kept_days = 90
"""How long a draft is kept after it was last saved."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft, still sealed; `beside`: kept beside the one that somebody else had saved."""

    subject: str
    id: str
    kind: str
    organisation: str
    authority: str
    version: int
    saved_at: datetime
    saved_by: str
    expires_at: datetime
    beside: str | None
    body: Sealed


class SavedMeanwhile(Exception):
    """Somebody saved a draft since it was read; `now` is how it stands."""

    def __init__(self, now: Draft) -> None:
        super().__init__(f"saved by {now.saved_by}")
        self.now = now


async def seal_fields(sealer: Sealer, subject: str, fields: Mapping[str, str]) -> Sealed:
    """What is written in a draft, under the key for free text of its case.

    Raises:
        KeyDestroyed: the case was erased.
    """
    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
    (sealed,) = await sealer.seal_many(subject, [(narrative_key(subject), text)])
    return sealed


async def open_fields(sealer: Sealer, draft: Draft) -> dict[str, str]:
    """What is written in a draft; nothing where the case was erased."""
    (text,) = await sealer.open_many(draft.subject, [draft.body])
    fields: dict[str, str] = {} if text == ERASED else json.loads(text)
    return fields


async def begin(connection: Connection, draft: Draft) -> Draft:
    """Keep a new draft; those that expired go."""
    await expire(connection, draft.saved_at)
    await _insert(connection, draft)
    return draft


async def find(connection: Connection, actor: Actor, id_: str, at: datetime) -> Draft | None:
    """A draft, if it is of this person's organisation and one of their authorities."""
    rows = await _read(
        connection,
        "select * from drafts where id = %(id)s and " + _theirs,
        _of(actor) | {"id": id_, "at": at},
    )
    return rows[0] if rows else None


async def listed(
    connection: Connection, actor: Actor, at: datetime, *, subject: str | None, limit: int
) -> list[Draft]:
    """The drafts of this person's organisation and authorities, last saved first."""
    return await _read(
        connection,
        "select * from drafts where " + _theirs + " and (%(subject)s::text is null"
        " or subject = %(subject)s) order by saved_at desc, id limit %(limit)s",
        _of(actor) | {"at": at, "subject": subject, "limit": limit},
    )


async def save(connection: Connection, draft: Draft, seen: int) -> Draft:
    """Keep what was written over version `seen` of a draft.

    Raises:
        SavedMeanwhile: another version is there; nothing was overwritten.
    """
    saved = await connection.execute(
        "update drafts set version = version + 1, saved_at = %s, saved_by = %s,"
        " expires_at = %s, body = %s where subject = %s and id = %s and version = %s",
        [
            draft.saved_at,
            draft.saved_by,
            draft.expires_at,
            Jsonb(draft.body.model_dump()),
            draft.subject,
            draft.id,
            seen,
        ],
    )
    if saved.rowcount == 1:
        return replace(draft, version=seen + 1)
    there = await _read(connection, "select * from drafts where id = %(id)s", {"id": draft.id})
    if there:
        raise SavedMeanwhile(there[0])
    again = replace(draft, version=1)
    await _insert(connection, again)
    return again


async def discard(connection: Connection, draft: Draft) -> None:
    """Keep a draft no longer: it was sent, or is not wanted."""
    await connection.execute(
        "delete from drafts where subject = %s and id = %s", [draft.subject, draft.id]
    )


async def expire(connection: Connection, at: datetime) -> int:
    """Delete the drafts whose time is over; how many."""
    gone = await connection.execute("delete from drafts where expires_at <= %s", [at])
    return gone.rowcount


def until(saved_at: datetime) -> datetime:
    """Until when a draft is kept that was saved then."""
    return saved_at + timedelta(days=kept_days)


_theirs: LiteralString = (
    "organisation = %(organisation)s and authority = any(%(authorities)s)"
    " and expires_at > %(at)s"
)


def _of(actor: Actor) -> dict[str, Any]:
    return {"organisation": actor.organisation, "authorities": sorted(actor.authorities)}


async def _insert(connection: Connection, draft: Draft) -> None:
    await connection.execute(
        "insert into drafts (subject, id, kind, organisation, authority, version, saved_at,"
        " saved_by, expires_at, beside, body) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " %s)",
        [
            draft.subject,
            draft.id,
            draft.kind,
            draft.organisation,
            draft.authority,
            draft.version,
            draft.saved_at,
            draft.saved_by,
            draft.expires_at,
            draft.beside,
            Jsonb(draft.body.model_dump()),
        ],
    )


async def _read(
    connection: Connection, statement: LiteralString, values: dict[str, Any]
) -> list[Draft]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, values)
        return [
            Draft(**{**row, "body": Sealed.model_validate(row["body"])})
            for row in await cursor.fetchall()
        ]
