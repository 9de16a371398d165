"""Carrying an erasure out, step by step; killed anywhere, it is run again and goes on."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from services.command.erase.documents import give_up_documents
from services.command.erase.drafts import drafting, give_up_drafts
from services.command.erase.here import Here
from services.command.erase.messages import give_up, messages_of
from services.command.erase.target import Target
from services.reporting.domain.erasure import OrderErasure, RecordErasure
from shared.decisions.crash import crash_point
from shared.events.erasures import ErasureReason

table_wait_ms = 10_000


class TableBusy(Exception):
    """A table was in use for too long; in words."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The keys are destroyed, but the table {table} is in use, and its files cannot be"
            " written anew. The erasure is not recorded as carried out yet: run it again."
        )


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: keys destroyed, what was given up, and where it is recorded.

    `position` is that of the last event about it; `again` says that it was recorded before.
    """

    case: str
    keys: tuple[str, ...]
    destroyed: tuple[str, ...]
    messages: int
    drafts: int
    documents: int
    position: str
    again: bool


async def carry_out(here: Here, target: Target, why: ErasureReason) -> Erased:
    """Order it, destroy the keys, give up what is kept beside, and record that it is done.

    Raises:
        Refused: a legal hold stands on the case, or another erasure is under way.
        TableBusy: all is done but to write a table anew.
    """
    case = target.case
    ordered = await here.decide(
        case,
        lambda clock: OrderErasure(
            asked_at=clock.now(), keys=target.keys, everything=target.everything, why=why
        ),
    )
    begun = (await here.keeping(case)).ordered is not None
    crash_point("erase-ordered")
    await _destroy(here, target)
    crash_point("erase-keys-destroyed")
    messages = await messages_of(here, case)
    now = here.clock.now()
    bodies = await give_up(here.databases["notifications"], case, messages, now)
    crash_point("erase-bodies-given-up")
    drafts = await give_up_drafts(here, case, target.keys)
    documents = await give_up_documents(here, case)
    if begun or bodies or drafts or documents or target.living:
        await _write_anew(here)
    crash_point("erase-written-anew")
    in_all = bodies + sum(1 for each in messages if each.given_up is not None)
    recorded = await here.decide(
        case, lambda clock: RecordErasure(asked_at=clock.now(), messages=in_all)
    )
    crash_point("erase-recorded")
    return Erased(
        case,
        target.keys,
        tuple(sorted(target.living)),
        bodies,
        drafts,
        documents,
        str(recorded.position),
        again=not (ordered.events or recorded.events),
    )


async def _destroy(here: Here, target: Target) -> None:
    if target.everything:
        await here.keys.erase_subject(target.case)
        return
    for key in target.keys:
        await here.keys.destroy(key)


async def _write_anew(here: Here) -> None:
    """Write the tables anew: Postgres leaves what was deleted in its files until then.

    Its statistics hold samples of what was in a table, so they are made and written anew too.
    """
    tables = (
        ("keys", "keys"),
        ("notifications", "inbox"),
        ("notifications", "held_messages"),
        *((service, "drafts") for service in drafting),
        ("reporting", "panel_documents"),
    )
    tables += tuple((database, "pg_statistic") for database in sorted(dict(tables)))
    for database, table in tables:
        connection = here.databases[database]
        await connection.execute(sql.SQL("set lock_timeout = {}").format(table_wait_ms))
        try:
            anew = (
                "vacuum (full, analyze) {}" if table != "pg_statistic" else "vacuum (full) {}"
            )
            await connection.execute(sql.SQL(anew).format(sql.Identifier(table)))
        except psycopg.errors.LockNotAvailable:
            raise TableBusy(table) from None
        finally:
            await connection.execute("reset lock_timeout")
