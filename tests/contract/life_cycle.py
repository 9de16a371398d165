"""The life cycle of a review, asked of its rules: `docs/life-cycle.md`.

`python -m tests.contract.life_cycle > docs/life-cycle.md` asks each command in each place where
a review can stand; a test holds the page to what the rules answer.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from services.reviews.domain import Review, decider
from services.reviews.domain.conclusion import asks_to_reconsider
from services.reviews.domain.course import copies, holds, published
from services.reviews.domain.gate import opens_on
from services.reviews.domain.learning import of_kind
from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open
from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Command, Decider, Refused
from shared.events.codes import Decision
from shared.events.event import Event
from shared.events.learning import LearningPublished, LearningReviewCompleted
from shared.events.practice_codes import PublishedAs
from shared.events.publication import ReportPublished, ReportTakenDown
from tests.contract.life_cycle_samples import SAMPLES, STANDINGS, Standing
from tests.support.cases import day
from tests.unit.reviews.history import after

_head = """\
# The life cycle of a review

<!-- Made by `python -m tests.contract.life_cycle > docs/life-cycle.md`; do not edit. -->

What the rules of reviews answer to each command in each place where a review can stand.
The answers are those of the rules themselves, asked with one made-up review.
A test holds this page to them.

- *happens*: the events that are written.
- *was so*: it is recorded already, and nothing happens.
- *refused*: with these words to the person; DAY stands for a day.

Gates hold what cspr is asked to do (publish, take down).
What happened outside is recorded with its breach.
"""


@dataclass(frozen=True)
class Outcome:
    """What a command makes happen in one place, and where the review stands after it."""

    sample: str
    command: Command
    standing: Standing
    events: tuple[str, ...]
    refusal: str | None
    leads_to: str


@dataclass(frozen=True)
class Course:
    """What is asked: rules, where they can stand, and one command of each kind.

    `by_time` are the two places between which nothing happens but that days pass.
    """

    decider: Decider[Any, Any]
    standings: Sequence[Standing]
    samples: Mapping[str, Callable[[str], Command]]
    history_of: Callable[[Standing], tuple[Event, ...]]
    place_of: Callable[[Any, str], str]
    by_time: tuple[str, str]


def outcomes(course: Course | None = None) -> Iterator[Outcome]:
    """Every command in every place."""
    asked = course or OF_REVIEW
    for name, sample in asked.samples.items():
        for standing in asked.standings:
            yield _ask(asked, name, sample(standing.today), standing)


def history_of(standing: Standing) -> tuple[Event, ...]:
    """The events that led to a place."""
    return tuple(after(*standing.commands).history)


def _ask(course: Course, sample: str, command: Command, standing: Standing) -> Outcome:
    history, rules = course.history_of(standing), course.decider
    try:
        happens = tuple(rules.decide(command, rules.fold(history)))
    except Refused as refused:
        words = re.sub(r"\d{4}-\d\d-\d\d", "DAY", refused.words)
        return Outcome(sample, command, standing, (), words, standing.name)
    leads_to = course.place_of(rules.fold([*history, *happens]), standing.today)
    names = tuple(type(event).__name__ for event in happens)
    return Outcome(sample, command, standing, names, None, leads_to)


def place_of(review: Review, today: str) -> str:
    """Where a review stands on a day, by the names of this page."""
    match review:
        case NotOpened():
            return "no review"
        case Open():
            return "rapid review"
        case Cancelled():
            return "cancelled"
        case Concluded(commissioned=None):
            return _decided(review)
        case Concluded():
            return _since_commissioned(review, today)


def _decided(review: Concluded) -> str:
    if asks_to_reconsider(review.answer):
        return "to be decided again"
    local = review.decision is Decision.LCSPR
    if review.learning:
        return _learning(review)
    if review.completed is None:
        return "taken up as a local review" if local else "taken up for learning"
    return "decided for a local review" if local else "decided otherwise"


def _learning(review: Concluded) -> str:
    match review.learning[-1]:
        case LearningPublished():
            return "in the learning library"
        case _ if of_kind(review, LearningReviewCompleted):
            return "learnt"
        case _:
            return "learning"


def _since_commissioned(review: Concluded, today: str) -> str:
    now = published(review)
    if now is not None:
        full = isinstance(now, ReportPublished)
        return "published in full" if full else "improvements published"
    if holds(review):
        return "commissioned and held"
    opens = opens_on(copies(review, PublishedAs.FULL), shipped_calendar())
    if opens is not None:
        return "free to publish" if day(today) >= opens.ends_on else "copies are out"
    gone = any(isinstance(event, ReportTakenDown) for event in review.since)
    return "taken down" if gone else "commissioned"


OF_REVIEW = Course(
    decider,
    STANDINGS,
    SAMPLES,
    history_of,
    lambda review, today: place_of(review, today),
    ("copies are out", "free to publish"),
)


def page(head: str = _head, course: Course = OF_REVIEW) -> str:
    """The whole page."""
    found = list(outcomes(course))
    parts = (_diagram(course, found), _table(course, found), _told(course, found))
    return "\n".join([head, *(line for part in parts for line in part)]) + "\n"


def _diagram(course: Course, found: list[Outcome]) -> Iterator[str]:
    yield "## Where it leads\n\n```mermaid\nstateDiagram-v2"
    names = {standing.name: f"s{number}" for number, standing in enumerate(course.standings)}
    yield from (f'    state "{name}" as {short}' for name, short in names.items())
    yield f"    [*] --> {names[course.standings[0].name]}"
    edges: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.leads_to != one.standing.name:
            way = edges.setdefault((one.standing.name, one.leads_to), [])
            way.append(one.sample.replace(",", " –"))
    for (source, target), commands in edges.items():
        yield f"    {names[source]} --> {names[target]}: {', '.join(commands)}"
    waiting, free = (names[place] for place in course.by_time)
    yield f"    {waiting} --> {free}: seven working days pass"
    yield "```\n"


def _table(course: Course, found: list[Outcome]) -> Iterator[str]:
    yield "## What may be done where\n\n● happens · ○ may be so already · blank: refused\n"
    yield "| command | " + " | ".join(standing.name for standing in course.standings) + " |"
    yield "|---|" + "---|" * len(course.standings)
    for sample in course.samples:
        marks = [_mark(one) for one in found if one.sample == sample]
        yield f"| {_code(sample)} | " + " | ".join(marks) + " |"


def _code(sample: str) -> str:
    """`Command`, and which of its kinds."""
    name, comma, kind = sample.partition(",")
    return f"`{name}`{comma}{kind}"


def _mark(one: Outcome) -> str:
    if one.refusal is not None:
        return " "
    return "●" if one.events else "○"


def _told(course: Course, found: list[Outcome]) -> Iterator[str]:
    yield "\n## In words"
    for sample in course.samples:
        meaning = next(one.command.__doc__ or "" for one in found if one.sample == sample)
        yield f"\n### {sample}\n\n{cleandoc(meaning)}\n"
        yield "| where | answer |\n|---|---|"
        places: dict[str, list[str]] = {}
        for one in found:
            if one.sample == sample:
                places.setdefault(_answer(one), []).append(one.standing.name)
        yield from (f"| {', '.join(where)} | {answer} |" for answer, where in places.items())


def _answer(one: Outcome) -> str:
    if one.refusal is not None:
        return f"*refused*: {one.refusal}"
    events = ", ".join(f"`{name}`" for name in one.events)
    return f"*happens*: {events}" if events else "*was so*"


if __name__ == "__main__":
    print(page(), end="")
