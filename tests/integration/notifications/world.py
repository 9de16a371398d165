"""The notifications service on real Kafka and Postgres: its desk, its intake, its partners."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
from aiokafka import TopicPartition
from fastapi import FastAPI

from deploy.local.stack import Stack
from services.notifications.app import build
from services.notifications.engine import intake, service
from services.notifications.partners import add_partner, publish
from shared.decisions.database import Connection
from shared.edge.config import Config
from shared.edge.issuer import LocalIssuer, local_actor
from shared.edge.service import relay, work
from shared.log.kafka import open_consumer, open_producer
from shared.log.topics import ensure_topics
from tests.support.prepared import copy_prepared, drop_prepared
from tests.support.stack import unique
from tests.support.world import until

today = datetime(2026, 1, 7, 10, tzinfo=UTC)


@dataclass
class SetClock:
    """Tells the time that it was set to."""

    at: datetime = today

    def now(self) -> datetime:
        return self.at


@dataclass
class Partnership:
    """A running service, and hands for its partners and officers."""

    config: Config
    app: FastAPI
    issuer: LocalIssuer
    http: httpx.AsyncClient
    connection: Connection
    clock: SetClock
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def add(self, name: str, **may: Any) -> None:
        """Add a partner."""
        await add_partner(self.config, name, clock=self.clock, **may)

    def topic(self, way: str, partner: str) -> str:
        """A partner's topic."""
        return f"{self.config.topic_prefix}cspr-{way}-{partner}"

    async def publish(self, partner: str, *messages: Mapping[str, Any] | bytes) -> None:
        """Publish as the partner's own system would."""
        await publish(self.config.kafka, self.topic("in", partner), partner, messages)

    async def raw(
        self, partner: str, value: bytes | None, headers: list[tuple[str, bytes | None]]
    ) -> None:
        """Publish whatever it is."""
        async with open_producer(self.config.kafka) as producer:
            await producer.send_and_wait(
                self.topic("in", partner), key=b"k", value=value, headers=headers
            )

    async def replies(self, partner: str, number: int) -> list[dict[str, Any]]:
        """Wait for so many answers on the partner's topic, in the order of each partition."""
        found: list[dict[str, Any]] = []
        topic = self.topic("out", partner)
        where = [TopicPartition(topic, number) for number in range(3)]
        async with open_consumer(self.config.kafka) as consumer:
            consumer.assign(where)
            for each in where:
                consumer.seek(each, 0)
            async with asyncio.timeout(20):
                while len(found) < number:
                    batches = await consumer.getmany(timeout_ms=200)
                    for records in batches.values():
                        found.extend(json.loads(record.value) for record in records)
        return found

    async def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return await (await self.connection.execute(statement, values)).fetchall()

    async def until_rows(self, statement: str, expected: Sequence[tuple[Any, ...]]) -> None:
        """Wait until a query gives these rows."""

        async def there() -> bool:
            return await self.rows(statement) == list(expected)

        try:
            await until(there)
        except TimeoutError:
            assert await self.rows(statement) == list(expected)

    def headers(self, who: str) -> dict[str, str]:
        """Signed in as somebody of the local run."""
        token = self.issuer.token(local_actor(who))
        return {"authorization": f"Bearer {token}"}

    async def post(self, who: str, path: str, body: Any, **headers: str) -> httpx.Response:
        """Send JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        own = {"content-type": "application/json", **self.headers(who)}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(path, content=content, headers={**own, **named})

    async def get(self, who: str, path: str, **parameters: str) -> Any:
        """What an address answers, which has to be 200."""
        found = await self.http.get(path, params=parameters, headers=self.headers(who))
        assert found.status_code == 200, found.text
        return found.json()

    def start(self, *parts: str) -> None:
        """Start parts of the service as tasks: work, relay."""
        running = {
            "work": lambda: work(
                self.config,
                service(),
                clock=self.clock,
                also=intake(self.config, clock=self.clock),
            ),
            "relay": lambda: relay(self.config, service()),
        }
        self.tasks += [asyncio.create_task(running[part]()) for part in parts]

    async def stop(self) -> None:
        """Stop them."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()


def config_for(stack: Stack, issuer: LocalIssuer) -> Config:
    """Settings with databases and topics that no other test has."""
    return Config(
        service="notifications",
        kafka=stack.kafka,
        database=stack.database,
        master_key=bytes(range(32)),
        jwks=str(issuer.jwks_path),
        issuer="cspr-local",
        audience="cspr",
        host="127.0.0.1",
        port=0,
        prefix=unique("n"),
        topic_prefix=unique("n") + "-",
    )


@asynccontextmanager
async def partnership(stack: Stack, folder: Path) -> AsyncIterator[Partnership]:
    """A migrated service whose web application answers; nothing else runs yet."""
    clock = SetClock()
    issuer = LocalIssuer(folder, clock)
    config = config_for(stack, issuer)
    await ensure_topics(config.kafka, [], prefix=config.topic_prefix)
    await copy_prepared(config, service())
    app = build(config, clock=clock)
    async with AsyncExitStack() as left:
        await left.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        http = await left.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://cspr.test")
        )
        connection = await left.enter_async_context(
            await psycopg.AsyncConnection.connect(config.dsn, autocommit=True)
        )
        made = Partnership(config, app, issuer, http, connection, clock)
        try:
            await until(lambda: _ready(made))
            yield made
        finally:
            await made.stop()
    await drop_prepared(config)


async def _ready(made: Partnership) -> bool:
    found = await made.http.get("/health/ready")
    return "store" not in found.json()["waiting"]
