"""`cspr audit export`: a part of the ledger in a folder that an outsider can check."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from aiokafka import TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from services.command.operator import (
    By,
    Operation,
    Why,
    begin_operation,
    operator,
    record_operation,
)
from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.parked_acts import connected
from services.command.place import place, project
from shared.decisions.crash import crash_point
from shared.edge.config import Config
from shared.events.operations_ledger import LedgerExported
from shared.log.kafka import open_consumer, raw, read_partition
from shared.privacy.refusals import KeysUnavailable
from shared.proof.bundle import Proofs, write_bundle
from shared.proof.exporting import (
    Bound,
    NothingToExport,
    Part,
    entries_of,
    part_of,
    proofs_of,
    read_bound,
)
from shared.proof.notes import Note, NoteRefused, Signer
from shared.proof.receipt import NotProven, Record

verifier = project / "deploy" / "verify" / "cspr_verify.py"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported: its first and last record, and the checkpoint that proves them.

    `unsigned` records of that time are in no checkpoint yet, and left out.
    """

    folder: str
    first: int
    last: int
    records: int
    ledger_size: int
    unsigned: int
    manifest: str | None = None
    position: str | None = None


def export_command(
    *,
    folder: Annotated[Path, typer.Option(help="A folder that is not there yet.")],
    first: Annotated[
        str,
        typer.Option("--from", help="The first record: an index, a day, or an instant."),
    ] = "0",
    last: Annotated[
        str | None,
        typer.Option("--to", help="The last record, likewise; what is signed if left out."),
    ] = None,
    by: By = None,
    why: Why = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be exported, and write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write records, proofs, checkpoints, keys and the verifier into a new folder.

    What could name a person is ciphertext. Who exported what and why is recorded.
    """
    bounds = _bound("--from", first, end=False), _bound("--to", last, end=True)
    config = place().config("reporting")
    actor = operator(by)
    _check(config, folder)
    if not dry_run and not (why or "").strip():
        raise fail("Say why, with --why: what operators do is recorded with its reason.", 2)
    try:
        part, proofs = asyncio.run(_meant(config, bounds[0] or 0, bounds[1]))
        done = _as_planned(folder, part)
        if not dry_run:
            done = _export(config, done, part, proofs, _began(config, actor, why or ""))
    except (NothingToExport, NotProven, NoteRefused) as error:
        raise fail(str(error)) from None
    except KeysUnavailable as error:
        raise fail(error.words, 2) from None
    except OSError as error:
        raise fail(f"The folder cannot be written: {error.strerror}.", 2) from None
    _show(done, as_json=as_json)


def _check(config: Config, folder: Path) -> None:
    if config.ledger_key is None:
        raise fail("This system signs no checkpoints: CSPR_LEDGER_KEY is not set.")
    if folder.exists() or folder.is_symlink():
        raise fail("That folder is there already; nothing is written over.")
    if not folder.absolute().parent.is_dir():
        raise fail("The folder is to be made in one that is not there.")


def _bound(option: str, text: str | None, *, end: bool) -> Bound | None:
    try:
        return None if text is None else read_bound(text, end=end)
    except (ValueError, OverflowError):
        raise fail(
            f"{option} is an index (120), a day (2024-05-01, by the clock of London) or an"
            " instant with its zone (2024-05-01T12:00:00Z).",
            2,
        ) from None


async def _meant(config: Config, first: Bound, last: Bound | None) -> tuple[Part, Proofs]:
    async with connected(config) as connection:
        part = await part_of(connection, first, last)
        return part, await proofs_of(connection, part, _signer(config))


def _signer(config: Config) -> Signer:
    assert config.ledger_key is not None
    return Signer.parse(config.ledger_key)


def _as_planned(folder: Path, part: Part) -> Exported:
    return Exported(
        str(folder),
        part.start,
        part.stop - 1,
        part.stop - part.start,
        part.newest.size,
        part.unsigned,
    )


def _began(config: Config, actor: str, why: str) -> Operation:
    return asyncio.run(begin_operation(config, actor, why))


def _export(
    config: Config, planned: Exported, part: Part, proofs: Proofs, operation: Operation
) -> Exported:
    """Write it beside its place, record it, and put it into its place whole."""
    folder, signer = Path(planned.folder), _signer(config)
    with _unfinished(folder) as made:
        note = write_bundle(
            made,
            entries_of(config.dsn, part, lambda *at: asyncio.run(_published(config, *at))),
            proofs,
            signer=signer,
            keys=[signer.verifier],
            verifier=verifier.read_bytes(),
            about={"by": operation.actor, "operation": operation.subject},
        )
        crash_point("bundle-written")
        asyncio.run(_record(config, planned, note, operation))
        crash_point("export-recorded")
        os.rename(made, folder)
    return Exported(
        **asdict(planned)
        | {
            "manifest": _digest(note),
            "position": f"{config.service}:{operation.subject}:1",
        }
    )


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder beside it, which is gone again if it did not become the one that was asked."""
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.absolute().parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


async def _record(config: Config, done: Exported, manifest: Note, operation: Operation) -> None:
    event = LedgerExported(
        first=done.first,
        last=done.last,
        ledger_size=done.ledger_size,
        manifest=_digest(manifest),
        why=operation.why,
    )
    async with connected(config) as connection, connection.transaction():
        await record_operation(connection, config.service, operation, event)


def _digest(manifest: Note) -> str:
    return sha256(str(manifest).encode()).hexdigest()


async def _published(config: Config, partition: int, offset: int) -> Record | None:
    """A record as the log has it; None if the log does not."""
    where = TopicPartition(config.topic, partition)
    async with open_consumer(config.kafka) as consumer:
        try:
            found = read_partition(consumer, where, start=offset, end=offset + 1, batch=1)
            async for batch in found:
                for record in batch:
                    read = raw(partition, record)
                    return Record(read.key, read.value, read.headers)
        except OffsetOutOfRangeError:
            pass
    return None


def _show(done: Exported, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(done))
        return
    print_table(
        "Exported" if done.position else "Would be exported",
        ("folder", "from", "to", "records", "ledger of", "recorded as"),
        [(done.folder, done.first, done.last, done.records, done.ledger_size, done.position)],
    )
    if done.unsigned:
        say(f"Left out: up to {done.unsigned} records that no checkpoint has yet.")
    if done.position:
        say("To check it: python cspr_verify.py bundle FOLDER --key KEY (`cspr audit key`).")
