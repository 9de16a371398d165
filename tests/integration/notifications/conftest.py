"""The service for one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.integration.notifications.world import Partnership, partnership


@pytest.fixture
async def p(stack: Stack, tmp_path: Path) -> AsyncIterator[Partnership]:
    """A service with one partner, `police`; start what a test needs."""
    async with partnership(stack, tmp_path) as made:
        await made.add("police")
        yield made
