"""A Chromium that can reach nothing but the service under test, for the tests of pages."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from deploy.local.browser import FLAGS


@pytest_asyncio.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A browser for one test; `new_context` it, with JavaScript or without."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        await started.close()
