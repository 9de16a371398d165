"""`cspr run`: the whole system on this machine, and the worked example played on it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.kafka_jars import PackageMissing
from deploy.local.mails import reminding
from deploy.local.processes import ProcessFailed
from deploy.local.runner import Interrupted, Runner, interruptible
from deploy.local.stack import DATA, DataFolderInUse, Stack, local_stack
from deploy.local.system import System, start_system, watcher
from deploy.local.worked_example.play import Expectation, NotPlayed, play
from services.command import place as where
from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.replay import as_json_of, replay_service, show
from shared.folds.replay import Replayed


class NotAsExpected(Exception):
    """The run came to its end, and something was not as the worked example says."""


def run_command(
    once: Annotated[
        bool,
        typer.Option("--once", help="End by itself; exit status 0 if all was as expected."),
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="Where Kafka's and Postgres' data are kept.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start Kafka, Postgres and the three services, play the worked example, and serve."""
    folder = data or Path(os.environ.get("CSPR_DATA", DATA))
    try:
        asyncio.run(interruptible(lambda: _run(folder, once=once, as_json=as_json)))
    except Interrupted:
        say("stopped")
    except (DataFolderInUse, PackageMissing, ProcessFailed, NotPlayed, NotAsExpected) as error:
        raise fail(str(error)) from None


async def _run(folder: Path, *, once: bool, as_json: bool) -> None:
    async with local_stack(folder, keep=True, say=say) as stack:
        async with Runner(folder / "logs", say=say, watching=stack.processes) as runner:
            await runner.until(_play_and_serve(stack, runner, once=once, as_json=as_json))


async def _play_and_serve(stack: Stack, runner: Runner, *, once: bool, as_json: bool) -> None:
    system = await start_system(stack, runner, say=say)
    say("the three services are up; playing the worked example")
    playing = await play(system, say)
    replayed = await _replay_all(system)
    report(playing.expectations, replayed, as_json=as_json)
    if playing.unmet or not all(_equal(done) for done in replayed.values()):
        raise NotAsExpected("Not all was as expected; the lines above say what.")
    if not once:
        mails = stack.data_dir / "mails"
        await runner.start(watcher(system), *reminding(system, mails))
        _addresses(system)
        await asyncio.Event().wait()


async def _replay_all(system: System) -> dict[str, Replayed]:
    say("replaying every read model from offset 0 beside the living ones")
    return {
        name: await replay_service(system.config(name), None, swap=False, workers=2)
        for name in where.names
    }


def _equal(done: Replayed) -> bool:
    return all(each.equal for each in done.comparisons)


def report(
    expectations: Sequence[Expectation], replayed: dict[str, Replayed], *, as_json: bool
) -> None:
    """Print what happened, and that the read models replayed equal the living ones."""
    if as_json:
        happened = [asdict(each) | {"met": each.met} for each in expectations]
        print_json({"expectations": happened, "replayed": as_json_of(replayed)})
        return
    show(replayed, as_json=False)
    print_table(
        "What happened",
        ("", "expected", "found", ""),
        [
            (
                each.what,
                each.expected,
                each.found,
                "as expected" if each.met else "NOT AS EXPECTED",
            )
            for each in expectations
        ],
    )


_public = (
    ("published reviews", "/records"),
    ("learning library", "/learning"),
    ("themes", "/themes"),
    ("briefings", "/briefings"),
)


def _addresses(system: System) -> None:
    reviews, reporting = system.address("reviews"), system.address("reporting")
    say("")
    say("Look at it, signed in as a member of the group (sign in once, on either page):")
    say(f"  caseload           {reviews}/cases")
    say(f"  reminders          {reviews}/reminders")
    say(f"  statistics         {reporting}/statistics")
    say(f"  submissions        {reporting}/submissions")
    say("  sign in            " + _sign_in_hint(system))
    say("Open to everybody:")
    say(f"  refer a case       {system.address('notifications')}/refer")
    for words, path in _public:
        say(f"  {words:18} {reporting}{path}")
    say("For programs:")
    for service in where.names:
        say(f"  {service:18} {system.address(service)}/docs")
    say("Ctrl-C stops everything; what was recorded is kept for the next run.")


def _sign_in_hint(system: System) -> str:
    page = f"{system.address('reviews')}/sign-in"
    return f"{page} with a token of `.venv/bin/cspr token --as chair-wiltshire`"
