"""Actions in a browser: raised, done and closed by somebody else, without a script."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.log.kafka import case_events
from tests.support.living_case import chair, living, member
from tests.support.pages import fresh_page, served, sign_in, wrong_with
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser
today = "2026-04-20"


@dataclass
class Site:
    v: Reviews
    address: str
    case: str
    browser: Browser


@pytest_asyncio.fixture
async def site(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Site]:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as v:
        case = await living(v)
        async with served(v.app) as address:
            yield Site(v, address, case, browser)


async def press(page: Page, button: str) -> str:
    """Send the form; what the page then says."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=button, exact=True).click()
    return await page.locator("main").inner_text()


async def fault_free(page: Page, scripts: bool) -> None:
    if scripts:
        assert await wrong_with(page) == [], page.url


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_an_action_goes_from_raised_to_closed_form_by_form(
    site: Site, scripts: bool
) -> None:
    address = f"{site.address}/cases/{site.case}/actions"
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(member)))
        await page.goto(address)
        await page.get_by_role("link", name="Raise an action").click()
        await page.get_by_label("Which agency has to do it?").fill("Wiltshire Police")
        assert "There is a problem" in await press(page, "Raise it")
        await fault_free(page, scripts)
        assert await page.get_by_label("Which agency").input_value() == "Wiltshire Police"
        await page.get_by_label("Rapid review").check()
        await page.get_by_label("What has to be done?").fill("Tell Annabel's health visitor.")
        await page.get_by_label("Raised on").fill(today)
        await page.get_by_label("Due on").fill("2026-06-30")
        told = await press(page, "Raise it")
        assert "Action 1: Wiltshire Police" in told and "Annabel" not in told
        await fault_free(page, scripts)
        await page.get_by_role("link", name="Record progress").click()
        await page.get_by_label("Done", exact=True).check()
        await page.get_by_label("Evidence").fill("e" * 63)
        await page.get_by_label("Noted on").fill(today)
        assert "There is a problem" in await press(page, "Record it")
        await fault_free(page, scripts)
        await page.get_by_label("Evidence").fill("e" * 64)
        assert "done" in await press(page, "Record it")
        await page.get_by_role("link", name="Close the action").click()
        await page.get_by_label("What became better by it?").fill("Every call was told.")
        await page.get_by_label("Closed on").fill(today)
        assert "Somebody else" in await press(page, "Close it")
        await fault_free(page, scripts)
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(chair)))
        await page.goto(f"{address}/closed?number=1")
        await page.get_by_label("What became better by it?").fill("Every call was told.")
        await page.get_by_label("Closed on").fill(today)
        assert "closed on 20 April 2026" in await press(page, "Close it")
        await page.get_by_role("link", name="Reopen the action").click()
        await page.get_by_label("Why does it have to go on?").fill("None was told since.")
        await page.get_by_label("Reopened on").fill(today)
        assert "under way" in await press(page, "Reopen it")
        await page.get_by_role("link", name="Set another day").click()
        await page.get_by_label("It is due on").fill("2026-07-31")
        await page.get_by_label("Why?").fill("The form is late.")
        await page.get_by_label("Decided on").fill(today)
        assert "31 July 2026" in await press(page, "Set it")
        await fault_free(page, scripts)


async def test_who_may_not_act_gets_no_form(site: Site) -> None:
    html = {"accept": "text/html"}
    path = f"/cases/{site.case}/actions"
    seen = await site.v.client.get(path, headers=site.v.as_("auditor") | html)
    assert seen.status_code == 200 and "Raise an action" not in seen.text
    for who, status in (("officer-wiltshire", 403), ("auditor", 403), ("chair-E06000030", 404)):
        answer = await site.v.client.get(f"{path}/raised", headers=site.v.as_(who) | html)
        assert answer.status_code == status, who
    for odd in ("closed?number=7", "else?number=1", "closed?number=no"):
        answer = await site.v.client.get(f"{path}/{odd}", headers=site.v.as_(chair) | html)
        assert answer.status_code in {400, 404}, odd
