"""Thematic reviews are played over the cases of stories, as far as they were not before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.processes import Say
from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.stories import Played, events_of, position_of
from deploy.local.worked_example.thematic_files import ThematicStory


@dataclass(frozen=True)
class PlayedThematic:
    """A thematic review that was played; `cases` are those of its stories, by their names."""

    story: ThematicStory
    thematic: str
    cases: Mapping[str, Played]


async def play_thematic(
    asking: Asking, say: Say, stories: Sequence[ThematicStory], played: Sequence[Played]
) -> list[PlayedThematic]:
    """Play each of them.

    Raises:
        NotAnswered: a step was refused; the service's words are in it.
    """
    known = {one.story.name: one for one in played}
    return [await _play(asking, say, story, known) for story in stories]


async def _play(
    asking: Asking, say: Say, story: ThematicStory, known: Mapping[str, Played]
) -> PlayedThematic:
    cases = {name: known[name] for name in story.expected.cases}
    for one in cases.values():
        await _shown(asking, one)
    thematic = await _opened(asking, story)
    happened = await happened_in(asking, story, thematic)
    taken: Counter[str] = Counter()
    for step in story.steps:
        name = step.act.event.__name__
        taken[name] += 1
        if happened.count(name) < taken[name]:
            done = await asking.post(
                step.who,
                step.act.service,
                step.act.path.format(thematic=thematic),
                _with_case(step.body, cases),
            )
            happened = await happened_in(asking, story, thematic, after=done["position"])
    say(f"thematic review: {story.kind}, {len(happened)} events; {thematic}")
    return PlayedThematic(story, thematic, cases)


async def _opened(asking: Asking, story: ThematicStory) -> str:
    """The thematic review, opened now or in an earlier run, also of another day."""
    step = story.steps[0]
    rows = await asking.rows(step.who, "reviews", "/thematic-reviews", "thematic_reviews")
    there = [row["id"] for row in rows if row["theme"] == step.body["theme"]]
    if there:
        return str(there[0])
    done = await asking.post(step.who, step.act.service, step.act.path, step.body)
    await asking.get(
        step.who, "reviews", f"/thematic-reviews/{done['id']}", after=done["position"]
    )
    return str(done["id"])


async def happened_in(
    asking: Asking, story: ThematicStory, thematic: str, after: str | None = None
) -> list[str]:
    """The names of the events of a thematic review, in their order."""
    path = f"/thematic-reviews/{thematic}/timeline"
    told = await asking.get(story.member, "reviews", path, after=after)
    return [str(each["what"]) for each in told["events"]]


async def _shown(asking: Asking, one: Played) -> None:
    """Wait until the caseload shows a case as it is: a thematic review asks it."""
    events = await events_of(asking, one.case, len(one.story.expected.happens))
    after = position_of(one.case, events[-1])
    await asking.get(one.story.member, "reviews", f"/cases/{one.case}", after=after)


def _with_case(body: Mapping[str, Any], cases: Mapping[str, Played]) -> dict[str, Any]:
    named = {"case": cases[body["case"]].case} if "case" in body else {}
    return {**body, **named}
