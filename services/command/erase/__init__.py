"""`cspr erase`: what would be erased of a case, legal holds, erasing, whether it is done."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.command.erase import shown
from services.command.erase.asking import ask_at
from services.command.erase.canaries import BadCanaries, read_canaries
from services.command.erase.carrying_out import Erased, carry_out
from services.command.erase.due import ToReview, to_review
from services.command.erase.here import Here
from services.command.erase.plan import Plan, plan_of
from services.command.erase.searching import Verified, verify
from services.command.erase.target import target_of
from services.command.erase.write_ahead import recycle
from services.command.output import AsJson, fail
from services.command.place import project
from services.reporting.domain.erasure import PlaceLegalHold, ReleaseLegalHold
from shared.decisions.clock import london_date
from shared.events.erasures import ErasureReason, HoldReason
from shared.privacy.retention import BadSchedule, read_schedule

app = typer.Typer(no_args_is_help=True, help="Erasing what names people, and legal holds.")
Case = Annotated[
    str,
    typer.Argument(help="The case's id, as `case-…`, or a thematic review's, `thematic-…`."),
]
Person = Annotated[
    str | None,
    typer.Option(help="One person's key: what stands behind `person-` in the plan of all."),
]
Narrative = Annotated[
    bool, typer.Option("--narrative", help="The key of all free text of the case.")
]
By = Annotated[str, typer.Option(help="Who does it, as an id that names nobody.")]


@app.command("plan")
def plan_command(
    case: Case, person: Person = None, narrative: Narrative = False, as_json: AsJson = False
) -> None:
    """What would be erased, where it lies, until when it lies elsewhere, and what is left."""

    async def plan(here: Here) -> Plan:
        target = await target_of(here, case, person=person, narrative=narrative)
        return await plan_of(here, target)

    shown.plan(ask_at(plan), as_json=as_json)


@app.command("run")
def run_command(
    *,
    case: Case,
    why: Annotated[ErasureReason, typer.Option(help="Why, as a code; it is recorded.")],
    person: Person = None,
    narrative: Narrative = False,
    by: By = "operator",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Destroy the keys, give up what partners sent, and record it on the case.

    Done again it changes nothing; killed anywhere, it goes on. A legal hold refuses it.
    """

    async def run(here: Here) -> Plan | Erased:
        target = await target_of(here, case, person=person, narrative=narrative)
        return await plan_of(here, target) if dry_run else await carry_out(here, target, why)

    done = ask_at(run, by=by)
    if isinstance(done, Plan):
        shown.plan(done, as_json=as_json)
        if done.refused is not None:
            raise fail("Nothing was done, and nothing would be.")
        return
    shown.erased(done, as_json=as_json)


@app.command("verify")
def verify_command(
    *,
    case: Case,
    canaries: Annotated[
        Path | None,
        typer.Option(help="A file of texts, one a line, that must be nowhere; - is stdin."),
    ] = None,
    folder: Annotated[
        list[Path] | None,
        typer.Option(exists=True, file_okay=False, help="Further files: exports, logs."),
    ] = None,
    recycle_log: Annotated[
        bool,
        typer.Option("--recycle-log", help="First have Postgres drop its old log (superuser)."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Search for what should be nowhere, and say until when to wait for what goes by itself.

    Exit status 0: done. 1: something was found. 3: wait. No text of the canaries is shown.
    """
    try:
        texts = () if canaries is None else read_canaries(canaries, sys.stdin)
    except BadCanaries as bad:
        raise fail(str(bad), 2) from None

    async def look(here: Here) -> Verified:
        if recycle_log:
            await recycle(here.databases["keys"])
        return await verify(here, case, texts, folder or ())

    done = ask_at(look)
    shown.verified(done, as_json=as_json)
    if done.status:
        raise typer.Exit(done.status)


@app.command("hold")
def hold_command(
    *,
    case: Case,
    why: Annotated[HoldReason, typer.Option(help="Why, as a code; it is recorded.")],
    reference: Annotated[
        str | None, typer.Option(help="The court's or inquiry's; it must name no person.")
    ] = None,
    by: By = "operator",
    as_json: AsJson = False,
) -> None:
    """Let nothing of a case be erased, until this hold is released."""

    async def hold(here: Here) -> str:
        await target_of(here, case)
        outcome = await here.decide(
            case,
            lambda clock: PlaceLegalHold(asked_at=clock.now(), reason=why, reference=reference),
        )
        return str(outcome.position)

    shown.held(case, why, ask_at(hold, by=by), released=False, as_json=as_json)


@app.command("release")
def release_command(
    *,
    case: Case,
    why: Annotated[HoldReason, typer.Option(help="Which hold: the reason it was placed for.")],
    by: By = "operator",
    as_json: AsJson = False,
) -> None:
    """End the hold that was placed for a reason; others stay."""

    async def release(here: Here) -> str:
        await target_of(here, case)
        outcome = await here.decide(
            case, lambda clock: ReleaseLegalHold(asked_at=clock.now(), reason=why)
        )
        return str(outcome.position)

    shown.held(case, why, ask_at(release, by=by), released=True, as_json=as_json)


@app.command("due")
def due_command(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="By this day; today if none.")
    ] = None,
    schedule: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="Periods, as in the default file.")
    ] = project / "deploy" / "retention.toml",
    as_json: AsJson = False,
) -> None:
    """Which cases are due for a review before destruction; nothing is destroyed by this."""
    try:
        periods = read_schedule(schedule)
    except BadSchedule as bad:
        raise fail(str(bad), 2) from None

    async def look(here: Here) -> tuple[date, list[ToReview]]:
        day = on.date() if on is not None else london_date(here.clock.now())
        return day, await to_review(here, periods, day)

    shown.to_review(*ask_at(look), as_json=as_json)
