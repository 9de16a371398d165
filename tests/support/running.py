"""A real service at work, and others' events straight on the log."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI

from deploy.local.stack import Stack
from shared.decisions.clock import Clock
from shared.decisions.ids import new_id
from shared.edge.config import Config
from shared.edge.issuer import LocalIssuer, local_actor, local_audience, local_issuer
from shared.edge.service import Service, relay, work
from shared.events.catalogue import owner_of
from shared.events.envelope import Envelope, headers_of
from shared.events.event import Event
from shared.log.kafka import open_producer
from tests.support.cases import at
from tests.support.prepared import copy_prepared, drop_prepared
from tests.support.stack import unique
from tests.support.world import until


@dataclass
class Running:
    """The running service, its application, and hands to publish what others decided."""

    config: Config
    app: FastAPI
    issuer: LocalIssuer
    client: httpx.AsyncClient
    producer: AIOKafkaProducer
    positions: dict[tuple[str, str], int] = field(default_factory=dict)

    async def tell(
        self, subject: str, *events: Event, on: str = "2026-04-01", by: str | None = None
    ) -> str:
        """Publish events of a case as their owners, or `by`, do; the position of the last."""
        position = 0
        for event in events:
            name = type(event).__name__
            source = by or owner_of(name)
            position = self.positions.get((source, subject), 0) + 1
            self.positions[source, subject] = position
            envelope = Envelope(
                id=new_id(),
                source=source,
                subject=subject,
                position=position,
                name=name,
                version=event.version,
                time=at(on),
                actor="officer-wiltshire",
                correlation_id="flow",
                causation_id=None,
                traceparent=None,
                body=event.encode(),
            )
            await self.producer.send_and_wait(
                self.config.topic,
                event.encode(),
                key=subject.encode(),
                headers=headers_of(envelope),
            )
        return f"{source}:{subject}:{position}"

    async def get(self, path: str, who: str, **query: Any) -> httpx.Response:
        """Ask the interface as somebody of the local run."""
        return await self.client.get(path, params=query, headers=self.as_(who))

    async def post(self, path: str, who: str, body: Any, **query: Any) -> httpx.Response:
        """Send JSON to the interface."""
        return await self.client.post(path, params=query, json=body, headers=self.as_(who))

    def as_(self, who: str) -> dict[str, str]:
        """The header of somebody who is signed in."""
        return {"authorization": f"Bearer {self.issuer.token(local_actor(who))}"}

    async def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives in the service's database."""
        async with await psycopg.AsyncConnection.connect(self.config.dsn) as connection:
            return await (await connection.execute(statement, values)).fetchall()

    async def change(self, statement: str) -> None:
        """Change something in the service's database, behind its back."""
        async with await psycopg.AsyncConnection.connect(self.config.dsn) as connection:
            await connection.execute(statement)


R = TypeVar("R", bound=Running)


@asynccontextmanager
async def running(
    stack: Stack,
    topic_prefix: str,
    folder: Path,
    service: Service,
    build: Callable[..., FastAPI],
    *,
    clock: Clock,
    kind: type[R],
    partitions: Sequence[int] = (0, 1, 2),
) -> AsyncIterator[R]:
    """Run a service's work, relay and application, under a prefix of its own."""
    issuer = LocalIssuer(folder, clock)
    config = Config(
        service=service.name,
        kafka=stack.kafka,
        database=stack.database,
        master_key=b"k" * 32,
        jwks=str(issuer.jwks_path),
        issuer=local_issuer,
        audience=local_audience,
        host="127.0.0.1",
        port=0,
        prefix=unique(service.name),
        topic_prefix=topic_prefix,
        partitions=tuple(partitions),
    )
    await copy_prepared(config, service)
    app = build(config, clock=clock)
    tasks = [
        asyncio.create_task(work(config, service, clock=clock)),
        asyncio.create_task(relay(config, service)),
    ]
    try:
        async with (
            app.router.lifespan_context(app),
            open_producer(stack.kafka) as producer,
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url=f"http://{service.name}.test"
            ) as client,
        ):
            await until(lambda: _open(app))
            yield kind(config, app, issuer, client, producer)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await drop_prepared(config)


async def _open(app: FastAPI) -> bool:
    return await app.state.desk.checks()["store"]() is None
