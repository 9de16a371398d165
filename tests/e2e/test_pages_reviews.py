"""The pages of reviews in a real browser: without JavaScript, narrow, by keyboard, alone."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, Route

from deploy.local.stack import Stack
from shared.decisions.ids import new_subject
from shared.edge.issuer import local_actor
from shared.log.kafka import case_events
from tests.support.cases import SWINDON, day
from tests.support.living_case import (
    chair,
    completion,
    decision,
    notified,
    officer,
)
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic
from tests.support.world import until

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """The pages at an address, and what a browser asked for besides."""

    reviews: Reviews
    address: str
    browser: Browser
    living: str
    overdue: str
    asked_elsewhere: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def page(
        self, *, scripts: bool = True, width: int = 1280, who: str | None = officer
    ) -> AsyncIterator[Page]:
        """A page of a fresh browser, signed in by the form where `who` says so."""
        context = await self.browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 900}
        )
        await context.route("**/*", self._only_here)
        try:
            page = await context.new_page()
            page.set_default_timeout(10_000)
            if who is not None:
                await self.sign_in(page, who)
            yield page
        finally:
            await context.close()

    async def sign_in(self, page: Page, who: str) -> None:
        await page.goto(f"{self.address}/sign-in")
        await page.get_by_label("Your token").fill(self.reviews.issuer.token(local_actor(who)))
        await page.locator("main").get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/cases")

    async def _only_here(self, route: Route) -> None:
        if route.request.url.startswith(self.address):
            await route.continue_()
        else:
            self.asked_elsewhere.append(route.request.url)
            await route.abort()


@pytest_asyncio.fixture
async def site(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Site]:
    await make_topic(case_events, partitions=3)
    async with (
        reviews(stack, topic_prefix, tmp_path / "keys") as running,
        served(running) as address,
    ):
        living, overdue = new_subject("case"), new_subject("case")
        summary = await running.seal(living, "narrative", "Found by a neighbour.")
        await running.tell(living, notified(summary=summary))
        await running.tell(overdue, notified(aware_on=day("2026-03-20")))
        await running.tell(new_subject("case"), notified(SWINDON))
        await running.tell(
            new_subject("case"), notified(imported=True, notified_on=day("2021-05-05"))
        )
        await running.opened(living)
        await running.opened(overdue)
        yield Site(running, address, browser, living, overdue)


@asynccontextmanager
async def served(running: Reviews) -> AsyncIterator[str]:
    """The application at an address, beside its desk that is open already."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(running.app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listening]))

    async def started() -> bool:
        return server.started

    await until(started)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


