"""`cspr case`: a case as the pages show it."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from services.command.ask import get, get_all
from services.command.output import AsJson, print_json, print_table, say

app = typer.Typer(
    no_args_is_help=True,
    help="Cases: a list of them; of one what it is, its timeline, its clocks.",
)
Ref = Annotated[str, typer.Argument(help="The case's id, as `case-…`.")]


_case_columns = (
    "id", "authority", "stage", "reported_on", "notified_on", "next_due_on", "next_due_clock",
)  # fmt: skip


@app.command("list")
def list_command(
    *,
    authority: Annotated[
        str | None, typer.Option(help="Only an authority's (GSS code, as E06000054).")
    ] = None,
    stage: Annotated[
        str | None, typer.Option(help="Only those that stand there, as `commissioned`.")
    ] = None,
    imported: Annotated[
        bool | None, typer.Option(help="Only imported history, or none of it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The caseload, what is due soonest first; each line begins with the case's id."""
    only = {
        "authority": authority,
        "stage": stage,
        "imported": None if imported is None else str(imported).lower(),
    }
    found = get_all("reviews", "/cases", "cases", **only)
    _print(found, "The caseload", _case_columns, as_json=as_json)


@app.command("show")
def show_command(ref: Ref, as_json: AsJson = False) -> None:
    """Where a case stands, and what is to be done next."""
    case = get("reviews", f"/cases/{ref}")
    steps = get("reviews", f"/cases/{ref}/next-steps")
    agencies = get("reviews", f"/cases/{ref}/agency-summaries")
    thematic = get("reviews", f"/cases/{ref}/thematic-reviews")
    clocks = get("reviews", f"/cases/{ref}/clocks")["clocks"]
    moved = [each for each in clocks if each["was_due_on"]]
    if as_json:
        told = {"case": case, "next_steps": steps, "counted_anew": moved}
        print_json({**told, **agencies, **thematic})
        return
    print_table(ref, ("", ""), [(name, _short(value)) for name, value in case.items()])
    for _, value in steps.items():
        if isinstance(value, list):
            print_table("Next steps", ("", ""), [_step(each) for each in value])
    if moved:
        _print(moved, "Counted anew", _moved_columns, as_json=False)
    if agencies["agencies"]:
        rows = [[_short(one[name]) for name in _agency_columns] for one in agencies["agencies"]]
        print_table("Summaries of agencies", _agency_columns, rows)
    _thematic(thematic)


_moved_columns = ("clock", "start", "was_due_on", "due_on", "recomputed_on", "calendar")
_agency_columns = (
    "agency", "requested_on", "due_on", "reminders", "reminded_on", "received_on", "overdue",
)  # fmt: skip


@app.command("timeline")
def timeline_command(ref: Ref, as_json: AsJson = False) -> None:
    """What happened, in the order in which it was recorded."""
    found = get_all("reviews", f"/cases/{ref}/timeline", "events")
    _print(found, f"{ref}: timeline", _event_columns, as_json=as_json)


_clock_columns = (
    "clock", "start", "counted_from", "due_on", "was_due_on", "state", "rule_set", "calendar",
    "skipped",
)  # fmt: skip
_event_columns = ("recorded_at", "happened_on", "words", "actor", "source")


@app.command("clocks")
def clocks_command(ref: Ref, as_json: AsJson = False) -> None:
    """What is due when, counted from what, under which rules and calendar."""
    found = get("reviews", f"/cases/{ref}/clocks")["clocks"]
    _print(found, f"{ref}: clocks", _clock_columns, as_json=as_json)


def _thematic(found: dict[str, Any]) -> None:
    """The thematic reviews that a case is in, or was; nothing where it is in none."""
    columns = ("id", "theme", "stage", "included_on", "left_out_on")
    rows = [[_short(one[name]) for name in columns] for one in found["thematic_reviews"]]
    if rows:
        print_table("Thematic reviews", columns, rows)
    if found["not_shown"]:
        say(f"Thematic reviews that you may not see: {found['not_shown']}.")


def _print(
    rows: list[dict[str, Any]], title: str, wanted: Sequence[str], *, as_json: bool
) -> None:
    """The columns for a person; JSON has all of them."""
    if as_json:
        print_json(rows)
    elif rows:
        columns = [name for name in wanted if name in rows[0]] or list(rows[0])
        values = [[_short(row.get(name)) for name in columns] for row in rows]
        print_table(title, columns, values)


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_short(each) for each in value)
    if isinstance(value, dict):
        return str(value.get("day", value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _step(step: Any) -> tuple[str, str]:
    if isinstance(step, dict):
        first, *rest = step.values()
        return str(first), "; ".join(_short(each) for each in rest)
    return str(step), ""
