"""A loop that was told to end, ends: Python 3.11 can lose a cancellation inside `wait_for`."""

import asyncio


def still_wanted() -> None:
    """Called at each turn of an endless loop.

    Raises:
        CancelledError: its task was cancelled, and a library on the way has swallowed that.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
