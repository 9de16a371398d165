"""The digest of a rebuild depends on the events alone, and a rebuild can write no event."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.folds.generations import add_shadow
from shared.folds.operation import resume
from shared.folds.progress import plan_partitions
from shared.folds.projection import Projection
from shared.folds.rebuild import Rebuild, bulk_connection, fold_share, rebuild
from shared.folds.workers import WorkerLost
from shared.log.kafka import RawRecord, open_producer
from tests.support import other_clock
from tests.support.replaying import place_of, played, started
from tests.support.stack import MakeTopic
from tests.support.toy import Steps, Totals
from tests.support.world import World, world

Digests = list[tuple[int, str]]


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        await played(made, subjects=40)
        yield made


async def prepared(
    w: World, topic: str, held: int = 500, models_at: str = "tests.support.toy"
) -> tuple[Rebuild, list[Projection]]:
    """A rebuild of both read models over the whole of a topic, not begun."""
    shadows = [
        await add_shadow(w.connection, Totals()),
        await add_shadow(w.connection, Steps()),
    ]
    ends = {number: 0 for number in w.partitions}
    for record in await World(w.dsn, w.kafka, topic, w.connection, w.store).read_log():
        ends[record.partition] = record.offset + 1
    await plan_partitions(w.connection, shadows, ends)
    task = Rebuild(
        models_at,
        {shadow.model.name: shadow.generation for shadow in shadows},
        {shadow.model.name: ends for shadow in shadows},
        w.dsn,
        w.kafka,
        topic,
        subjects_held=held,
        keep_marks=True,
        stored=True,
    )
    return task, shadows


async def digests(w: World, shadows: Sequence[Projection]) -> Digests:
    """The rows and the digest of each."""
    return [await shadow.table.digest(w.connection) for shadow in shadows]


def interleaved(records: Sequence[RawRecord], choose: random.Random) -> Iterator[RawRecord]:
    """The same records with every subject's in order, and subjects mixed anew."""
    queues: dict[str, list[RawRecord]] = {}
    for record in records:
        queues.setdefault(record.read.subject, []).append(record)
    while queues:
        subject = choose.choice(sorted(queues))
        yield queues[subject].pop(0)
        if not queues[subject]:
            del queues[subject]


@pytest.mark.parametrize("seed", range(4))
async def test_the_digest_depends_on_nothing_but_the_events(
    seed: int, w: World, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = await digests(w, [Projection(Totals(), 1), Projection(Steps(), 1)])
    choose = random.Random(seed)
    other = await make_topic(f"mixed-{seed}", partitions=3)
    async with open_producer(w.kafka) as producer:
        for record in interleaved(await w.read_log(), choose):
            await producer.send(
                other,
                record.value,
                key=record.key,
                partition=(record.partition + seed) % 3,
                headers=list(record.headers),
            )
    monkeypatch.setenv("PYTHONHASHSEED", str(choose.randrange(1_000)))
    monkeypatch.setenv("TZ", choose.choice(["UTC", "Asia/Tokyo", "America/St_Johns"]))
    for topic in (w.topic, other):
        workers, held = choose.randint(1, 3), choose.choice([1, 3, 7, 500])
        task, shadows = await prepared(w, topic, held)
        await rebuild(task, workers=workers)
        assert await digests(w, shadows) == living


def set_clocks(monkeypatch: pytest.MonkeyPatch, years: int) -> None:
    """Let worker processes live so many years later, or earlier."""
    monkeypatch.setenv("PYTHONPATH", str(Path(other_clock.__path__[0])))
    monkeypatch.setenv("CSPR_OTHER_CLOCK", str(years * 365.25 * 86_400))


async def test_the_digest_is_the_same_where_clocks_are_set_elsewhere(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = await digests(w, [Projection(Totals(), 1), Projection(Steps(), 1)])
    for years in (-40, 12):
        set_clocks(monkeypatch, years)
        task, shadows = await prepared(w, w.topic, held=7)
        await rebuild(task, workers=2)
        assert await digests(w, shadows) == living


async def test_a_fold_that_reads_a_clock_is_found_by_clocks_set_elsewhere(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for years in (0, -40, 12):
        set_clocks(monkeypatch, years)
        task, shadows = await prepared(w, w.topic, models_at="tests.support.toy_clock")
        await rebuild(task, workers=2)
        (said,) = await w.rows(f"select distinct note from {shadows[0].table.name}")
        found.append((said, await digests(w, shadows)))
    assert len({said for said, _ in found}) == 3, "the clocks were set"
    assert len({totals for _, (totals, _) in found}) == 3
    assert len({steps for _, (_, steps) in found}) == 1


async def test_the_digest_is_the_same_wherever_a_rebuild_was_broken_off(
    w: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = await Projection(Totals(), 1).table.digest(w.connection)
    for number, point in enumerate(("replay-stored", "replay-partition-noted"), 2):
        monkeypatch.setenv("CSPR_CRASH_AT", point)
        monkeypatch.setenv("CSPR_FAULT_MARK", str(tmp_path / point))
        with pytest.raises(WorkerLost):
            await started(w, "totals", workers=1, subjects_held=2)
        assert (tmp_path / point).exists()
        await resume(place_of(w), say=print)
        assert await Projection(Totals(), number).table.digest(w.connection) == living
        await w.connection.execute(
            "update generations set state = 'cancelled' where generation = %s", [number]
        )


async def test_the_database_takes_no_event_from_a_rebuild(w: World) -> None:
    before = await w.rows("select count(*) from events")
    async with bulk_connection(w.dsn) as connection:
        for statement in (
            "insert into events (id, subject, position, name, version, time, actor,"
            " correlation_id, body) values ('x', 'case-1', 99, 'X', 1, now(), 'x', 'x', '')",
            "insert into outbox (seq) select min(seq) from events",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="writes no event"):
                await connection.execute(statement)
    assert await w.rows("select count(*) from events") == before


async def test_a_rebuild_that_may_not_have_a_producer_is_done_all_the_same(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [(record.partition, record.offset) for record in await w.read_log()]

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a rebuild has made a producer")

    monkeypatch.setattr("aiokafka.AIOKafkaProducer.__init__", refuse)
    task, shadows = await prepared(w, w.topic)
    done = await asyncio.to_thread(fold_share, task, w.partitions)
    assert done.events == len(before)
    living = await digests(w, [Projection(Totals(), 1), Projection(Steps(), 1)])
    assert await digests(w, shadows) == living
    assert [(record.partition, record.offset) for record in await w.read_log()] == before
    assert await w.rows("select from outbox") == []


@pytest.mark.parametrize("service", ["notifications", "reviews", "reporting"])
def test_a_worker_does_not_even_load_what_sends_or_decides(service: str) -> None:
    program = (
        "import importlib, sys; import shared.folds.rebuild;"
        f"importlib.import_module('services.{service}.read_models');"
        "print('\\n'.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(os.environ),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    wrong = ("shared.log.relay", "shared.log.policies", "shared.privacy", "shared.edge")
    deciding = (
        f"services.{service}.policies",
        f"services.{service}.engine",
        f"services.{service}.reminders",
        "aiosmtplib",
        "fastapi",
        "httpx",
    )
    assert [name for name in loaded if name.startswith((*wrong, *deciding))] == []
