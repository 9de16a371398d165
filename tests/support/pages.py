"""A service's application at an address, and what axe finds wrong with its pages."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from tests.support.world import until


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application at an address, beside its desk that is open already."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listening]))

    async def started() -> bool:
        return server.started

    await until(started)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


@asynccontextmanager
async def fresh_page(
    browser: Browser, *, scripts: bool = True, width: int = 320
) -> AsyncIterator[Page]:
    """A page of a browser that knows nobody yet."""
    context = await browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 900}
    )
    try:
        page = await context.new_page()
        page.set_default_timeout(10_000)
        yield page
    finally:
        await context.close()


async def sign_in(page: Page, address: str, token: str) -> None:
    """Sign in by the form."""
    await page.goto(f"{address}/sign-in")
    await page.get_by_label("Your token").fill(token)
    await page.locator("main").get_by_role("button", name="Sign in").click()


async def wrong_with(page: Page) -> list[str]:
    """What axe finds (WCAG 2.2 AA), and whether the page is wider than the screen."""
    await page.wait_for_load_state()  # a click waits for an answer, not for all of it
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    faults = [
        f"{each['id']}: {node['html'][:120]}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
    wide = await page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    return [*faults, "wider than the screen"] if wide else faults
