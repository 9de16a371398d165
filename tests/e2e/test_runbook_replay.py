"""`docs/runbooks/replay.md`, word for word, on the worked example."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from deploy.local.runner import Runner
from deploy.local.stack import Stack
from deploy.local.system import System, start_system
from deploy.local.worked_example.play import play
from shared.edge.issuer import local_actor
from tests.support.runbook import blocks, without_what_varies
from tests.support.stack import unique

project = Path(__file__).parents[2]
runbook = project / "docs" / "runbooks" / "replay.md"


async def printed(system: System, words: list[str]) -> str:
    """What a command says and prints, in its order."""
    assert words[0] == "cspr"
    token = system.issuer.token(local_actor("auditor"))
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", *words[1:],
        cwd=project,
        env={
            **os.environ, **system.environment, "CSPR_TOKEN": token, "PYTHONUNBUFFERED": "1"
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await command.communicate()
    return out.decode()


@pytest.mark.slow
async def test_the_commands_of_the_runbook_print_what_it_says(
    stack: Stack, tmp_path: Path
) -> None:
    name = unique("rb")
    extra = {"CSPR_TOPIC_PREFIX": f"{name}-", "CSPR_DATABASE_PREFIX": name}
    async with Runner(tmp_path, say=print) as runner:
        system = await start_system(stack, runner, say=print, extra=extra)
        await play(system, print)
        for words, said in blocks(runbook.read_text(encoding="utf-8")):
            found = await printed(system, words)
            assert without_what_varies(found) == without_what_varies(said), words
