"""Printed reports of a case: they hold what every key of it sealed, and go with any of them."""

from typing import LiteralString

from services.command.erase.here import Here


async def documents_of(here: Here, case: str) -> int:
    """How many printed reports of a case are kept."""
    statement = "select count(*) from panel_documents where subject = %(case)s"
    return await _count(here, statement, case)


async def documents_before(here: Here, case: str) -> int:
    """How many are kept that were printed before the case's last erasure was recorded.

    What was printed after it holds nothing of what was erased.
    """
    return await _count(
        here,
        "select count(*) from panel_documents where subject = %(case)s and position <"
        " (select max(position) from events where subject = %(case)s"
        "  and name = 'ErasureCarriedOut')",
        case,
    )


async def give_up_documents(here: Here, case: str) -> int:
    """Delete the printed reports of a case; how many. They can be printed anew."""
    gone = await here.databases["reporting"].execute(
        "delete from panel_documents where subject = %s", [case]
    )
    return gone.rowcount


async def _count(here: Here, statement: LiteralString, case: str) -> int:
    found = await here.databases["reporting"].execute(statement, {"case": case})
    row = await found.fetchone()
    return 0 if row is None else int(row[0])
