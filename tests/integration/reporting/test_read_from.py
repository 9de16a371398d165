"""An answer tells of which generation and cut it is, while events come and models swap."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import TopicPartition

from shared.decisions.ids import new_subject
from shared.edge.read_from import header
from shared.events.envelope import Envelope
from shared.folds.operation import start
from shared.folds.options import Options
from shared.folds.swapping import rollback, swap
from shared.log.kafka import RawRecord, log_ends, open_consumer, raw, read_partition
from tests.integration.reporting.test_as_of import keep_up, place_of
from tests.integration.reporting.test_statistics import played
from tests.support.reporting import Reporting
from tests.support.world import until
from tests.unit.reporting.world import died, notified

_one = re.compile(r'([a-z_]+);generation=(\d+);position=(\d+);at="([\d:,]*)"')
model = "notification_facts"


@dataclass(frozen=True)
class Seen:
    """One answer: its figures, and what its header says of them."""

    deaths: int
    others: int
    under_1: int
    generation: int
    cut: Mapping[int, int]


def cuts_of(said: str) -> dict[str, tuple[int, dict[int, int]]]:
    """The generation and the cut of each read model, as a header says them."""
    found = {}
    for name, generation, position, at in _one.findall(said):
        cut = {int(n): int(to) for n, to in (pair.split(":") for pair in at.split(","))}
        assert sum(cut.values()) == int(position)
        found[name] = (int(generation), cut)
    return found


async def looked(r: Reporting) -> Seen:
    answer = await r.get("/statistics", "auditor")
    assert answer.status_code == 200, answer.text
    found, said = answer.json(), cuts_of(answer.headers[header])
    assert set(said) == {"notification_facts", "panel_facts"}
    generation, cut = said[model]
    assert found["from"][model]["generation"] == generation
    figures = found["notifications"]
    return Seen(
        figures["deaths"],
        figures["total"] - figures["deaths"],
        found["panel"]["of_children_under_1"],
        generation,
        cut,
    )


@asynccontextmanager
async def looking(r: Reporting) -> AsyncIterator[list[Seen]]:
    """Somebody looks again and again meanwhile; what they saw."""
    seen: list[Seen] = []

    async def look() -> None:
        while True:
            seen.append(await looked(r))

    tasks = [asyncio.create_task(look()) for _ in range(2)]
    try:
        yield seen
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(ended, asyncio.CancelledError), ended


async def told_in_log(r: Reporting) -> list[tuple[int, int]]:
    """Where in the log incidents were notified."""
    async with open_consumer(r.config.kafka) as consumer:
        ends = await log_ends(consumer, r.config.topic, r.config.partitions)
        found = []
        for number, end in ends.items():
            where = TopicPartition(r.config.topic, number)
            async for batch in read_partition(consumer, where, start=0, end=end, batch=500):
                records = [raw(number, record) for record in batch]
                found += [(number, each.offset) for each in records if notifies(each)]
        return found


def notifies(record: RawRecord) -> bool:
    return isinstance(record.read, Envelope) and record.read.name == "IncidentNotified"


async def test_no_answer_mixes_generations_nor_tells_of_another_cut_than_its_own(
    r: Reporting,
) -> None:
    await played(r)
    keeping_up = asyncio.create_task(keep_up(r))
    await start(place_of(r), [model], Options(), say=print)
    # so that the second generation is known by each of two questions
    await r.change(f"update {model}__2 set nature = 'Other', age_band = 'unknown'")
    async with looking(r) as seen:
        for _turn in range(3):
            for switch in (swap, rollback):
                await r.tell(new_subject("case"), notified("2024-03-01", died(age_years=7)))
                await switch(place_of(r), model)
                had = len(seen)
                await until_more(seen, had + 4)
    keeping_up.cancel()
    assert {each.generation for each in seen} == {1, 2}
    told = await told_in_log(r)
    for each in seen:
        of_log = sum(1 for number, offset in told if offset < each.cut.get(number, 0))
        as_played = (1, 1) if each.generation == 1 else (4, 0)
        assert (each.others, each.under_1) == as_played, each
        assert each.deaths + each.others == of_log - 1, each  # one was withdrawn


async def until_more(seen: list[Seen], number: int) -> None:
    async def there() -> bool:
        return len(seen) >= number

    await until(there)
