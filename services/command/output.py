"""What the command prints: tables on a terminal, plain lines elsewhere, JSON when asked."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Processes that read the log; 1 is this one."
        " Without it one a core, if the log is long enough for that.",
    ),
]


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write("\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on a terminal; elsewhere one line a row, with tabs between the values.

    The columns' names go to standard error there: standard output holds the values alone.
    """
    if not sys.stdout.isatty():
        say("\t".join(columns))
        for row in rows:
            sys.stdout.write("\t".join(_text(value) for value in row) + "\n")
        return
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*[_text(value) for value in row])
    Console().print(table)


def print_value(words: str, value: str) -> None:
    """A value alone on standard output, so that a script can take it; the words beside it."""
    say(f"{words}:")
    sys.stdout.write(value + "\n")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def say(line: str) -> None:
    """Progress, on standard error, so that standard output holds the answer alone."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def fail(words: str, status: int = 1) -> typer.Exit:
    """Say what is wrong; raise what this returns."""
    say(words)
    return typer.Exit(status)
