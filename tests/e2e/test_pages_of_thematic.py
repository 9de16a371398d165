"""A thematic review in a browser: each step a form, without a script, without a fault."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.log.kafka import case_events
from tests.support.living_case import chair, member, officer
from tests.support.pages import fresh_page, served, sign_in, wrong_with
from tests.support.practice_case import done
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic
from tests.support.thematic_case import including, reviewed

pytestmark = pytest.mark.browser
today, theme = "2026-04-20", "Physical abuse in children under one"


@dataclass
class Site:
    v: Reviews
    address: str
    cases: tuple[str, str]
    browser: Browser


@pytest_asyncio.fixture
async def site(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Site]:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as v:
        cases = (await reviewed(v), await reviewed(v))
        async with served(v.app) as address:
            yield Site(v, address, cases, browser)


async def press(page: Page, button: str) -> str:
    """Send the form; what the page then says."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=button, exact=True).click()
    return await page.locator("main").inner_text()


async def choose(page: Page, form: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("link", name=form, exact=True).click()


async def fault_free(page: Page, scripts: bool) -> None:
    if scripts:
        assert await wrong_with(page) == [], page.url


async def include(page: Page, case: str) -> str:
    await choose(page, "Include a case")
    await page.get_by_label("Which case?").fill(case)
    await page.get_by_label("It was included on").fill(today)
    return await press(page, "Include it")


async def publish(page: Page) -> str:
    await page.get_by_label("Title").fill("Thematic review: babies")
    await page.get_by_label("What was learnt?").fill("Ask who lives in the home.")
    await page.get_by_label("Themes").fill("bruising\nphysical abuse")
    await page.get_by_label("Health", exact=True).check()
    await page.get_by_label("Who read it").fill("Clarissa")
    await page.get_by_label("They read it on").fill(today)
    return await press(page, "Publish it")


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_a_thematic_review_is_made_form_by_form(site: Site, scripts: bool) -> None:
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(chair)))
        await page.goto(f"{site.address}/thematic-reviews")
        await fault_free(page, scripts)
        await choose_button(page, "Open a thematic review")
        assert "There is a problem" in await press(page, "Open it")
        await fault_free(page, scripts)
        await page.get_by_label("Theme").fill(theme)
        await page.get_by_label("It was opened on").fill("2026-04-01")
        told = await press(page, "Open it")
        assert theme in told and "No case is in it yet" in told
        await fault_free(page, scripts)
        assert "There is no case of this id" in await include(page, site.cases[0][:-1] + "0")
        await fault_free(page, scripts)
        await page.get_by_label("Which case?").fill(site.cases[0])
        told = await press(page, "Include it")
        assert f"Case {site.cases[0][-8:]}" in told
        assert f"Case {site.cases[1][-8:]}" in await include(page, site.cases[1])
        await choose(page, "Appoint a reviewer")
        await page.get_by_label("Who carries it out?").fill("Rosalind")
        await page.get_by_label("As the lead reviewer").check()
        await page.get_by_label("They declared it on").fill(today)
        await page.get_by_label("They were appointed on").fill(today)
        assert "There is a problem" in await press(page, "Appoint them")
        assert await page.get_by_label("As the lead reviewer").is_checked()
        await fault_free(page, scripts)
        await page.get_by_label("Yes", exact=True).check()
        told = await press(page, "Appoint them")
        assert "The lead: organisation not given, independent" in told
        assert "Rosalind" not in told
        await choose(page, "Record what was learnt")
        await page.get_by_label("Finding", exact=True).check()
        await page.get_by_label("What was learnt?").fill("Edith told nobody.")
        await page.get_by_label("Learnt on").fill(today)
        told = await press(page, "Record it")
        assert "Finding 1" in told and "Edith" not in told
        await choose(page, "Conclude the thematic review")
        await page.get_by_label("It was concluded on").fill(today)
        await press(page, "Conclude it")
        await choose(page, "Publish the thematic review")
        await fault_free(page, scripts)
        told = await publish(page)
        assert "No copy of the thematic review has gone to" in told
        assert await page.get_by_label("Themes").input_value() == "bruising\nphysical abuse"
        await fault_free(page, scripts)
        await choose(page, "Record a copy before publication")
        for whom in ("The Panel", "The Secretary of State", "Ofsted"):
            await page.get_by_label(whom, exact=True).check()
        await page.get_by_label("SHA-256 of the document").fill("a" * 64)
        await page.get_by_label("Secure email", exact=True).check()
        await page.get_by_label("It was sent on").fill("2026-04-09")
        await fault_free(page, scripts)
        assert "the Panel, 9 April 2026" in await press(page, "Record it")
        await choose(page, "Publish the thematic review")
        told = await publish(page)
        assert "Thematic review: babies" in told and "Clarissa" not in told
        await fault_free(page, scripts)
        await choose(page, "Open its sealed texts")
        await fault_free(page, scripts)
        await page.get_by_label("Thematic review", exact=True).check()
        assert "Edith told nobody." in await press(page, "Open the texts")
        await page.goto(f"{site.address}/cases/{site.cases[0]}")
        assert theme in await page.locator("main").inner_text()
        await fault_free(page, scripts)
        await choose(page, theme)
        await choose(page, "Take down what is published")
        await page.get_by_label("Child identifiable").check()
        await fault_free(page, scripts)
        assert "Publication taken down" in await press(page, "Take it down")


async def choose_button(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def test_who_is_not_in_the_group_reads_and_is_offered_no_form(site: Site) -> None:
    v = site.v
    opening = {"theme": theme, "authorities": ["E06000054"], "opened_on": "2026-04-01"}
    position = await done(v, "/thematic-reviews", opening, chair)
    path = f"/thematic-reviews/{position.split(':')[1]}"
    assert (await v.get(path, member, after=position)).status_code == 200
    await done(v, f"{path}/cases", including(site.cases[0]))
    html = {"accept": "text/html"}
    for who in (officer, "auditor"):
        seen = await v.client.get(path, headers=v.as_(who) | html)
        assert seen.status_code == 200 and "What can be done" not in seen.text, who
    of_member = await v.client.get(path, headers=v.as_(member) | html)
    assert "Include a case" in of_member.text and "Appoint a reviewer" not in of_member.text
    new = await v.client.get("/thematic-reviews/new", headers=v.as_(member) | html)
    assert new.status_code == 403
