"""`cspr parked`: subjects that were set aside, and applying them in order once it is mended."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

import psycopg
import typer

from services.command.followers import NoSuchFollower, follower_of
from services.command.output import AsJson, fail, print_json, print_table
from services.command.place import names, place
from shared.decisions.clock import SystemClock
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.service import own_events
from shared.log.park import Parked, list_parked, waiting_records
from shared.log.redrive import Redriven, redrive

app = typer.Typer(no_args_is_help=True, help="Subjects that were set aside.")


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Everything that was set aside, in all services, longest first."""
    found = asyncio.run(_list())
    if as_json:
        print_json([{"service": service, **asdict(each)} for service, each in found])
        return
    print_table(
        "Set aside",
        ("service", "follower", "subject", "kind", "reason", "waiting", "seconds"),
        [
            (
                service,
                each.follower,
                each.subject,
                each.kind,
                each.reason,
                each.waiting,
                round(each.age_seconds),
            )
            for service, each in found
        ],
    )


@app.command("show")
def show_command(subject: str, as_json: AsJson = False) -> None:
    """What waits for one subject, in its order, without its contents."""
    rows = asyncio.run(_show(subject))
    if not rows:
        raise fail("Nothing waits for that subject.")
    if as_json:
        print_json(rows)
        return
    columns = ("service", "follower", "partition", "offset", "event")
    print_table("Waiting", columns, [tuple(row.values()) for row in rows])


@app.command("redrive")
def redrive_command(
    subject: Annotated[
        str | None, typer.Argument(help="One subject; all that wait if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Apply what waits, in order; stops at the first event of a subject that fails again.

    Exit status 1 when something still waits.
    """
    try:
        done = asyncio.run(_redrive(subject))
    except NoSuchFollower as gone:
        raise fail(str(gone)) from None
    if subject is not None and not done:
        raise fail("Nothing waits for that subject.")
    if as_json:
        print_json([{"service": service, **asdict(each)} for service, each in done])
    else:
        print_table(
            "Re-driven",
            ("service", "follower", "subject", "applied", "waiting", "stopped by"),
            [
                (
                    service,
                    each.follower,
                    each.subject,
                    each.applied,
                    each.waiting,
                    each.stopped_by.reason if each.stopped_by else "",
                )
                for service, each in done
            ],
        )
    if any(each.waiting for _, each in done):
        raise typer.Exit(1)


async def _list() -> list[tuple[str, Parked]]:
    found = []
    for service in names:
        async with await _connect(place().config(service)) as connection:
            found += [(service, each) for each in await list_parked(connection)]
    return sorted(found, key=lambda pair: -pair[1].age_seconds)


async def _show(subject: str) -> list[dict[str, Any]]:
    rows = []
    for service, each in await _list():
        if each.subject != subject:
            continue
        async with await _connect(place().config(service)) as connection:
            rows += [
                {
                    "service": service,
                    "follower": each.follower,
                    "partition": record.partition,
                    "offset": record.offset,
                    "event": getattr(record.read, "name", "unreadable"),
                }
                for record in await waiting_records(connection, each.follower, subject)
            ]
    return rows


async def _redrive(subject: str | None) -> list[tuple[str, Redriven]]:
    done = []
    for service, each in await _list():
        if subject not in (None, each.subject):
            continue
        config = place().config(service)
        store = EventStore(service, SystemClock())
        async with await _connect(config) as connection:
            await own_events(config, store).check(connection)
            follower = await follower_of(connection, service, each.follower, store)
            done.append((service, await redrive(connection, follower, each.subject)))
    return done


async def _connect(config: Config) -> psycopg.AsyncConnection[tuple[Any, ...]]:
    return await psycopg.AsyncConnection.connect(config.dsn, autocommit=True)
