"""`cspr theme`: the thesaurus of themes, from a terminal."""

from typing import Annotated
from urllib.parse import quote

import typer

from services.command.ask import get, post
from services.command.output import AsJson, print_json, print_table, print_value, say

app = typer.Typer(no_args_is_help=True, help="The thesaurus of themes: read it, keep it.")
Theme = Annotated[str, typer.Argument(help="Its code, its name or a former name.")]


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Print all themes, each below the one above it, with former names."""
    found = get("reporting", "/themes")
    if as_json:
        print_json(found)
        return
    if not found["themes"]:
        say("There is no theme yet: cspr theme add NAME makes one.")
        return
    depths: dict[str, int] = {}
    rows = []
    for one in found["themes"]:
        depth = depths[one["theme"]] = depths.get(one["broader"] or "", -1) + 1
        rows.append((one["theme"], "  " * depth + one["name"], ", ".join(one["former"])))
    print_table("Themes", ("code", "name", "former names"), rows)


@app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    under: Annotated[str | None, typer.Option(help="The theme above it.")] = None,
    scope: Annotated[str | None, typer.Option(help="What belongs to it.")] = None,
) -> None:
    """Add a theme."""
    broader = None if under is None else _code(under)
    body = {"name": name, "scope": scope, "broader": broader}
    print_value("Added as", post("reporting", "/themes", body)["theme"])


@app.command("rename")
def rename_command(
    theme: Theme, name: Annotated[str, typer.Argument(help="What it is called from now on.")]
) -> None:
    """Call a theme otherwise; its former names go on to lead to it."""
    code = _code(theme)
    post("reporting", f"/themes/{code}/name", {"name": name})
    say(f"{code} is called {name} now.")


@app.command("move")
def move_command(
    theme: Theme,
    under: Annotated[str | None, typer.Option(help="The theme above it.")] = None,
    top: Annotated[bool, typer.Option("--top", help="It stands under none.")] = False,
) -> None:
    """Put a theme under another one, or with --top at the top."""
    if (under is None) != top:
        raise typer.BadParameter("Say either --under THEME or --top.")
    code = _code(theme)
    broader = None if under is None else _code(under)
    post("reporting", f"/themes/{code}/broader", {"broader": broader})
    say(f"{code} stands {'at the top' if broader is None else 'under ' + broader} now.")


@app.command("merge")
def merge_command(
    theme: Theme, into: Annotated[str, typer.Argument(help="Of which it is a part then.")]
) -> None:
    """Make a theme part of another one; this cannot be undone."""
    code, other = _code(theme), _code(into)
    post("reporting", f"/themes/{code}/merging", {"into": other})
    say(f"{code} is part of {other} now; its names lead there.")


def _code(name: str) -> str:
    """The code of a theme, whichever of its names is said."""
    return str(get("reporting", f"/themes/{quote(name, safe='')}")["theme"])
