"""The learning library in a browser: browsed by theme, searched and read, without a script."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from deploy.local.stack import Stack
from shared.events.catalogue import MAIN_TOPIC
from shared.events.learning import LearningWithdrawn
from shared.events.learning_codes import LearningHidden
from tests.e2e.test_reporting_pages import fits, served
from tests.integration.reporting.test_learning_library import learnt
from tests.integration.reporting.test_repository import told
from tests.support.cases import day
from tests.support.pages import fresh_page, wrong_with
from tests.support.reporting import Reporting, reporting
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser


@pytest.fixture
async def r(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Reporting]:
    await make_topic(MAIN_TOPIC, partitions=3)
    async with reporting(stack, topic_prefix, tmp_path) as running:
        yield running


async def test_a_visitor_browses_by_theme_searches_and_reads(
    r: Reporting, browser: Browser
) -> None:
    await told(r)
    await learnt(r)
    async with (
        served(r) as address,
        fresh_page(browser, scripts=False, width=320) as page,
    ):
        await page.goto(f"{address}/records")
        await page.get_by_role("link", name="Learning library").click()
        await fits(page)
        assert await page.locator("#found").inner_text() == "4 pieces of learning found"
        themes = page.get_by_role("navigation", name="Themes")
        await themes.get_by_role("link", name="information sharing").click()
        assert await page.locator("#found").inner_text() == "2 pieces of learning found"
        await page.get_by_label("Practice").select_option("near-miss")
        await page.get_by_role("button", name="Search").click()
        assert await page.locator("#found").inner_text() == "1 piece of learning found"
        await page.get_by_role("link", name="Say who holds the plan").click()
        read = await page.locator("main").inner_text()
        assert "Write down who has it." in read and "near miss" in read
        await fits(page)
        await page.get_by_role("link", name="All learning").click()
        await page.get_by_label("Words").fill("nothing of the kind")
        await page.get_by_role("button", name="Search").click()
        assert "No learning matches" in await page.locator("main").inner_text()


async def test_axe_finds_nothing_wrong_with_the_pages_of_the_library(
    r: Reporting, browser: Browser
) -> None:
    await told(r)
    near = await learnt(r)
    listed = (await r.client.get("/learning")).json()["learning"]
    ids = {one["heading"]: one["learning"] for one in listed}
    gone = LearningWithdrawn(
        number=2, reason=LearningHidden.OUT_OF_DATE, withdrawn_on=day("2026-04-02")
    )
    await r.tell(near, gone)
    await r.settled("learning_library")
    async with served(r) as address, fresh_page(browser) as page:
        for path in (
            "/learning",
            "/learning?theme=Information+Sharing&practice=near-miss",
            "/learning?q=nothing+of+the+kind",
            *(f"/learning/{ids[name]}" for name in ("Child L", "Say who holds the plan")),
        ):
            await page.goto(address + path)
            assert await wrong_with(page) == [], path
        answer = await page.goto(f"{address}/learning/{ids['Ring back']}")
        assert answer is not None and answer.status == 410
        assert "withdrawn" in await page.locator("h1").inner_text()
        assert await wrong_with(page) == []
