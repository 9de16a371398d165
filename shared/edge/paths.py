"""The path to a field, shown without what a sender may have put into a name."""

import re
from collections.abc import Iterable

_plain_name = re.compile(r"[a-z][A-Za-z0-9_]{0,39}")


def dotted(steps: Iterable[str | int]) -> str:
    """`children.0.born_on`; a step that does not look like the name of a field reads `*`."""
    return ".".join(_shown(step) for step in steps)


def _shown(step: str | int) -> str:
    if isinstance(step, int):
        return str(step)
    return step if _plain_name.fullmatch(step) else "*"
