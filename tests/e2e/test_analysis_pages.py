"""The analysis of a period in a browser: plots without a script, each with its table."""

import pytest
from playwright.async_api import Browser

from shared.edge.issuer import local_actor
from tests.e2e.test_reporting_pages import browsing, fits, served
from tests.e2e.test_repository_pages import r
from tests.integration.reporting.test_analysis import played
from tests.support.pages import fresh_page, sign_in, wrong_with
from tests.support.reporting import Reporting

__all__ = ["r"]
query = "from=2026-04&to=2026-10"


@pytest.mark.browser
async def test_a_period_is_asked_for_and_shown_in_plots_and_tables(
    r: Reporting, chromium: str
) -> None:
    await played(r)
    async with served(r) as address, browsing(chromium, r, address, "auditor") as page:
        await page.goto(f"{address}/statistics")
        await page.get_by_role("link", name="analysis of a period").click()
        await page.get_by_label("First month").fill("2026-10")
        await page.get_by_label("Last month").fill("2026-04")
        await page.get_by_role("button", name="Show").click()
        assert "The period ends before it begins." in await page.locator("main").inner_text()
        assert await page.get_by_label("First month").input_value() == "2026-10"
        assert await page.locator("table").count() == 0
        await fits(page)
        await page.get_by_label("First month").fill("2026-04")
        await page.get_by_label("Last month").fill("2026-10")
        await page.get_by_role("button", name="Show").click()
        main = await page.locator("main").inner_text()
        assert "April 2026 to October 2026, England" in main
        row = page.locator("#table-timeliness tbody tr").filter(has_text="Rapid review")
        assert [await one.inner_text() for one in await row.locator("td").all()] == [
            *("0", "0", "1", "0", "0", "0", "0", "0", "1")
        ]
        await fits(page)
        assert await page.get_by_role("img", name="Notifications by age and harm").count() == 1
        for plot in await page.locator("svg.cspr-plot").all():
            box = await plot.bounding_box()
            assert box is not None and 200 < box["width"] <= 320 and box["height"] > 20
            section = plot.locator("xpath=ancestor::section")
            assert await section.locator("table").count() == 1
        csv = await page.get_by_role("link", name="one long table (CSV)").get_attribute("href")
        assert csv is not None and csv.startswith(f"/analysis/tables.csv?{query}")


@pytest.mark.browser
async def test_axe_finds_nothing_wrong_with_the_analysis(
    r: Reporting, browser: Browser
) -> None:
    await played(r)
    async with served(r) as address, fresh_page(browser) as page:
        await sign_in(page, address, r.issuer.token(local_actor("auditor")))
        for asked in ("", f"?{query}", f"?{query}&suppress_below=5", "?from=soon&to=never"):
            await page.goto(f"{address}/analysis{asked}")
            assert await wrong_with(page) == [], asked
