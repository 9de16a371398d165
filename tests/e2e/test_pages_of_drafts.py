"""Drafts in a browser: saved by a button, resumed by a colleague, kept when two write, sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from services.notifications.api.examples import facts
from shared.edge.identity import Actor
from shared.edge.issuer import local_actor
from tests.integration.notifications.test_drafts import colleague
from tests.integration.notifications.world import Partnership, partnership
from tests.support.pages import fresh_page, served, sign_in, wrong_with

pytestmark = pytest.mark.browser
officer = local_actor("officer-wiltshire")


@pytest_asyncio.fixture
async def p(stack: Stack, tmp_path: Path) -> AsyncIterator[Partnership]:
    async with partnership(stack, tmp_path) as made:
        made.start("work", "relay")
        yield made


async def case_of(p: Partnership) -> str:
    answer = await p.post(officer.id, "/cases", {"aware_on": "2026-01-05", **facts})
    case = str(answer.json()["case"])
    await p.get(officer.id, f"/cases/{case}", after=answer.json()["position"])
    return case


async def enter(page: Page, p: Partnership, address: str, who: Actor) -> None:
    await sign_in(page, address, p.issuer.token(who))
    await page.goto(f"{address}/drafts")


async def save(page: Page) -> str:
    await page.get_by_role("button", name="Save the draft").click()
    return await page.get_by_role("status").inner_text()


async def test_two_officers_write_one_notification_and_nothing_is_lost(
    p: Partnership, browser: Browser
) -> None:
    case = await case_of(p)
    async with (
        served(p.app) as address,
        fresh_page(browser, scripts=False) as mine,
        fresh_page(browser, scripts=False, width=1280) as theirs,
    ):
        await enter(mine, p, address, officer)
        await mine.get_by_role("link", name="Notification", exact=True).click()
        await mine.get_by_label("National reference").fill("SIN-1")
        await mine.get_by_role("button", name="Save the draft").click()
        summary = await mine.get_by_role("alert").inner_text()
        assert "Say of which case this is a draft." in summary
        assert await mine.get_by_label("National reference").input_value() == "SIN-1"
        await mine.get_by_label("Case", exact=True).fill(case)
        assert "Saved. Version 1" in await save(mine)

        await enter(theirs, p, address, colleague)
        await theirs.locator("tbody a").click()
        assert await theirs.get_by_label("National reference").input_value() == "SIN-1"
        await theirs.get_by_label("Who notified").fill("The colleague")
        assert "Version 2" in await save(theirs)

        await mine.get_by_label("What shows it").fill("My own words.")
        assert "Version 1" in await save(mine)
        text = await mine.locator("main").inner_text()
        assert "Nothing of theirs was overwritten" in text
        assert await mine.get_by_label("What shows it").input_value() == "My own words."
        await mine.get_by_role("link", name="See the draft that they saved").click()
        assert await mine.get_by_label("Who notified").input_value() == "The colleague"

        await mine.get_by_label("What shows it").fill("My own words.")
        await mine.get_by_role("button", name="Record the notification").click()
        assert "It is missing." in await mine.get_by_role("alert").inner_text()
        await mine.get_by_label("When was the Panel notified?").fill("2026-01-07 09:30")
        await mine.get_by_label("How?").select_option("national-form")
        await mine.get_by_role("button", name="Record the notification").click()
        await mine.get_by_text("The notification was recorded").wait_for()
        seen = await p.rows(
            "select name, convert_from(body, 'utf8')::jsonb ->> 'notified_at' from events"
            " where subject = %s order by position desc limit 1",
            case,
        )
        assert seen == [("IncidentNotified", "2026-01-07T09:30:00Z")]
        left = await p.rows("select beside is not null from drafts")
        assert left == [(True,)]
        await mine.get_by_role("link", name="All drafts").click()
        await mine.locator("tbody a").click()
        await mine.get_by_role("button", name="Discard the draft").click()
        await mine.get_by_text("There are none.").wait_for()


async def test_axe_finds_nothing_wrong_with_the_pages_of_drafts(
    p: Partnership, browser: Browser
) -> None:
    case = await case_of(p)
    async with served(p.app) as address, fresh_page(browser) as page:
        await enter(page, p, address, officer)
        await page.goto(f"{address}/drafts/new?kind=incident-report")
        assert await wrong_with(page) == []
        await page.get_by_role("button", name="Save the draft").click()
        assert "Say for which authority" in await page.locator("main").inner_text()
        assert await wrong_with(page) == []
        await page.goto(f"{address}/drafts/new?kind=notification&case={case}")
        await save(page)
        assert await wrong_with(page) == []
        await page.goto(f"{address}/drafts")
        assert await wrong_with(page) == []
