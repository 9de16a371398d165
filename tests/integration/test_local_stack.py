"""Kafka and Postgres on this machine, as a person and a fault test use them."""

import asyncio
import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.processes import Child, ProcessFailed
from deploy.local.runner import Runner
from deploy.local.stack import DataFolderInUse, Stack, local_stack, running_stack
from shared.log.topics import TopicRefused, ensure_topics
from tests.support.fetch import read_all

ROOT = Path(__file__).resolve().parents[2]


async def produce(stack: Stack, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=stack.kafka, acks="all", enable_idempotence=True
    ) as producer:
        await producer.send_and_wait(topic, value, partition=0)


async def one_value(dsn: str, query: LiteralString) -> object:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        row = await (await connection.execute(query)).fetchone()
        return row[0] if row else None


@contextlib.asynccontextmanager
async def held_by_another(folder: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Another process that holds the folder, with nothing to start."""
    code = (
        "import asyncio, sys, pathlib\n"
        "from deploy.local.stack import local_stack\n"
        "async def main():\n"
        "    async with local_stack(pathlib.Path(sys.argv[1]), keep=True):\n"
        "        print('held', flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    given = {"CSPR_KAFKA": "127.0.0.1:1", "CSPR_DATABASE": "postgresql://nobody@127.0.0.1:1"}
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert other.stdout is not None
        assert await asyncio.to_thread(other.stdout.readline) == b"held\n"
        yield other
    finally:
        other.kill()
        other.communicate()


async def test_a_warm_start_keeps_data_in_a_closed_folder_with_spaces(tmp_path: Path) -> None:
    closed = tmp_path / "only for us"
    closed.mkdir(mode=0o700)
    folder = closed / "the data"
    ids: list[object] = []
    for visit in range(2):
        async with local_stack(folder, keep=True) as stack:
            dsn = stack.dsn("postgres")
            if visit == 0:
                await ensure_topics(stack.kafka, ["met"])
                await produce(stack, "cspr-in-met", b"kept")
                async with await psycopg.AsyncConnection.connect(dsn) as connection:
                    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
            assert await read_all(stack.kafka, TopicPartition("cspr-in-met", 0)) == [b"kept"]
            assert await one_value(dsn, "SELECT answer FROM kept") == 42
            ids.append((folder / "kafka" / "data" / "meta.properties").read_text())
            password = (folder / "postgres" / "password").stat().st_mode
            assert stat.S_IMODE(password) == 0o600
            announced = running_stack(folder)
            assert announced is not None and announced.database == stack.database
        assert running_stack(folder) is None
    assert ids[0] == ids[1]


async def test_a_second_run_on_the_same_folder_is_refused_in_words(tmp_path: Path) -> None:
    async with held_by_another(tmp_path) as other:
        with pytest.raises(DataFolderInUse, match=rf"process {other.pid}.*Stop it first"):
            async with local_stack(tmp_path, keep=True):
                pass


async def test_a_run_that_was_killed_lets_go_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with held_by_another(tmp_path) as other:
        other.kill()
        other.wait()
        monkeypatch.setenv("CSPR_KAFKA", "127.0.0.1:1")
        monkeypatch.setenv("CSPR_DATABASE", "postgresql://nobody@127.0.0.1:1")
        async with local_stack(tmp_path, keep=True) as stack:
            assert stack.kafka == "127.0.0.1:1"


async def test_what_is_given_wins_and_is_not_started(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSPR_KAFKA", stack.kafka)
    monkeypatch.setenv("CSPR_DATABASE", stack.database + "?connect_timeout=3")
    async with local_stack(tmp_path, keep=False) as given:
        assert given.processes == ()
        assert given.kafka == stack.kafka
        assert given.dsn("reviews") == f"{stack.database}/reviews?connect_timeout=3"
        assert json.loads((tmp_path / "stack.json").read_text())["kafka"] == stack.kafka
    assert not tmp_path.exists()


async def test_kafka_comes_back_on_the_same_address_after_a_kill(
    stack: Stack, topic_prefix: str
) -> None:
    assert stack.kafka_process is not None
    await ensure_topics(stack.kafka, ["met"], prefix=topic_prefix)
    topic = f"{topic_prefix}cspr-in-met"
    await produce(stack, topic, b"before")
    await stack.kafka_process.kill()
    assert not stack.kafka_process.running and not stack.kafka_process.ended_by_itself
    await stack.kafka_process.start()
    await produce(stack, topic, b"after")
    assert await read_all(stack.kafka, TopicPartition(topic, 0)) == [b"before", b"after"]


async def test_postgres_comes_back_with_what_was_committed(stack: Stack, database: str) -> None:
    assert stack.postgres_process is not None
    async with await psycopg.AsyncConnection.connect(database) as connection:
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    await stack.postgres_process.kill()
    with pytest.raises(psycopg.OperationalError):
        await one_value(database, "SELECT 1")
    await stack.postgres_process.start()
    assert await one_value(database, "SELECT answer FROM kept") == 42
    assert await one_value(database, "SHOW server_version_num") >= "180000"  # type: ignore[operator]
    assert await one_value(database, "SHOW fsync") == "on"


async def test_the_end_of_kafka_ends_all_with_its_last_lines(
    stack: Stack, tmp_path: Path
) -> None:
    assert stack.kafka_process is not None

    async def at_once() -> bool:
        return True

    service = Child(
        name="service",
        argv=[sys.executable, "-c", "import time; time.sleep(600)"],
        ready=at_once,
    )
    try:
        with pytest.raises(
            ProcessFailed, match=r"(?s)kafka was ended by SIGKILL.*Kafka Server"
        ):
            async with Runner(tmp_path, watching=stack.processes) as runner:
                await runner.start(service)
                living = runner.process("service")
                os.kill(stack.kafka_process.pid, signal.SIGKILL)
                await runner.until(asyncio.sleep(60))
        assert not living.running
    finally:
        await stack.kafka_process.start()


async def test_topics_are_made_as_declared_even_by_several_at_once(
    stack: Stack, topic_prefix: str
) -> None:
    await asyncio.gather(
        *(ensure_topics(stack.kafka, ["met", "nhs"], prefix=topic_prefix) for _ in range(4))
    )
    made = await ensure_topics(stack.kafka, ["met"], prefix=topic_prefix)
    assert [(each.name.removeprefix(topic_prefix), each.partitions) for each in made] == [
        ("cspr-case-events", 12),
        ("cspr-in-met", 3),
        ("cspr-out-met", 3),
    ]
    assert made[0].config["retention.ms"] == made[0].config["retention.bytes"] == "-1"


async def test_a_topic_that_differs_from_its_declaration_is_refused_in_words(
    stack: Stack, topic_prefix: str
) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic_prefix + "cspr-case-events", 3, 1)])
    finally:
        await admin.close()
    with pytest.raises(TopicRefused) as refusal:
        await ensure_topics(stack.kafka, [], prefix=topic_prefix)
    assert "has 3 partitions, and 12 are declared" in str(refusal.value)
    assert "has retention.ms 604800000, and -1 is declared" in str(refusal.value)


async def test_a_run_that_is_killed_outright_leaves_nothing_running(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys, pathlib\n"
        "from deploy.local.stack import local_stack\n"
        "async def main():\n"
        "    async with local_stack(pathlib.Path(sys.argv[1]), keep=True) as stack:\n"
        "        print(*(each.pid for each in stack.processes), flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    argv = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=ROOT) as run:
        assert run.stdout is not None
        pids = [int(each) for each in (await asyncio.to_thread(run.stdout.readline)).split()]
        assert len(pids) == 2
        run.kill()
    async with asyncio.timeout(20):
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            await asyncio.sleep(0.05)
    async with local_stack(tmp_path, keep=False) as stack:
        assert await one_value(stack.dsn("postgres"), "SELECT 1") == 1
