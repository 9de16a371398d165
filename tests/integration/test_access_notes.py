"""Whoever has a sealed text opened is written down."""

from datetime import UTC, datetime

import psycopg

from shared.edge.access import note_opening
from shared.edge.issuer import local_actor

_table = """CREATE TABLE access_notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, noted_at timestamptz NOT NULL,
    actor text NOT NULL, organisation text NOT NULL, subject text NOT NULL,
    purpose text NOT NULL, seals int NOT NULL)"""


async def test_an_opening_is_noted_with_who_why_and_how_many(database: str) -> None:
    at = datetime(2025, 3, 31, 9, tzinfo=UTC)
    async with await psycopg.AsyncConnection.connect(database) as connection:
        await connection.execute(_table)
        await note_opening(
            connection,
            local_actor("auditor"),
            subject="case-1",
            purpose="case page",
            seals=3,
            at=at,
        )
        rows = await connection.execute(
            "SELECT noted_at, actor, organisation, subject, purpose, seals FROM access_notes"
        )
        assert await rows.fetchall() == [(at, "auditor", "Audit", "case-1", "case page", 3)]
