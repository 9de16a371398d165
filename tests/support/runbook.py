"""A runbook's commands with what they print, so that a test can run them word for word."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

project = Path(__file__).parents[2]

_varies = (
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?(\+00:00| UTC|Z)?", "<time>"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>"),
    (r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43,}=*", "+<key>"),
    (r"[0-9a-f]{32,64}", "<digest>"),
    (r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43,}=*", "<base64>"),
    (r"\d+(\.\d+)?", "<number>"),
)
_bash_patience_seconds = 300


class Block(NamedTuple):
    """A command of a runbook, the exit status that it ends with, and what it prints."""

    command: str
    status: int
    printed: str


def blocks(text: str) -> Iterator[Block]:
    """Each command of a runbook; `# exit status 1` behind it says a status that is not 0."""
    for block in re.findall(r"```\n(\$ .*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            command, _, status = command.partition("# exit status ")
            yield Block(command.strip(), int(status or 0), printed)


def without_what_varies(printed: str) -> str:
    """The same with times, digests and numbers left out, and what a sample happened to see."""
    for pattern, name in _varies:
        printed = re.sub(pattern, name, printed)
    return re.sub(r"^[A-Z]\w+\t<number>\n", "", printed, flags=re.MULTILINE)


def is_as_said(found: str, said: str) -> bool:
    """Whether a command printed what its runbook says.

    There a line `…` stands for any lines, and `…` within a line for any words.
    """
    lines = without_what_varies(said).splitlines(keepends=True)
    wanted = "".join(
        r"(?:.*\n)*?" if line == "…\n" else ".*".join(map(re.escape, line.split("…")))
        for line in lines
    )
    return re.fullmatch(wanted, without_what_varies(found)) is not None


class Shell:
    """A shell as a person has it: what one command sets, the next one knows."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def run(self, command: str) -> tuple[int, str]:
        """A command's exit status, and what it said and printed, in its order."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f'{command}\necho "--- $?"\n'.encode())
        lines: list[str] = []
        async with asyncio.timeout(_bash_patience_seconds):
            while not (line := (await self._process.stdout.readline()).decode()).startswith(
                "--- "
            ):
                assert line, f"the shell ended at {command}: {''.join(lines)}"
                lines.append(line)
        return int(line.split()[1]), "".join(lines)

    async def end(self) -> None:
        """Let it end."""
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def shell(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[Shell]:
    """A shell in a folder that has the project's `deploy`, and its commands on its path."""
    (folder / "deploy").symlink_to(project / "deploy")
    bash = shutil.which("bash")
    assert bash
    opened = Shell(
        await asyncio.create_subprocess_exec(
            bash, "--noprofile", "--norc",
            cwd=folder,
            env={
                "PATH": f"{project / '.venv' / 'bin'}:/usr/bin:/bin",
                "HOME": str(folder),
                "PYTHONUNBUFFERED": "1",
                "CSPR_OPERATOR": "operator-7",
                **environment,
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=1 << 22,
        )
    )  # fmt: skip
    try:
        yield opened
    finally:
        await opened.end()
