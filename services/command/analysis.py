"""`cspr analysis`: a period of whole months in tables, as a terminal, a program or a PDF."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from services.command.ask import get, get_bytes, get_text
from services.command.output import AsJson, fail, print_json, print_table, say


def analysis_command(
    *,
    begins: Annotated[
        str | None, typer.Option("--from", help="The first month, as 2023-04.")
    ] = None,
    ends: Annotated[
        str | None,
        typer.Option(
            "--to", help="The last month; without both, three years to the last 31 March."
        ),
    ] = None,
    authority: Annotated[str | None, typer.Option(help="An authority's GSS code.")] = None,
    suppress_below: Annotated[
        int, typer.Option(min=0, max=100, help="Hold back numbers under this.")
    ] = 0,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="What was recorded by then: a day to its end in London, or an instant;"
            " where it is not built, the answer says how.",
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print one long table as CSV.")] = False,
    pdf: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write the report to a file that is not there yet."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print harm, age, agencies, themes, timeliness, the Panel's answers and actions."""
    if sum((csv, pdf is not None, as_json)) > 1:
        raise fail("Ask for one of --json, --csv and --pdf at a time.", 2)
    asked: dict[str, Any] = {
        "from": begins,
        "to": ends,
        "authority": authority,
        "suppress_below": suppress_below,
        "as_of": as_of,
    }
    if csv:
        # as it came: a file's lines end as CSV's do, also where it is sent into another program
        sys.stdout.write(get_text("reporting", "/analysis/tables.csv", **asked))
        return
    if pdf is not None:
        _write(pdf, get_bytes("reporting", "/analysis/report.pdf", **asked))
        return
    found = get("reporting", "/analysis", **asked)
    if as_json:
        print_json(found)
        return
    for table in found["tables"]:
        _print(table)


def _print(table: dict[str, Any]) -> None:
    columns, title = table["columns"], f"{table['title']} ({table['unit']})"
    if not sys.stdout.isatty():
        say(title)
    print_table(
        title,
        (table["row_head"], *(column["words"] for column in columns)),
        [
            (row["words"], *(row["numbers"][column["code"]] for column in columns))
            for row in table["rows"]
        ],
    )


def _write(to: Path, body: bytes) -> None:
    try:
        with to.open("xb") as file:
            file.write(body)
    except OSError:
        raise fail(f"{to} is there already, or cannot be written. Choose another.", 2) from None
    say(f"Wrote {len(body)} bytes to {to}.")
