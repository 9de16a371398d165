"""Worker processes that share out the partitions of a log, and end with who started them."""

import asyncio
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")

set_parent_death_signal = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

objects_between_collections = 50_000

niceness = 10
"""Who answers a request goes before who folds or compares a million events."""


class WorkerLost(Exception):
    """A worker process ended before its work did; somebody or something killed it."""


async def share_out(
    work: Callable[[Task, Sequence[int]], Done],
    task: Task,
    partitions: Sequence[int],
    *,
    workers: int,
) -> list[Done]:
    """Let each of several processes do `work` for its share of the partitions.

    The processes end when this one ends, however it ends.

    Raises:
        WorkerLost: one of them was killed, as for want of memory; the others are ended too.
    """
    shares = [share for start in range(workers) if (share := partitions[start::workers])]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(
        max(1, len(shares)),
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(os.getpid(),),
    ) as processes:
        try:
            return await asyncio.gather(
                *(loop.run_in_executor(processes, work, task, share) for share in shares)
            )
        except BrokenProcessPool:
            raise WorkerLost(
                "A worker process was killed before it had done its share."
                " Nothing that is read was changed; if memory was short, use fewer workers,"
                " and start again."
            ) from None


def _begin(parent: int) -> None:
    """Tie this process to its parent, let others go before it, look for garbage seldom."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    os.nice(niceness)
    gc.set_threshold(objects_between_collections, 20, 50)
