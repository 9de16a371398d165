"""`cspr statistics`: notifications by year to 31 March, by the rules that DfE counts by."""

import sys
from typing import Annotated, Any

import typer

from services.command.ask import get, get_text
from services.command.output import AsJson, fail, print_json, print_table

columns = ("total", "deaths", "serious_harm", "other")
_in_words = ("total", "deaths", "serious harm", "other")


def statistics_command(
    *,
    year: Annotated[
        int | None, typer.Option(help="The year to 31 March of it; all years if left out.")
    ] = None,
    authority: Annotated[str | None, typer.Option(help="An authority's GSS code.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day on, as 2018-06-01.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="What was recorded by then: a day to its end in London, or an instant;"
            " `cspr replay start notification_facts panel_facts --until …` builds it first.",
        ),
    ] = None,
    csv: Annotated[
        str | None,
        typer.Option(help="Print DfE's file instead: national, regional or authority."),
    ] = None,
    suppress_below: Annotated[
        int, typer.Option(min=0, max=100, help="In that file, hold back numbers under this.")
    ] = 0,
    revised_since: Annotated[
        str | None,
        typer.Option(help="Print what changed in the figures since a moment; see --as-of."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print total, deaths, serious harm and other; and rapid reviews, a population apart."""
    if csv is not None:
        _print_file(csv, year=year, suppress_below=suppress_below, as_of=as_of)
        return
    if revised_since is not None:
        _print_revisions(revised_since, authority, as_json=as_json)
        return
    if year is None and since is None:
        found = get("reporting", "/statistics/years", authority=authority, as_of=as_of)
        _print(found, [(str(row["year"]), row) for row in found["years"]], as_json=as_json)
        return
    found = get(
        "reporting", "/statistics", year=year, authority=authority, since=since, as_of=as_of
    )
    what = str(year) if year else f"since {since}"
    _print(found, [(what, found["notifications"])], as_json=as_json)
    if not as_json and since is not None:
        panel = found["panel"]
        print_table(
            "Rapid reviews (the Panel's population)",
            ("rapid reviews", "of children under 1"),
            [(panel["rapid_reviews"], panel["of_children_under_1"])],
        )


def _print(found: Any, rows: list[tuple[str, dict[str, Any]]], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_table(
        "Notifications, by the day notified",
        ("year to 31 March", *_in_words),
        [(name, *(row[column] for column in columns)) for name, row in rows],
    )


def _print_file(level: str, **asked: object) -> None:
    if level not in _levels:
        raise fail(f"There is no file {level}. There are: {', '.join(_levels)}.", 2)
    # as it came: a file's lines end as CSV's do, also where it is sent into another program
    sys.stdout.write(get_text("reporting", f"/statistics/files/{level}.csv", **asked))


_levels = ("national", "regional", "authority")


def _print_revisions(since: str, authority: str | None, *, as_json: bool) -> None:
    found = get("reporting", "/statistics/revisions", since=since, authority=authority)
    if as_json:
        print_json(found)
        return
    changes = ("recorded since", "amended", "withdrawn")
    print_table(
        f"Notifications as recorded by {found['as_of']}, and now",
        (
            "year to 31 March",
            *(f"{words} {when}" for words in _in_words for when in ("then", "now")),
            *changes,
        ),
        [
            (
                row["year"],
                *(row[side][what] for what in columns for side in ("before", "now")),
                *(row["changes"][change] for change in changes),
            )
            for row in found["years"]
        ],
    )
