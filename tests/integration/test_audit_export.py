"""A part of the ledger in a folder: whole or not at all, recorded, checked by an outsider."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from deploy.local.stack import Stack
from services.__main__ import app
from services.command.place import place
from shared.decisions.clock import SystemClock
from shared.decisions.ids import new_id, new_subject
from shared.events.envelope import Envelope, headers_of
from shared.proof.growing import grow, newest_checkpoint, sign_root
from shared.proof.notes import Signer
from tests.contract.examples import EXAMPLES
from tests.support.still_system import System, system
from tests.support.verifying import verify

project = Path(__file__).parents[2]
signer = Signer.generate("cspr.test/ledger")
key = str(signer.verifier)
why = "Yearly audit, asked for by the auditor of the partnership."

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def s(stack: Stack) -> AsyncIterator[System]:
    async with system(stack) as made:
        await made.played(3)
        await sign(made)
        await made.played(3)
        await a_stranger(made)
        await sign(made)
        yield made


async def sign(s: System) -> None:
    """Sign what the ledger has, as the work process does after a minute or so."""
    connection = s.connections["reporting"]
    while await grow(connection):
        pass
    await sign_root(connection, signer, SystemClock().now())


async def a_stranger(s: System) -> None:
    """An event with a header more than we write: only the log has its exact bytes."""
    subject, event = new_subject("case"), EXAMPLES["RapidReviewOpened"]
    now = SystemClock().now()
    who = ("someone", new_id(), None, None)
    written = Envelope(
        new_id(), "reviews", subject, 1, "RapidReviewOpened", 1, now, *who, event.encode()
    )
    await s.put(subject, event.encode(), [*headers_of(written), ("x-odd", b"1")])
    await s.follow()


async def cspr(s: System, *words: str, **more: str) -> tuple[int, str, str]:
    """Run the command: its exit status, what it prints, and what it says beside."""
    with patch.dict(os.environ, environment(s, more), clear=True):
        place.cache_clear()
        done = await asyncio.to_thread(CliRunner().invoke, app, words)
    place.cache_clear()
    return done.exit_code, done.stdout, done.stderr


def environment(s: System, more: dict[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name[:5] != "CSPR_"}
    known = {"CSPR_LEDGER_KEY": signer.secret_text(), **more}
    return clean | dict(s.place.environment) | {k: v for k, v in known.items() if v}


async def killed(s: System, *words: str, at: str) -> None:
    """Run the command in a process that is killed at a named point."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "services", *words],
        cwd=project,
        env=environment(s, {"CSPR_CRASH_AT": at}),
        capture_output=True,
        timeout=120,
    )
    assert done.returncode < 0


async def exported(s: System, folder: Path, *words: str) -> dict[str, Any]:
    asked = ("audit", "export", "--folder", str(folder), "--why", why, "--by", "op-7")
    status, out, said = await cspr(s, *asked, *words, "--json")
    assert status == 0, said
    return dict(json.loads(out))


async def size(s: System) -> int:
    newest = await newest_checkpoint(s.connections["reporting"])
    assert newest is not None
    return newest.size


async def test_an_export_is_checked_by_an_outsider_and_recorded(
    s: System, tmp_path: Path
) -> None:
    total = await size(s)
    done = await exported(s, tmp_path / "all")
    assert (done["first"], done["last"], done["ledger_size"]) == (0, total - 1, total)
    status, words = await asyncio.to_thread(verify, key, "bundle", tmp_path / "all")
    assert status == 0, words
    assert f"its {total} records stand in the last ledger; no file is altered" in words
    lines = (tmp_path / "all" / "entries.jsonl").read_text().splitlines()
    assert '["x-odd", "MQ=="]' in lines[-1]
    log = {(each.partition, each.offset): each for each in await s.log()}
    for line in lines:
        entry = json.loads(line)
        assert log[entry["partition"], entry["offset"]].read.subject
    assert why not in "".join(p.read_text() for p in (tmp_path / "all").iterdir())
    service, subject, position = done["position"].split(":")
    ((name, actor, body),) = await s.rows(
        service, "select name, actor, body from events where subject = %s", subject
    )
    assert (name, actor, position) == ("LedgerExported", "operator:op-7", "1")
    told = json.loads(bytes(body))
    manifest = (tmp_path / "all" / "manifest.note").read_bytes()
    assert told["manifest"] == done["manifest"] == sha256(manifest).hexdigest()
    assert why.encode() not in bytes(body)


