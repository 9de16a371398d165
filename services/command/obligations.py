"""`cspr obligations`: who has to be told, and who was not told in time."""

import typer

from services.command.ask import get
from services.command.case import Ref
from services.command.output import AsJson, print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Who has to be told, and who was not in time.")


@app.command("overdue")
def overdue_command(as_json: AsJson = False) -> None:
    """What is overdue, by authority and recipient; exit status 1 if anything is."""
    found = get("reviews", "/obligations/overdue")
    if as_json:
        print_json(found)
    elif found["overdue"]:
        print_table(
            f"Overdue on {found['on']}",
            ("authority", "recipient", "overdue", "earliest due", "days late", "cases"),
            [
                (
                    each["authority_name"] or "not known",
                    each["recipient_words"],
                    str(each["overdue"]),
                    each["earliest_due_on"],
                    str(each["days_late"]),
                    ", ".join(each["cases"]),
                )
                for each in found["overdue"]
            ],
        )
    else:
        say(f"Nothing is overdue on {found['on']}.")
    if found["overdue"]:
        raise typer.Exit(1)


@app.command("show")
def show_command(ref: Ref, as_json: AsJson = False) -> None:
    """The obligations of one case."""
    found = get("reviews", f"/cases/{ref}/obligations")
    if as_json:
        print_json(found)
        return
    names = ("recipient_words", "area_name", "rule", "due_on", "state", "met_on", "how")
    rows = [[str(each[name] or "") for name in names] for each in found["obligations"]]
    print_table(
        f"{ref}: obligations",
        ("who", "area", "rule", "due", "state", "met", "how"),
        rows,
    )
