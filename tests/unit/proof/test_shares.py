"""The log read by several processes: shared out as asked, and no result where one is lost."""

import os
import signal
from collections.abc import Sequence

import pytest

from shared.folds.workers import WorkerLost
from shared.proof.discrepancies import Discrepancies, faults_named
from shared.proof.shares import read_in_shares, records_worth_a_process, workers_for


async def read(task: str, partitions: Sequence[int]) -> list[tuple[int, int]]:
    """Says who read; the one that has partition 0 dies, if that is the task."""
    if task == "die" and 0 in partitions:
        os.kill(os.getpid(), signal.SIGKILL)
    return [(number, os.getpid()) for number in partitions]


async def test_one_reads_here() -> None:
    done = await read_in_shares(read, "", {0: 5, 1: 9, 2: 5}, 1)
    assert done == [(1, os.getpid()), (0, os.getpid()), (2, os.getpid())]


async def test_two_processes_share_the_partitions_and_one_that_is_killed_ends_it() -> None:
    done = await read_in_shares(read, "", {0: 5, 1: 9, 2: 5}, 2)
    assert sorted(number for number, _ in done) == [0, 1, 2]
    assert os.getpid() not in {process for _, process in done}
    with pytest.raises(WorkerLost, match="killed before it had done its share"):
        await read_in_shares(read, "die", {0: 5, 1: 9, 2: 5}, 2)


def test_a_short_log_is_not_worth_a_process() -> None:
    assert workers_for(records_worth_a_process - 1, None) == 1
    assert workers_for(records_worth_a_process, None) == len(os.sched_getaffinity(0))
    assert workers_for(1, 3) == 3


def test_what_parts_found_is_what_one_would_have_found() -> None:
    one, parts = Discrepancies(), [Discrepancies() for _ in range(3)]
    for number, part in enumerate(parts):
        for place in range(30):
            for kind in ("gap", "altered", "stranger")[: number + 1]:
                one.found(kind, f"{number} {place}", "x")
                part.found(kind, f"{number} {place}", "x")
    joined = Discrepancies()
    for part in parts:
        joined.take(part)
    assert joined == one
    assert joined.sums["gap"] == 90 > faults_named
