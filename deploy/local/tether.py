"""Start a command that ends when its parent ends, even when the parent is killed outright.

Run by path, with the standard library only: `python -I tether.py PARENT SIGNAL command ...`.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Ask the kernel to send signal `number` to this process when its parent ends.

    Does not reach grandchildren: a process that starts workers calls this in each of them.

    Raises:
        SystemExit: the parent (process id `parent`) has ended already.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(
            ctypes.get_errno(), "the kernel refused to tie this process to its parent"
        )
    if os.getppid() != parent:
        raise SystemExit(1)


def main(arguments: list[str]) -> None:
    """Tie this process to its parent, then become the command."""
    parent, number, *command = arguments
    die_with_parent(int(parent), int(number))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
