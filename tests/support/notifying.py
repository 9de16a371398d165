"""The pages of a notification at an address, and hands for their forms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from services.notifications.api.examples import report
from shared.edge.issuer import local_actor
from tests.integration.notifications.world import Partnership, partnership
from tests.support.pages import served, sign_in, wrong_with

officer = "officer-wiltshire"
html = {"accept": "text/html"}
form_type = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Site:
    p: Partnership
    address: str
    browser: Browser
    case: str

    @property
    def page(self) -> str:
        return f"{self.address}/cases/{self.case}/notification"

    async def happened(self) -> list[str]:
        rows = await self.p.rows(
            "select name from events where subject = %s order by position", self.case
        )
        return [str(name) for (name,) in rows]

    async def post(self, who: str, step: str, body: str) -> int:
        """Send a form as a browser without a cookie would; the status of the answer."""
        answer = await self.p.http.post(
            f"/cases/{self.case}/notification/{step}",
            content=body,
            headers={**self.p.headers(who), **html, **form_type},
        )
        return answer.status_code


@asynccontextmanager
async def notifying(stack: Stack, folder: Path, browser: Browser) -> AsyncIterator[Site]:
    """The pages, and a case that the police have reported."""
    async with partnership(stack, folder) as made:
        await made.add("police")
        made.start("work", "relay")
        told = await made.post("partner-police", "/incidents", {"id": "1", **report})
        async with served(made.app) as address:
            yield Site(made, address, browser, str(told.json()["incident"]))


async def enter(page: Page, site: Site) -> None:
    """Sign in as the officer."""
    await sign_in(page, site.address, site.p.issuer.token(local_actor(officer)))


async def press(page: Page, button: str) -> str:
    """Send the form; what the page then says."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=button, exact=True).click()
    return await page.locator("main").inner_text()


async def choose(page: Page, link: str) -> None:
    """Another of the forms."""
    async with page.expect_navigation():
        await page.get_by_role("link", name=link, exact=True).click()


async def fault_free(page: Page, scripts: bool) -> None:
    if scripts:
        assert await wrong_with(page) == [], page.url
