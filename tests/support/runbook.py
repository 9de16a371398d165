"""A runbook's commands with what they print, so that a test can run them word for word."""

import re
import shlex
from collections.abc import Iterator

_varies = (
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "<time>"),
    (r"[0-9a-f]{32,64}", "<digest>"),
    (r"\d+(\.\d+)?", "<number>"),
)


def blocks(text: str) -> Iterator[tuple[list[str], str]]:
    """Each command of a runbook as its words, with what it printed."""
    for block in re.findall(r"```\n(\$ .*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield shlex.split(command), printed


def without_what_varies(printed: str) -> str:
    """The same with times, digests and numbers left out, and what a sample happened to see."""
    for pattern, name in _varies:
        printed = re.sub(pattern, name, printed)
    return re.sub(r"^[A-Z]\w+\t<number>\n", "", printed, flags=re.MULTILINE)
