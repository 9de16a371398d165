"""A toy system of processes under a supervisor, to be killed and stopped at named points."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from deploy.local.processes import Child, Process
from deploy.local.runner import Runner
from deploy.local.stack import Stack
from shared.decisions.clock import SystemClock
from shared.decisions.store import Cause, EventStore, Request
from shared.edge.config import Config, config_from
from shared.folds.replay import Place, replay
from shared.privacy.wrapping import new_master_key
from shared.proof.stores import Log, Store, reconcile_stores
from tests.support.prepared import copy_prepared, drop_prepared
from tests.support.stack import MakeTopic, unique
from tests.support.toy import Count, toy
from tests.support.toy_service import answering, counting
from tests.support.world import moment, until


@dataclass
class ToySystem:
    """Both toy services; `start` adds processes, the test counts, then all must balance."""

    stack: Stack
    environment: Mapping[str, str]
    runner: Runner
    folder: Path
    counted: int = 0
    names: list[str] = field(default_factory=list)

    def config(self, service: str) -> Config:
        """The settings of one of the two."""
        return config_from(service, self.environment)

    async def start(self, name: str, service: str, part: str, **fault: str) -> Process:
        """Start a process; `fault` is its `CSPR_CRASH_AT` or `CSPR_STOP_AT`."""
        mark = {"CSPR_FAULT_MARK": str(self.mark(name))} if fault else {}

        async def at_once() -> bool:
            return True

        argv = (sys.executable, "-m", "tests.support.toy_service", service, part)
        env = {**self.environment, **fault, **mark}
        await self.runner.start(
            Child(name=name, argv=argv, env=env, ready=at_once, restarts=50)
        )
        return self.runner.process(name)

    async def start_all(self) -> None:
        """One healthy process of every part."""
        for service, part in (
            ("notifications", "relay"),
            ("reviews", "relay"),
            ("reviews", "work"),
        ):
            await self.start(f"{service}-{part}", service, part)

    def mark(self, name: str) -> Path:
        """The file that says that a process came to its fault."""
        return self.folder / f"{name}.fault"

    async def count(self, subjects: int, each: int) -> None:
        """Count in many subjects, each in a transaction of its own."""
        store = EventStore("notifications", SystemClock())
        async with await psycopg.AsyncConnection.connect(
            self.config("notifications").dsn, autocommit=True
        ) as connection:
            for _ in range(each):
                for number in range(subjects):
                    store.gate.open_for(await store.gate.fingerprint(connection))
                    request = Request(
                        f"case-{number}", Count(asked_at=moment, amount=1), Cause("t", "f")
                    )
                    async with connection.transaction():
                        await store.decide(connection, toy, [request])
                    self.counted += 1

    async def answered(self) -> bool:
        """Whether all that was counted is answered, published and folded."""
        try:
            async with await psycopg.AsyncConnection.connect(
                self.config("reviews").dsn, autocommit=True
            ) as connection:
                row = await (
                    await connection.execute(
                        "select coalesce(sum(total), 0), coalesce(sum(answers), 0) from totals"
                    )
                ).fetchone()
        except psycopg.OperationalError:
            return False
        return row == (self.counted, self.counted)

    async def balance(self, seconds: float = 60) -> None:
        """Wait until all is answered, then check the whole balance and not one row."""
        await until(self.answered, seconds)
        async with AsyncExitStack() as opened:
            stores = [
                Store(
                    name,
                    await opened.enter_async_context(
                        await psycopg.AsyncConnection.connect(
                            self.config(name).dsn, autocommit=True
                        )
                    ),
                )
                for name in ("notifications", "reviews")
            ]
            config = self.config("reviews")
            log = Log(config.kafka, config.topic, config.partitions)
            balances = await reconcile_stores(stores, log)
        assert all(each.balances for each in balances), balances
        assert [each.in_log for each in balances] == [self.counted, self.counted]
        place = Place(config.dsn, config.kafka, config.topic, "tests.support.toy", 1)
        done = await replay(place, None, swap=False, say=lambda line: None)
        assert all(each.equal for each in done.comparisons), done.comparisons


@pytest.fixture
async def toys(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[ToySystem]:
    """A prepared toy system under a supervisor, without processes yet."""
    await make_topic("cspr-case-events", partitions=3)
    prefix = unique("toy")
    environment = {
        "CSPR_KAFKA": stack.kafka,
        "CSPR_DATABASE": stack.database,
        "CSPR_MASTER_KEY": new_master_key(),
        "CSPR_JWKS": "none",
        "CSPR_PARTITIONS": "3",
        "CSPR_TOPIC_PREFIX": topic_prefix,
        "CSPR_DATABASE_PREFIX": prefix,
    }
    async with Runner(tmp_path / "logs") as runner:
        system = ToySystem(stack, environment, runner, tmp_path)
        for service in (counting, answering):
            await copy_prepared(system.config(service.name), service)
        watching = asyncio.create_task(runner.watch())
        yield system
        watching.cancel()
    await drop_prepared(*(system.config(service.name) for service in (counting, answering)))
