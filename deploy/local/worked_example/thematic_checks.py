"""What is to be seen of thematic reviews: their cases, who sees what, and no sealed text."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from deploy.local.worked_example import phrases
from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.case_checks import told_in_order
from deploy.local.worked_example.expectation import Expectation, listed
from deploy.local.worked_example.phrases import event_words
from deploy.local.worked_example.thematic_play import PlayedThematic, happened_in
from services.reporting.read_models.learning_library import learning_of
from services.reporting.read_models.published_here import record_of_case

_sealed = ("question", "why", "name", "declaration", "text", "summary", "note", "cleared_by")


async def thematic(asking: Asking, one: PlayedThematic) -> AsyncIterator[Expectation]:
    """A thematic review: where it stands, its cases from both sides, what anybody finds."""
    story, expected = one.story, one.story.expected
    shown = await asking.get(story.member, "reviews", f"/thematic-reviews/{one.thematic}")
    yield Expectation(f"{story.kind}: its stage", expected.stage, shown["stage_words"])
    happened = await happened_in(asking, story, one.thematic)
    yield Expectation(
        f"{story.kind}: its timeline",
        told_in_order(expected.happens, expected.happens),
        told_in_order(map(event_words, happened), expected.happens),
    )
    learnt = listed(each["learnt_as"] for each in shown["learnt"])
    yield Expectation(f"{story.kind}: what was learnt", listed(expected.learnt), learnt)
    found = {each["case"]: _place(each) for each in (*shown["cases"], *shown["left_out"])}
    wanted = _pairs(expected.cases)
    yield Expectation(
        f"{story.kind}: its cases",
        wanted,
        _pairs({name: found.pop(case.case, "missing") for name, case in one.cases.items()})
        + listed(found),
    )
    back = {name: await _link_back(asking, one, name) for name in one.cases}
    yield Expectation(f"{story.kind}: shown of each case", wanted, _pairs(back))
    page = await asking.page("chair-wiltshire", "reviews", f"/thematic-reviews/{one.thematic}")
    has_theme = shown["theme"] in page.text
    yield Expectation(
        f"{story.kind}: its page", "200, True", f"{page.status_code}, {has_theme}"
    )


async def thematic_published(asking: Asking, one: PlayedThematic) -> AsyncIterator[Expectation]:
    """What anybody finds of it in the repository and in the learning library."""
    for said in [step.body for step in one.story.steps if "title" in step.body]:
        words = said["title"].split()[-1]
        found = await asking.get(
            "auditor", "reporting", "/records", kind="thematic-review", q=words
        )
        yield Expectation(
            f"{one.story.kind}: found in the repository by “{words}”",
            said["title"],
            listed({each["title"] for each in found["records"]} & {said["title"]}),
        )
        theme = said["themes"][0]
        found = await asking.get("auditor", "reporting", "/learning", theme=theme)
        yield Expectation(
            f"{one.story.kind}: found in the learning library by “{theme}”",
            said["title"],
            listed({each["heading"] for each in found["learning"]} & {said["title"]}),
        )


async def who_sees_thematic(asking: Asking, one: PlayedThematic) -> AsyncIterator[Expectation]:
    """What each of those sees whom the story names, and whether a sealed text is in it."""
    found: dict[str, str] = {}
    for who in one.story.expected.seen_by:
        found[who] = await ThematicSight(
            asking, one, phrases.actor_of(who, one.story.authority)
        ).words()
    yield Expectation(
        f"{one.story.kind}: who sees what", _pairs(one.story.expected.seen_by), _pairs(found)
    )


class ThematicSight:
    """One person's look at a thematic review; what they were shown is searched."""

    def __init__(self, asking: Asking, played: PlayedThematic, who: str | None) -> None:
        self._asking, self._played, self._who = asking, played, who
        self._shown: list[str] = []

    async def words(self) -> str:
        """What they see, in the words of the stories."""
        seen = await (self._of_anybody() if self._who is None else self._of_somebody())
        texts = list(sealed_of_cases(self._played))
        if not seen.endswith("and its texts"):
            texts += sealed_of_thematic(self._played)
        told = [text for text in texts if any(text in each for each in self._shown)]
        return f"{seen}, AND {told[0]}" if told else seen

    async def _of_somebody(self) -> str:
        path = f"/thematic-reviews/{self._played.thematic}"
        status, shown = await self._asks("reviews", path)
        if status != 200:
            return "no such review" if status == 404 else f"status {status}"
        for listing in ("/thematic-reviews", f"{path}/timeline"):
            await self._asks("reviews", listing)
        opened, _ = await self._asks("reviews", f"{path}/texts", purpose="audit")
        cases = len(shown["cases"])
        texts = "and" if opened == 200 else "without"
        return f"{cases} of {cases + shown['cases_not_shown']} cases, {texts} its texts"

    async def _of_anybody(self) -> str:
        thematic = self._played.thematic
        status, _ = await self._asks("reviews", f"/thematic-reviews/{thematic}")
        if status != 401:
            return f"the thematic review, with status {status}"
        seen = []
        status, record = await self._asks("reporting", f"/records/{record_of_case(thematic)}")
        if status == 200:
            gone = record["withdrawn"] is not None
            seen = ["that a review was taken down" if gone else "the published review"]
        status, _ = await self._asks("reporting", f"/learning/{learning_of(thematic, 1)}")
        if status == 200:
            seen.append("what was learnt")
        return ", ".join(seen) or "nothing"

    async def _asks(self, service: str, path: str, **query: str) -> tuple[int, Any]:
        answer = await self._asking.look(self._who, service, path, **query)
        self._shown.append(answer.text)
        return answer.status_code, answer.json() if answer.status_code == 200 else None


def sealed_of_cases(one: PlayedThematic) -> Iterator[str]:
    """Every name and free text of its cases: in a story they say that they are made up."""
    for played in one.cases.values():
        yield from played.story.names
        for step in played.story.steps:
            yield from (text for text in _texts(step.body) if "made up" in text.lower())


def sealed_of_thematic(one: PlayedThematic) -> Iterator[str]:
    """What is sealed in it itself."""
    for step in one.story.steps:
        told = {**step.body, **step.body.get("independence", {})}
        yield from (str(told[name]) for name in _sealed if name in told)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
        case _:
            pass


async def _link_back(asking: Asking, one: PlayedThematic, name: str) -> str:
    path = f"/cases/{one.cases[name].case}/thematic-reviews"
    told = await asking.get(one.cases[name].story.member, "reviews", path)
    shown = [each for each in told["thematic_reviews"] if each["id"] == one.thematic]
    return _place(shown[0]) if shown else "missing"


def _place(shown: Mapping[str, Any]) -> str:
    return f"left out: {shown['left_out_why']}" if shown["left_out_on"] else "in it"


def _pairs(told: Mapping[str, str]) -> str:
    return "; ".join(sorted(f"{name}: {state}" for name, state in told.items()))
