"""The repository in a browser: found, read and asked for by somebody who is not signed in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.events.catalogue import MAIN_TOPIC
from tests.e2e.test_reporting_pages import browsing, fits, served
from tests.integration.reporting.test_repository import keeper, told
from tests.support.pages import fresh_page, sign_in, wrong_with
from tests.support.reporting import Reporting, reporting
from tests.support.stack import MakeTopic


@pytest.fixture
async def r(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Reporting]:
    await make_topic(MAIN_TOPIC, partitions=3)
    async with reporting(stack, topic_prefix, tmp_path) as running:
        yield running


@pytest.mark.browser
async def test_a_visitor_finds_a_review_cites_it_and_asks_for_a_copy(
    r: Reporting, chromium: str
) -> None:
    ids = await told(r)
    async with served(r) as address:
        async with browsing(chromium, r, address, None) as page:
            await page.goto(f"{address}/records")
            await fits(page)
            await page.get_by_label("Words").fill("child a")
            await page.get_by_role("button", name="Search").click()
            assert await page.locator("#found").inner_text() == "2 reviews found"
            await page.get_by_label("Year").select_option("2025")
            await page.get_by_role("button", name="Search").click()
            assert await page.locator("#found").inner_text() == "1 review found"
            await page.get_by_role("link", name="Child A").click()
            assert await page.locator("h1").inner_text() == "Child A"
            citation = await page.locator("#citation").inner_text()
            assert citation.startswith("A partnership that is not named (2025). Child A. Local")
            assert citation.endswith(f"/records/{ids['Child A']}")
            await fits(page)
            await page.goto(f"{address}/records/{ids['Child P']}")
            await page.get_by_role("link", name="Ask for a copy").click()
            await page.get_by_label("Your name").fill("A. Reader")
            await page.get_by_label("How to reach you").fill("reader@example.org")
            await fits(page)
            await page.get_by_role("button", name="Ask for a copy").click()
            assert "It waits since" in await page.locator("#answer").inner_text()
            await fits(page)
            waits_at = page.url
        async with browsing(chromium, r, address, keeper) as page:
            await page.goto(f"{address}/copies")
            assert "reader@example.org" in await page.locator("main").inner_text()
            await fits(page)
            await page.get_by_role("button", name="A copy was sent").click()
            assert "Nobody waits" in await page.locator("main").inner_text()
        async with browsing(chromium, r, address, None) as page:
            await page.goto(waits_at)
            assert "A copy was sent" in await page.locator("#answer").inner_text()
            answer = await page.goto(f"{address}/copies")
            assert answer is not None and answer.status == 401


@pytest.mark.browser
async def test_axe_finds_nothing_wrong_with_the_pages_of_the_repository(
    r: Reporting, browser: Browser
) -> None:
    ids = await told(r)
    asker = {"name": "A. Reader", "contact": "reader@example.org", "why": "To read it."}
    old = f"/records/{ids['Child P']}"
    asked = (await r.client.post(f"{old}/copies", json=asker)).json()
    await r.post(
        f"/records/{ids['Child A']}/withdrawal", keeper, {"reason": "entered-by-mistake"}
    )
    public = [
        "/records",
        "/records?q=nothing+of+the+kind",
        "/records/new",
        f"/records/{ids['Child L']}",
        f"/records/{ids['Child A']}",
        old,
        f"{old}/copies",
        f"/copies/{asked['reference']}",
    ]
    async with served(r) as address, fresh_page(browser) as page:
        for path in public:
            await page.goto(address + path)
            assert await wrong_with(page) == [], path
        await sign_in(page, address, r.issuer.token(local_actor(keeper)))
        await page.goto(f"{address}/copies")
        assert "A. Reader" in await page.locator("main").inner_text()
        assert await wrong_with(page) == []
