"""Named points at which a fault test may end or stop the process; nothing otherwise.

`CSPR_CRASH_AT=relay-published` kills the process the first time it comes by;
`CSPR_STOP_AT=…` stops it (SIGSTOP), as a machine that freezes would.
"""

import os
import signal

_kill_at = os.environ.get("CSPR_CRASH_AT")
_stop_at = os.environ.get("CSPR_STOP_AT")


def crash_point(name: str) -> None:
    """End or stop here, if a fault test asked for it."""
    if name == _kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    if name == _stop_at:
        global _stop_at_done
        if not _stop_at_done:
            _stop_at_done = True
            os.kill(os.getpid(), signal.SIGSTOP)


_stop_at_done = False
