"""`cspr action`: what has to be done after reviews, what is open by agency, and the year's."""

from typing import Annotated

import typer

from services.command.ask import get, get_all
from services.command.output import AsJson, print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Actions after reviews: list, gaps, yearly.")
Authority = Annotated[str | None, typer.Option(help="An authority's GSS code.")]


@app.command("list")
def list_command(
    authority: Authority = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    as_json: AsJson = False,
) -> None:
    """Actions, the first due first; what they are about is sealed, and read in the case."""
    found = get_all(
        "reviews", "/actions", "actions", authority=authority, overdue=overdue or None
    )
    if as_json:
        print_json(found)
        return
    if not found:
        say("There is no action here.")
        return
    columns = ("case", "number", "owner", "arises_from", "due_on", "progress", "closed_on")
    rows = [[str(one[name] or "") for name in columns] for one in found]
    print_table("Actions", columns, rows)


@app.command("gaps")
def gaps_command(authority: Authority = None, as_json: AsJson = False) -> None:
    """What is open, by agency; exit status 1 if anything is overdue."""
    found = get("reviews", "/actions/gaps", authority=authority)
    if as_json:
        print_json(found)
    elif found["gaps"]:
        names = ("authority_name", "owner", "open", "overdue", "standing_still", "closed")
        rows = [[str(gap[name] or 0) for name in names] for gap in found["gaps"]]
        print_table(f"Actions on {found['on']}", names, rows)
    else:
        say("No action was raised.")
    if any(gap["overdue"] for gap in found["gaps"]):
        raise typer.Exit(1)


@app.command("yearly")
def yearly_command(
    ends_on: Annotated[
        str, typer.Argument(help="The last day of the twelve months, as 2026-09-30.")
    ],
    authority: Authority = None,
    as_json: AsJson = False,
) -> None:
    """Twelve months of actions, for the yearly report."""
    found = get("reviews", "/actions/yearly", ends_on=ends_on, authority=authority)
    if as_json:
        print_json(found)
        return
    names = (
        *("authority_name", "arises_from", "raised"),
        *("closed", "closed_late", "open_at_the_end"),
    )
    rows = [[str(row[name] or 0) for name in names] for row in found["rows"]]
    print_table(f"Actions in the twelve months to {found['ends_on']}", names, rows)
