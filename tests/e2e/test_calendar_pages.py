"""A day that was counted anew, on a case's page: the old day, the new one, and why."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from deploy.local.stack import Stack
from shared.decisions.calendar import shipped_calendar
from shared.decisions.rules import due, recounted
from shared.edge.issuer import local_actor
from shared.events.recomputed import DueDateRecomputed, Recomputed
from shared.log.kafka import case_events
from tests.support.cases import day
from tests.support.living_case import living, officer
from tests.support.pages import fresh_page, served, sign_in, wrong_with
from tests.support.reviews import reviews
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser

# Fifteen working days from Wed 1 April 2026: 2, 7-10 (5), 13-17 (10), 20-24 April. With Tue 14
# a made-up holiday: Mon 27.
was = due("rapid-review", "NOTIFIED", day("2026-04-01"))
made_up = shipped_calendar().with_holiday(day("2026-04-14"), "Made up", version="made up 2026")


async def test_a_day_that_was_counted_anew_is_shown_with_the_day_before(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> None:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as v, served(v.app) as address:
        subject = await living(v)
        moved = DueDateRecomputed(
            was=was,
            now=recounted(was, made_up),
            why=Recomputed.CALENDAR_ADOPTED,
            recomputed_on=day("2026-04-10"),
        )
        position = await v.tell(subject, moved, by="reporting")
        found = (await v.get(f"/cases/{subject}/clocks", officer, after=position)).json()
        (clock,) = [one for one in found["clocks"] if one["start"] == "NOTIFIED"]
        assert (clock["due_on"], clock["was_due_on"]) == ("2026-04-27", "2026-04-24")
        assert clock["calendar"] == "made up 2026"
        async with fresh_page(browser) as page:
            await sign_in(page, address, v.issuer.token(local_actor(officer)))
            await page.wait_for_url("**/cases")
            await page.goto(f"{address}/cases/{subject}")
            for each in await page.locator("details > summary").all():
                await each.click()
            text = (await page.locator("main").inner_text()).replace("\xa0", " ")
            assert "This was 24 April 2026 before it was counted anew." in text
            assert "Until 10 April 2026 it was 24 April 2026" in text
            assert "14 April 2026, bank holiday" in text
            assert "is due on 27 April 2026, not on 24 April 2026" in text
            assert await wrong_with(page) == []
