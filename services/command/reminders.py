"""`cspr reminders`: who was reminded of what, what is not sent, and trying it again."""

from pathlib import Path
from typing import Annotated

import typer

from services.command.ask import get_all, post
from services.command.output import AsJson, fail, print_json, print_table, say
from services.reviews.reminders.rules import BadReminders, read_rules

app = typer.Typer(no_args_is_help=True, help="Reminders of what is due: list, retry, check.")


@app.command("list")
def list_command(
    unsent: Annotated[
        bool, typer.Option("--unsent", help="Only what waits, was refused, or has no address.")
    ] = False,
    case: Annotated[str | None, typer.Option(help="Only those of one case.")] = None,
    authority: Annotated[str | None, typer.Option(help="An authority's GSS code.")] = None,
    as_json: AsJson = False,
) -> None:
    """Reminders, the latest first; with --unsent exit status 1 if there is one."""
    found = get_all(
        "reviews",
        "/reminders",
        "reminders",
        unsent=unsent or None,
        case=case,
        authority=authority,
    )
    if as_json:
        print_json(found)
    elif found:
        names = ("case", "about", "item", "due_on", "stage", "who", "state", "settled_at")
        rows = [[str(one[name] or "") for name in (*names, "answer")] for one in found]
        print_table("Reminders", (*names, "answer"), rows)
    else:
        say("There is no reminder here.")
    if unsent and found:
        raise typer.Exit(1)


@app.command("retry")
def retry_command(
    reminder: Annotated[
        str | None, typer.Argument(help="One reminder, as `list --json` names it; else all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let mails be tried again at once that wait, were refused, or had no address."""
    body = {} if reminder is None else {"reminder": reminder}
    done = post("reviews", "/reminders/retry", body)
    if as_json:
        print_json(done)
        return
    count = len(done["reminders"])
    say(f"{count} mail{'' if count == 1 else 's'} will be tried again.")


@app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(help="The file that CSPR_REMINDERS is to name.")],
) -> None:
    """Whether a file of reminders can be used; exit status 1 and where it is wrong if not."""
    try:
        rules = read_rules(file)
    except BadReminders as bad:
        raise fail(str(bad)) from None
    rows = [
        (code, to, organisation or "", ", ".join(mails))
        for (code, to, organisation), mails in sorted(
            rules.addresses.items(), key=lambda each: tuple(str(part) for part in each[0])
        )
    ]
    print_table("Who is reminded where", ("authority", "to", "organisation", "mail"), rows)
