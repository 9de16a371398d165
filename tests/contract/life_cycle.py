"""The life cycle of a review, asked of its rules: `docs/life-cycle.md`.

`python -m tests.contract.life_cycle > docs/life-cycle.md` asks each command in each place where
a review can stand; a test holds the page to what the rules answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

from services.reviews.domain import Review, decider
from services.reviews.domain.conclusion import asks_to_reconsider
from services.reviews.domain.course import copies, holds, published
from services.reviews.domain.gate import opens_on
from services.reviews.domain.learning import of_kind
from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open
from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Command, Refused
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


def outcomes() -> Iterator[Outcome]:
    """Every command in every place."""
    for name, sample in SAMPLES.items():
        for standing in STANDINGS:
            yield _ask(name, sample(standing.today), standing)


def history_of(standing: Standing) -> tuple[Event, ...]:
    """The events that led to a place."""
    return tuple(after(*standing.commands).history)


def _ask(sample: str, command: Command, standing: Standing) -> Outcome:
    history = history_of(standing)
    try:
        happens = tuple(decider.decide(command, decider.fold(history)))  # type: ignore[arg-type]
    except Refused as refused:
        words = re.sub(r"\d{4}-\d\d-\d\d", "DAY", refused.words)
        return Outcome(sample, command, standing, (), words, standing.name)
    leads_to = place_of(decider.fold([*history, *happens]), standing.today)
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


def page() -> str:
    """The whole page."""
    found = list(outcomes())
    return "\n".join([_head, *_diagram(found), *_table(found), *_told(found)]) + "\n"


def _diagram(found: list[Outcome]) -> Iterator[str]:
    yield "## Where it leads\n\n```mermaid\nstateDiagram-v2"
    names = {standing.name: f"s{number}" for number, standing in enumerate(STANDINGS)}
    yield from (f'    state "{name}" as {short}' for name, short in names.items())
    yield f"    [*] --> {names['no review']}"
    edges: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.leads_to != one.standing.name:
            way = edges.setdefault((one.standing.name, one.leads_to), [])
            way.append(one.sample.replace(",", " –"))
    for (source, target), commands in edges.items():
        yield f"    {names[source]} --> {names[target]}: {', '.join(commands)}"
    waiting, free = names["copies are out"], names["free to publish"]
    yield f"    {waiting} --> {free}: seven working days pass"
    yield "```\n"


def _table(found: list[Outcome]) -> Iterator[str]:
    yield "## What may be done where\n\n● happens · ○ may be so already · blank: refused\n"
    yield "| command | " + " | ".join(standing.name for standing in STANDINGS) + " |"
    yield "|---|" + "---|" * len(STANDINGS)
    for sample in SAMPLES:
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


def _told(found: list[Outcome]) -> Iterator[str]:
    yield "\n## In words"
    for sample in SAMPLES:
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
