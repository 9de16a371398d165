"""A cancellation that was swallowed on the way still ends a loop at its next turn."""

import asyncio

import pytest

from shared.decisions.cancellation import still_wanted


async def test_a_loop_whose_cancellation_was_swallowed_ends_at_its_next_turn() -> None:
    turning = asyncio.Event()

    async def loop() -> None:
        while True:
            still_wanted()
            turning.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(loop())
    await turning.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
