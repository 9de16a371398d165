"""`cspr token`: a token of the local run's own issuer, to ask the services with."""

from typing import Annotated

import typer

from services.command.output import AsJson, fail, print_json
from services.command.place import place
from shared.edge.issuer import local_actor


def token_command(
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            help="officer-wiltshire, member-wiltshire, chair-wiltshire, reporting-wiltshire,"
            " auditor, operator, partner-<name>, or a role with an authority's code"
            " (officer-E06000064).",
        ),
    ],
    hours: Annotated[int, typer.Option(help="How long it is valid.", min=1, max=24)] = 8,
    as_json: AsJson = False,
) -> None:
    """Print a token for somebody of the local run; elsewhere the issuer gives them."""
    issuer = place().issuer()
    if issuer is None:
        raise fail("Tokens of this system come from its own issuer, not from this command.")
    try:
        actor = local_actor(as_)
    except ValueError as error:
        raise fail(str(error), 2) from None
    token = issuer.token(actor, hours * 3600)
    if as_json:
        print_json({"token": token, "actor": actor.id, "hours": hours})
        return
    typer.echo(token)
