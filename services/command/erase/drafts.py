"""The drafts of a case: working tables, sealed under its key for free text, and deleted."""

from collections.abc import Sequence
from datetime import datetime

from services.command.erase.here import Here

drafting = ("notifications", "reviews")
"""The services that keep drafts."""


async def drafts_of(here: Here, case: str, keys: Sequence[str]) -> dict[str, int]:
    """How many drafts of a case are sealed under these keys, by service; none are left out."""
    found: dict[str, int] = {}
    for service in drafting:
        row = await (
            await here.databases[service].execute(
                "select count(*) from drafts where subject = %s and body ->> 'key' = any(%s)",
                [case, list(keys)],
            )
        ).fetchone()
        found[service] = 0 if row is None else row[0]
    return found


async def give_up_drafts(here: Here, case: str, keys: Sequence[str]) -> int:
    """Delete the drafts of a case that are sealed under these keys; how many."""
    given_up = 0
    for service in drafting:
        gone = await here.databases[service].execute(
            "delete from drafts where subject = %s and body ->> 'key' = any(%s)",
            [case, list(keys)],
        )
        given_up += gone.rowcount
    return given_up


async def expire_drafts(here: Here, at: datetime, *, dry_run: bool) -> dict[str, int]:
    """Delete the drafts whose time is over, or only count them; by service."""
    found: dict[str, int] = {}
    for service in drafting:
        connection = here.databases[service]
        if dry_run:
            row = await (
                await connection.execute(
                    "select count(*) from drafts where expires_at <= %s", [at]
                )
            ).fetchone()
            found[service] = 0 if row is None else row[0]
        else:
            gone = await connection.execute("delete from drafts where expires_at <= %s", [at])
            found[service] = gone.rowcount
    return found
