"""The pages of reporting in a browser: no scripts, a narrow screen, nobody else is asked."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright

from deploy.local.browser import FLAGS
from deploy.local.stack import Stack
from shared.decisions.ids import new_subject
from shared.edge.issuer import local_actor
from shared.edge.sign_in import session_cookie
from shared.events.catalogue import MAIN_TOPIC
from shared.events.codes import Outcome
from shared.events.values import breach_of
from tests.support.cases import SWINDON, child, day
from tests.support.panel import answered, completed, due_notified, opened, required, sent
from tests.support.reporting import Reporting, reporting
from tests.support.stack import MakeTopic
from tests.unit.reporting.world import died, notified


@pytest.fixture
async def r(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Reporting]:
    await make_topic(MAIN_TOPIC, partitions=3)
    async with reporting(stack, topic_prefix, tmp_path) as running:
        yield running


@asynccontextmanager
async def served(r: Reporting) -> AsyncIterator[str]:
    """The application behind a real web server; its lifespan runs already."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(r.app, log_level="critical", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def browsing(
    chromium: str, r: Reporting, address: str, who: str | None
) -> AsyncIterator[Page]:
    """A page of 320 px, without scripts, signed in or not; it asks nobody but the service."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        context = await started.new_context(
            viewport={"width": 320, "height": 640}, java_script_enabled=False
        )
        if who is not None:
            token = r.issuer.token(local_actor(who))
            cookie = {"name": session_cookie, "value": token, "url": address}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        page = await context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        yield page
        await started.close()
        assert [url for url in asked if not url.startswith(address)] == []


async def fits(page: Page) -> None:
    """Nothing is wider than the screen; each table has a caption, each field a label."""
    await page.wait_for_load_state()  # a click waits for an answer, not for all of it
    assert await page.locator("h1").count() == 1
    assert await page.locator("table:not(:has(caption))").count() == 0
    for place in ("html", "main", "table"):
        for box in [await one.bounding_box() for one in await page.locator(place).all()]:
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 320
    for name in [await one.get_attribute("id") for one in await page.locator("select").all()]:
        assert await page.locator(f"label[for={name}]").count() == 1


async def played(r: Reporting) -> None:
    await r.tell(new_subject("case"), notified("2024-03-31", died(age_years=0)))
    await r.tell(new_subject("case"), notified("2024-01-01", authority=SWINDON))
    await r.tell(
        new_subject("case"),
        notified("2026-04-01", child(Outcome.SERIOUS_HARM, age_years=0)),
        opened(),
        completed(),
    )
    late = sent("2026-04-27", breach=breach_of(due_notified, day("2026-04-27")))
    case = new_subject("case")
    await r.tell(case, opened(), required(), late, answered("2026-05-04"))
    for model in ("notification_facts", "panel_facts", "submissions"):
        await r.settled(model)


@pytest.mark.browser
async def test_statistics_are_shown_by_year_and_topic(r: Reporting, chromium: str) -> None:
    await played(r)
    async with served(r) as address, browsing(chromium, r, address, "auditor") as page:
        await page.goto(f"{address}/statistics")
        rows = [await row.inner_text() for row in await page.locator("#by-year tbody tr").all()]
        assert [row.split() for row in rows] == [
            ["2024", "2", "1", "1", "0"],
            ["2027", "1", "0", "1", "0"],
        ]
        await fits(page)
        await page.get_by_label("Year to 31 March").select_option("2024")
        await page.get_by_label("Authority").select_option("E06000054")
        await page.get_by_label("Break down by").select_option("age")
        await page.get_by_role("button", name="Show").click()
        caption = await page.locator("#by-topic caption").inner_text()
        assert caption == "Notifications by age, Wiltshire, year to 31 March 2024"
        first = page.locator("#by-topic tbody tr").first
        assert (await first.locator("th").inner_text()) == "Under 1"
        assert (await first.locator("td").first.inner_text()) == "1"
        await fits(page)


@pytest.mark.browser
async def test_the_register_says_what_was_late_and_who_may_see_it(
    r: Reporting, chromium: str
) -> None:
    await played(r)
    async with served(r) as address:
        async with browsing(chromium, r, address, "reporting-wiltshire") as page:
            await page.goto(f"{address}/submissions")
            text = await page.locator("#register").inner_text()
            assert "3 days late" in text and "agrees, 4 May 2026" in text
            assert "To be sent" in text
            await fits(page)
        async with browsing(chromium, r, address, "reporting-E06000030") as page:
            await page.goto(f"{address}/submissions")
            assert "nothing here that you may see" in await page.locator("main").inner_text()
        async with browsing(chromium, r, address, "partner-police") as page:
            answer = await page.goto(f"{address}/statistics")
            assert answer is not None and answer.status == 403
            assert await page.locator("h1").inner_text() == "Not allowed"
