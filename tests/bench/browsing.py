"""A system of many cases and many published reviews: its pages, a year's figures, a search.

Cases are filled in as `filled.py` does; published reviews are imported over HTTP, as a keeper
does, and nothing else happens while it is measured.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import psycopg

from deploy.local.processes import quiet
from deploy.local.runner import Runner
from deploy.local.stack import Stack
from deploy.local.system import System, start_system
from services.reporting.topics import TOPICS
from shared.edge.issuer import local_actor
from shared.folds.place import Place
from tests.bench.asking import ask, client_of, patience_seconds
from tests.bench.filled import System as Filled
from tests.bench.pages import bring_up, settings_of
from tests.bench.published import known_words, published_reviews

events_a_case, begun_cases = 15, 1_000
"""An invented case has about so many events, and so many cases are under way at the end."""
records_a_request, cases_looked_at, warm_up_seconds, poll_seconds = 20, 200, 5, 0.5
everybody_sees = "auditor"
as_browser, as_program = "text/html", "application/json"
year_asked, period_asked = 2025, "from=2023-04&to=2026-03"
statistics_pages = (
    "/statistics",
    f"/statistics?year={year_asked}&topic=ethnicity",
    "/statistics?topic=region",
    "/statistics?authority=E06000054&topic=sex",
)
searches = (
    *(f"/records?q={word}" for word in known_words),
    "/records?q=neglect+baby",
    "/records?q=%22father%22&theme=neglect",
    "/records?theme=bruising&year=2020",
    "/records",
)


@dataclass(frozen=True)
class Pages:
    """One kind of page: at which service, what is asked for in turns."""

    service: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class How:
    """How it is asked: so many requests a second for so long, so many times."""

    rate: int
    seconds: int
    repeat: int


@dataclass(frozen=True)
class Browsed:
    """Milliseconds of each request by kind of page, and seconds of what is counted whole."""

    pages: Mapping[str, tuple[tuple[float, ...], ...]]
    searches: tuple[tuple[float, ...], ...]
    year_seconds: tuple[float, ...]
    analysis_seconds: tuple[float, ...]


@dataclass(frozen=True)
class OfCases:
    """What there was, how it was asked, and what came of it."""

    cases: int
    records: int
    how: How
    browsed: Browsed


async def measure(stack: Stack, filled: Filled, how: How, *, records: int) -> OfCases:
    """Let the filled system run, fill its repository, and ask its pages, several times."""
    for name in ("reviews", "reporting"):
        config = filled.place.config(name)
        await bring_up(
            Place(config.dsn, config.kafka, config.topic, f"services.{name}.read_models")
        )
    cases = await _cases(filled)
    outcome: list[OfCases] = []
    with TemporaryDirectory() as logs:
        async with Runner(Path(logs), watching=stack.processes) as runner:
            extra = settings_of(filled, Path(logs))
            system = await start_system(stack, runner, say=quiet, extra=extra)

            async def all_of_it() -> None:
                there = await import_records(system, records)
                browsed = await _browse(system, _kinds(cases), how)
                outcome.append(OfCases(len(cases), there, how, browsed))

            await runner.until(all_of_it())
    return outcome[0]


async def _cases(filled: Filled) -> Sequence[str]:
    """All cases, in an order that is always the same and says nothing."""
    config = filled.place.config("reviews")
    async with await psycopg.AsyncConnection.connect(config.dsn) as connection:
        found = await connection.execute("select subject from caseload order by md5(subject)")
        return [row[0] for row in await found.fetchall()]


def events_for(cases: int) -> int:
    """In how many events about so many cases come: those under way have had half of theirs."""
    return max(cases, events_a_case * (cases - begun_cases // 2))


async def import_records(system: System, records: int) -> int:
    """Import so many published reviews, and wait until all of them are shown.

    Raises:
        RuntimeError: they are not, after a minute.
    """
    bearer = {"authorization": f"Bearer {system.issuer.token(local_actor('operator'))}"}
    async with client_of(system, "reporting", "operator", as_program) as client:
        made = list(published_reviews(records))
        for first in range(0, records, records_a_request):
            some = made[first : first + records_a_request]
            answer = await client.post(
                "/records/imports", json={"records": some}, headers=bearer
            )
            answer.raise_for_status()
        ends = monotonic() + patience_seconds
        while (shown := (await client.get("/records")).json()["total"]) < records:
            if monotonic() > ends:
                raise RuntimeError(f"of {records} published reviews {shown} are shown")
            await asyncio.sleep(poll_seconds)
    return int(shown)


def _kinds(cases: Sequence[str]) -> dict[str, Pages]:
    looked_at = tuple(f"/cases/{case}" for case in cases[:cases_looked_at])
    lists = ("/cases", "/cases?stage=commissioned", "/cases?authority=E06000054")
    return {
        "list of cases": Pages("reviews", lists),
        "page of a case": Pages("reviews", looked_at),
        "page of statistics": Pages("reporting", statistics_pages),
    }


async def _browse(system: System, kinds: Mapping[str, Pages], how: How) -> Browsed:
    async def asked(kind: Pages, seconds: int) -> tuple[float, ...]:
        who = {"service": kind.service, "who": everybody_sees, "accept": as_browser}
        return await ask(system, kind.paths, rate=how.rate, seconds=seconds, **who)

    async def several(kind: Pages) -> tuple[tuple[float, ...], ...]:
        await asked(kind, warm_up_seconds)
        return tuple([await asked(kind, how.seconds) for _ in range(how.repeat)])

    async def whole(*paths: str) -> tuple[float, ...]:
        return tuple([await _whole(system, paths) for _ in range(how.repeat)])

    return Browsed(
        pages={name: await several(kind) for name, kind in kinds.items()},
        searches=await several(Pages("reporting", searches)),
        year_seconds=await whole(
            f"/statistics?year={year_asked}",
            *(f"/statistics/{topic}?year={year_asked}" for topic in TOPICS),
            f"/statistics/files/national.csv?year={year_asked}",
        ),
        analysis_seconds=await whole(f"/analysis?{period_asked}"),
    )


async def _whole(system: System, paths: Sequence[str]) -> float:
    """The seconds in which all of these are answered, one after the other."""
    async with client_of(system, "reporting", everybody_sees, as_program) as client:
        began = monotonic()
        for path in paths:
            (await client.get(path)).raise_for_status()
        return monotonic() - began
