"""Referring a case in a browser: without an account, without JavaScript, without a fault."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from tests.integration.notifications.world import Partnership, partnership
from tests.support.pages import fresh_page, served, sign_in, wrong_with

pytestmark = pytest.mark.browser
chair = "chair-wiltshire"


@dataclass
class Site:
    p: Partnership
    address: str
    browser: Browser


@pytest_asyncio.fixture
async def site(stack: Stack, tmp_path: Path, browser: Browser) -> AsyncIterator[Site]:
    async with partnership(stack, tmp_path) as made:
        made.start("work", "relay")
        async with served(made.app) as address:
            yield Site(made, address, browser)


async def referred(site: Site, page: Page) -> str:
    """Fill the form in, wrongly at first, and read the reference."""
    await page.goto(f"{site.address}/refer")
    await page.get_by_label("What happened, and what is there to learn?").fill("A near thing.")
    await page.get_by_label("Name", exact=True).fill("Ottoline")
    await page.get_by_role("button", name="Refer the case").click()
    summary = await page.get_by_role("alert").inner_text()
    assert "There is a problem" in summary and "It is missing." in summary
    assert await page.get_by_label("Name", exact=True).input_value() == "Ottoline"
    await page.get_by_label("Where did it happen?").select_option(label="Wiltshire")
    await page.get_by_label("A near miss").check()
    await page.get_by_label("Neither").check()
    await page.get_by_label("It is suspected").check()
    await page.get_by_role("button", name="Refer the case").click()
    return await page.locator("#reference").inner_text()


async def test_a_referral_from_the_form_to_the_reasons_without_javascript(site: Site) -> None:
    async with (
        fresh_page(site.browser, scripts=False) as theirs,
        fresh_page(site.browser, scripts=False, width=1280) as groups,
    ):
        reference = await referred(site, theirs)
        subject = (await site.p.rows("select subject from events"))[0][0]
        await site.p.get(chair, f"/cases/{subject}", after=f"notifications:{subject}:1")
        await sign_in(groups, site.address, site.p.issuer.token(local_actor(chair)))
        await groups.get_by_role("link", name=subject[-8:]).click()
        await groups.wait_for_load_state()
        assert "A near thing." not in await groups.content()
        await groups.get_by_role("button", name="Read what was written").click()
        assert "A near thing." in await groups.locator("main").inner_text()
        assert "Ottoline" in await groups.locator("main").inner_text()
        await groups.get_by_label("The reasons").fill("It is learnt already.")
        await groups.get_by_role("button", name="Do not take it up").click()
        await groups.get_by_text("Not taken up, 7 January 2026").wait_for()
        await theirs.get_by_role("link", name="Follow it by its reference").click()
        await theirs.get_by_label("Your reference").fill(reference)
        await theirs.get_by_role("button", name="Show what became of it").click()
        told = await theirs.locator("main").inner_text()
        assert "Not taken up, 7 January 2026" in told and "It is learnt already." in told
        assert reference not in theirs.url


async def test_axe_finds_nothing_wrong_with_any_of_these_pages(site: Site) -> None:
    async with fresh_page(site.browser) as page:
        assert await referred(site, page)
        assert await wrong_with(page) == []
        subject = (await site.p.rows("select subject from events"))[0][0]
        await page.goto(f"{site.address}/refer")
        assert await wrong_with(page) == []
        await page.get_by_role("button", name="Refer the case").click()
        assert await wrong_with(page) == []
        await page.goto(f"{site.address}/refer/following")
        await page.get_by_label("Your reference").fill("no such thing")
        await page.get_by_role("button", name="Show what became of it").click()
        assert "No referral has this reference" in await page.locator("main").inner_text()
        assert await wrong_with(page) == []
        await sign_in(page, site.address, site.p.issuer.token(local_actor(chair)))
        for path in (
            "/referrals",
            f"/referrals/{subject}",
            f"/referrals/{subject}?opened=true",
        ):
            await page.goto(site.address + path)
            assert await wrong_with(page) == [], path
        await page.get_by_role("button", name="Take it up", exact=True).click()
        assert "There is a problem" in await page.locator("main").inner_text()
        assert await wrong_with(page) == []
        await page.get_by_label("A local learning review").check()
        await page.get_by_role("button", name="Take it up", exact=True).click()
        await page.get_by_text("Taken up on 7 January 2026").wait_for()
        assert await wrong_with(page) == []
