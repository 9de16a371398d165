"""`make guide`: play the worked example on a system of its own, and take the pictures of it.

They are written to `docs/guide/images`; what is there and no longer taken is removed.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from deploy.local.browser import FLAGS, browser
from deploy.local.guide.shots import Shot, address, shots
from deploy.local.runner import Runner
from deploy.local.stack import ROOT, Stack, local_stack
from deploy.local.system import System, start_system
from deploy.local.worked_example.play import play
from deploy.local.worked_example.stories import Played
from shared.edge.issuer import local_actor

_scroll = (
    "at => window.scrollTo(0, window.scrollY - 12"
    " + document.querySelector(at).getBoundingClientRect().top)"
)
images = ROOT / "docs" / "guide" / "images"


async def take_all(folder: Path) -> None:
    """Take every picture, into a folder.

    Raises:
        NotPlayed: the worked example came to a halt.
        RuntimeError: it came out otherwise than expected, or a page was not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        async with (
            local_stack(Path(data), keep=False, say=_say) as stack,
            Runner(Path(data) / "logs", say=_say, watching=stack.processes) as runner,
        ):
            await runner.until(_play_and_take(stack, runner, folder))
    _remove_others(folder)


async def _play_and_take(stack: Stack, runner: Runner, folder: Path) -> None:
    system = await start_system(stack, runner, say=_say)
    playing = await play(system, _say)
    if playing.unmet:
        raise RuntimeError("The worked example came out otherwise than expected.")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=browser(), args=list(FLAGS))
        for shot in shots:
            await _take(started, system, playing.played, shot, folder)
        await started.close()


async def _take(
    started: Browser, system: System, played: Sequence[Played], shot: Shot, folder: Path
) -> None:
    size = {"width": shot.width, "height": shot.height}
    context = await started.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    base = system.address(shot.service)
    if shot.who is not None:
        await page.goto(f"{base}/sign-in")
        await page.get_by_label("Your token").fill(system.issuer.token(local_actor(shot.who)))
        async with page.expect_navigation():
            await page.locator("main").get_by_role("button", name="Sign in").click()
    answer = await page.goto(base + address(shot, played))
    if answer is None or answer.status != shot.status:
        raise RuntimeError(f"The page of the picture {shot.name} is not there.")
    if shot.opens is not None:
        await page.locator(shot.opens).first.locator("summary").click()
    await page.evaluate(_scroll, shot.at)
    await page.screenshot(path=folder / f"{shot.name}.png", animations="disabled")
    await context.close()
    _say(f"picture: {shot.name}")


def _remove_others(folder: Path) -> None:
    taken = {f"{shot.name}.png" for shot in shots}
    for path in folder.glob("*.png"):
        if path.name not in taken:
            path.unlink()


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    asyncio.run(take_all(images))
