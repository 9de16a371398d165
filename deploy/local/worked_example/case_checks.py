"""What is to be seen of the living cases: stages, timelines, clocks, who is told, who sees."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.expectation import Expectation, listed
from deploy.local.worked_example.phrases import (
    clock_words,
    event_words,
    obligation_state,
    obligation_words,
)
from deploy.local.worked_example.sight import sights
from deploy.local.worked_example.stories import Played
from shared.events.reminders import ReminderDecided, ReminderSent

reminders = {event_words(each.__name__) for each in (ReminderDecided, ReminderSent)}
"""No part of a story: an earlier run reminded somebody for as long as it served."""


async def case(asking: Asking, one: Played) -> AsyncIterator[Expectation]:
    """A living case: where it stands, what happened in it, its clocks, who was told."""
    story, expected = one.story, one.story.expected

    async def of_case(part: str) -> Any:
        return await asking.get(story.member, "reviews", f"/cases/{one.case}{part}")

    shown = await of_case("")
    yield Expectation(
        f"{story.kind}: its stage and nature",
        f"{expected.stage}, {expected.nature or 'none'}",
        f"{shown['stage_words']}, {shown['nature'] or 'none'}",
    )
    timeline = (await of_case("/timeline"))["events"]
    yield Expectation(
        f"{story.kind}: its timeline",
        told_in_order(expected.happens, expected.happens),
        told_in_order((event_words(event["what"]) for event in timeline), expected.happens),
    )
    clocks = (await of_case("/clocks"))["clocks"]
    yield Expectation(
        f"{story.kind}: its clocks",
        _pairs(expected.clocks),
        _pairs({clock_words(each): each["state"] for each in clocks}),
    )
    yield Expectation(
        f"{story.kind}: what was late",
        _sorted(expected.late),
        _sorted(clock_words(each) for each in clocks if each["breached"] or each["overdue"]),
    )
    owed = (await of_case("/obligations"))["obligations"]
    yield Expectation(
        f"{story.kind}: who has to be told",
        _pairs(expected.obligations),
        _pairs({obligation_words(each): obligation_state(each) for each in owed}),
    )


async def who_sees(asking: Asking, one: Played) -> AsyncIterator[Expectation]:
    """What each of those sees whom a story names."""
    yield Expectation(
        f"{one.story.kind}: who sees what",
        _pairs(one.story.expected.seen_by),
        _pairs(await sights(asking, one)),
    )


async def exceptions(asking: Asking, played: Sequence[Played]) -> AsyncIterator[Expectation]:
    """What is listed as published or taken down before its time, case by case."""
    rows = await asking.rows("auditor", "reviews", "/exceptions", "exceptions")
    found = {one.case: [r["what"] for r in rows if r["case"] == one.case] for one in played}
    for one in played:
        if one.story.expected.exceptions or found[one.case]:
            yield Expectation(
                f"{one.story.kind}: what is listed as an exception",
                _sorted(one.story.expected.exceptions),
                _sorted(found[one.case]),
            )


def told_in_order(names: Iterable[str], expected: Sequence[str]) -> str:
    """What happened, short where it is what was expected; reminders left out."""
    listed = [name for name in names if name not in reminders]
    if listed == list(expected):
        return f"{len(listed)} events in their order, from {listed[0]} to {listed[-1]}"
    return f"{len(listed)} events: {', '.join(listed)}"


def _sorted(told: Iterable[str]) -> str:
    return "; ".join(sorted(told)) or "none"


def _pairs(told: Mapping[str, str]) -> str:
    return _sorted(f"{name}: {state}" for name, state in told.items())


async def learning(asking: Asking, played: Sequence[Played]) -> AsyncIterator[Expectation]:
    """What anybody finds in the library of what was learnt in these cases."""
    for one in played:
        for shown in [step.body for step in one.story.steps if "heading" in step.body]:
            heading = shown["heading"]
            looked = {"theme": shown["themes"][0], "q": heading.split()[-1]}
            looked["practice"] = one.story.said("practice")[0]
            for by, words in looked.items():
                found = await asking.get("auditor", "reporting", "/learning", **{by: words})
                yield Expectation(
                    f"the learning library by {by}",
                    heading,
                    listed({each["heading"] for each in found["learning"]} & {heading}),
                )


async def register(asking: Asking, played: Sequence[Played]) -> AsyncIterator[Expectation]:
    """What was sent to the Panel, in time, and which documents these were."""
    found = await asking.rows("auditor", "reporting", "/submissions", "submissions")
    rows = [row for row in found if row["document_digest"]]
    sent = [one for one in played if _rounds(one)]
    for one in sent:
        ours = [row for row in rows if row["case"] == one.case]
        yield Expectation(
            f"{one.story.kind}: in the register of submissions",
            _answered(one),
            ", ".join(
                f"{row['round']} {row['answer'] or 'not answered'}"
                for row in sorted(ours, key=lambda row: int(row["round"]))
            ),
        )
        again = [await _made_again(asking, one, row["round"]) for row in ours]
        yield Expectation(
            f"{one.story.kind}: its reports, made again from the log, are those sent",
            listed(sorted(row["document_digest"][:12] for row in ours)),
            listed(sorted(digest[:12] for digest in again)),
        )
    of_the_example = [row for row in rows if row["case"] in {one.case for one in sent}]
    yield Expectation(
        "the register: reports sent, and of them late",
        listed([sum(_rounds(one) for one in sent), 0]),
        listed([len(of_the_example), sum(row["on_time"] is False for row in of_the_example)]),
    )


def _rounds(one: Played) -> int:
    return len(one.story.said("document_digest"))


def _answered(one: Played) -> str:
    answers = one.story.said("answer")
    told = [*answers, *["not answered"] * (_rounds(one) - len(answers))]
    return ", ".join(f"{number} {answer}" for number, answer in enumerate(told, 1))


async def _made_again(asking: Asking, one: Played, number: int) -> str:
    """The digest of a report as it was when the Panel had to be told."""
    history = await asking.get("auditor", "reporting", f"/cases/{one.case}/history", limit=200)
    required = [each for each in history["events"] if each["name"] == "PanelReportRequired"]
    report = await asking.get(
        one.story.reporting_officer,
        "reporting",
        f"/cases/{one.case}/panel-report",
        round=number,
        up_to=required[number - 1]["event_id"],
        sealed="true",
    )
    return str(report["document_digest"])
