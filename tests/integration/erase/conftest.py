"""One running system for all tests of erasing, on a Kafka and Postgres that are theirs alone.

To verify is to search their files, and those of the whole session grow with every other test.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.local.stack import local_stack
from tests.support.erasing import Erasing
from tests.support.system import running_system


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def e(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Erasing]:
    """A system with its partner, and hands to erase."""
    folder = tmp_path_factory.mktemp("erasing")
    async with (
        local_stack(folder / "stack", keep=False) as stack,
        running_system(stack, folder / "system") as system,
    ):
        erasing = Erasing(system, stack.data_dir)
        await erasing.begin()
        yield erasing
        await erasing.client.aclose()
