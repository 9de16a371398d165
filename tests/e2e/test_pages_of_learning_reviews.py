"""A local learning review in a browser: each step a form, without a script, without a fault."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.events.codes import AcceptedAs
from shared.log.kafka import case_events
from tests.integration.reviews.test_learning_review import taken_up
from tests.support.living_case import chair, member
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
        case = await taken_up(v, AcceptedAs.LOCAL_LEARNING_REVIEW)
        async with served(v.app) as address:
            yield Site(v, address, case, browser)


async def press(page: Page, button: str) -> str:
    """Send the form; what the page then says."""
    await page.get_by_role("button", name=button, exact=True).click()
    return await page.locator("main").inner_text()


async def fault_free(page: Page, scripts: bool) -> None:
    if scripts:
        assert await wrong_with(page) == [], page.url


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_a_near_miss_is_learnt_from_form_by_form(site: Site, scripts: bool) -> None:
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(chair)))
        await page.goto(f"{site.address}/cases/{site.case}")
        await page.get_by_role("link", name="Go on with the local learning review").click()
        await fault_free(page, scripts)
        assert "There is a problem" in await press(page, "Begin it")
        await fault_free(page, scripts)
        await page.get_by_label("Near miss").check()
        await page.get_by_label("Which agencies take part?").fill("The hospital\nThe police")
        await page.get_by_label("It began on").fill(today)
        told = await press(page, "Begin it")
        assert "near miss, with The hospital, The police" in told
        await page.get_by_label("What was learnt?").fill("Rosalind rang twice.")
        await page.get_by_label("Learnt on").fill(today)
        told = await press(page, "Record it")
        assert "number 1" in told and "Rosalind" not in told
        await page.get_by_role("link", name="Record a session").click()
        await fault_free(page, scripts)
        await page.get_by_label("Which agencies took part?").fill("The hospital")
        await page.get_by_label("It was held on").fill("2026-04-21")
        told = await press(page, "Record it")
        assert "in the future" in told
        assert await page.get_by_label("Which agencies").input_value() == "The hospital"
        await page.get_by_role("link", name="Complete the local learning review").click()
        await page.get_by_label("It was completed on").fill(today)
        await press(page, "Complete it")
        await fault_free(page, scripts)
        await page.get_by_label("Heading").fill("Say who holds the plan")
        await page.get_by_label("What can others learn?").fill("Write down who has it.")
        await page.get_by_label("Health", exact=True).check()
        await page.get_by_label("Who read it").fill("Clarissa")
        await page.get_by_label("They read it on").fill(today)
        told = await press(page, "Publish it")
        assert "number 1, Say who holds the plan" in told and "Clarissa" not in told
        await page.get_by_role("link", name="Withdraw from the learning library").click()
        await page.get_by_label("Child may be identified").check()
        await fault_free(page, scripts)
        assert "until 20 April 2026 (child may be identified)" in await press(
            page, "Withdraw it"
        )


async def test_a_member_sees_no_form_of_the_chair_and_nobody_else_sees_the_page(
    site: Site,
) -> None:
    html = {"accept": "text/html"}
    path = f"/cases/{site.case}/learning"
    seen = await site.v.client.get(path, headers=site.v.as_(member) | html)
    assert seen.status_code == 200 and "The chair of the group begins it." in seen.text
    for who in ("officer-wiltshire", "auditor"):
        answer = await site.v.client.get(path, headers=site.v.as_(who) | html)
        assert answer.status_code == 403, who
