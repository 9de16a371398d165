"""Kafka and Postgres as one: started together on free ports, stopped together.

What `CSPR_KAFKA` (host:port) or `CSPR_DATABASE` (a DSN without a database's name) gives is used
as it is, and not started.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.containers import container_stack, containers_wanted
from deploy.local.kafka import kafka_address, kafka_process
from deploy.local.postgres import postgres_address, postgres_process
from deploy.local.processes import Process, Say, quiet

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cspr"
KAFKA_JARS = CACHE / "kafka"
DATA = CACHE / "data"


class DataFolderInUse(RuntimeError):
    """Another run holds this data folder."""


@dataclass(frozen=True)
class Stack:
    """Where Kafka and Postgres are, and the processes where they are ours.

    `database` is a DSN without a database's name: append `/name`.
    """

    kafka: str
    database: str = field(repr=False)
    data_dir: Path
    kafka_process: Process | None = field(default=None, repr=False, compare=False)
    postgres_process: Process | None = field(default=None, repr=False, compare=False)

    def dsn(self, database: str) -> str:
        """The DSN of one database; parameters of the base DSN stay behind its name."""
        base, question, parameters = self.database.partition("?")
        return f"{base.rstrip('/')}/{database}{question}{parameters}"

    @property
    def processes(self) -> tuple[Process, ...]:
        """Those that we started."""
        both = (self.kafka_process, self.postgres_process)
        return tuple(each for each in both if each is not None)


@contextlib.asynccontextmanager
async def local_stack(
    data_dir: Path = DATA, *, keep: bool, say: Say = quiet
) -> AsyncIterator[Stack]:
    """Start Kafka and Postgres, both healthy when this is entered; stop both when it is left.

    With `keep`, the data stay in `data_dir` and the next start finds them (ports may differ);
    without, the folder is removed at the end.

    Raises:
        DataFolderInUse: another run holds the folder.
        ProcessFailed: one of them did not start; its last lines are in the message.
        PackageMissing: a package could not be had.
    """
    data_dir = data_dir.absolute()
    with _held(data_dir):
        try:
            async with _started(data_dir, say) as stack:
                with _announced(stack):
                    yield stack
        finally:
            if not keep:
                shutil.rmtree(data_dir, ignore_errors=True)


def running_stack(data_dir: Path = DATA) -> Stack | None:
    """The stack that another process runs on this folder, or nothing."""
    try:
        with _held(data_dir.absolute()):
            return None
    except DataFolderInUse:
        pass
    try:
        said = json.loads((data_dir / "stack.json").read_text())
    except (OSError, ValueError):
        return None
    return Stack(kafka=said["kafka"], database=said["database"], data_dir=data_dir)


@contextlib.asynccontextmanager
async def _started(data_dir: Path, say: Say) -> AsyncIterator[Stack]:
    kafka, database = os.environ.get("CSPR_KAFKA"), os.environ.get("CSPR_DATABASE")
    if containers_wanted() and not (kafka and database):
        with container_stack(kafka=not kafka, database=not database) as addresses:
            yield Stack(kafka or addresses.kafka, database or addresses.database, data_dir)
        return
    processes: list[Process] = []
    try:
        broker, server = await _both(data_dir, processes, say, without=(kafka, database))
        yield Stack(
            kafka or kafka_address(_there(broker)),
            database or postgres_address(_there(server)),
            data_dir,
            broker,
            server,
        )
    finally:
        await asyncio.gather(*(each.stop() for each in processes))


async def _both(
    data_dir: Path, started: list[Process], say: Say, *, without: tuple[str | None, str | None]
) -> tuple[Process | None, Process | None]:
    """Start what is not given, side by side; `started` tells what must be stopped."""
    logs = data_dir / "logs"

    async def broker() -> Process:
        process = await kafka_process(data_dir / "kafka", KAFKA_JARS, logs, say)
        started.append(process)
        await process.start()
        return process

    async def server() -> Process:
        process = await postgres_process(data_dir / "postgres", logs, say)
        started.append(process)
        await process.start()
        return process

    async def nothing() -> None:
        return None

    kafka, database = without
    outcomes = await asyncio.gather(
        nothing() if kafka else broker(),
        nothing() if database else server(),
        return_exceptions=True,
    )
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    first, second = outcomes
    assert not isinstance(first, BaseException) and not isinstance(second, BaseException)
    return first, second


def _there(process: Process | None) -> Process:
    assert process is not None, "what is not given has been started"
    return process


@contextlib.contextmanager
def _held(data_dir: Path) -> Iterator[None]:
    """Hold the folder alone; the kernel lets go when this process ends, however it ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip() or "unknown"
            raise DataFolderInUse(
                f"Another run of cspr (process {who}) uses the data folder {data_dir}."
                " Stop it first (Ctrl-C where it runs), or give this one another folder."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextlib.contextmanager
def _announced(stack: Stack) -> Iterator[None]:
    """Tell our other processes on this machine where the stack is."""
    place = stack.data_dir / "stack.json"
    place.unlink(missing_ok=True)
    place.touch(mode=0o600)
    place.write_text(json.dumps({"kafka": stack.kafka, "database": stack.database}))
    try:
        yield
    finally:
        place.unlink(missing_ok=True)
