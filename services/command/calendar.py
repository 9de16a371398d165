"""`cspr calendar`: which bank holidays days are counted by, and adopting others."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from services.command import calendar_acts as acts
from services.command.operator import By, operator
from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.place import place
from shared.decisions.decider import Refused
from shared.decisions.gate import StoreBehind
from shared.privacy.refusals import KeysUnavailable

app = typer.Typer(
    no_args_is_help=True,
    help="The calendar of bank holidays: which is in force, and adopting another one.",
)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """The calendars that can be adopted, by name, and which one is in force."""
    adopted = asyncio.run(acts.history(place()))
    rows = [
        {
            "name": name,
            "version": each.version,
            "first_day": each.first_day,
            "last_day": each.last_day,
            "holidays": len(each.holidays),
            "in_force": each.version == adopted.in_force.version,
        }
        for name, each in acts.to_choose(adopted).items()
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "Calendars",
        ("name", "version", "first day", "last day", "holidays", ""),
        [(*list(row.values())[:5], "in force" if row["in_force"] else "") for row in rows],
    )


@app.command("show")
def show_command(as_json: AsJson = False) -> None:
    """By which calendar each service counts, and whether it counted its open clocks anew.

    Exit status 1 when a case could not be counted anew.
    """
    found = asyncio.run(acts.standing(place()))
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        print_table(
            "The calendar in force",
            ("service", "calendar", "", "cases looked at", "days moved", "set aside"),
            [
                (
                    each.service,
                    each.calendar,
                    _state(each),
                    each.cases,
                    each.recomputed,
                    ", ".join(each.set_aside),
                )
                for each in found
            ],
        )
    if any(each.set_aside for each in found):
        raise typer.Exit(1)


def _state(each: acts.Standing) -> str:
    if not each.adopted:
        return "as this build came"
    return "counting open clocks anew" if each.unfinished else "adopted"


@app.command("adopt")
def adopt_command(
    version: Annotated[
        str, typer.Argument(help="A name or version of `cspr calendar list`; a new one's name.")
    ],
    *,
    why: Annotated[
        str | None, typer.Option("--reason", "--why", help="Why; recorded, sealed.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="The list of bank holidays, as GOV.UK publishes it, of a new version."
        ),
    ] = None,
    by: By = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count days by a calendar from now on; what is open is counted anew, what is over stays.

    Adopting what is in force does nothing and says so.
    """
    if why is None and not dry_run:
        raise fail("Say why with --reason, or look first with --dry-run. Nothing was done.", 2)
    try:
        done = asyncio.run(_adopt(version, file, operator(by), None if dry_run else why))
    except acts.NoSuchCalendar as error:
        raise fail(str(error), 2) from None
    except Refused as refused:
        raise fail(refused.words) from None
    except (KeysUnavailable, StoreBehind) as error:
        raise fail(str(error)) from None
    if as_json:
        print_json({"dry_run": dry_run, **asdict(done)})
        return
    if not done.adopted:
        say(f"This calendar is in force already: {done.calendar}. Nothing was done.")
        return
    print_table(
        "Days that differ",
        ("day", "title", ""),
        [
            (each.day, each.title, "holiday" if each.holiday else "none")
            for each in done.changes
        ],
    )
    say(
        f"{'Would be adopted' if dry_run else 'Adopted'}: {done.calendar}, in place of "
        f"{done.before}. `cspr calendar show` says how far open clocks are counted anew."
    )


async def _adopt(version: str, file: Path | None, actor: str, why: str | None) -> acts.Done:
    adopted = await acts.history(place())
    if file is None:
        calendar = acts.chosen(adopted, version)
    else:
        calendar = acts.from_file(adopted, version, file)
    return await acts.adopt(place(), calendar, why, actor=actor)
