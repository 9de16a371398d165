from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from shared.events.catalogue import MAIN_TOPIC
from tests.support.reporting import Reporting, reporting
from tests.support.stack import MakeTopic


@pytest.fixture
async def r(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Reporting]:
    await make_topic(MAIN_TOPIC, partitions=3)
    async with reporting(stack, topic_prefix, tmp_path) as running:
        yield running
