"""The page of what a group records, as somebody uses it in a browser."""

from playwright.async_api import Page

from tests.support.pages import wrong_with


async def press(page: Page, button: str) -> str:
    """Send the form; what the page then says."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=button, exact=True).click()
    return (await page.locator("main").inner_text()).replace("\xa0", " ")


async def open_form(page: Page, title: str, scripts: bool) -> None:
    """Follow the link to a form, which has no fault."""
    await page.get_by_role("link", name=title, exact=True).click()
    await page.get_by_role("heading", name=title, level=1, exact=True).wait_for()
    await fault_free(page, scripts)


async def fault_free(page: Page, scripts: bool) -> None:
    """Nothing is wrong with the page, where axe can be asked."""
    if scripts:
        assert await wrong_with(page) == [], page.url
