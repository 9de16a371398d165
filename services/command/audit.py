"""`cspr audit`: what happened in a case, in causal order, and what led to what."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from services.command.ask import get_all, get_text, post
from services.command.audit_export import export_command
from services.command.fsck import fsck_command
from services.command.output import AsJson, fail, print_json, print_table
from services.command.place import place
from shared.proof.notes import Signer

app = typer.Typer(no_args_is_help=True, help="The history of a case, for auditors.")


@app.callback()
def audit() -> None:
    """The history of a case, for auditors."""


app.command("export")(export_command)


@app.command("case")
def case_command(
    ref: Annotated[str, typer.Argument(help="The case's id, as `case-…`.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            help="What was recorded by then: a day to its end in London, or an instant with its"
            " zone."
        ),
    ] = None,
    purpose: Annotated[
        str | None,
        typer.Option(help="Open what is sealed, for this reason; that you did is recorded."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Every event of a case: who, when, and from which message or policy; then as a tree.

    What is sealed stays closed without `--purpose`.
    """
    if purpose is not None and not purpose.strip():
        raise fail("Say what you open it for, with --purpose: it is recorded, sealed.", 2)
    events = get_all("reporting", f"/cases/{ref}/history", "events", as_of=as_of)
    parts = [] if purpose is None else _opened(ref, as_of, purpose)
    for each in events if parts else ():
        of = (part for part in parts if part["event_id"] == each["event_id"])
        each["opened"] = {part["field"]: part["text"] for part in of}
    if as_json:
        print_json(events)
        return
    print_table(
        f"{ref}, in causal order" + (f", as recorded by {as_of}" if as_of else ""),
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
    if purpose is not None:
        names = {each["event_id"]: each["name"] for each in events}
        rows = [
            (names.get(part["event_id"], ""), part["field"], part["text"]) for part in parts
        ]
        print_table("Opened; it is recorded who did and why", ("event", "field", "text"), rows)


def _opened(ref: str, as_of: str | None, purpose: str) -> list[dict[str, Any]]:
    """The sealed parts in clear, which the service opens for who may read them."""
    path, body = f"/cases/{ref}/history/opened", {"purpose": purpose}
    parts: list[dict[str, Any]] = post("reporting", path, body, who="auditor", as_of=as_of)[
        "parts"
    ]
    return parts


@app.command("prove")
def prove_command(
    position: Annotated[
        str, typer.Argument(help="The position of an event, as `notifications:case-…:1`.")
    ],
    as_json: AsJson = False,
) -> None:
    """The receipt of an event, for `cspr_verify.py receipt`; keep it as it is.

    It is one line of JSON, with and without `--json`.
    """
    sys.stdout.write(get_text("reporting", f"/receipts/{position}"))


@app.command("checkpoint")
def checkpoint_command(as_json: AsJson = False) -> None:
    """The newest signed checkpoint of the ledger."""
    _write("checkpoint", get_text("reporting", "/ledger/checkpoint"), as_json=as_json)


@app.command("consistency")
def consistency_command(
    old: Annotated[int, typer.Argument(help="The size of the older checkpoint.", min=0)],
    new: Annotated[int, typer.Argument(help="The size of the newer checkpoint.", min=0)],
    as_json: AsJson = False,
) -> None:
    """The proof that the ledger of one checkpoint continues that of another.

    It is one line of JSON, with and without `--json`.
    """
    sys.stdout.write(get_text("reporting", "/ledger/consistency", old=old, new=new))


@app.command("key")
def key_command(as_json: AsJson = False) -> None:
    """The public key that checkpoints are signed with; hand it out by a way of its own."""
    secret = place().config("reporting").ledger_key
    if secret is None:
        raise fail("This system signs no checkpoints: CSPR_LEDGER_KEY is not set.")
    _write("key", f"{Signer.parse(secret).verifier}\n", as_json=as_json)


def _write(name: str, text: str, *, as_json: bool) -> None:
    """A text that is kept letter for letter; in JSON under its name."""
    if as_json:
        print_json({name: text})
    else:
        sys.stdout.write(text)


app.command("fsck")(fsck_command)


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
