"""The worked example on a whole system, played twice: all as expected, and nothing doubled."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from deploy.local.runner import Runner
from deploy.local.stack import Stack
from deploy.local.system import System, start_system
from deploy.local.worked_example.play import Expectation, play
from shared.edge.issuer import local_actor
from tests.support.stack import unique

project = Path(__file__).parents[2]


@pytest_asyncio.fixture
async def system(stack: Stack, tmp_path: Path) -> AsyncIterator[System]:
    """The three services, with topics and databases that no other test has."""
    name = unique("w")
    extra = {"CSPR_TOPIC_PREFIX": f"{name}-", "CSPR_DATABASE_PREFIX": name}
    async with Runner(tmp_path, say=print) as runner:
        yield await start_system(stack, runner, say=print, extra=extra)


def unmet(expectations: list[Expectation]) -> list[Expectation]:
    return [each for each in expectations if not each.met]


@pytest.mark.slow
async def test_the_worked_example_comes_out_as_expected_twice(system: System) -> None:
    said: list[str] = []
    first = await play(system, said.append)
    assert unmet(first) == []
    again = await play(system, said.append)
    assert unmet(again) == []
    assert [each.what for each in again] == [each.what for each in first]
    figures = await asked(system, "statistics", "--year", "2024", "--json")
    assert figures["notifications"] == {
        "total": 405,
        "deaths": 205,
        "serious_harm": 180,
        "other": 20,
    }
    commissioned = next(line.split()[-1] for line in said if "15 events" in line)
    timeline = await asked(system, "case", "timeline", commissioned, "--json")
    assert timeline[-1]["what"] == "CSPRCommissioned"
    clocks = await asked(system, "case", "clocks", commissioned, "--json")
    assert [each["clock"] for each in clocks if each["state"] == "running"] == ["publication"]
    shown = await asked(system, "case", "show", commissioned, "--json")
    assert shown["case"]["stage"] == "commissioned"


async def asked(system: System, *what: str) -> Any:
    """What the `cspr` command prints."""
    token = system.issuer.token(local_actor("auditor"))
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", *what,
        cwd=project,
        env={**os.environ, **system.environment, "CSPR_TOKEN": token},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await command.communicate()
    assert command.returncode == 0
    return json.loads(out)
