"""How long the commands take that compare everything with everything, and how much memory."""

import json
from dataclasses import dataclass

from shared.proof.notes import Signer
from tests.bench.filled import System
from tests.bench.growing import grow_all
from tests.bench.operating import Ran, alone_with, run

commands = {
    "reconcile": ("reconcile", "--no-read-models", "--json"),
    "fsck": ("audit", "fsck", "--json"),
}


@dataclass(frozen=True)
class Balanced:
    """All repetitions of each command."""

    events: int
    ran: dict[str, tuple[Ran, ...]]


async def measure(filled: System, *, repeat: int) -> Balanced:
    """Run the commands as operators do, in turns; all has to balance.

    Raises:
        RuntimeError: something does not balance, or not all of it was compared.
    """
    await _grow(filled)
    ran: dict[str, list[Ran]] = {name: [] for name in commands}
    for _ in range(repeat):
        for name, command in commands.items():
            ran[name].append(await run(filled.place.environment, *command))
    found = json.loads(ran["reconcile"][-1].said)
    compared = sum(each["in_log"] for each in found["stores"])
    leaves = json.loads(ran["fsck"][-1].said)["size"]
    if (compared, leaves) != (filled.log.events, filled.log.events):
        raise RuntimeError(f"Not all was compared: {compared} events and {leaves} leaves.")
    return Balanced(filled.log.events, {name: tuple(each) for name, each in ran.items()})


async def _grow(filled: System) -> None:
    """Let the tree have all leaves, and a checkpoint, unless it has."""
    config = filled.place.config("reporting")
    assert config.ledger_key is not None, "a filled system has a key"
    async with alone_with(config.dsn) as connection:
        await grow_all(connection, Signer.parse(config.ledger_key))
