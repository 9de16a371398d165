"""The runbook of erasing, word for word: each of its commands ends as it says."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.erasing import Erasing, name, report
from tests.support.stack import unique

pytestmark = pytest.mark.asyncio(loop_scope="package")
runbook = Path(__file__).parents[3] / "docs" / "runbooks" / "erase.md"


def commands() -> Iterator[tuple[str, int]]:
    """Each command with the exit status that is written beside it, 0 if none is."""
    for line in re.findall(r"^\$ cspr (.*)$", runbook.read_text(encoding="utf-8"), re.M):
        words, _, status = line.partition("# exit status ")
        yield words, int(status or 0)


async def test_the_commands_of_the_runbook_end_as_it_says(e: Erasing, tmp_path: Path) -> None:
    own = f"{name} {unique('of')}"  # others search the same files for the name alone
    message = json.loads(json.dumps({"id": "runbook", **report}).replace(name, own))
    await e.over_kafka(message, message)
    _, case, _ = await e.outcome("runbook")
    canaries = tmp_path / "canaries.txt"
    canaries.write_text(own)
    ended = []
    for line, status in commands():
        words = [
            {"$CASE": case, "canaries.txt": str(canaries)}.get(word, word)
            for word in shlex.split(line)
        ]
        done = await e.cspr(*words)
        ended.append((line, done[0]))
        assert name not in done[1] + done[2]
        if words[1] == "run" and status == 1:
            assert "A legal hold stands on this case (inquest)" in done[2]
        if words[1] == "verify":
            assert "Wait until" in done[2]
    assert ended == list(commands())
    assert [line.split()[1] for line, _ in ended] == [
        "due", "plan", "hold", "run", "release", "run", "verify", "verify",
    ]  # fmt: skip
