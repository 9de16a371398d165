"""Briefings, and the title of what was published from here, in a browser."""

import pytest
from playwright.async_api import Browser

from services.reporting.read_models.published_here import record_of_case
from shared.decisions.ids import new_subject
from shared.edge.issuer import local_actor
from tests.e2e.test_reporting_pages import browsing, fits, served
from tests.e2e.test_repository_pages import r
from tests.integration.reporting.test_repository import keeper, told
from tests.integration.reporting.test_repository_briefings import briefed
from tests.support.pages import fresh_page, sign_in, wrong_with
from tests.support.reporting import Reporting
from tests.unit.reporting.test_published_here import opened, published

__all__ = ["r"]


async def published_from_here(r: Reporting) -> str:
    """A record that came in by its publication."""
    case = new_subject("case")
    await r.tell(case, opened)
    await r.tell(case, published)
    await r.settled("published_records")
    return record_of_case(case)


@pytest.mark.browser
async def test_a_keeper_names_a_review_and_writes_a_briefing_that_a_visitor_reads(
    r: Reporting, chromium: str
) -> None:
    await told(r)
    record = await published_from_here(r)
    async with served(r) as address:
        async with browsing(chromium, r, address, keeper) as page:
            await page.goto(f"{address}/records/{record}")
            await page.get_by_role("link", name="Change the title and themes").click()
            await page.get_by_label("Title", exact=True).fill("")
            await page.get_by_role("button", name="Save").click()
            assert "There is a problem" in await page.locator("main").inner_text()
            await page.get_by_label("Title", exact=True).fill("Child F")
            await page.get_by_label("Themes").fill("Neglect\nBruising\n")
            await page.get_by_label("Under 1").check()
            await fits(page)
            await page.get_by_role("button", name="Save").click()
            assert await page.locator("h1").inner_text() == "Child F"
            await page.goto(f"{address}/briefings/new?theme=neglect")
            await page.get_by_label("Title of the briefing").fill("Neglect in three reviews")
            await page.get_by_role("button", name="Write and print it").click()
            assert "No review is chosen" in await page.locator("main").inner_text()
            await page.get_by_label("Child F").check()
            await page.get_by_label("Child A & Baby N").check()
            await fits(page)
            await page.get_by_role("button", name="Write and print it").click()
            assert await page.locator("h1").inner_text() == "Neglect in three reviews"
            written_at = page.url
        async with browsing(chromium, r, address, None) as page:
            await page.goto(f"{address}/briefings")
            await page.get_by_role("link", name="Neglect in three reviews").click()
            assert page.url == written_at
            shared = await page.locator("#shared-theme").inner_text()
            assert "neglect" in shared and "bruising" not in shared
            assert await page.get_by_role("button", name="Withdraw").count() == 0
            await fits(page)
        pdf = await r.client.get(written_at.removeprefix(address) + "/pdf")
        assert pdf.content.startswith(b"%PDF-")
        async with browsing(chromium, r, address, keeper) as page:
            await page.goto(written_at)
            await page.get_by_role("button", name="Withdraw the briefing").click()
            assert "There is no briefing yet" in await page.locator("main").inner_text()


@pytest.mark.browser
async def test_axe_finds_nothing_wrong_with_the_pages_of_briefings(
    r: Reporting, browser: Browser
) -> None:
    ids = await told(r)
    record = await published_from_here(r)
    async with served(r) as address, fresh_page(browser) as page:
        await page.goto(f"{address}/briefings")
        assert await wrong_with(page) == []
        briefing = await briefed(
            r, ids["Child L"], ids["Child A & Baby N"], introduction="Two."
        )
        for who in (None, keeper):
            if who:
                await sign_in(page, address, r.issuer.token(local_actor(who)))
            for path in ("/briefings", f"/briefings/{briefing}", "/records"):
                await page.goto(address + path)
                assert await wrong_with(page) == [], (who, path)
        for path in (f"/records/{record}", f"/records/{record}/description", "/briefings/new"):
            await page.goto(address + path)
            assert await wrong_with(page) == [], path
        await page.get_by_role("button", name="Write and print it").click()
        assert "There is a problem" in await page.locator("main").inner_text()
        assert await wrong_with(page) == []
