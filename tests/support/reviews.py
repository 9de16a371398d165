"""Reviews at work on real Kafka and Postgres, and others' events straight on the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deploy.local.stack import Stack
from services.reviews.app import build
from services.reviews.engine import service
from shared.events.sealed import Sealed
from tests.support.cases import at
from tests.support.running import Running, running
from tests.support.world import until


class SetClock:
    """Monday 20 April 2026, noon."""

    def now(self) -> datetime:
        return at("2026-04-20")


@dataclass
class Reviews(Running):
    """The running service, by a clock that stands still."""

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


@asynccontextmanager
async def reviews(stack: Stack, topic_prefix: str, folder: Path) -> AsyncIterator[Reviews]:
    """Run its work, its relay and its application, under a prefix of its own."""
    async with running(
        stack, topic_prefix, folder, service(), build, clock=SetClock(), kind=Reviews
    ) as found:
        yield found
