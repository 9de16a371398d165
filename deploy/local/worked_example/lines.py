"""On which line of a TOML file something stands, so that a person finds what to correct."""

import re
from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
_header = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_key = re.compile(r'\s*("[^"]*"|[A-Za-z0-9_.-]+)\s*=')


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of each table and of each key of one, by its path; lists count from 0."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _header.match(line):
            steps = tuple(header[2].split("."))
            table = _table(steps, counts, listed=header[1] == "[[")
            found[table] = number
        elif key := _key.match(line):
            name = key[1]
            steps = (name.strip('"'),) if name.startswith('"') else tuple(name.split("."))
            found.setdefault((*table, *steps), number)
    return found


def _table(steps: tuple[str, ...], counts: dict[Path, int], *, listed: bool) -> Path:
    """The path of a table: within a list it is of the last one so far."""
    path: Path = ()
    for place, step in enumerate(steps, 1):
        path = (*path, step)
        if listed and place == len(steps):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def line_at(lines: Mapping[Path, int], path: Sequence[str | int]) -> int:
    """The line of a path, or of the nearest that is around it."""
    steps = tuple(path)
    return next(
        (lines[steps[:end]] for end in range(len(steps), 0, -1) if steps[:end] in lines), 1
    )