async def test_a_part_is_named_by_indexes_or_by_time(s: System, tmp_path: Path) -> None:
    part = await exported(s, tmp_path / "part", "--from", "5", "--to", "20")
    assert (part["first"], part["last"], part["records"]) == (5, 20, 16)
    assert (await asyncio.to_thread(verify, key, "bundle", tmp_path / "part"))[0] == 0
    rows = "select leaf_index, recorded_at from ledger order by recorded_at, leaf_index"
    times = await s.rows("reporting", rows)
    since, until = times[4][1], times[-5][1]
    between = [index for index, at in times if since <= at <= until]
    words = ("--from", since.isoformat(), "--to", until.isoformat())
    timed = await exported(s, tmp_path / "timed", *words)
    assert timed["first"] == min(between)
    assert timed["last"] == max(index for index, at in times if at <= until)
    assert (await asyncio.to_thread(verify, key, "bundle", tmp_path / "timed"))[0] == 0
    first = (tmp_path / "part" / "first.checkpoint").read_text().splitlines()
    assert first[:2] == ["cspr.test/ledger", "0"]
    last = await exported(s, tmp_path / "last", "--from", "20")
    assert last["last"] == await size(s) - 1
    before = (tmp_path / "last" / "first.checkpoint").read_text().splitlines()
    assert before[1] == "18"


async def test_what_cannot_be_exported_is_said_and_nothing_is_written(
    s: System, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    operations = "select count(*) from events where name = 'LedgerExported'"
    before = await s.rows("reporting", operations)

    async def refused(folder: str, *words: str, **more: str) -> str:
        asked = ("audit", "export", "--folder", str(tmp_path / folder), *words)
        status, out, said = await cspr(s, *asked, **more)
        assert status and not out
        return said

    because = ("--why", why)
    assert "is there already" in await refused("there", *because)
    assert "Say why" in await refused("new")
    assert "--to is an index" in await refused("new", *because, "--to", "soon")
    assert "no signed record" in await refused("new", *because, "--from", "7", "--to", "6")
    beyond = await refused("new", *because, "--to", "999999")
    assert f"the last is {await size(s) - 1}" in beyond
    assert "Nothing was recorded" in await refused("new", *because, "--from", "2999-01-01")
    assert "CSPR_LEDGER_KEY" in await refused("new", *because, CSPR_LEDGER_KEY="")
    other = Signer.generate("cspr.test/ledger").secret_text()
    assert "not signed" in await refused("new", *because, CSPR_LEDGER_KEY=other)
    status, out, _ = await cspr(
        s, "audit", "export", "--folder", str(tmp_path / "new"), "--dry-run", "--json"
    )
    assert status == 0 and json.loads(out)["records"] == await size(s)
    assert await s.rows("reporting", operations) == before
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


async def test_a_ledger_that_was_altered_is_not_exported(s: System, tmp_path: Path) -> None:
    alter = "update ledger set leaf = sha256(leaf) where leaf_index = 3"
    ((leaf,),) = await s.rows("reporting", "select leaf from ledger where leaf_index = 3")
    await s.harm("reporting", alter)
    folder = tmp_path / "altered"
    status, _, said = await cspr(s, "audit", "export", "--folder", str(folder), "--why", why)
    assert status == 1 and "The record at index 3" in said
    assert list(tmp_path.iterdir()) == []
    await s.harm("reporting", "update ledger set leaf = %s where leaf_index = 3", leaf)


exports = "select from events where name = 'LedgerExported'"


@pytest.mark.parametrize(("point", "recorded"), [("bundle-written", 1), ("export-recorded", 2)])
async def test_a_killed_export_leaves_no_folder_that_looks_like_one(
    point: str, recorded: int, s: System, tmp_path: Path
) -> None:
    """Recorded before it is in its place: the ledger knows of every bundle there is."""
    before = len(await s.rows("reporting", exports))
    asked = ("audit", "export", "--folder", str(tmp_path / "killed"), "--why", why)
    await killed(s, *asked, at=point)
    assert not (tmp_path / "killed").exists()
    assert (await cspr(s, *asked))[0] == 0
    assert len(await s.rows("reporting", exports)) == before + recorded
    copy = shutil.copytree(tmp_path / "killed", tmp_path / "copy")
    with (Path(copy) / "entries.jsonl").open("r+b") as file:
        file.seek(40)
        file.write(b"9")
    status, words = await asyncio.to_thread(verify, key, "bundle", Path(copy))
    assert status == 1 and "REFUSED: entries.jsonl line 1" in words
