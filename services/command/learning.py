"""`cspr learning`: the learning library, from a terminal."""

from typing import Annotated

import typer

from services.command.ask import get
from services.command.output import AsJson, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="The learning library: list, show.")


@app.command("list")
def list_command(
    text: Annotated[str, typer.Argument(help="Words, as in a web search.")] = "",
    *,
    theme: Annotated[str | None, typer.Option(help="By a theme.")] = None,
    practice: Annotated[
        str | None, typer.Option(help="`good-practice`, `poor-practice` or `near-miss`.")
    ] = None,
    year: Annotated[str | None, typer.Option(help="2024, or `undated`.")] = None,
    page: Annotated[int, typer.Option(min=1, help="Which page, from 1.")] = 1,
    themes: Annotated[
        bool, typer.Option("--themes", help="Print the themes, and how often each is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print a page of the learning that is found, or the themes of all of it."""
    found = get(
        "reporting", "/learning", q=text, theme=theme, practice=practice, year=year, page=page
    )
    if as_json:
        print_json(found)
    elif themes:
        rows = [(one["value"], one["number"]) for one in found["facets"]["theme"]]
        print_table("Themes", ("theme", "number"), rows)
    else:
        print_table(
            f"{found['total']} found",
            ("learning", "published", "partnership", "practice", "heading"),
            [
                (
                    one["learning"],
                    one["published"],
                    one["partnership"],
                    one["practice"],
                    one["heading"],
                )
                for one in found["learning"]
            ],
        )


@app.command("show")
def show_command(
    learning: Annotated[str, typer.Argument(help="Its id, as `learning-…`.")],
    as_json: AsJson = False,
) -> None:
    """Print one piece of learning."""
    found = get("reporting", f"/learning/{learning}")
    if as_json:
        print_json(found)
        return
    shown = [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in found.items()
        if value not in (None, [])
    ]
    print_table(learning, ("", ""), shown)
