"""What somebody is found to see of a case; a name that shows to them is found too."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.sight import Sight
from deploy.local.worked_example.stories import Played
from deploy.local.worked_example.story_files import folder, read_story
from services.reporting.read_models.published_here import record_of_case

case = "case-019bc8d1-5a00-7000-8000-000000000001"
story = read_story(folder / "commissioned-review.toml", date(2026, 11, 28))
named = '{"stage": "commissioned", "of": "Child A (made up)"}'


async def seen(
    who: str | None, answers: dict[str, tuple[int, str]], otherwise: int = 404
) -> str:
    """What is found where these addresses answer so, and every other one as said."""

    async def look(who: str | None, service: str, path: str, **query: str) -> httpx.Response:
        status, text = answers.get(path.replace(case, "CASE"), (otherwise, "{}"))
        return httpx.Response(status, text=text)

    asking: Any = SimpleNamespace(look=look)
    return await Sight(cast(Asking, asking), Played(story, case), who).words()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "no such case"),
        ({"/incidents/CASE": (200, "{}")}, "what it sent"),
        (
            {"/cases/CASE": (200, "{}"), "/cases/CASE/texts": (403, "")},
            "the case without names",
        ),
        ({"/cases/CASE": (200, "{}"), "/cases/CASE/texts": (200, named)}, "everything"),
    ],
)
async def test_what_somebody_sees_is_told_by_what_answers(
    answers: dict[str, tuple[int, str]], words: str
) -> None:
    assert await seen("officer-wiltshire", answers) == words


async def test_a_name_that_shows_to_who_may_not_read_it_is_found() -> None:
    answers = {"/cases/CASE": (200, named), "/cases/CASE/texts": (403, "")}
    found = await seen("operator", answers)
    assert found == "the case without names, AND Child A (made up)"


async def test_anybody_sees_what_is_published_and_is_not_let_into_the_case() -> None:
    record = f"/records/{record_of_case(case)}"
    closed = {"/cases/CASE": (401, "")}
    assert await seen(None, closed) == "nothing"
    shown = closed | {record: (200, '{"withdrawn": null}')}
    assert await seen(None, shown) == "the published review"
    gone = closed | {record: (200, '{"withdrawn": "taken-down"}')}
    assert await seen(None, gone) == "that a review was taken down"
    assert await seen(None, {"/cases/CASE": (200, "{}")}) == "the case, with status 200"
