"""The log read once: in this process, or by several that share out its partitions."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from shared.folds.workers import share_out

Task = TypeVar("Task")
Done = TypeVar("Done")

records_worth_a_process = 50_000
"""Fewer are read in the time that processes need to start."""


def workers_for(records: int, asked: int | None) -> int:
    """How many processes read so many records: as asked, else one a core if that pays."""
    if asked is not None:
        return asked
    if records < records_worth_a_process:
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


async def read_in_shares(
    read: Callable[[Task, Sequence[int]], Coroutine[Any, Any, list[Done]]],
    task: Task,
    lengths: Mapping[int, int],
    workers: int | None,
) -> list[Done]:
    """What `read` gave for each of the partitions, whose lengths are told; in no order.

    Raises:
        WorkerLost: a worker was killed; what the others read is no result.
    """
    number = workers_for(sum(lengths.values()), workers)
    longest_first = sorted(lengths, key=lambda each: (-lengths[each], each))
    if number == 1:
        return await read(task, longest_first)
    parts = await share_out(partial(_run, read), task, longest_first, workers=number)
    return [done for part in parts for done in part]


def _run(
    read: Callable[[Task, Sequence[int]], Coroutine[Any, Any, list[Done]]],
    task: Task,
    partitions: Sequence[int],
) -> list[Done]:
    return asyncio.run(read(task, partitions))
