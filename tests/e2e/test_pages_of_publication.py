"""The pages of a local review in a real browser, from its gate to its taking down."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from deploy.local.stack import Stack
from shared.log.kafka import case_events
from tests.e2e.test_pages_reviews import Site, picture, served, text_of, too_wide
from tests.support.cases import SWINDON
from tests.support.living_case import chair, officer
from tests.support.practice_case import commissioned, copy, done, published, taken_down
from tests.support.reviews import reviews
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def site(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Site]:
    """`living` waits for its gate and is delayed; `overdue` was published and taken down."""
    await make_topic(case_events, partitions=3)
    async with (
        reviews(stack, topic_prefix, tmp_path / "keys") as v,
        served(v) as address,
    ):
        waiting, gone = await asyncio.gather(commissioned(v), commissioned(v))
        path = f"/cases/{waiting}/publication"
        await done(v, f"{path}/copies", {**copy, "sent_on": "2026-04-10"})
        await done(v, f"{path}/holds", {"held_by": "inquest", "held_on": "2026-04-13"})
        delay = {"reason": "inquest", "until": "2026-11-30", "delayed_on": "2026-04-13"}
        last = [await done(v, f"{path}/delays", delay)]
        path = f"/cases/{gone}/publication"
        await done(v, f"{path}/copies", {**copy, "sent_on": "2026-04-09"})
        await done(v, f"{path}/report", {**published, "jointly_with": [SWINDON]}, chair)
        last.append(await done(v, f"{path}/taken-down", taken_down))
        for subject, after in zip((waiting, gone), last, strict=True):
            await v.get(f"/cases/{subject}/practice-review", officer, after=after)
            await v.get(f"/cases/{subject}/clocks", officer, after=after)
            await v.get(f"/cases/{subject}/timeline", officer, after=after)
        yield Site(v, address, browser, waiting, gone)


async def test_a_review_before_its_gate_says_what_it_waits_for(site: Site) -> None:
    async with site.page(scripts=False) as page:
        await page.goto(f"{site.address}/cases/{site.living}")
        text = (await text_of(page)).replace("\xa0", " ")
        # Seven working days from Fri 10 April 2026: 13-17 (5), 20, 21.
        assert "Not before 21 April 2026" in text
        assert "The review is not published before this day" in text
        assert "A delay is recorded: inquest." in text
        assert "Publication held by\tinquest" in text or "Publication held by\n" in text
        assert "Tell the Panel and the Secretary of State why publication is delayed" in text
        assert "full, to the Panel, the Secretary of State, Ofsted" in text
        assert "13 April 2026: inquest, until 30 November 2026" in text
        assert "independence not declared" in text and "Rosalind" not in text
        await page.get_by_text("Why is it this day?").first.click()
        assert await page.get_by_text("pre-publication 2018-06").is_visible()
        await picture(page, "case-before-its-gate")


async def test_a_report_that_was_taken_down_is_shown_and_listed(site: Site) -> None:
    async with site.page(scripts=False) as page:
        await page.goto(f"{site.address}/cases/{site.overdue}")
        text = (await text_of(page)).replace("\xa0", " ")
        assert "Publication taken down" in text and "Ended 365 days early" in text
        assert "in full, jointly with Swindon" in text
        assert "(child identifiable)" in text and "Dorothea" not in text
        await picture(page, "case-taken-down")
        await page.goto(f"{site.address}/cases")
        await page.get_by_role("link", name="published or taken down before its time").click()
        await page.wait_for_load_state()
        listed = page.locator("tbody tr")
        assert await listed.count() == 1
        row = await listed.inner_text()
        assert site.overdue[-8:] in row and "Taken down early (R16)" in row
        assert "20 April 2027" in row
        await picture(page, "exceptions")


@pytest.mark.parametrize("width", [320, 1280])
async def test_none_of_them_scrolls_sideways_or_asks_another_host(
    site: Site, width: int
) -> None:
    async with site.page(width=width) as page:
        for path in (f"/cases/{site.living}", f"/cases/{site.overdue}", "/exceptions"):
            await page.goto(site.address + path)
            assert await too_wide(page) == []
    assert site.asked_elsewhere == []