async def picture(page: Page, name: str) -> None:
    """Keep a picture where `CSPR_PICTURES` names a folder, for somebody to look at."""
    if folder := os.environ.get("CSPR_PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def text_of(page: Page) -> str:
    return await page.locator("main").inner_text()


async def too_wide(page: Page) -> Any:
    """What reaches beyond the right edge, none if the page does not scroll sideways."""
    return await page.evaluate(
        "() => document.documentElement.scrollWidth <= window.innerWidth ? [] :"
        " [...document.querySelectorAll('*')].filter(e =>"
        " e.getBoundingClientRect().right > window.innerWidth)"
        ".map(e => e.outerHTML.slice(0, 90))"
    )


async def test_the_caseload_says_in_words_what_is_overdue(site: Site) -> None:
    async with site.page() as page:
        await picture(page, "caseload")
        assert await page.title() == "Cases – Child safeguarding practice reviews"
        rows = page.locator("tbody tr")
        assert await rows.count() == 2
        first = await rows.nth(0).inner_text()
        # 15 working days from 20 March 2026: 23-27, 30, 31 March, 1, 2, 7-10, 13, 14 April.
        assert "14 April 2026" in first and "Overdue by 6 days" in first.replace("\xa0", " ")
        assert "Rapid review to the Panel" in first
        assert site.overdue[-8:] in first
        assert "Swindon" not in await text_of(page)
        await page.get_by_label("Also imported history").check()
        await page.get_by_role("button", name="Show").click()
        await page.wait_for_load_state()
        assert await rows.count() == 3


async def test_a_case_explains_each_date_without_javascript(site: Site) -> None:
    async with site.page(scripts=False) as page:
        await page.goto(f"{site.address}/cases/{site.living}")
        why = page.locator("#clocks ~ section details").nth(1)
        assert await why.get_by_text("Good Friday").is_visible() is False
        await why.locator("summary").click()
        assert await why.get_by_text("3 April 2026, Good Friday").is_visible()
        assert await why.get_by_text("rapid-review 2018-06").is_visible()
        text = await text_of(page)
        assert "24 April 2026" in text and "22 April 2026" in text
        assert "The chair of the Practice Review Group, by 22 April 2026" in text
        assert "A rapid review opened." in text
        assert "a policy, after what came before" in text
        link = page.get_by_role("link", name="The notification, and who was told")
        href = await link.get_attribute("href") or ""
        assert href.endswith(f"/cases/{site.living}/notification") and "://" in href
        await picture(page, "case")


async def test_texts_are_opened_only_for_a_reason(site: Site) -> None:
    async with site.page(scripts=False) as page:
        await page.goto(f"{site.address}/cases/{site.living}")
        assert "neighbour" not in await page.content()
        await page.get_by_role("link", name="Open the sealed texts").click()
        await page.wait_for_load_state()
        assert "neighbour" not in await page.content()
        await picture(page, "texts-asked")
        await page.get_by_label("Rapid review").check()
        await page.get_by_role("button", name="Open the texts").click()
        assert "Found by a neighbour." in await text_of(page)
        await picture(page, "texts")
    assert await site.reviews.rows("select actor, purpose from access_notes") == [
        (officer, "rapid-review")
    ]


async def test_a_case_after_all_that_can_happen_to_it(site: Site) -> None:
    path = f"/cases/{site.living}"
    done = await site.reviews.post(f"{path}/rapid-review", chair, completion)
    assert done.status_code == 201
    commissioned = await site.reviews.post(
        f"{path}/commissioning",
        chair,
        {
            "reviewers": [{"name": "R. Reader"}],
            "decided_on": decision["signed_off_by"][0]["signed_on"],
            "commissioned_on": "2026-04-20",
        },
    )
    async with site.page() as page:
        await page.goto(f"{site.address}{path}?after={commissioned.json()['position']}")
        text = await text_of(page)
        assert "Review commissioned" in text
        assert "17 October 2026" in text
        assert "A local child safeguarding practice review was commissioned." in text
        await picture(page, "case-commissioned")


@pytest.mark.parametrize("width", [320, 1280])
async def test_no_page_scrolls_sideways_or_asks_another_host(site: Site, width: int) -> None:
    async with site.page(width=width) as page:
        faults: list[str] = []
        page.on("console", lambda told: faults.append(told.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        case = f"/cases/{site.living}"
        for path in (
            "/cases",
            case,
            f"{case}/texts",
            f"{case}/texts?purpose=audit",
            "/sign-in",
        ):
            await page.goto(site.address + path)
            for details in await page.locator("details").all():
                await details.locator("summary").click()
            assert await too_wide(page) == [], path
            await picture(page, f"{width}{path.replace('/', '-').replace('?', '-')}"[:40])
        await page.goto(f"{site.address}/docs")
        assert await too_wide(page) == []
        assert faults == []
    assert site.asked_elsewhere == []


async def test_the_keyboard_reaches_the_skip_link_first_and_sees_where_it_is(
    site: Site,
) -> None:
    async with site.page() as page:
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert await focused.inner_text() == "Skip to main content"
        box = await focused.bounding_box()
        assert box is not None and box["height"] > 20 and box["y"] >= 0
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main-content"
        for landmark in ("banner", "navigation", "main", "contentinfo"):
            assert await page.get_by_role(landmark).count() == 1, landmark
        assert await page.locator("h1").count() == 1
        assert await page.locator("html").get_attribute("lang") == "en"


async def test_signing_out_leaves_nothing_to_see(site: Site) -> None:
    async with site.page(scripts=False) as page:
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in")
        await picture(page, "sign-in")
        answer = await page.goto(f"{site.address}/cases/{site.living}")
        assert answer is not None and answer.status == 401
        assert site.living[-8:] not in await text_of(page)
        await picture(page, "not-signed-in")


async def test_a_case_of_others_is_not_there(site: Site) -> None:
    async with site.page(who="officer-E06000065") as page:
        answer = await page.goto(f"{site.address}/cases/{site.living}")
        assert answer is not None and answer.status == 404
        assert "There is nothing here that you may see." in await text_of(page)
