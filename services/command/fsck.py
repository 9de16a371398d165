"""`cspr audit fsck`: the ledger's tree worked out three times, beside what was signed."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer

from services.command.balancing import connected
from services.command.output import AsJson, Workers, fail, print_json, print_table, say
from services.command.place import Place, names, place
from shared.folds.workers import WorkerLost
from shared.proof.attestation import attest
from shared.proof.fsck import Checked, as_json, fsck
from shared.proof.notes import Signer
from shared.proof.stores import Log, Store


def fsck_command(
    attestation: Annotated[
        Path | None,
        typer.Option(help="A file for the signed result, for `cspr_verify.py attestation`."),
    ] = None,
    workers: Workers = None,
    as_json_: AsJson = False,
) -> None:
    """Recompute the ledger's root from its leaves, from Kafka and from the event stores.

    Says which of them disagrees with the signed checkpoints, and where first; exit status 1.
    """
    try:
        checked, signed = asyncio.run(fsck_of(place(), workers=workers))
    except WorkerLost as lost:
        raise fail(f"Whether the copies agree is not known. {lost}", 2) from None
    if attestation is not None:
        if signed is None:
            raise fail("This result cannot be signed: CSPR_LEDGER_KEY is not set.", 2)
        attestation.write_text(signed, encoding="utf-8", newline="")
    if as_json_:
        print_json(as_json(checked) | {"attestation": signed})
    else:
        _show(checked, signed)
    if not checked.agrees:
        raise typer.Exit(1)


async def fsck_of(where: Place, *, workers: int | None = None) -> tuple[Checked, str | None]:
    """What fsck finds in a running system, and the same signed, if it has the ledger's key.

    Raises:
        WorkerLost: a worker was killed; nothing is known then.
    """
    config = where.config("reporting")
    signer = None if config.ledger_key is None else Signer.parse(config.ledger_key)
    async with AsyncExitStack() as opened:
        stores = [Store(name, await connected(opened, where, name)) for name in names]
        checked = await fsck(
            await connected(opened, where, "reporting"),
            stores,
            Log(config.kafka, config.topic, config.partitions),
            keys=[] if signer is None else [signer.verifier],
            handed_over=config.ledger_folder,
            workers=workers,
        )
    signed = None if signer is None else str(attest("fsck", as_json(checked), signer))
    return checked, signed


def _show(checked: Checked, signed: str | None) -> None:
    print_table(
        f"The ledger of {checked.size} leaves; {checked.checkpoints} checkpoints,"
        f" the newest of {checked.signed_size} leaves",
        ("copy", "agrees with what was signed up to", "its root"),
        [(name, checked.vouched[name], root) for name, root in checked.roots.items()],
    )
    for fault in checked.faults:
        say(str(fault))
    if not checked.signatures_checked:
        say("The signatures of the checkpoints were not checked: CSPR_LEDGER_KEY is not set.")
    if signed is None:
        say("This result is not signed: CSPR_LEDGER_KEY is not set.")
