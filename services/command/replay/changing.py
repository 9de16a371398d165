"""`cspr replay swap | rollback | drop`: a person changes what readers see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.place import place
from services.command.recording import operation
from services.command.replay.asked import (
    DryRun,
    ReadModelName,
    as_json,
    columns,
    place_of,
    rows_of,
    run,
    services_of,
)
from shared.decisions.database import Connection
from shared.edge.operation import Operation, dropped
from shared.events.operations import (
    Compared,
    ReadModelRolledBack,
    ReadModelSwapped,
)
from shared.folds.closing import drop
from shared.folds.stored import Generation
from shared.folds.swapping import Switched, Terms, rollback, swap

Why = Annotated[str, typer.Option("--why", help="The reason; it is recorded, sealed.")]
KeepHours = Annotated[
    float,
    typer.Option("--keep-hours", help="How long what is retired keeps up with the log.", min=0),
]


def swap_command(  # noqa: PLR0917 - the options of a command line
    read_model: ReadModelName,
    why: Why = "",
    accept: Annotated[
        str | None, typer.Option(help="The digest of the diff that a person has looked at.")
    ] = None,
    keep_hours: KeepHours = 24,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Let readers see the generation that is ready, all at once; recorded, with the reason."""
    service = _service_of(read_model, why, dry_run=dry_run)

    async def swapped() -> Switched:
        async with _told(service, why, dry_run=dry_run) as told:

            async def note(connection: Connection, done: Switched, of: Generation) -> None:
                if told is not None:
                    await told.record(connection, _swapped(told, done, of))

            terms = Terms(timedelta(hours=keep_hours), note, dry_run=dry_run)
            return await swap(place_of(service), read_model, accepted=accept, terms=terms)

    _show(service, run(service, swapped()), dry_run=dry_run, machine=as_json_)


def _swapped(told: Operation, done: Switched, of: Generation) -> ReadModelSwapped:
    diff = of.manifest.get("diff")
    compared = None
    if diff is not None:
        compared = Compared(
            identical=diff["identical"],
            diff=diff["digest"],
            rows=diff["beside"]["rows"],
            rows_digest=diff["beside"]["digest"],
        )
    return ReadModelSwapped(
        read_model=done.read_model,
        generation=done.generation,
        before=done.before,
        compared=compared,
        accepted=compared is not None and not compared.identical,
        why=told.why,
    )


def rollback_command(
    read_model: ReadModelName,
    why: Why = "",
    keep_hours: KeepHours = 24,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Let readers see again the generation that was live before; `swap` goes forward again."""
    service = _service_of(read_model, why, dry_run=dry_run)

    async def rolled_back() -> Switched:
        async with _told(service, why, dry_run=dry_run) as told:

            async def note(connection: Connection, done: Switched, _: Generation) -> None:
                if told is not None:
                    event = ReadModelRolledBack(
                        read_model=done.read_model,
                        generation=done.generation,
                        before=done.before,
                        why=told.why,
                    )
                    await told.record(connection, event)

            terms = Terms(timedelta(hours=keep_hours), note, dry_run=dry_run)
            return await rollback(place_of(service), read_model, terms=terms)

    _show(service, run(service, rolled_back()), dry_run=dry_run, machine=as_json_)


def _service_of(read_model: str, why: str, *, dry_run: bool) -> str:
    ((service, _),) = services_of([read_model]).items()
    if not why.strip() and not dry_run:
        raise fail("Say why, with --why: what operators do is recorded with its reason.", 2)
    return service


@asynccontextmanager
async def _told(service: str, why: str, *, dry_run: bool) -> AsyncIterator[Operation | None]:
    """What records the act; nothing does, in a dry run."""
    if dry_run:
        yield None
        return
    async with operation(place().config(service), why) as told:
        yield told


def _show(service: str, done: Switched, *, dry_run: bool, machine: bool) -> None:
    changed = done.before != done.generation
    if machine:
        print_json(asdict(done) | {"changed": changed and not dry_run, "service": service})
        return
    if not changed:
        say(f"Generation {done.generation} of {done.read_model} is live already.")
    print_table(
        "Would become live" if dry_run else "Live",
        ("service", "read model", "before", "now"),
        [(service, done.read_model, done.before, done.generation)],
    )


def drop_command(
    read_model: ReadModelName,
    generation: Annotated[int, typer.Option(help="The generation to remove.")],
    why: Why = "",
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Remove a generation that is not live, with its rows; its number is never used again."""
    service = _service_of(read_model, why, dry_run=dry_run)

    async def gone_now() -> Generation | None:
        async with _told(service, why, dry_run=dry_run) as told:

            async def note(connection: Connection, gone: Generation) -> None:
                if told is not None:
                    await told.record(connection, dropped(told, gone))

            at = place_of(service)
            return await drop(at, read_model, generation, note=note, dry_run=dry_run)

    gone = run(service, gone_now())
    if as_json_:
        print_json(None if gone is None else as_json(gone))
    elif gone is None:
        say(f"There is no generation {generation} of {read_model}.")
    else:
        title = "Would be dropped" if dry_run else "Dropped"
        print_table(title, columns, rows_of({service: [gone]}))
