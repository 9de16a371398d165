"""The story of a thematic review can be played as it is written; who sees what is found."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.stories import Played
from deploy.local.worked_example.story_files import NotAStory, read_stories
from deploy.local.worked_example.thematic_checks import ThematicSight, sealed_of_cases
from deploy.local.worked_example.thematic_files import (
    folder,
    read_thematic_stories,
    read_thematic_story,
)
from deploy.local.worked_example.thematic_play import PlayedThematic, play_thematic
from services.reporting.read_models.learning_library import learning_of
from services.reporting.read_models.published_here import record_of_case

today = date(2026, 11, 28)
thematic = "thematic-019bc8d1-5a00-7000-8000-000000000011"
(story,) = read_thematic_stories(today)
cases = {
    one.name: Played(one, f"case-019bc8d1-5a00-7000-8000-{number:012}")
    for number, one in enumerate(read_stories(today))
}
played = PlayedThematic(story, thematic, {name: cases[name] for name in story.expected.cases})


def test_it_looks_at_six_cases_and_at_two_of_them_no_longer() -> None:
    included = [step.body["case"] for step in story.steps if "included_on" in step.body]
    assert len(included) == 6 and set(included) == set(story.expected.cases)
    assert list(story.expected.cases.values()).count("left out: own-review") == 2


def test_each_case_is_there_before_the_theme_takes_it_in() -> None:
    """Its days are those of one story: a case is notified before it is included."""
    for step in story.steps:
        if "included_on" in step.body:
            (notified_at,) = cases[step.body["case"]].story.said("notified_at")
            assert notified_at[:10] < step.body["included_on"]


def test_what_it_says_is_no_text_of_a_case() -> None:
    own = str([step.body for step in story.steps])
    texts = list(sealed_of_cases(played))
    assert len(texts) > 30
    assert [text for text in texts if text in own] == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            'case = "siblings"',
            'case = "sibling"',
            "no story of this name. Perhaps it is one of",
        ),
        ('siblings = "in it"', "", "Say in [expected.cases] how this case ends in it."),
        ('siblings = "in it"', 'siblings = "in"', "A case is not so in a thematic review."),
        ('does = "opens a', 'does = "concludes the', "The first step, and no"),
        ("includes a case", "includes cases", "Nobody does this in a thematic review. Perhaps"),
        ('"own-review"\nnote', '"own"\nnote', "reason: It is not one of the known codes."),
        ("0 of 4 cases, and", "0 of 4 cases and", "Nobody's view of a thematic review"),
        ('learnt = ["finding"', 'learnt = ["guess"', "Nothing is learnt so."),
        ('"Wiltshire", "Swindon"', '"Wiltshire", "Swinton"', "There is no authority of this"),
        ("lead = true", "led = true", "led: It is not a field"),
    ],
)
def test_a_mistake_is_named_with_its_file(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    text = (folder / "what-several-agencies-knew.toml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "edited.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(NotAStory) as caught:
        read_thematic_story(path, today)
    assert [each for each in str(caught.value).splitlines() if words in each]
    assert str(caught.value).startswith("edited.toml, line ")


async def seen(who: str | None, answers: dict[str, tuple[int, str]], otherwise: int) -> str:
    """What is found where these addresses answer so, and every other one as said."""

    async def look(who: str | None, service: str, path: str, **query: str) -> httpx.Response:
        status, text = answers.get(path.replace(thematic, "IT"), (otherwise, "{}"))
        return httpx.Response(status, text=text)

    asking: Any = SimpleNamespace(look=look)
    return await ThematicSight(cast(Asking, asking), played, who).words()


async def test_what_somebody_sees_is_told_by_what_answers() -> None:
    it = {"/thematic-reviews/IT": (200, '{"cases": [{}, {}], "cases_not_shown": 3}')}
    texts = "/thematic-reviews/IT/texts"
    assert await seen("operator", {}, 404) == "no such review"
    assert await seen("operator", it | {texts: (403, "")}, 200) == (
        "2 of 5 cases, without its texts"
    )
    question = story.steps[0].body["question"]
    assert await seen("member", it | {texts: (200, f'"{question}"')}, 200) == (
        "2 of 5 cases, and its texts"
    )


async def test_a_sealed_text_that_shows_is_found() -> None:
    it = {"/thematic-reviews/IT": (200, '{"cases": [], "cases_not_shown": 5}')}
    timeline, texts = "/thematic-reviews/IT/timeline", "/thematic-reviews/IT/texts"
    named = it | {texts: (200, '"Of Child C (made up)"')}
    assert (await seen("officer", named, 200)).endswith("AND Child C (made up)")
    question = story.steps[0].body["question"]
    own = it | {timeline: (200, f'"{question}"'), texts: (403, "")}
    assert (await seen("operator", own, 200)).endswith(f"AND {question}")


async def test_anybody_sees_what_is_published_of_it() -> None:
    record, learning = f"/records/{record_of_case(thematic)}", learning_of(thematic, 1)
    closed = {"/thematic-reviews/IT": (401, "")}
    assert await seen(None, closed, 404) == "nothing"
    shown = closed | {
        record: (200, '{"withdrawn": null}'),
        f"/learning/{learning}": (200, "{}"),
    }
    assert await seen(None, shown, 404) == "the published review, what was learnt"
    gone = closed | {record: (200, '{"withdrawn": "taken-down"}')}
    assert await seen(None, gone, 404) == "that a review was taken down"
    assert await seen(None, {}, 200) == "the thematic review, with status 200"


class Services:
    """Answers as the services do, as far as playing asks them; keeps what was sent."""

    def __init__(self, happened: list[str]) -> None:
        self.happened, self.sent = happened, list[tuple[str, Any]]()

    async def get(self, who: str, service: str, path: str, **query: Any) -> Any:
        if path.endswith("/history"):
            event = {"name": "X", "source": "/reviews", "position": 1}
            return {"events": [event] * 50}
        return {"events": [{"what": name} for name in self.happened]}

    async def rows(self, who: str, service: str, path: str, name: str) -> list[Any]:
        theme = story.steps[0].body["theme"]
        return [{"id": thematic, "theme": theme}] if self.happened else []

    async def post(self, who: str, service: str, path: str, body: Any) -> Any:
        self.sent.append((path, body))
        self.happened.append(story.steps[len(self.happened)].act.event.__name__)
        return {"id": thematic, "position": f"reviews:{thematic}:{len(self.happened)}"}


@pytest.mark.parametrize("there", [0, 1, 5, 14])
async def test_it_goes_on_where_an_earlier_run_ended(there: int) -> None:
    services = Services([step.act.event.__name__ for step in story.steps[:there]])
    await play_thematic(cast(Asking, services), lambda _: None, [story], list(cases.values()))
    assert len(services.sent) == len(story.steps) - there
    told = [body["case"] for _, body in services.sent if "case" in body]
    assert all(case.startswith("case-") for case in told)
    assert all("{" not in path for path, _ in services.sent)
