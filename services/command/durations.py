"""How long, as an operator says it: `90s`, `30m`, `2h`, `1d`."""

import re

from services.command.output import fail

_units = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def seconds_of(text: str) -> float:
    """The seconds of a length of time; says how to write one, and ends, where it is none."""
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", text)
    if found is None:
        raise fail("Say how long as a number with s, m, h or d: 90s, 30m, 2h, 1d.", 2)
    return int(found[1]) * _units[found[2]]
