"""The ledger: how fast its tree grows, what a proof takes, and a verifier for many."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

from shared.decisions.database import Connection
from shared.decisions.store import Position
from shared.proof.notes import Signer
from shared.proof.proving import receipt_of
from shared.proof.receipt import Receipt
from tests.bench.filled import System
from tests.bench.growing import Grown, forget_tree, grow_all
from tests.bench.operating import alone_with, timed
from tests.support.ledger import verifier

receipts_checked = 1_000
warm_up_receipts = 50


@dataclass(frozen=True)
class Proven:
    """All repetitions: the tree grown, proofs in milliseconds, the verifier in seconds.

    `start_seconds` are those in which the verifier checks a single receipt.
    """

    leaves: int
    receipts: int
    kept_a_second: Sequence[float]
    grown: tuple[Grown, ...]
    proof_ms: tuple[tuple[float, ...], ...]
    verifier_seconds: tuple[float, ...]
    start_seconds: tuple[float, ...]


async def measure(filled: System, *, repeat: int) -> Proven:
    """Grow the whole tree anew, prove a thousand events of it, and check their receipts."""
    config = filled.place.config("reporting")
    assert config.ledger_key is not None, "a filled system has a key"
    signer = Signer.parse(config.ledger_key)
    grown, proofs, checked, started = [], [], [], []
    async with alone_with(config.dsn) as connection:
        positions = await _positions(connection, filled.log.events)
        for _ in range(repeat):
            await forget_tree(connection)
            grown.append(await grow_all(connection, signer))
            receipts, milliseconds = await _prove(connection, positions)
            proofs.append(tuple(milliseconds))
            started.append(_verified(receipts[:1], str(signer.verifier)))
            checked.append(_verified(receipts, str(signer.verifier)))
    return Proven(
        filled.log.events,
        len(positions),
        filled.appended.kept_a_second,
        tuple(grown),
        tuple(proofs),
        tuple(checked),
        tuple(started),
    )


async def _positions(connection: Connection, leaves: int) -> list[Position]:
    """Of events from anywhere in the ledger."""
    count = min(receipts_checked, leaves)
    rows = await connection.execute(
        "select source, subject, position from ledger where leaf_index = any(%s)",
        [Random(1).sample(range(leaves), count)],
    )
    return [Position(*row) async for row in rows]


async def _prove(
    connection: Connection, positions: Sequence[Position]
) -> tuple[list[Receipt], list[float]]:
    """Receipts with their inclusion proofs, each as a partner asks for one."""
    for position in positions[:warm_up_receipts]:
        await receipt_of(connection, position)
    receipts, milliseconds = [], []
    for position in positions:
        began = monotonic()
        receipts.append(await receipt_of(connection, position))
        milliseconds.append((monotonic() - began) * 1000)
    return receipts, milliseconds


def _verified(receipts: Sequence[Receipt], key: str) -> float:
    """Seconds in which the program of outsiders checks them, its start among them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "receipts"
        file.write_text("".join(str(each) for each in receipts), encoding="utf-8", newline="")
        command = [sys.executable, "-I", str(verifier), "receipt", str(file), f"--key={key}"]
        return timed(command, {}).seconds
