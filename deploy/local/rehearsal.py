"""Faults for a rehearsal of `docs/runbooks/parked.md`, on the local run alone.

`python -m deploy.local.rehearsal ACT`: `fault` lets the database refuse rows of the caseload
and reports an incident; `many` reports incidents until the follower stops; `mend` takes the
fault away; `noise` writes a record into the log that no service of ours wrote. For
`audit.md`: `alter` changes an event in the store of reviews, and `restore` changes it back.
"""

import argparse
import asyncio
import logging
import secrets
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from services.command.parked_acts import Filters, connected, find, resume_all
from services.command.place import NothingRuns, Place, names, place
from services.notifications.intake.inbound import CORRECTION, REPORT
from services.notifications.partners import add_partner, publish
from shared.decisions.ids import new_subject
from shared.edge.config import Config
from shared.log.kafka import open_producer
from shared.log.topics import partner_in

partner = "rehearsal"
patience_seconds = 120.0
longer_than_a_second = 1.2
"""So long the report has waited then: the alarm of the runbook asks for a second."""
at_once = 60
"""Reports sent together; a partition gets five of them as a rule."""

_tables = (
    "select table_name from information_schema.tables"
    " where table_schema = 'public' and table_name ~ '^caseload__[0-9]+$'"
)
_living = (
    "select 'caseload__' || generation from generations"
    " where read_model = 'caseload' and state = 'live'"
)
_report: Mapping[str, Any] = {
    "type": REPORT,
    "authority": "E06000038",
    "summary": "Made up: a rehearsal.",
    "children": [{"outcome": "other", "abuse_or_neglect": "suspected"}],
}


async def fault(here: Place) -> str:
    """Let rows of the caseload be refused, and report an incident and its correction."""
    await _refuse_rows(here)
    report = {"id": f"rehearsal-{secrets.token_hex(8)}", **_report}
    id_ = f"{report['id']}-corrected"
    await _send(
        here, report, {**report, "id": id_, "type": CORRECTION, "corrects": report["id"]}
    )

    async def both_wait() -> bool:
        if await resume_all(here, "caseload", "reviews", dry_run=True):
            raise SystemExit("Too many failed before: its follower has stopped. Go on there.")
        return any(each.waiting > 1 for _, each in await find(here, Filters(kind="database")))

    await _until(both_wait, "the report to be set aside")
    await asyncio.sleep(longer_than_a_second)
    return "The database refuses rows of the caseload; a report and its correction wait."


async def many(here: Place) -> str:
    """Let rows of the caseload be refused, and report incidents until the follower stops."""
    await _refuse_rows(here)

    async def has_stopped() -> bool:
        if await resume_all(here, "caseload", "reviews", dry_run=True):
            return True
        ids = [f"rehearsal-{secrets.token_hex(8)}" for _ in range(at_once)]
        await _send(here, *({"id": id_, **_report} for id_ in ids))
        await asyncio.sleep(2)
        return False

    await _until(has_stopped, "the follower to stop")
    return "The database refuses rows of the caseload; its follower has stopped."


async def mend(here: Place) -> str:
    """Take the fault away."""
    async with connected(here.config("reviews")) as connection, connection.transaction():
        for (table,) in await (await connection.execute(_tables)).fetchall():
            drop = sql.SQL("alter table {} drop constraint if exists rehearsal")
            await connection.execute(drop.format(sql.Identifier(table)))
    return "The database takes rows of the caseload again."


async def noise(here: Place) -> str:
    """Write a record that no service of ours wrote, under a subject that nobody else has."""
    config = here.config("reviews")
    async with open_producer(config.kafka) as producer:
        sent = await producer.send_and_wait(
            config.topic, b"noise", key=new_subject("case").encode(), headers=[]
        )

    async def all_have_it() -> bool:
        return not any(
            [await _behind(here.config(name), sent.partition, sent.offset) for name in names]
        )

    await _until(all_have_it, "the record to be set aside")
    return "A record that no service of ours wrote is in the log."


async def alter(here: Place) -> str:
    """Change who wrote the first event of reviews, as no program of ours does."""
    await _write_over(here, "actor || '-altered'", "seq = (select min(seq) from events)")
    return "In the store of reviews an event has another actor than it was published with."


async def restore(here: Place) -> str:
    """Change it back."""
    await _write_over(here, "replace(actor, '-altered', '')", "actor like '%-altered'")
    return "The store of reviews is as it was."


async def _write_over(here: Place, actor: LiteralString, which: LiteralString) -> None:
    async with connected(here.config("reviews")) as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(f"update events set actor = {actor} where {which}")


async def _refuse_rows(here: Place) -> None:
    async with connected(here.config("reviews")) as connection, connection.transaction():
        for (table,) in await (await connection.execute(_living)).fetchall():
            add = sql.SQL("alter table {} add constraint rehearsal check (false) not valid")
            await connection.execute(add.format(sql.Identifier(table)))


async def _send(here: Place, *messages: Mapping[str, Any]) -> None:
    config = here.config("notifications")
    await add_partner(config, partner)
    topic = config.topic_prefix + partner_in(partner).name
    await publish(config.kafka, topic, partner, messages)


async def _behind(config: Config, partition: int, offset: int) -> bool:
    """Whether somebody who follows the log for readers has not come to a record."""
    async with connected(config) as connection:
        rows = await connection.execute(
            "select from follower_offsets where partition = %s and next_offset <= %s"
            " and follower <> 'own' and follower not in (select read_model || '.' || generation"
            " from generations where state <> 'live')",
            [partition, offset],
        )
        return await rows.fetchone() is not None


async def _until(there: Callable[[], Awaitable[bool]], what: str) -> None:
    try:
        async with asyncio.timeout(patience_seconds):
            while not await there():
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise SystemExit(f"Waited in vain for {what}. `mend` takes a fault away.") from None


def main() -> None:
    """Do one act on the local run.

    Raises:
        SystemExit: there is no local run, or it is not in the state that the act needs.
    """
    # a topic that is new has no leader for a moment; the client tries again by itself
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    acts = {each.__name__: each for each in (fault, many, mend, noise, alter, restore)}
    parser = argparse.ArgumentParser(description="Faults for a rehearsal, on the local run.")
    parser.add_argument("act", choices=acts)
    act = acts[parser.parse_args().act]
    try:
        here = place()
    except NothingRuns as error:
        raise SystemExit(str(error)) from None
    if here.folder is None:
        raise SystemExit(
            "A rehearsal is for the local run alone; CSPR_MASTER_KEY names another."
        )
    try:
        sys.stdout.write(asyncio.run(act(here)) + "\n")
    except psycopg.errors.DuplicateObject:
        raise SystemExit("The fault is there already; `mend` takes it away.") from None


if __name__ == "__main__":
    main()
