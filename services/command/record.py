"""`cspr record`: the repository of published reviews, from a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from services.command.ask import get, post
from services.command.output import AsJson, fail, print_json, print_table, say
from services.reporting.repository.reading import FileRefused, Row, read_file

app = typer.Typer(no_args_is_help=True, help="Published reviews: import, search, show.")
Id = Annotated[str, typer.Argument(help="The record's id, as `record-…`.")]
rows_a_request = 50
_described = (
    "title",
    "keywords",
    "ages",
    "agencies",
    "incident",
    "learning",
    "recommendations",
)
_outcomes = ("added", "corrected", "unchanged", "refused")


@app.command("import")
def import_command(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8, or JSON.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it; keep nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a file's records, or put right what is said of them; the same again changes nothing.

    Where one row is faulty nothing is imported, and every faulty row is named.
    """
    try:
        rows = read_file(file.read_bytes(), as_json=file.suffix.lower() == ".json")
    except FileRefused as refused:
        raise fail(str(refused)) from None
    faulty = [row for row in rows if row.faults]
    kept = list(_sent(rows, dry_run=dry_run or bool(faulty)))
    if as_json:
        print_json(_as_json(faulty, kept, dry_run=dry_run))
    else:
        _print(faulty, kept, dry_run=dry_run)
    if faulty or any(one["outcome"] == "refused" for one in kept):
        raise typer.Exit(1)


def _sent(rows: Sequence[Row], *, dry_run: bool) -> Iterator[dict[str, Any]]:
    """What became of each row that is right, with its number in the file."""
    right = [(row.number, row.facts) for row in rows if row.facts is not None]
    for begin in range(0, len(right), rows_a_request):
        part = right[begin : begin + rows_a_request]
        body = {"records": [facts.model_dump(mode="json") for _, facts in part]}
        answer = post(
            "reporting", "/records/imports", body, dry_run="true" if dry_run else None
        )
        for (number, _), one in zip(part, answer["rows"], strict=True):
            yield {**one, "row": number}


def _as_json(
    faulty: Sequence[Row], kept: Sequence[dict[str, Any]], *, dry_run: bool
) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "kept": not (dry_run or faulty),
        "counts": _counts(kept),
        "faulty": [{"row": row.number, "faults": list(row.faults)} for row in faulty],
        "rows": list(kept),
    }


def _counts(kept: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(1 for one in kept if one["outcome"] == name) for name in _outcomes}


def _print(faulty: Sequence[Row], kept: Sequence[dict[str, Any]], *, dry_run: bool) -> None:
    for row in faulty:
        for fault in row.faults:
            say(f"row {row.number}: {fault}")
    for one in kept:
        if one["refused"]:
            say(f"row {one['row']}: {one['refused']}")
    print_table("Records", _outcomes, [tuple(_counts(kept).values())])
    if faulty:
        say(f"{len(faulty)} of {len(faulty) + len(kept)} rows are faulty; nothing was kept.")
    elif dry_run:
        say("This was a dry run; nothing was kept.")


@app.command("search")
def search_command(
    text: Annotated[str, typer.Argument(help="Words, as in a web search.")] = "",
    theme: Annotated[str | None, typer.Option(help="By a theme.")] = None,
    year: Annotated[str | None, typer.Option(help="2024, or `undated`.")] = None,
    page: Annotated[int, typer.Option(min=1, help="Which page, from 1.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Print a page of the records that are found."""
    found = get("reporting", "/records", q=text, theme=theme, year=year, page=page)
    if as_json:
        print_json(found)
        return
    print_table(
        f"{found['total']} found",
        ("record", "published", "partnership", "title", "kind"),
        [
            (one["record"], one["published"], one["partnership"], one["title"], one["kind"])
            for one in found["records"]
        ],
    )


@app.command("show")
def show_command(record: Id, as_json: AsJson = False) -> None:
    """Print what the repository says of a review, and how to cite it."""
    found = get("reporting", f"/records/{record}")
    if as_json:
        print_json(found)
        return
    shown = [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in found.items()
        if value not in (None, [])
    ]
    print_table(record, ("", ""), shown)


@app.command("describe")
def describe_command(
    record: Id,
    title: Annotated[str | None, typer.Option(help="The pseudonym or title.")] = None,
    theme: Annotated[
        list[str] | None,
        typer.Option(help="A theme; again for each. They replace those of now."),
    ] = None,
    learning: Annotated[str | None, typer.Option(help="What was learnt.")] = None,
) -> None:
    """Give a review that was published from here its title and themes; the rest stays."""
    found = get("reporting", f"/records/{record}")
    said = {"title": title, "keywords": theme, "learning": learning}
    body = {name: found.get(name) for name in _described} | {
        name: value for name, value in said.items() if value is not None
    }
    shown = post("reporting", f"/records/{record}/description", body)
    say(f"{record} is called {shown['title']} now.")
