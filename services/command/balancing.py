"""The balance sheet of a running system, made from all that it has."""

from contextlib import AsyncExitStack
from datetime import datetime

import psycopg

from services.command.place import Place, names
from services.command.replay import replay_service
from services.command.sheet import ReadModels, Sheet
from services.notifications.message_balance import balance_messages
from services.reviews.mail_balance import balance_mails
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.events.sealed import Sealed
from shared.folds.compare import Comparison
from shared.folds.generations import RebuildDue
from shared.folds.replay import ReplayRunning
from shared.folds.twice import LogUnfit
from shared.folds.workers import WorkerLost
from shared.privacy.keys import KeyStore
from shared.privacy.refusals import KeysUnavailable, SealBroken
from shared.privacy.sealer import Sealer
from shared.proof.attestation import attest
from shared.proof.discarded import Discarded
from shared.proof.kept import LedgerCheck
from shared.proof.notes import Signer
from shared.proof.seen import note_seen
from shared.proof.stores import Log, Store, reconcile_stores


async def reconcile(where: Place, *, read_models: bool, workers: int | None = None) -> Sheet:
    """Make the balance sheet of a running system, signed if it has the ledger's key.

    Raises:
        WorkerLost: a worker that read the log was killed; nothing is known then.
    """
    config = where.config("reporting")
    async with AsyncExitStack() as opened:
        stores = [Store(name, await connected(opened, where, name)) for name in names]
        reporting = next(each.connection for each in stores if each.service == "reporting")
        log = Log(config.kafka, config.topic, config.partitions)
        kept = LedgerCheck(reporting)
        balances = await reconcile_stores(stores, log, kept=kept, workers=workers)
        messages = await balance_messages(stores[0].connection, config.kafka)
        reviews = next(each.connection for each in stores if each.service == "reviews")
        mails = await balance_mails(reviews)
        models = [await _fold_anew(where, name, reporting) for name in names if read_models]
        now = SystemClock().now()
        sheet = Sheet(balances, kept.balance, models, messages, now, mails)
        sheet.faults = await note_seen(
            reporting, list(sheet.found()), now, parts=list(sheet.parts())
        )
    sheet.reasons = await _reasons(where, sheet.discarded)
    if config.ledger_key is not None:
        signer = Signer.parse(config.ledger_key)
        sheet.attestation = str(attest("reconcile", sheet.statement(), signer))
    return sheet


async def connected(opened: AsyncExitStack, where: Place, name: str) -> Connection:
    """A connection to a service's database, for as long as the stack is open."""
    connecting = psycopg.AsyncConnection.connect(where.config(name).dsn, autocommit=True)
    return await opened.enter_async_context(await connecting)


async def _fold_anew(where: Place, name: str, reporting: Connection) -> ReadModels:
    """Fold a service's read models from the log; what cannot be compared is a fault too."""
    models = ReadModels(name)
    try:
        done = await replay_service(where.config(name), None, swap=False, workers=2)
    except (LogUnfit, RebuildDue, ReplayRunning, WorkerLost) as error:
        models.found("not compared", name, str(error))
        return models
    except psycopg.DatabaseError as error:  # its words may quote a row
        words = f"the database refused the rows of the log: {type(error).__name__}"
        models.found("not compared", name, words)
        return models
    models.comparisons = done.comparisons
    for each in done.comparisons:
        await _name_rows(models, each, reporting)
    return models


async def _name_rows(models: ReadModels, compared: Comparison, reporting: Connection) -> None:
    """Name the rows that differ; since when, no row says: since its subject is known at all."""
    subjects = [str(each.key[0]) for each in compared.differences]
    rows = await reporting.execute(
        "select subject, min(recorded_at) from ledger where subject = any(%s) group by 1",
        [subjects],
    )
    known: dict[str, datetime] = dict(await rows.fetchall())
    for each in compared.differences:
        columns = f": {', '.join(each.columns)}" if each.columns else ""
        key = " ".join(str(part) for part in each.key)
        models.found(
            f"row {each.kind}", compared.read_model, key + columns, known.get(str(each.key[0]))
        )


async def _reasons(where: Place, discarded: list[Discarded]) -> dict[str, str]:
    """Why operators discarded; their own words, about our log and no case."""
    if not discarded:
        return {}
    config = where.config("reporting")
    sealed = [(each.operation, Sealed.model_validate(each.why)) for each in discarded]
    try:
        async with KeyStore(config.keys_dsn, config.master_key) as keys:
            texts = await Sealer(keys).open_all(sealed)
    except (KeysUnavailable, SealBroken):
        return {}
    return dict(zip((each.operation for each in discarded), texts, strict=True))
