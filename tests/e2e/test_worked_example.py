"""The worked example: it comes out as expected twice, and each runbook prints what it says.

One system is played once for all of them. The example comes first, what repairs and destroys
comes last; each test holds alone too.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from deploy.local.guide.shots import address, shots
from deploy.local.runner import Runner
from deploy.local.stack import local_stack
from deploy.local.system import System, start_system
from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.play import Playing, play
from tests.support.runbook import Shell, blocks, is_as_said, project, shell
from tests.unit.worked_example.test_data import ages_between

sealed = "A made-up home in Trowbridge"
"""Of a case of the example; no command of a runbook shows it."""

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class Example:
    """The worked example as it was played, on a Kafka and Postgres of its own as `make run`."""

    system: System
    folder: Path
    playing: Playing


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def example(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Example]:
    """The system, played once."""
    folder = tmp_path_factory.mktemp("example")
    async with (
        local_stack(folder, keep=False) as stack,
        Runner(folder / "logs", say=print) as runner,
    ):
        often = {"CSPR_LEDGER_SIGN_EVERY": "2"}
        system = await start_system(stack, runner, say=print, extra=often)
        watching = asyncio.create_task(runner.watch())
        yield Example(system, folder, await play(system, print))
        watching.cancel()


@pytest_asyncio.fixture(loop_scope="module")
async def sh(example: Example, tmp_path: Path) -> AsyncIterator[Shell]:
    """A shell of an operator of that system."""
    async with shell(tmp_path, {"CSPR_DATA": str(example.folder)}) as opened:
        yield opened


async def test_the_worked_example_comes_out_as_expected_twice(
    example: Example, sh: Shell
) -> None:
    async def asked(what: str) -> Any:
        status, out = await sh.run(f"cspr {what} --json")
        assert status == 0, out
        return json.loads(out)

    assert example.playing.unmet == []
    again = await play(example.system, print)
    assert again.unmet == []
    assert [each.what for each in again.expectations] == [
        each.what for each in example.playing.expectations
    ]
    figures = await asked("statistics --year 2024")
    assert figures["notifications"] == {
        "total": 405,
        "deaths": 205,
        "serious_harm": 180,
        "other": 20,
    }
    analysis = await asked("analysis --from 2023-04 --to 2026-03")
    (ages,) = [table for table in analysis["tables"] if table["name"] == "age"]
    of_ages = {row["code"]: row["numbers"]["total"] for row in ages["rows"][:-1]}
    counted = ages_between(date(2023, 4, 1), date(2026, 3, 31))
    assert {age: number for age, number in of_ages.items() if number} == counted
    cases = {each.story.name: each.case for each in example.playing.played}
    commissioned = cases["commissioned-review"]
    timeline = await asked(f"case timeline {commissioned}")
    assert timeline[-1]["what"] == "CSPRCommissioned"
    clocks = await asked(f"case clocks {commissioned}")
    assert [each["clock"] for each in clocks if each["state"] == "running"] == ["publication"]
    shown = await asked(f"case show {commissioned}")
    assert shown["case"]["stage"] == "commissioned"


async def test_every_page_of_the_guide_is_there_for_whom_it_shows_it(example: Example) -> None:
    async with Asking(example.system) as asking:
        for shot in shots:
            path = address(shot, example.playing.played)
            page = await asking.page(shot.who, shot.service, path)
            assert page.status_code == shot.status, shot.name
            assert (
                shot.at in ("header", "h1") or f'id="{shot.at[1:].split()[0]}"' in page.text
            ), shot.name


@pytest.mark.parametrize("runbook", ["audit", "replay", "parked", "calendar", "erase"])
async def test_the_commands_of_a_runbook_print_what_it_says(sh: Shell, runbook: str) -> None:
    text = (project / "docs" / "runbooks" / f"{runbook}.md").read_text(encoding="utf-8")
    for command, status, said in blocks(text):
        ended, found = await sh.run(command)
        assert sealed not in found
        assert is_as_said(found, said), f"$ {command}\n{found}\n--- it was to print\n{said}"
        assert ended == status, (command, found)
