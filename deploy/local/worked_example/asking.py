"""Asking the services over HTTP, each time as somebody who may, and waiting for what is due."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, TypeVar

import httpx

from deploy.local.system import System
from shared.edge.issuer import local_actor

T = TypeVar("T")
poll_seconds = 0.05
patience_seconds = 60.0


class NotPlayed(Exception):
    """The worked example came to a halt; the words say where."""


class NotAnswered(NotPlayed):
    """A service did not do what the worked example asked of it; its own words are in it."""


class StillWaiting(NotPlayed):
    """Something that was due did not come about in time."""


class Asking:
    """People of the local run at their browsers and programs."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._tokens: dict[str, str] = {}
        self._client = httpx.AsyncClient(timeout=30, trust_env=False)

    async def __aenter__(self) -> "Asking":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def get(self, who: str, service: str, path: str, **query: object) -> Any:
        """The JSON of an address; None where there is no such case yet.

        Raises:
            NotAnswered: it was refused.
        """
        answer = await self._client.get(
            self._system.address(service) + path,
            params={name: str(value) for name, value in query.items() if value is not None},
            headers=self._headers(who),
        )
        if answer.status_code == 404:
            return None
        return _checked(answer, f"{who} asked {service} for {path}")

    async def rows(self, who: str, service: str, path: str, name: str) -> list[Any]:
        """All rows of a list, page by page; a person may have added to it."""
        found: list[Any] = []
        cursor = None
        while True:
            page = await self.get(who, service, path, limit=200, cursor=cursor)
            found += page[name]
            cursor = page["next"]
            if cursor is None:
                return found

    async def post(
        self,
        who: str | None,
        service: str,
        path: str,
        body: Mapping[str, Any],
        *,
        once: str | None = None,
        **query: object,
    ) -> Any:
        """Ask for something to be done, under the same `once` only once; the answer's JSON.

        Raises:
            NotAnswered: it was refused.
        """
        answer = await self.send(who, service, path, body, once=once, **query)
        return _checked(answer, f"{who or 'somebody'} sent {path} to {service}")

    async def send(
        self,
        who: str | None,
        service: str,
        path: str,
        body: Mapping[str, Any],
        *,
        once: str | None = None,
        **query: object,
    ) -> httpx.Response:
        """Send something, and take whatever the answer is."""
        return await self._client.post(
            self._system.address(service) + path,
            params={name: str(value) for name, value in query.items() if value is not None},
            headers=self._headers(who) | ({"Idempotency-Key": once} if once else {}),
            json=body,
        )

    async def look(
        self, who: str | None, service: str, path: str, **query: str
    ) -> httpx.Response:
        """Ask for something as who may not see it, and take whatever the answer is."""
        return await self._client.get(
            self._system.address(service) + path, params=query, headers=self._headers(who)
        )

    async def page(self, who: str | None, service: str, path: str) -> httpx.Response:
        """A page, as a browser asks for it."""
        headers = self._headers(who) | {"Accept": "text/html"}
        return await self._client.get(self._system.address(service) + path, headers=headers)

    def _headers(self, who: str | None) -> dict[str, str]:
        """None is somebody who has not signed in."""
        if who is None:
            return {"Accept": "application/json"}
        if who not in self._tokens:
            self._tokens[who] = self._system.issuer.token(local_actor(who))
        return {"Authorization": f"Bearer {self._tokens[who]}", "Accept": "application/json"}


async def until(
    ask: Callable[[], Awaitable[T | None]], what: str, *, seconds: float = patience_seconds
) -> T:
    """Ask again and again until there is something.

    Raises:
        StillWaiting: there was nothing in time.
    """
    end = time.monotonic() + seconds
    while (found := await ask()) is None:
        if time.monotonic() > end:
            raise StillWaiting(f"Waited {seconds:.0f} s for {what}, and it did not come.")
        await asyncio.sleep(poll_seconds)
    return found


def _checked(answer: httpx.Response, what: str) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        words = answer.json().get("detail")
    except ValueError:
        words = answer.text[:200]
    raise NotAnswered(f"{what}, and the answer was {answer.status_code}: {words}")
