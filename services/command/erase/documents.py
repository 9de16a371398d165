"""Printed reports of a case: kept sealed under its key for free text, and deleted with it."""

from collections.abc import Sequence

from services.command.erase.here import Here


async def give_up_documents(here: Here, case: str, keys: Sequence[str]) -> int:
    """Delete the printed reports of a case that are sealed under these keys; how many."""
    gone = await here.databases["reporting"].execute(
        "delete from panel_documents where subject = %s and key = any(%s)", [case, list(keys)]
    )
    return gone.rowcount
