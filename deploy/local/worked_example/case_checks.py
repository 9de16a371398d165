"""What is to be seen of the living cases: stages, timelines, clocks, and the register."""

from collections.abc import AsyncIterator, Iterable, Sequence

from deploy.local.worked_example import data
from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.data import Story
from deploy.local.worked_example.expectation import Expectation, listed
from deploy.local.worked_example.stories import Played
from shared.events.reminders import ReminderDecided, ReminderSent

reminders = {ReminderDecided.__name__, ReminderSent.__name__}
"""No part of a story: an earlier run reminded somebody for as long as it served."""


async def case(asking: Asking, one: Played) -> AsyncIterator[Expectation]:
    """A living case: where it stands, what happened in it, its clocks."""
    who, story = "member-wiltshire", one.story
    shown = await asking.get(who, "reviews", f"/cases/{one.case}")
    yield Expectation(f"{story.name}: its stage", story.stage, shown["stage"])
    timeline = await asking.get(who, "reviews", f"/cases/{one.case}/timeline")
    yield Expectation(
        f"{story.name}: its timeline",
        told_in_order(story.happens, story.happens),
        told_in_order((event["what"] for event in timeline["events"]), story.happens),
    )
    clocks = (await asking.get(who, "reviews", f"/cases/{one.case}/clocks"))["clocks"]
    yield Expectation(
        f"{story.name}: its clocks",
        _clocks(f"{each['clock']} {each['start']} {each['state']}" for each in clocks),
        _clocks(story.clocks),
    )
    yield Expectation(
        f"{story.name}: what was late",
        _clocks(story.late),
        _clocks(f"{each['clock']} {each['start']}" for each in clocks if each["breached"]),
    )


async def exceptions(asking: Asking, played: Sequence[Played]) -> AsyncIterator[Expectation]:
    """What is listed as published or taken down before its time, case by case."""
    rows = await asking.rows("member-wiltshire", "reviews", "/exceptions", "exceptions")
    for one in played:
        yield Expectation(
            f"{one.story.name}: what is listed as an exception",
            _clocks(one.story.exceptions),
            _clocks(row["what"] for row in rows if row["case"] == one.case),
        )


def told_in_order(names: Iterable[str], expected: Sequence[str]) -> str:
    """What happened, short where it is what was expected; reminders left out."""
    listed = [name for name in names if name not in reminders]
    if listed == list(expected):
        return f"{len(listed)} events in their order, from {listed[0]} to {listed[-1]}"
    return f"{len(listed)} events: {', '.join(listed)}"


def _clocks(told: Iterable[str]) -> str:
    return listed(sorted(told)) or "none"


async def referral(asking: Asking, referred: str) -> AsyncIterator[Expectation]:
    """The case that was referred, and what anybody can learn from it."""
    who, shown = "member-wiltshire", data.referral()["shown"]
    case = await asking.get(who, "reviews", f"/cases/{referred}")
    yield Expectation("a referral below the definition: its stage", "learnt", case["stage"])
    timeline = await asking.get(who, "reviews", f"/cases/{referred}/timeline")
    yield Expectation(
        "a referral below the definition: its timeline",
        told_in_order(shown["happens"], shown["happens"]),
        told_in_order((event["what"] for event in timeline["events"]), shown["happens"]),
    )
    for words in ({"theme": shown["theme"]}, {"q": shown["words"]}, {"practice": "near-miss"}):
        found = await asking.get("auditor", "reporting", "/learning", **words)
        yield Expectation(
            f"the learning library by {', '.join(words)}",
            shown["heading"],
            listed({one["heading"] for one in found["learning"]} & {shown["heading"]}),
        )


async def register(asking: Asking, played: Sequence[Played]) -> AsyncIterator[Expectation]:
    """What was sent to the Panel, in time, and which documents these were."""
    rows = await asking.rows("member-wiltshire", "reporting", "/submissions", "submissions")
    for one in played:
        ours = [row for row in rows if row["case"] == one.case]
        yield Expectation(
            f"{one.story.name}: in the register of submissions",
            _sent(one.story, _rounds(one.story)),
            ", ".join(
                f"{row['round']} {row['stage']} {row['answer']}"
                for row in sorted(ours, key=lambda row: int(row["round"]))
            ),
        )
        again = [await _made_again(asking, one.case, row["round"]) for row in ours]
        yield Expectation(
            f"{one.story.name}: its reports, made again from the log, are those sent",
            listed(sorted(row["document_digest"][:12] for row in ours)),
            listed(sorted(digest[:12] for digest in again)),
        )
    of_the_example = [row for row in rows if row["case"] in {one.case for one in played}]
    yield Expectation(
        "the register: reports sent, and of them late",
        listed([sum(_rounds(one.story) for one in played), 0]),
        listed([len(of_the_example), sum(row["on_time"] is False for row in of_the_example)]),
    )


def _rounds(story: Story) -> int:
    return story.happens.count("PanelReportSubmitted")


def _sent(story: Story, rounds: int) -> str:
    answers = [step.body["answer"] for step in story.steps if "answer" in step.body]
    return ", ".join(
        f"{number} answered {answer}"
        for number, answer in zip(range(1, rounds + 1), answers, strict=True)
    )


async def _made_again(asking: Asking, case: str, number: int) -> str:
    """The digest of a report as it was when the Panel had to be told."""
    history = await asking.get("auditor", "reporting", f"/cases/{case}/history", limit=200)
    required = [each for each in history["events"] if each["name"] == "PanelReportRequired"]
    report = await asking.get(
        "reporting-wiltshire",
        "reporting",
        f"/cases/{case}/panel-report",
        round=number,
        up_to=required[number - 1]["event_id"],
        sealed="true",
    )
    return str(report["document_digest"])
