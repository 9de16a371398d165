"""Requests that are sent by the clock and never wait for each other: an open loop.

What is measured is counted from when a request was due to be sent: so a stall counts for all
that it delays.
"""

import asyncio
from collections.abc import Sequence
from itertools import cycle, islice
from time import monotonic

import httpx

from deploy.local.system import System
from shared.edge.issuer import local_actor
from shared.edge.sign_in import session_cookie

patience_seconds = 60.0


async def ask(  # noqa: PLR0913 - whom, what, how often
    system: System,
    paths: Sequence[str],
    *,
    rate: int,
    seconds: float,
    service: str = "reporting",
    who: str = "reporting-wiltshire",
    accept: str = "*/*",
) -> tuple[float, ...]:
    """Ask for these paths in turns; the milliseconds of each request.

    Raises:
        RuntimeError: one was answered otherwise than with 200.
    """
    async with client_of(system, service, who, accept) as client:
        began = monotonic()
        asking = []
        for number, path in enumerate(islice(cycle(paths), int(rate * seconds))):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - monotonic()))
            asking.append(asyncio.create_task(_get(client, path, due)))
        return tuple(await asyncio.gather(*asking))


def client_of(system: System, service: str, who: str, accept: str) -> httpx.AsyncClient:
    """Somebody of the local run who is signed in at a service."""
    return httpx.AsyncClient(
        base_url=system.address(service),
        cookies={session_cookie: system.issuer.token(local_actor(who))},
        headers={"accept": accept},
        timeout=patience_seconds,
        trust_env=False,
    )


async def _get(client: httpx.AsyncClient, path: str, due: float) -> float:
    answer = await client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return (monotonic() - due) * 1000
