"""Fixtures for all tests. Kafka and Postgres start with the first test that asks for them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.local.browser import browser
from deploy.local.stack import Stack, local_stack
from tests.support import stack as support


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """One Kafka and one Postgres for the whole session, in a folder of their own.

    A test that kills one of them starts it again before it ends.
    """
    folder: Path = tmp_path_factory.mktemp("stack with spaces")
    async with local_stack(folder, keep=False, say=print) as running:
        yield running


@pytest_asyncio.fixture
async def fresh_databases(stack: Stack) -> AsyncIterator[support.FreshDatabases]:
    """Makes empty databases for one test: `dsn = await fresh_databases("reviews")`."""
    databases = support.Databases(stack)
    yield databases.make
    await databases.drop()


@pytest_asyncio.fixture
async def database(fresh_databases: support.FreshDatabases) -> str:
    """The DSN of one empty database for this test."""
    return await fresh_databases()


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for the names of topics and groups that no other test has."""
    return support.unique("t") + "-"


@pytest.fixture
def make_topic(stack: Stack, topic_prefix: str) -> support.MakeTopic:
    """Makes topics for one test: `name = await make_topic("orders", partitions=3)`."""

    async def make(name: str, partitions: int = 1, config: dict[str, str] | None = None) -> str:
        return await support.make_topic(stack, topic_prefix + name, partitions, config)

    return make


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where a Chromium is; start it with `deploy.local.browser.FLAGS`."""
    return browser()
