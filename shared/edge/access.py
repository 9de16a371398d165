"""Notes of access: whoever has a sealed text opened is written down, with why."""

from datetime import datetime
from typing import Any

import psycopg

from shared.edge.identity import Actor
from shared.edge.metrics import seals_opened


async def note_opening(
    connection: psycopg.AsyncConnection[Any],
    actor: Actor,
    *,
    subject: str,
    purpose: str,
    seals: int,
    at: datetime,
) -> None:
    """Write down that an actor has `seals` texts of a subject opened; do it before showing."""
    await connection.execute(
        "INSERT INTO access_notes (noted_at, actor, organisation, subject, purpose, seals)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [at, actor.id, actor.organisation, subject, purpose, seals],
    )
    seals_opened.inc(seals)
