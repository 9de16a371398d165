"""A notification in a browser: a form for each step, without a script, without a fault."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from services.notifications.api.examples import facts
from tests.support.notifying import (
    Site,
    choose,
    enter,
    fault_free,
    html,
    notifying,
    officer,
    press,
)
from tests.support.pages import fresh_page

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def site(stack: Stack, tmp_path: Path, browser: Browser) -> AsyncIterator[Site]:
    async with notifying(stack, tmp_path, browser) as made:
        yield made


async def aware(page: Page) -> str:
    await page.get_by_label("Since which day is the authority aware?").fill("2026-01-05")
    await page.get_by_label("How did it learn of it?").fill("Philippa rang.")
    return await press(page, "Record it")


async def notified(page: Page) -> str:
    await page.get_by_label("When was the Panel notified?").fill("2026-01-07 09:30")
    await page.get_by_label("National form").check()
    await page.get_by_label("National reference").fill("SIN-2026-0007")
    await page.get_by_label("What shows it").fill("The acknowledgement.")
    return await press(page, "Record the notification")


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_from_a_report_to_an_amended_notification_form_by_form(
    site: Site, scripts: bool
) -> None:
    async with fresh_page(site.browser, scripts=scripts) as page:
        await enter(page, site)
        await page.goto(site.page)
        await fault_free(page, scripts)
        await page.get_by_label("How did it learn of it?").fill("Philippa rang.")
        told = await press(page, "Record it")
        assert "There is a problem" in told and "It is missing." in told
        assert await page.get_by_label("How did it learn").input_value() == "Philippa rang."
        await fault_free(page, scripts)
        # 5 January 2026 is a Monday: the 6th is day 1, Monday the 12th is day 5.
        assert "12 January 2026" in await aware(page)
        await fault_free(page, scripts)
        await page.get_by_label("National reference").fill("SIN-2026-0007")
        told = await press(page, "Record the notification")
        assert "Write it as 2026-01-07 10:30." in told
        assert await page.get_by_label("National ref").input_value() == "SIN-2026-0007"
        told = await notified(page)
        assert "The notification is recorded." in told and "7 January 2026, 09:30" in told
        assert "Philippa" not in told and "acknowledgement" not in told
        await fault_free(page, scripts)
        await who_was_told(page, scripts)
        await amended(page, scripts)
    assert await site.happened() == [
        *("IncidentReported", "AwarenessRecorded", "IncidentNotified", "RecipientTold"),
        *("TellingWithdrawn", "RecipientTold", "NotificationAmended"),
    ]


async def who_was_told(page: Page, scripts: bool) -> None:
    """Tell the partners, take it back, and tell them again."""
    await page.get_by_label("Who was told?").select_option(label="The safeguarding partners")
    await page.get_by_label("On which day?").fill("2026-01-08")
    await page.get_by_label("Email").check()
    await page.get_by_label("Their reference").fill("MASH-1")
    told = await press(page, "Record it")
    assert "in the future" in told
    assert await page.get_by_label("Their reference").input_value() == "MASH-1"
    await page.get_by_label("On which day?").fill("2026-01-06")
    told = await press(page, "Record it")
    assert "It is recorded that they were told." in told and "MASH-1" in told
    await choose(page, "Take back that somebody was told")
    await fault_free(page, scripts)
    told = await press(page, "Take it back")
    assert told.count("It is missing.") == 4  # two fields, each beside and in the summary
    await page.get_by_label("Which of these").select_option(index=1)
    await page.get_by_label("Why was it recorded wrongly?").fill("It was another case.")
    assert "is open again" in await press(page, "Take it back")
    await page.get_by_label("Who was told?").select_option(label="The safeguarding partners")
    await page.get_by_label("On which day?").fill("2026-01-07")
    await page.get_by_label("Telephone").check()
    assert "7 January 2026" in await press(page, "Record it")
    await fault_free(page, scripts)


async def amended(page: Page, scripts: bool) -> None:
    """Put another name in place of the first child's, and add one."""
    if await page.get_by_role("button", name="Open what was told").count() == 0:
        await choose(page, "Amend the notification")
    await fault_free(page, scripts)
    await press(page, "Open what was told")
    await fault_free(page, scripts)
    first = page.get_by_role("group", name="Child 1")
    assert await first.get_by_label("Name").input_value() == "Child L"
    assert await first.get_by_label("Date of birth").input_value() == "2025-11-03"
    await first.get_by_label("Name").fill("Child M")
    await press(page, "Add another child")
    assert await first.get_by_label("Name").input_value() == "Child M"
    second = page.get_by_role("group", name="Child 2")
    await second.get_by_label("What happened to the child?").select_option("death")
    await second.get_by_label("Age in years").fill("many")
    told = await press(page, "Record the amendment")
    assert "It is not a whole number. Send a whole number." in told
    await fault_free(page, scripts)
    assert await second.get_by_label("Age in years").input_value() == "many"
    await second.get_by_label("Age in years").fill("3")
    await second.get_by_label("Abuse or neglect").select_option("known")
    await page.get_by_label("Why is it amended?").fill("A name, and a child.")
    told = await press(page, "Record the amendment")
    assert "The notification is amended." in told and "Child M" not in told


async def test_one_is_not_notified_after_all_and_another_is_withdrawn(site: Site) -> None:
    async with fresh_page(site.browser, scripts=False) as page:
        await enter(page, site)
        await page.goto(site.page)
        await aware(page)
        await choose(page, "Record that the authority does not notify")
        await page.get_by_label("Why does the authority not notify?").fill("No serious harm.")
        assert "does not notify, and why" in await press(page, "Record it")
        await notified(page)
        await choose(page, "Withdraw the notification")
        assert "It is missing." in await press(page, "Withdraw it")
        await page.get_by_label("Criteria not met").check()
        told = await press(page, "Withdraw it")
        assert "7 January 2026, criteria not met" in told
        await page.get_by_label("Since which day is the authority aware?").wait_for()
    assert (await site.happened())[-3:] == [
        *("NotificationDeclined", "IncidentNotified", "NotificationWithdrawn"),
    ]


async def test_a_case_that_was_only_referred_is_notified(site: Site) -> None:
    referral = {"concern": "near-miss", "reason": "Learning.", **facts}
    site.case = (await site.p.post(officer, "/referrals", referral)).json()["case"]
    async with fresh_page(site.browser) as page:
        await enter(page, site)
        await page.goto(site.page)
        await press(page, "Open what was told")
        await fault_free(page, scripts=True)
        assert await page.get_by_label("Name").input_value() == "Child L"
        await aware(page)
        await notified(page)
    assert await site.happened() == [
        *("CaseReferred", "IncidentReported", "AwarenessRecorded", "IncidentNotified"),
    ]
    body = "authority=E06000054&aware_on=2026-01-05"
    assert await site.post(officer, "aware-with-facts", body) == 422


async def test_a_form_that_is_sent_twice_is_one_fact(site: Site) -> None:
    for step, body in (
        ("aware", "aware_on=2026-01-05&how=Call"),
        ("notified", "notified_at=2026-01-07+09:30&notifier=Philippa"),
        ("told", "recipient=safeguarding-partners&told_on=2026-01-07&channel=email"),
        ("taken-back", "told_on=2026-01-07+safeguarding-partners&reason=Another"),
        ("amended", "authority=E06000054&reason=Date&seen=5&children.0.number=1"
         "&children.0.outcome=death&children.0.abuse_or_neglect=known"),
        ("withdrawn", "reason=entered-by-mistake"),
    ):  # fmt: skip
        before = len(await site.happened())
        assert [await site.post(officer, step, body) for _ in range(2)] == [303, 303], step
        assert len(await site.happened()) == before + 1, step


async def test_an_amendment_over_what_somebody_else_amended_is_refused(site: Site) -> None:
    await site.post(officer, "aware", "aware_on=2026-01-05")
    await site.post(officer, "notified", "notified_at=2026-01-07+09:30")
    body = "authority=E06000054&seen=3&reason="
    assert await site.post(officer, "amended", body + "One") == 303
    assert await site.post(officer, "amended", body + "Two") == 422
    assert (await site.happened())[3:] == ["NotificationAmended"]


async def test_who_may_not_sees_no_form_and_is_refused(site: Site) -> None:
    path = f"/cases/{site.case}/notification"
    for who, seen, refused in (
        ("member-wiltshire", 200, 403),
        ("auditor", 200, 403),
        ("officer-E08000035", 404, 404),
    ):
        answer = await site.p.http.get(path, headers=site.p.headers(who) | html)
        assert answer.status_code == seen, who
        assert "/notification/aware" not in answer.text
        assert await site.post(who, "aware", "aware_on=2026-01-05") == refused, who
    opened = f"{path}?do=amended&opened=true"
    answer = await site.p.http.get(opened, headers=site.p.headers("member-wiltshire") | html)
    assert "Child L" not in answer.text
    assert await site.happened() == ["IncidentReported"]


async def test_awareness_is_recorded_by_keyboard_alone(site: Site) -> None:
    async with fresh_page(site.browser, scripts=False) as page:
        await enter(page, site)
        await page.goto(site.page)
        label = page.get_by_label("Since which day is the authority aware?")
        for _ in range(60):
            if await label.evaluate("field => field === document.activeElement"):
                break
            await page.keyboard.press("Tab")
        await page.keyboard.type("01052026")  # this browser asks for the month first
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        assert "12 January 2026" in await page.locator("main").inner_text()
