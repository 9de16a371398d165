"""The thesaurus in a browser: kept by a keeper in forms, read by anybody."""

import pytest
from playwright.async_api import Browser

from shared.edge.issuer import local_actor
from tests.e2e.test_reporting_pages import browsing, fits, served
from tests.e2e.test_repository_pages import r
from tests.integration.reporting.test_repository import keeper, told
from tests.integration.reporting.test_repository_themes import kept
from tests.support.pages import fresh_page, sign_in, wrong_with
from tests.support.reporting import Reporting

__all__ = ["r"]


@pytest.mark.browser
async def test_a_keeper_keeps_the_themes_and_a_visitor_finds_reviews_by_them(
    r: Reporting, chromium: str
) -> None:
    await told(r)
    async with served(r) as address:
        async with browsing(chromium, r, address, keeper) as page:
            await page.goto(f"{address}/themes")
            for name, under in (("Harm", "At the top"), ("Bruising", "Harm")):
                await page.get_by_label("Name").fill(name)
                await page.get_by_label("Under which theme").select_option(label=under)
                await page.get_by_role("button", name="Add the theme").click()
            await fits(page)
            await page.get_by_label("Name").fill("bruising")
            await page.get_by_role("button", name="Add the theme").click()
            assert "There is a theme of this name" in await page.locator("main").inner_text()
            assert await page.get_by_label("Name").input_value() == "bruising"
            await page.get_by_role("link", name="Bruising").click()
            await page.get_by_label("Call it otherwise").fill("Response to bruising")
            await page.get_by_role("button", name="Rename").click()
            assert await page.locator("#former").inner_text() == "Bruising"
            await fits(page)
        async with browsing(chromium, r, address, None) as page:
            await page.goto(f"{address}/themes/Bruising")
            assert await page.locator("h1").inner_text() == "Response to bruising"
            assert await page.get_by_role("button", name="Rename").count() == 0
            await page.goto(f"{address}/themes")
            await page.get_by_role("link", name="Harm").click()
            await page.get_by_role("link", name="Published reviews of this theme").click()
            assert await page.locator("#found").inner_text() == "1 review found"
            assert await page.get_by_label("Theme").input_value() == "harm"


@pytest.mark.browser
async def test_axe_finds_nothing_wrong_with_the_pages_of_the_themes(
    r: Reporting, browser: Browser
) -> None:
    async with served(r) as address, fresh_page(browser) as page:
        await page.goto(f"{address}/themes")
        assert await wrong_with(page) == []
        await kept(r, "", name="Harm")
        await kept(r, "", name="Bruising", broader="harm", scope="In babies.")
        await kept(r, "/bruising/name", name="Response to bruising")
        for who in (None, keeper):
            if who:
                await sign_in(page, address, r.issuer.token(local_actor(who)))
            for path in ("/themes", "/themes/bruising", "/themes/harm"):
                await page.goto(address + path)
                assert await wrong_with(page) == [], (who, path)
        await page.get_by_role("button", name="Merge").click()
        assert "There is a problem" in await page.locator("main").inner_text()
        assert await wrong_with(page) == []
