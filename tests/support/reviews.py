"""Reviews at work on real Kafka and Postgres, and others' events straight on the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI
from psycopg import sql

from deploy.local.stack import Stack
from services.reviews.app import build
from services.reviews.engine import service
from shared.decisions.ids import new_id
from shared.edge.config import Config
from shared.edge.issuer import LocalIssuer, local_actor, local_audience, local_issuer
from shared.edge.service import prepare, relay, work
from shared.events.catalogue import owner_of
from shared.events.envelope import Envelope, headers_of
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.log.kafka import open_producer
from tests.support.cases import at
from tests.support.stack import unique
from tests.support.world import until


class SetClock:
    """Monday 20 April 2026, noon."""

    def now(self) -> datetime:
        return at("2026-04-20")


@dataclass
class Reviews:
    """The running service, its application, and hands to publish what others decided."""

    config: Config
    app: FastAPI
    issuer: LocalIssuer
    client: httpx.AsyncClient
    producer: AIOKafkaProducer
    positions: dict[tuple[str, str], int] = field(default_factory=dict)

    async def tell(self, subject: str, *events: Event, on: str = "2026-04-01") -> str:
        """Publish others' events of a case; the position of the last one."""
        position = 0
        for event in events:
            name = type(event).__name__
            source = owner_of(name)
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

    async def opened(self, subject: str) -> None:
        """Wait until the policy has opened a rapid review of a case, and it is shown."""

        async def stage() -> bool:
            answer = await self.get(f"/cases/{subject}", "auditor")
            return answer.status_code == 200 and answer.json()["stage"] == "rapid-review"

        await until(stage)

    async def seal(self, subject: str, key: str, text: str) -> Sealed:
        """A text, sealed as another service does it."""
        sealer = self.app.state.desk.sealer
        (sealed,) = await sealer.seal_many(subject, [(f"{subject}/{key}", text)])
        return Sealed.model_validate(sealed.model_dump())

    async def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives in the service's database."""
        async with await psycopg.AsyncConnection.connect(self.config.dsn) as connection:
            return await (await connection.execute(statement, values)).fetchall()


@asynccontextmanager
async def reviews(stack: Stack, topic_prefix: str, folder: Path) -> AsyncIterator[Reviews]:
    """Run its work, its relay and its application, under a prefix of its own."""
    clock = SetClock()
    issuer = LocalIssuer(folder, clock)
    config = Config(
        service="reviews",
        kafka=stack.kafka,
        database=stack.database,
        master_key=b"k" * 32,
        jwks=str(issuer.jwks_path),
        issuer=local_issuer,
        audience=local_audience,
        host="127.0.0.1",
        port=0,
        prefix=unique("reviews"),
        topic_prefix=topic_prefix,
        partitions=(0, 1, 2),
    )
    await prepare(config, service())
    app = build(config, clock=clock)
    running = [
        asyncio.create_task(work(config, service(), clock=clock)),
        asyncio.create_task(relay(config, service())),
    ]
    try:
        async with (
            app.router.lifespan_context(app),
            open_producer(stack.kafka) as producer,
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://reviews.test"
            ) as client,
        ):
            await until(lambda: _open(app))
            yield Reviews(config, app, issuer, client, producer)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await _drop(stack, config)


async def _open(app: FastAPI) -> bool:
    return await app.state.desk.checks()["store"]() is None


async def _drop(stack: Stack, config: Config) -> None:
    async with await psycopg.AsyncConnection.connect(
        stack.dsn("postgres"), autocommit=True
    ) as connection:
        for name in (config.database_name, f"{config.prefix}_keys"):
            await connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )
