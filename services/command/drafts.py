"""`cspr drafts`: deleting the drafts whose time is over."""

from typing import Annotated

import typer

from services.command.erase.asking import ask_at
from services.command.erase.drafts import expire_drafts
from services.command.erase.here import Here
from services.command.output import AsJson, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="What people have written and not sent yet.")


@app.callback()
def drafts_command() -> None:
    """What people have written and not sent yet."""


@app.command("expire")
def expire_command(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count them, and delete nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Delete the drafts that nobody has saved for ninety days; they are shown no longer."""

    async def expire(here: Here) -> dict[str, int]:
        return await expire_drafts(here, here.clock.now(), dry_run=dry_run)

    done = ask_at(expire)
    if as_json:
        print_json({"dry_run": dry_run, "expired": done})
        return
    words = "would be deleted" if dry_run else "deleted"
    print_table("Drafts whose time is over", ("service", words), sorted(done.items()))
