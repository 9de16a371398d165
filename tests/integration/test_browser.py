"""A Chromium that Playwright can drive, as root or not; and the words where there is none."""

import pytest
from playwright.async_api import async_playwright

from deploy.local import browser
from deploy.local.browser import FLAGS, NoBrowser


@pytest.mark.browser
async def test_playwright_drives_the_browser_that_is_found(chromium: str) -> None:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = await started.new_page(viewport={"width": 320, "height": 640})
        await page.set_content("<h1>Caseload</h1>")
        assert await page.locator("h1").inner_text() == "Caseload"
        await started.close()


def test_where_none_can_be_had_the_words_name_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "_run", lambda argv: "no way to the packages")
    with pytest.raises(NoBrowser, match=r"(?s)no way to.*apt-get install.*CSPR_BROWSER="):
        browser.browser()
