"""`cspr replay swap | rollback | drop`: a person changes what readers see."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from services.command.output import AsJson, print_json, print_table, say
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
from shared.folds.closing import drop
from shared.folds.swapping import Switched, Terms, rollback, swap

KeepHours = Annotated[
    float,
    typer.Option("--keep-hours", help="How long what is retired keeps up with the log.", min=0),
]


def swap_command(
    read_model: ReadModelName,
    accept: Annotated[
        str | None, typer.Option(help="The digest of the diff that a person has looked at.")
    ] = None,
    keep_hours: KeepHours = 24,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Let readers see the generation that is ready, all at once."""
    ((service, _),) = services_of([read_model]).items()
    terms = Terms(keep_for=timedelta(hours=keep_hours), dry_run=dry_run)
    done = run(service, swap(place_of(service), read_model, accepted=accept, terms=terms))
    _show(service, done, dry_run=dry_run, machine=as_json_)


def rollback_command(
    read_model: ReadModelName,
    keep_hours: KeepHours = 24,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Let readers see again the generation that was live before; `swap` goes forward again."""
    ((service, _),) = services_of([read_model]).items()
    terms = Terms(keep_for=timedelta(hours=keep_hours), dry_run=dry_run)
    done = run(service, rollback(place_of(service), read_model, terms=terms))
    _show(service, done, dry_run=dry_run, machine=as_json_)


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
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Remove a generation that is not live, with its rows; its number is never used again."""
    ((service, _),) = services_of([read_model]).items()
    gone = run(service, drop(place_of(service), read_model, generation, dry_run=dry_run))
    if as_json_:
        print_json(None if gone is None else as_json(gone))
    elif gone is None:
        say(f"There is no generation {generation} of {read_model}.")
    else:
        title = "Would be dropped" if dry_run else "Dropped"
        print_table(title, columns, rows_of({service: [gone]}))
