"""Files that are whole or not there, whenever the machine stops."""

import os
from pathlib import Path

from shared.decisions.crash import crash_point


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader sees the old or the new one, also after a crash."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    crash_point(f"witness-wrote-{path.name}")
    os.replace(unfinished, path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
