"""Reminders in a browser: what was sent is read, and what was not is tried again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.log.kafka import case_events
from tests.support.cases import SWINDON
from tests.support.living_case import chair, living
from tests.support.pages import fresh_page, served, sign_in, wrong_with
from tests.support.reminding import Hand, by_hand
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser


@dataclass
class Site:
    v: Reviews
    hand: Hand
    address: str
    browser: Browser


@pytest_asyncio.fixture
async def site(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Site]:
    await make_topic(case_events, partitions=3)
    async with (
        reviews(stack, topic_prefix, tmp_path / "keys") as v,
        by_hand(v) as hand,
        served(v.app) as address,
    ):
        yield Site(v, hand, address, browser)


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_what_was_sent_is_read_and_what_was_refused_is_tried_again(
    site: Site, scripts: bool
) -> None:
    await living(site.v)
    await living(site.v)
    assert await site.hand.decide() == 2
    site.hand.sink.answers = ["250 OK", "554 Never"]
    await site.hand.hand_over()
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(chair)))
        await page.goto(f"{site.address}/reminders")
        told = await page.locator("main").inner_text()
        assert "The report of the rapid review to the Panel (R7)" in told
        assert "22 April 2026, ahead of it" in told and "to 1 address" in told
        await page.locator("summary").click()
        assert "is sent by a program" in await page.locator("main").inner_text()
        if scripts:
            assert await wrong_with(page) == []
        await page.get_by_role("link", name="Only what is not sent").click()
        await page.wait_for_url("**/reminders?unsent=true")
        assert "Refused by the mail server" in await page.locator("main").inner_text()
        async with page.expect_navigation():
            await page.get_by_role("button", name="Try all that is not sent now").click()
        assert "Waits to be sent" in await page.locator("main").inner_text()
        assert await site.hand.hand_over() == 1
        await page.reload()
        assert "There is no reminder here" in await page.locator("main").inner_text()
        if scripts:
            assert await wrong_with(page) == []


async def test_another_authority_sees_none_of_it(site: Site) -> None:
    await living(site.v, authority=SWINDON)
    await site.hand.decide()
    headers = site.v.as_(chair) | {"accept": "text/html"}
    seen = await site.v.client.get("/reminders", headers=headers)
    assert seen.status_code == 200 and "There is no reminder here" in seen.text
