"""`cspr briefing`: thematic briefings on published reviews, from a terminal."""

from pathlib import Path
from typing import Annotated

import typer

from services.command.ask import get, get_bytes, post
from services.command.output import AsJson, fail, print_json, print_table, print_value, say

app = typer.Typer(no_args_is_help=True, help="Thematic briefings: write, read, print.")
Id = Annotated[str, typer.Argument(help="The briefing's id, as `record-…`.")]


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Print all briefings, the one written last first."""
    found = get("reporting", "/briefings")
    if as_json:
        print_json(found)
        return
    if not found["briefings"]:
        say("There is no briefing yet: cspr briefing write TITLE --review ID makes one.")
        return
    rows = [
        (one["briefing"], one["written_at"][:10], str(one["reviews"]), one["title"])
        for one in found["briefings"]
    ]
    print_table("Briefings", ("briefing", "written", "reviews", "title"), rows)


@app.command("write")
def write_command(
    title: Annotated[str, typer.Argument(help="Its title.")],
    review: Annotated[list[str], typer.Option(help="The id of a record; again for each.")],
    introduction: Annotated[str | None, typer.Option(help="What stands before them.")] = None,
    anew: Annotated[str | None, typer.Option(help="Write this briefing anew.")] = None,
) -> None:
    """Write a briefing on chosen reviews; it is printed once, now."""
    body = {"title": title, "introduction": introduction, "reviews": review}
    path = "/briefings" if anew is None else f"/briefings/{anew}/writing"
    print_value("Written as", post("reporting", path, body)["briefing"])


@app.command("show")
def show_command(briefing: Id, as_json: AsJson = False) -> None:
    """Print what the reviews of a briefing share."""
    found = get("reporting", f"/briefings/{briefing}")
    if as_json:
        print_json(found)
        return
    rows = [
        (facet, each["value"], str(each["number"]))
        for facet, choices in found["shared"].items()
        for each in choices
    ]
    for review in found["records"]:
        say(f"  {review['record']}  {review['title']}")
    if not rows:
        say("Its reviews share nothing that is counted.")
        return
    print_table(found["title"] or "Withdrawn", ("", "shared", "reviews"), rows)


@app.command("pdf")
def pdf_command(
    briefing: Id,
    to: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")],
) -> None:
    """Write the PDF of a briefing to a file that is not there yet."""
    body = get_bytes("reporting", f"/briefings/{briefing}/pdf")
    try:
        with to.open("xb") as file:
            file.write(body)
    except OSError:
        raise fail(f"{to} is there already, or cannot be written. Choose another.", 2) from None
    say(f"Wrote {len(body)} bytes to {to}.")


@app.command("withdraw")
def withdraw_command(
    briefing: Id,
    reason: Annotated[str, typer.Argument(help="Such as `entered-by-mistake`.")],
) -> None:
    """Show a briefing no longer, and destroy its PDF."""
    post("reporting", f"/briefings/{briefing}/withdrawal", {"reason": reason})
    say(f"{briefing} is withdrawn.")
