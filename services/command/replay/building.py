"""`cspr replay start | resume | cancel`: generations built beside the living ones."""

from typing import Annotated

import typer

from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.place import names
from services.command.replay.asked import (
    DryRun,
    ReadModels,
    Workers,
    as_json,
    columns,
    place_of,
    processors,
    rows_of,
    run,
    services_of,
)
from services.command.replay.looking import show_plan
from shared.folds.closing import cancel
from shared.folds.operation import resume, start
from shared.folds.options import Options, read_until
from shared.folds.place import Refused, Say
from shared.folds.stored import Generation, Purpose


def start_command(  # noqa: PLR0913, PLR0917 - the options of a command line
    read_models: ReadModels = None,
    until: Annotated[
        str | None,
        typer.Option(
            help="What was recorded by then: a day to its end in London, an instant with its"
            " zone, or partition:offset,… of all."
        ),
    ] = None,
    as_name: Annotated[
        str | None,
        typer.Option("--as", help="Its name, asof_…; made of the moment if left out."),
    ] = None,
    subject: Annotated[list[str] | None, typer.Option(help="Only these subjects.")] = None,
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="Only these events.")
    ] = None,
    workers: Workers = processors,
    max_rate: Annotated[
        float | None, typer.Option(help="At most so many events a second.", min=1)
    ] = None,
    hold: Annotated[
        int, typer.Option(help="Subjects that a worker holds in memory.", min=1)
    ] = 500,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Build generations until they are ready; readers see the living ones all the while.

    Exit status 1 when one differs from the living one. To be killed is no harm: `resume`.
    """
    try:
        options = Options(
            None if until is None else read_until(until),
            as_name,
            frozenset(subject or ()),
            frozenset(type_ or ()),
            workers,
            max_rate,
            hold,
        )
    except Refused as refused:
        raise fail(str(refused), 2) from None
    say(_consequence(options))
    if dry_run:
        show_plan(read_models, options, machine=as_json_)
        return
    found = {
        service: run(
            service,
            start(place_of(service, workers), models, options, say=_saying(service)),
        )
        for service, models in services_of(read_models).items()
    }
    _show(found, "Ready, beside the living ones", machine=as_json_)


def _consequence(options: Options) -> str:
    """What the choice does to the rest, before anything is done."""
    if options.purpose == Purpose.PART:
        return (
            "Only a part is folded: rows of other subjects are absent, and rows that other"
            " events would have changed are not as the living ones. It can be looked at in its"
            " own table; it is never compared, and never becomes live."
        )
    if options.purpose == Purpose.AS_OF:
        return (
            f"What was recorded by {options.until.text if options.until else ''} is folded, and"
            f" queried as {options.name}.<read model>; it never follows the log and never"
            " becomes live."
        )
    return "The whole log is folded beside the living read models, which go on."


def resume_command(dry_run: DryRun = False, as_json_: AsJson = False) -> None:
    """Go on with what a killed or failed process left: partitions that are done are kept."""
    found = {
        service: run(service, resume(place_of(service), say=_saying(service), dry_run=dry_run))
        for service in names
    }
    _show(found, "Unfinished" if dry_run else "Resumed", machine=as_json_)


def cancel_command(
    read_models: ReadModels = None, dry_run: DryRun = False, as_json_: AsJson = False
) -> None:
    """Give up what is unfinished, and remove its rows; a process that is at it ends."""
    found = {
        service: run(service, cancel(place_of(service), models, dry_run=dry_run))
        for service, models in services_of(read_models).items()
    }
    title = "Would be cancelled" if dry_run else "Cancelled"
    _print(found, title, machine=as_json_)


def _show(found: dict[str, list[Generation]], title: str, *, machine: bool) -> None:
    _print(found, title, machine=machine)
    diffs = [each.manifest.get("diff") for made in found.values() for each in made]
    if any(diff is not None and not diff["identical"] for diff in diffs):
        raise typer.Exit(1)


def _print(found: dict[str, list[Generation]], title: str, *, machine: bool) -> None:
    if machine:
        print_json(
            {service: [as_json(each) for each in made] for service, made in found.items()}
        )
    else:
        print_table(title, columns, rows_of(found))


def _saying(service: str) -> Say:
    return lambda line: say(f"{service}: {line}")
