"""Who operates, why, and the event that says so, in the transaction of what they did."""

import os
from dataclasses import dataclass
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from services.command.output import fail
from shared.decisions.acts import Act, record_act
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.decisions.ids import new_subject
from shared.edge.config import Config
from shared.events.event import Event
from shared.events.sealed import Sealed, narrative_key
from shared.events.values import ActorId
from shared.privacy.keys import KeyStore
from shared.privacy.sealer import Sealer

By = Annotated[
    str | None,
    typer.Option(
        "--by",
        envvar="CSPR_OPERATOR",
        help="Your id as an operator, not your name; the number of your login if left out.",
    ),
]
Why = Annotated[
    str | None, typer.Option("--why", help="Why you do it; recorded, sealed, with the act.")
]


@dataclass(frozen=True, slots=True)
class Operation:
    """One act of an operator: a subject of its own, who it is, and the sealed reason."""

    subject: str
    actor: str
    why: Sealed


def operator(by: str | None) -> str:
    """The actor of an operator's events."""
    actor = f"operator:{by or f'uid-{os.getuid()}'}"
    try:
        TypeAdapter(ActorId).validate_python(actor)
    except ValidationError:
        raise fail("--by is an id of letters, digits and . _ : / -, not a name.", 2) from None
    return actor


async def begin_operation(config: Config, actor: str, why: str) -> Operation:
    """Seal the reason under a fresh subject; raises KeysUnavailable, and nothing is done."""
    subject = new_subject("operation")
    async with KeyStore(config.keys_dsn, config.master_key) as keys:
        (sealed,) = await Sealer(keys).seal_many(subject, [(narrative_key(subject), why)])
    return Operation(subject, actor, sealed)


async def record_operation(
    connection: Connection, service: str, operation: Operation, event: Event
) -> None:
    """Append what an operator did to the service's event store, in the caller's transaction."""
    act = Act(operation.subject, operation.actor, event)
    await record_act(connection, service, act, clock=SystemClock())
