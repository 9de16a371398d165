"""The verifier as the program that it is, and files with a byte changed."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.ledger import verifier


def verify(key: str, *arguments: object) -> tuple[int, str]:
    """Its exit status and its words, in a process without our code."""
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), *map(str, arguments), f"--key={key}"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=verifier.parent,
    )
    return done.returncode, done.stdout + done.stderr


def every_finding(key: str, *arguments: object) -> list[dict[str, object]]:
    status, words = verify(key, *arguments, "--json")
    found = [json.loads(line) for line in words.splitlines()]
    assert status == int(not all(each["holds"] for each in found))
    return found


def each_byte_changed(raw: bytes) -> list[bytes]:
    return [
        raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
        for at in range(len(raw))
        for bit in {1, 1 << at % 7}
    ]


def files_of(folder: Path, contents: list[bytes]) -> list[Path]:
    paths = [folder / f"{number:05}" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths
