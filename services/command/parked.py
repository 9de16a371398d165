"""`cspr parked`: subjects that were set aside, and applying them in order once it is mended."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from services.command import parked_acts as acts
from services.command.durations import seconds_of
from services.command.followers import NoSuchFollower
from services.command.operator import By, Why, operator
from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.parked_acts import Filters, NotDiscarded
from services.command.place import place
from shared.log.redrive import Redriven
from shared.privacy.refusals import KeysUnavailable

app = typer.Typer(no_args_is_help=True, help="Subjects that were set aside.")

Kind = Annotated[
    str | None, typer.Option(help="Why: unreadable, gap, fold, database, newer, discarded.")
]
Which = Annotated[
    str | None,
    typer.Option("--follower", "--read-model", help="`policies`, `ledger`, or a read model."),
]
Service = Annotated[str | None, typer.Option(help="One service.")]
OneSubject = Annotated[str | None, typer.Option("--subject", help="One subject.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


@app.command("list")
def list_command(
    *,
    subject: OneSubject = None,
    kind: Kind = None,
    follower: Which = None,
    service: Service = None,
    older_than: Annotated[
        str | None,
        typer.Option(
            help="Only what waits for longer, as 90s, 30m, 2h or 1d; status 1 if any."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Everything that was set aside, in all services, longest first.

    Exit status 1 when something waits for longer than `--older-than`, for an alarm.
    """
    age = 0 if older_than is None else seconds_of(older_than)
    found = asyncio.run(acts.find(place(), Filters(subject, kind, follower, service, age)))
    if as_json:
        print_json([{"service": name, **asdict(each)} for name, each in found])
    else:
        columns = (
            "service", "follower", "subject", "kind", "reason", "partition", "offset",
            "event", "position", "waiting", "seconds",
        )  # fmt: skip
        print_table(
            "Set aside",
            columns,
            [
                (
                    name,
                    each.follower,
                    each.subject,
                    each.kind,
                    each.reason,
                    each.partition,
                    each.first_offset,
                    each.event,
                    each.position,
                    each.waiting,
                    round(each.age_seconds),
                )
                for name, each in found
            ],
        )
    if older_than is not None and found:
        raise typer.Exit(1)


@app.command("show")
def show_command(
    subject: str, follower: Which = None, service: Service = None, as_json: AsJson = False
) -> None:
    """What waits for one subject, in its order, without its contents."""
    filters = Filters(subject, None, follower, service)
    rows = asyncio.run(acts.show(place(), filters))
    if not rows:
        raise fail("Nothing waits for that subject.")
    if as_json:
        print_json(rows)
        return
    print_table("Waiting", list(rows[0]), [tuple(row.values()) for row in rows])


@app.command("redrive")
def redrive_command(
    subject: Annotated[
        str | None, typer.Argument(help="One subject; all that wait if left out.")
    ] = None,
    *,
    kind: Kind = None,
    follower: Which = None,
    service: Service = None,
    why: Why = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Apply what waits, in order; stops at the first event of a subject that fails again.

    A dry run does it in a transaction that is taken back. What is done is recorded as an event.
    Exit status 1 when something still waits, or would.
    """
    if why is None and not dry_run:
        raise fail("Say why with --why, or look first with --dry-run. Nothing was done.", 2)
    filters = Filters(subject, kind, follower, service)
    try:
        done = asyncio.run(
            acts.redrive_all(place(), filters, actor=operator(by), why=None if dry_run else why)
        )
    except (NoSuchFollower, KeysUnavailable) as error:
        raise fail(str(error)) from None
    if subject is not None and not done:
        raise fail("Nothing waits for that subject.")
    if as_json:
        print_json(
            [{"service": name, "dry_run": dry_run, **asdict(each)} for name, each in done]
        )
    else:
        _print_redriven(done, dry_run=dry_run)
    if any(each.waiting for _, each in done):
        raise typer.Exit(1)


def _print_redriven(done: list[tuple[str, Redriven]], *, dry_run: bool) -> None:
    print_table(
        "Would be applied" if dry_run else "Re-driven",
        ("service", "follower", "subject", "applied", "waiting", "stopped at", "stopped by"),
        [
            (
                service,
                each.follower,
                each.subject,
                each.applied,
                each.waiting,
                each.stopped_by.offset if each.stopped_by else "",
                each.stopped_by.reason if each.stopped_by else _not_tried(each),
            )
            for service, each in done
        ],
    )


def _not_tried(each: Redriven) -> str:
    return "nothing as far as it was tried" if each.waiting else ""


@app.command("discard")
def discard_command(  # noqa: PLR0913 - each is an option of its own
    subject: str,
    *,
    partition: Annotated[int | None, typer.Option(help="Where the record is.")] = None,
    offset: Annotated[
        int | None, typer.Option(help="Which record; the one it waits for if left out.")
    ] = None,
    follower: Which = None,
    service: Service = None,
    why: Why = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a record out of what waits, if no event store wrote it; what waits behind it stays.

    The record itself stays in the log. What was done is recorded as an event.
    Exit status 1 when nothing was taken out.
    """
    if (partition is None) != (offset is None):
        raise fail("Say both --partition and --offset, or neither.", 2)
    if why is None and not dry_run:
        raise fail("Say why with --why, or look first with --dry-run. Nothing was done.", 2)
    at = None if partition is None or offset is None else (partition, offset)
    filters = Filters(subject, None, follower, service)
    try:
        done = asyncio.run(
            acts.discard(place(), filters, at, actor=operator(by), why=None if dry_run else why)
        )
    except (NotDiscarded, KeysUnavailable) as error:
        raise fail(str(error)) from None
    if as_json:
        print_json([{"dry_run": dry_run, **asdict(each)} for each in done])
        return
    print_table(
        "Would be discarded" if dry_run else "Discarded",
        ("service", "followers", "subject", "partition", "offset", "digest"),
        [
            (
                each.service,
                ", ".join(each.followers),
                each.subject,
                each.partition,
                each.offset,
                each.digest,
            )
            for each in done
        ],
    )
    say("`cspr parked redrive` applies what waits behind it.")


@app.command("resume")
def resume_command(
    follower: Which = None,
    service: Service = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let followers go on that stopped in a partition, once the cause is mended.

    They stop where a newer build is needed, or where too many subjects failed at once. One
    that meets its cause again stops again. A dry run says where they stand.
    """
    found = asyncio.run(acts.resume_all(place(), follower, service, dry_run=dry_run))
    if as_json:
        print_json([{"dry_run": dry_run, **asdict(each)} for each in found])
        return
    print_table(
        "Has stopped" if dry_run else "Goes on",
        ("service", "follower", "partition", "why", "seconds"),
        [
            (each.service, each.follower, each.partition, each.why, round(each.seconds))
            for each in found
        ],
    )
