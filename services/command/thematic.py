"""`cspr thematic`: reviews over several cases, a list and one of them."""

from typing import Annotated, Any

import typer

from services.command.ask import get, get_all
from services.command.output import AsJson, print_json, print_table, say

app = typer.Typer(
    no_args_is_help=True, help="Thematic reviews, over several cases: list, show."
)


@app.command("list")
def list_command(
    stage: Annotated[
        str | None,
        typer.Option(help="Only those: open, concluded, published or taken-down."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Thematic reviews, the latest first; each line begins with its id."""
    found = get_all("reviews", "/thematic-reviews", "thematic_reviews", stage=stage)
    if as_json:
        print_json(found)
    elif not found:
        say("There is no thematic review here.")
    else:
        columns = ("id", "theme", "stage", "cases", "opened_on", "published_on")
        print_table("Thematic reviews", columns, [_row(one, columns) for one in found])


@app.command("show")
def show_command(
    ref: Annotated[str, typer.Argument(help="Its id, as `thematic-…`.")],
    as_json: AsJson = False,
) -> None:
    """Where it stands, its cases, and who carries it out; its texts stay sealed."""
    found = get("reviews", f"/thematic-reviews/{ref}")
    if as_json:
        print_json(found)
        return
    lists = ("authorities", "cases", "left_out", "reviewers", "learnt", "copies")
    facts = [(name, value) for name, value in found.items() if name not in lists]
    areas = ", ".join(one["name"] for one in found["authorities"])
    print_table(ref, ("", ""), [("authorities", areas), *facts])
    for name, columns in (
        ("cases", ("case", "stage", "included_on")),
        ("left_out", ("case", "left_out_on", "left_out_why")),
        ("reviewers", ("ref", "organisation", "lead", "independent", "removed_on")),
        ("learnt", ("number", "learnt_as", "recorded_on")),
    ):
        if found[name]:
            rows = [_row(one, columns) for one in found[name]]
            print_table(name.replace("_", " ").capitalize(), columns, rows)


def _row(one: dict[str, Any], columns: tuple[str, ...]) -> list[str]:
    return ["" if one[name] is None else str(one[name]) for name in columns]
