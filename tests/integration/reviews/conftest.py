"""The running service of reviews, for one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from deploy.local.stack import Stack
from shared.log.kafka import case_events
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic


@pytest_asyncio.fixture
async def v(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Reviews]:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as running:
        yield running
