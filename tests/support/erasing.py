"""A case that a partner reported, in a running system, and hands to erase it."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import psycopg
from typer.testing import CliRunner

from deploy.local.system import System
from services.__main__ import app
from services.command.place import Place, place
from services.notifications.partners import add_partner, publish
from shared.edge.issuer import local_actor
from tests.support.world import until

project = Path(__file__).parents[2]
name, other_name, summary = (
    "Wilhelmina Canary",
    "Ottokar Canary",
    'Seen "at home" by Zoë Canary',
)
report: dict[str, Any] = {
    "authority": "E06000054",
    "summary": summary,
    "children": [
        {"name": name, "outcome": "serious-harm", "abuse_or_neglect": "suspected"},
        {"name": other_name, "outcome": "other", "abuse_or_neglect": "suspected"},
    ],
}


@dataclass
class Erasing:
    """A system with its partner; what is sent to it becomes cases."""

    system: System
    data: Path
    partner: str = ""
    client: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(timeout=20, trust_env=False)
    )

    @property
    def place(self) -> Place:
        """The system as the command finds it, with the files of this machine."""
        return Place(self.system.environment, self.data)

    async def begin(self) -> None:
        """Add the partner."""
        config = self.system.config("notifications")
        self.partner = f"{config.prefix.replace('_', '-')}-police"
        await add_partner(config, self.partner)

    async def over_kafka(self, *messages: Mapping[str, Any]) -> None:
        """Publish as the partner's system does."""
        config = self.system.config("notifications")
        topic = f"{config.topic_prefix}cspr-in-{self.partner}"
        await publish(config.kafka, topic, self.partner, messages)

    async def over_http(self, id_: str, body: Mapping[str, Any] = report) -> str:
        """Report as the partner's system does; the case that it led to."""
        path = f"{self.system.address('notifications')}/incidents"
        answer = await self.client.post(
            path, json={"id": id_, **body}, headers=self._as(f"partner-{self.partner}")
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["incident"])

    async def draft(self, case: str, text: str) -> None:
        """Write a draft in a case, as an officer of its authority."""
        answer = await self.client.post(
            f"{self.system.address('notifications')}/drafts",
            json={"kind": "notification", "case": case, "fields": {"notifier": text}},
            headers=self._as("officer-wiltshire"),
        )
        assert answer.status_code == 201, answer.text

    async def outcome(self, id_: str) -> tuple[Any, ...]:
        """Wait until a message was taken in: what became of it, its case, and its receipt."""
        asked = "select outcome, subject, receipt from inbox where message_id = %s"

        async def there() -> bool:
            return bool(await self.rows("notifications", asked, id_))

        await until(there, 60)
        return (await self.rows("notifications", asked, id_))[0]

    async def get(self, service: str, path: str, who: str = "auditor") -> Any:
        """What a service answers, as soon as it knows the case."""
        found: list[Any] = []

        async def answered() -> bool:
            answer = await self.client.get(
                self.system.address(service) + path, headers=self._as(who)
            )
            found[:] = [answer.json()] if answer.status_code == 200 else []
            return bool(found)

        await until(answered, 60)
        return found[0]

    async def shown(self, case: str) -> tuple[str, ...]:
        """The names of the children and the summary, as an auditor is shown them."""
        facts = await self.get("notifications", f"/cases/{case}/facts")
        return (*(each["name"] for each in facts["children"]), facts["summary"])

    async def until_shown(self, case: str, *expected: str) -> None:
        """Wait until that is what is shown: a key is served from memory for a few seconds."""

        async def there() -> bool:
            return await self.shown(case) == expected

        await until(there, 30)

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.system.issuer.token(local_actor(who))}"}

    async def rows(self, service: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives; `keys` is the store of keys."""
        config = self.system.config("reporting")
        dsn = config.keys_dsn if service == "keys" else self.system.config(service).dsn
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            return await (await connection.execute(statement.encode(), values)).fetchall()

    async def cspr(
        self, *words: str, typed: Sequence[str] = (), **fault: str
    ) -> tuple[int, str, str]:
        """Run the command; its exit status, what it printed, and what it said beside.

        Only one that a fault ends needs a process of its own, which takes a second to start.
        """
        (self.data / "run.json").write_text(json.dumps(dict(self.system.environment)))
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("CSPR_")
        }
        environment |= {"CSPR_DATA": str(self.data), **fault}
        run = _in_a_process if fault else _here
        return await asyncio.to_thread(run, words, "\n".join(typed), environment)


def _in_a_process(
    words: Sequence[str], typed: str, environment: dict[str, str]
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "services", *words],
        cwd=project,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def _here(
    words: Sequence[str], typed: str, environment: dict[str, str]
) -> tuple[int, str, str]:
    place.cache_clear()
    try:
        with patch.dict(os.environ, environment, clear=True):
            done = CliRunner().invoke(app, words, input=typed)
    finally:
        place.cache_clear()
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr
