"""A case that nobody reported, begun by an officer in a browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from deploy.local.stack import Stack
from tests.support.notifying import (
    Site,
    enter,
    fault_free,
    form_type,
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


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_an_officer_begins_a_case_that_nobody_reported(site: Site, scripts: bool) -> None:
    async with fresh_page(site.browser, scripts=scripts) as page:
        await enter(page, site)
        await page.get_by_role("link", name="A new incident").click()
        await page.get_by_label("What happened? (optional)").fill("Ottoline fell.")
        told = await press(page, "Record the incident")
        assert "There is a problem" in told and "It is missing." in told
        await fault_free(page, scripts)
        assert await page.get_by_label("What happened? (opt").input_value() == "Ottoline fell."
        await page.get_by_label("Since which day is the authority aware?").fill("2026-01-05")
        await press(page, "Add another child")
        first = page.get_by_role("group", name="Child 1")
        await first.get_by_label("Date of birth").fill("2027-01-01")
        await first.get_by_label("What happened to the child?").select_option("serious-harm")
        await first.get_by_label("Abuse or neglect").select_option("suspected")
        assert "It lies in the future." in await press(page, "Record the incident")
        await first.get_by_label("Date of birth").fill("2025-11-03")
        told = await press(page, "Record the incident")
        assert "12 January 2026" in told and "Ottoline" not in told
    begun = await site.p.rows(
        "select name from events where subject like 'case-%%' and subject <> %s"
        " order by position",
        site.case,
    )
    assert begun == [("IncidentReported",), ("AwarenessRecorded",)]


async def test_a_case_is_begun_once_and_by_officers_alone(site: Site) -> None:
    body = "once=form-1&authority=E06000054&aware_on=2026-01-05&summary=Fell"

    async def send(who: str, said: str) -> httpx.Response:
        signed_in = site.p.headers(who) | html | form_type
        return await site.p.http.post("/cases/new", content=said, headers=signed_in)

    first, again = [await send(officer, body) for _ in range(2)]
    assert first.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    other = await send(officer, body.replace("E06000054", "E08000035"))
    assert other.status_code == 422 and "not act for this authority" in other.text
    for who in ("member-wiltshire", "auditor"):
        assert (await send(who, body)).status_code == 403
        seen = await site.p.http.get("/cases/new", headers=site.p.headers(who) | html)
        assert seen.status_code == 403
    assert await site.p.rows(
        "select count(distinct subject) from events where subject like 'case-%%'"
    ) == [(2,)]
