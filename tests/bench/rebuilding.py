"""How fast read models are rebuilt, beside the two limits measured in the same run."""

from dataclasses import dataclass

from deploy.local.stack import Stack
from shared.folds.generations import add_shadow, drop_left_behind
from shared.folds.rebuild import Rebuild, bulk_connection, models_named, rebuild
from tests.bench.limits import LimitTask, limit, make_raw_table
from tests.bench.log import Log, filled_log
from tests.support.stack import Databases
from tests.support.world import world


@dataclass(frozen=True)
class Round:
    """One repetition: events a second of each, and the memory of the largest worker."""

    row_limit: float
    subject_limit: float
    rebuilt: float
    rows: int
    subject_rows: int
    peak_bytes: int
    limit_peak_bytes: int
    stopped: int


@dataclass(frozen=True)
class Rebuilding:
    """All repetitions over one log."""

    models_at: str
    workers: int
    log: Log
    rounds: tuple[Round, ...]


async def measure(
    stack: Stack, *, models_at: str, events: int, workers: int, repeat: int
) -> Rebuilding:
    """Fill a log, then measure limits and rebuild in turn, several times."""
    databases = Databases(stack)
    try:
        dsn = await databases.make("bench")
        async with filled_log(stack, events) as log, world(dsn, stack.kafka, log.topic):
            rounds = [await _round(stack, dsn, log, models_at, workers) for _ in range(repeat)]
    finally:
        await databases.drop()
    return Rebuilding(models_at, workers, log, tuple(rounds))


async def _round(stack: Stack, dsn: str, log: Log, models_at: str, workers: int) -> Round:
    models = models_named(models_at)
    async with bulk_connection(dsn) as connection:
        reached = []
        for by_subject in (False, True):
            await make_raw_table(connection)
            await connection.execute("checkpoint")
            task = LimitTask(dsn, stack.kafka, log.topic, log.ends, by_subject)
            reached.append(await limit(task, workers=workers))
        await make_raw_table(connection)
        shadows = [await add_shadow(connection, model) for model in models]
        await connection.execute("checkpoint")
        folded = await rebuild(
            Rebuild(
                models_at,
                {shadow.model.name: shadow.generation for shadow in shadows},
                {shadow.model.name: log.ends for shadow in shadows},
                dsn,
                stack.kafka,
                log.topic,
            ),
            workers=workers,
        )
        await drop_left_behind(connection, models)
    by_row, by_subject_ = reached
    return Round(
        row_limit=log.events / by_row.seconds,
        subject_limit=log.events / by_subject_.seconds,
        rebuilt=log.events / folded.working_seconds,
        rows=folded.rows,
        subject_rows=by_subject_.rows,
        peak_bytes=folded.peak_bytes,
        limit_peak_bytes=by_row.peak_bytes,
        stopped=folded.subjects_stopped,
    )
