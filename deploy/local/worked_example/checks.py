"""What is to be seen at the end: figures, cases, the register and the pages."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.system import System, services
from deploy.local.worked_example.answers import ByMessage
from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.case_checks import (
    case,
    exceptions,
    learning,
    register,
    who_sees,
)
from deploy.local.worked_example.data import history
from deploy.local.worked_example.expectation import Expectation, listed
from deploy.local.worked_example.history import accepted_messages
from deploy.local.worked_example.make_notifications import published, wiltshire
from deploy.local.worked_example.stories import Played
from deploy.local.worked_example.thematic_checks import (
    thematic,
    thematic_published,
    who_sees_thematic,
)
from deploy.local.worked_example.thematic_play import PlayedThematic

last_day_of_history = "2026-03-31"


@dataclass(frozen=True)
class Seen:
    """What came of playing: the receipts of the history, the cases, the thematic reviews."""

    receipts: ByMessage
    played: Sequence[Played]
    thematic: Sequence[PlayedThematic]


async def look(system: System, asking: Asking, seen: Seen) -> list[Expectation]:
    """Look at everything; the pages come last."""
    parts = [
        _figures(asking),
        _history(system, seen.receipts),
        *(_messages(one) for one in seen.played),
        *(case(asking, one) for one in seen.played),
        *(who_sees(asking, one) for one in seen.played),
        *(thematic(asking, one) for one in seen.thematic),
        *(who_sees_thematic(asking, one) for one in seen.thematic),
        *(thematic_published(asking, one) for one in seen.thematic),
        exceptions(asking, seen.played),
        learning(asking, seen.played),
        register(asking, seen.played),
        _pages(asking, seen.played),
    ]
    return [each for part in parts async for each in part]


async def _figures(asking: Asking) -> AsyncIterator[Expectation]:
    for year, natures in published.items():
        expected = [sum(natures.values()), *natures.values()]
        found = await asking.get("member-wiltshire", "reporting", "/statistics", year=year)
        yield Expectation(
            f"notifications in the year to 31 March {year}: total, deaths, serious harm, other",
            listed(expected),
            listed(_row(found["notifications"])),
        )
    found = await asking.get(
        "member-wiltshire",
        "reporting",
        "/statistics",
        authority=wiltshire,
        since="2018-06-01",
        until=last_day_of_history,
    )
    panel = found["panel"]
    yield Expectation(
        "Wiltshire since June 2018: notifications, rapid reviews, of children under 1",
        "10, 8, 6",
        listed(
            [
                found["notifications"]["total"],
                panel["rapid_reviews"],
                panel["of_children_under_1"],
            ]
        ),
    )
    found = await asking.get(
        "member-wiltshire", "reporting", "/analysis", **{"from": "2023-04", "to": "2026-03"}
    )
    (harm,) = (each for each in found["tables"] if each["name"] == "harm")
    of_years = [published[year].values() for year in (2024, 2025, 2026)]
    three = [sum(column) for column in zip(*of_years, strict=True)]
    yield Expectation(
        "analysis of April 2023 to March 2026: total, deaths, serious harm, other",
        listed([sum(three), *three]),
        listed(_row(harm["rows"][-1]["numbers"])),
    )


def _row(figures: Mapping[str, int]) -> list[int]:
    return [figures[name] for name in ("total", "deaths", "serious_harm", "other")]


async def _history(system: System, receipts: ByMessage) -> AsyncIterator[Expectation]:
    messages = history()
    yield Expectation(
        "imported messages that were accepted, each counted once",
        f"{len(messages):,}",
        f"{await accepted_messages(system):,}",
    )
    yield Expectation(
        "answers to them in this run",
        f"all accepted, {len(messages[::10])} messages answered twice with one receipt",
        _accepted(receipts, [each["id"] for each in messages[::10]]),
    )


def _accepted(receipts: ByMessage, sent_twice: Collection[str]) -> str:
    others = [one for each in receipts.values() for one in each if one["outcome"] != "accepted"]
    twice = [receipts.get(id_, []) for id_ in sent_twice]
    same = [each for each in twice if len(each) > 1 and each[0] == each[-1]]
    how_many = f"{len(others)} not" if others else "all"
    return f"{how_many} accepted, {len(same)} messages answered twice with one receipt"


async def _messages(one: Played) -> AsyncIterator[Expectation]:
    for sending, receipts in zip(one.story.messages, one.receipts, strict=True):
        yield Expectation(
            f"{sending.id}, sent {_times(sending.times)} over {one.story.over}",
            f"{sending.outcome}, one receipt",
            f"{receipts[0]['outcome']}, {_receipts(receipts)}",
        )
        if sending.names:
            named = sending.names in receipts[0]["detail"]
            yield Expectation(
                f"{sending.id}: its refusal names {sending.names}",
                "yes",
                "yes" if named else f"no: {receipts[0]['detail']}",
            )


def _times(count: int) -> str:
    return "once" if count == 1 else "twice"


def _receipts(receipts: Sequence[Mapping[str, Any]]) -> str:
    same = all(receipt == receipts[0] for receipt in receipts)
    return "one receipt" if same else f"{len(receipts)} different receipts"


def _wiltshires(played: Sequence[Played]) -> list[Played]:
    """Those that its chair may look at."""
    return [one for one in played if one.story.authority == wiltshire]


async def _pages(asking: Asking, played: Sequence[Played]) -> AsyncIterator[Expectation]:
    shown = [("reviews", "/cases", "Wiltshire")]
    shown += [("reviews", f"/cases/{each.case}", "Timeline") for each in _wiltshires(played)]
    shown += [("reviews", "/exceptions", "taken down early")]
    shown += [("reporting", "/statistics?year=2024", "405"), ("reporting", "/submissions", "")]
    shown += [("reporting", "/analysis?from=2023-04&to=2026-03", "1,100")]
    shown += [("reporting", "/records", "Child L")]
    shown += [("reporting", "/learning", "Say who holds the plan")]
    shown += [(service, "/docs", "") for service in services]
    for service, path, words in shown:
        page = await asking.page("chair-wiltshire", service, path)
        there = "" if words.lower() in page.text.lower() else f", without “{words}”"
        yield Expectation(f"{service} shows {path}", "200", f"{page.status_code}{there}")
