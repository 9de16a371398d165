"""A re-drive and a checkpoint, killed at each of their steps: done once more, all balances."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from services.command.parked_acts import Filters, find
from services.command.reconcile import reconcile
from services.reviews.read_models.caseload import Caseload, CaseRow
from shared.events.envelope import Recorded
from shared.folds.read_model import Rows
from shared.proof.checkpoints import open_checkpoint, read_checkpoint
from shared.proof.fsck import fsck
from shared.proof.kept import LedgerCheck
from shared.proof.ledger import Ledger
from shared.proof.notes import Signer, parse_note
from shared.proof.proving import consistency_of
from shared.proof.stores import Log, Store, reconcile_stores
from tests.support.checkpointing import sign_and_hand_over
from tests.support.stack import MakeTopic
from tests.support.still_system import System, system
from tests.support.world import World, world

killed = -9
rounds = pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.long)])


async def ended(*module: str, env: Mapping[str, str]) -> tuple[int | None, str]:
    """Run a module as a process of its own; how it ended, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", *module),
        env={**os.environ, **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@contextmanager
def broken_fold() -> Iterator[None]:
    evolve = Caseload.evolve

    def breaks(model: Caseload, rows: Rows[CaseRow], event: Recorded) -> Rows[CaseRow]:
        if event.envelope.name == "RapidReviewOpened":
            raise RuntimeError("planted")
        return evolve(model, rows, event)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Caseload, "evolve", breaks)
        yield


@pytest.fixture
async def s(stack: Stack) -> AsyncIterator[System]:
    async with system(stack) as made:
        yield made


@rounds
@pytest.mark.parametrize("step", ["redrive-applied", "redrive-committed"])
async def test_a_redrive_killed_at(s: System, step: str, times: int) -> None:
    for _ in range(times):
        with broken_fold():
            (subject,) = await s.played(1)
        assert len(await find(s.place, Filters(subject))) == 1
        redrive = ("services", "parked", "redrive", subject, "--why", "mended")
        env = dict(s.place.environment)
        status, said = await ended(*redrive, env={**env, "CSPR_CRASH_AT": step})
        assert status == killed, said
        left = await find(s.place, Filters(subject))
        assert len(left) == (1 if step == "redrive-applied" else 0)
        if left:
            status, said = await ended(*redrive, env=env)
            assert status == 0, said
        assert await find(s.place, Filters(subject)) == []
        row = "select stage from caseload where subject = %s"
        assert await s.rows("reviews", row, subject) == [("rapid-review",)]
        told = await s.rows("reviews", redriven, subject)
        assert told == [(1,)], "one re-drive, one event"
        await s.publish()
        await s.follow()
    sheet = await reconcile(s.place, read_models=times > 1)
    assert sheet.balances, sheet.as_json()


redriven = (
    "select count(*) from events where name = 'SubjectRedriven'"
    " and convert_from(body, 'UTF8')::jsonb ->> 'subject' = %s"
)


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic, "reporting") as made:
        yield made


@rounds
@pytest.mark.parametrize("step", ["ledger-grown", "checkpoint-signed", "checkpoint-written"])
async def test_a_checkpoint_killed_at(w: World, tmp_path: Path, step: str, times: int) -> None:
    signer = Signer.generate("cspr.test/ledger")
    await w.count("case-0", 1)
    await w.publish()
    await w.follow(Ledger())
    await sign_and_hand_over(w.dsn, signer, tmp_path, 0)
    for number in range(1, times + 1):
        before = read_checkpoint(parse_note((tmp_path / "checkpoint").read_bytes()))
        for case in range(3):
            await w.count(f"case-{case}", number)
        await w.publish()
        await w.follow(Ledger())
        run = (
            "tests.support.checkpointing",
            w.dsn,
            signer.secret_text(),
            str(tmp_path),
            str(number),
        )
        status, said = await ended(*run, env={"CSPR_CRASH_AT": step})
        assert status == killed, said
        kept = open_checkpoint(
            parse_note((tmp_path / "checkpoint").read_bytes()), [signer.verifier]
        )
        assert kept == before, "what the other party has is whole, and the older one"
        status, said = await ended(*run, env={})
        assert status == 0, said
        note = parse_note((tmp_path / "checkpoint").read_bytes())
        after = open_checkpoint(note, [signer.verifier])
        assert after.size == 1 + 3 * number
        proof = await consistency_of(w.connection, before.size, after.size)
        assert proof.holds(before, after)
    await balance(w)


async def balance(w: World) -> None:
    check = LedgerCheck(w.connection)
    log = Log(w.kafka, w.topic, w.partitions)
    (store,) = await reconcile_stores([Store("reporting", w.connection)], log, kept=check)
    assert store.balances and check.balance.balances, (store, check.balance)
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as own:
        checked = await fsck(own, [Store("reporting", w.connection)], log)
    assert checked.agrees and checked.size == checked.signed_size, checked.faults
