"""`cspr audit`: what happened in a case, in causal order, and what led to what."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from services.command.ask import get_all
from services.command.output import AsJson, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="The history of a case, for auditors.")


@app.callback()
def audit() -> None:
    """The history of a case, for auditors."""


@app.command("case")
def case_command(
    ref: Annotated[str, typer.Argument(help="The case's id, as `case-…`.")],
    as_json: AsJson = False,
) -> None:
    """Every event of a case: who, when, and from which message or policy; then as a tree."""
    events = get_all("reporting", f"/cases/{ref}/history", "events")
    if as_json:
        print_json(events)
        return
    print_table(
        f"{ref}, in causal order",
        ("when", "event", "service", "position", "who", "from"),
        [
            (
                each["written_at"],
                each["name"],
                each["source"],
                each["position"],
                each["actor"],
                each["causation_id"] or "",
            )
            for each in events
        ],
    )
    typer.echo("")
    for line in tree(events):
        typer.echo(line)


def tree(events: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Causation as lines: an event stands below, and further in than, what caused it."""
    known = {each["event_id"] for each in events}
    below: dict[str | None, list[dict[str, Any]]] = {}
    for each in events:
        cause = each["causation_id"] if each["causation_id"] in known else None
        below.setdefault(cause, []).append(each)

    def lines(cause: str | None, depth: int) -> Iterator[str]:
        for each in below.get(cause, ()):
            origin = f" (from {each['causation_id']})" if _from_outside(each, known) else ""
            yield f"{'  ' * depth}{each['name']} by {each['actor']}{origin}"
            yield from lines(each["event_id"], depth + 1)

    yield from lines(None, 0)


def _from_outside(event: dict[str, Any], known: set[str]) -> bool:
    return event["causation_id"] is not None and event["causation_id"] not in known
