"""Named points at which a fault test may end or stop the process; nothing otherwise.

`CSPR_CRASH_AT=relay-published` kills the process there, `CSPR_STOP_AT=…` stops it (SIGSTOP) as
a machine that freezes would; both once, if `CSPR_FAULT_MARK` names a file to remember it by.
"""

import os
import signal
from pathlib import Path

_signals = {
    os.environ.get("CSPR_CRASH_AT"): signal.SIGKILL,
    os.environ.get("CSPR_STOP_AT"): signal.SIGSTOP,
}
_mark = os.environ.get("CSPR_FAULT_MARK")


def crash_point(name: str) -> None:
    """End or stop here, if a fault test asked for it."""
    number = _signals.get(name)
    if number is None or (_mark is not None and not _first_time(Path(_mark))):
        return
    os.kill(os.getpid(), number)


def _first_time(mark: Path) -> bool:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
