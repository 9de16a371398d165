"""Rows depend on the order within a subject alone: on no interleaving, batch or repeat."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

import services.notifications.read_models
import services.reporting.read_models
import services.reviews.read_models
from shared.decisions.database import Connection
from shared.events.catalogue import owner_of
from shared.events.envelope import Envelope, Recorded
from shared.events.incidents import IncidentNotified
from shared.folds.bulk import BulkFold
from shared.folds.projection import Projection, fold_events
from shared.folds.read_model import ReadModel, Rows
from shared.log.kafka import RawRecord
from shared.log.sorting import Opened, Sorting
from shared.log.standing import Marks
from tests.contract.examples import EXAMPLES
from tests.support.cases import at
from tests.support.toy import TotalRow
from tests.unit.reviews import folding

partitions = 3
subjects = tuple(f"case-{number}" for number in range(6))
models: tuple[ReadModel[Any], ...] = (
    *services.notifications.read_models.read_models,
    *services.reporting.read_models.read_models,
    *services.reviews.read_models.read_models,
)


def history_of(number: int) -> list[Envelope]:
    """What happened in one subject; of each the examples in another order of their kinds."""
    found: list[Envelope] = []
    positions: dict[str, int] = {}
    names = list(EXAMPLES)
    for name in names[number:] + names[:number]:
        event, source = EXAMPLES[name], owner_of(name)
        positions[source] = positions.get(source, 0) + 1
        envelope = folding.recorded(event, len(found) + 1).envelope
        found.append(
            envelope._replace(
                id=f"event-{number}-{len(found)}",
                subject=subjects[number],
                position=positions[source],
                time=at("2024-03-04"),
                partition=number % partitions,
            )
        )
    return found


histories = [history_of(number) for number in range(len(subjects))]


@dataclass
class Log:
    """One interleaving of all histories, and how it was cut into batches."""

    records: list[Envelope]
    cuts: list[int]

    def batches(self, records: Sequence[Envelope] | None = None) -> list[list[Envelope]]:
        records = self.records if records is None else records
        ends = sorted({0, len(records), *(cut % (len(records) + 1) for cut in self.cuts)})
        return [list(records[a:b]) for a, b in pairwise(ends)]

    def partition(self, number: int) -> list[Envelope]:
        return [record for record in self.records if record.partition == number]


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Subjects are mixed as by chance, and some records come twice."""
    choose = draw(st.randoms(use_true_random=False))
    waiting = {number: list(history) for number, history in enumerate(histories)}
    ends = [0] * partitions
    records: list[Envelope] = []
    while waiting:
        number = choose.choice(sorted(waiting))
        record = waiting[number].pop(0)
        if not waiting[number]:
            del waiting[number]
        for _ in range(choose.choice([1, 1, 1, 2])):
            records.append(record._replace(offset=ends[record.partition]))
            ends[record.partition] += 1
    return Log(records, draw(st.lists(st.integers(0, 1_000), max_size=30)))


class Gathered(Projection):
    """A generation whose rows stay in memory."""

    def __init__(self, model: ReadModel[Any]) -> None:
        super().__init__(model, 1, beside=True)
        self.rows: list[Any] = []
        self.table = cast(Any, self)

    async def copy_in(self, _connection: Connection, rows: Iterable[Any]) -> int:
        taken = list(rows)
        self.rows += taken
        return len(taken)


Kept = dict[str, frozenset[Any]]
"""The rows of each read model, as texts."""
nowhere = cast(Connection, None)
"""No connection: what a fold holds in memory needs none."""


def as_texts(rows: Iterable[Any]) -> frozenset[str]:
    return frozenset(repr(row) for row in rows)


def followed(log: Log, followers: Sequence[ReadModel[Any]]) -> Kept:
    """As living ones fold: batch by batch, over all partitions."""
    opened, kept = Opened(), {}
    for model in followers:
        rows: dict[str, tuple[Any, ...]] = {}
        marks: Marks = {}
        parked: set[str] = set()
        for batch in log.batches():
            sorting = Sorting(Projection(model, 1), marks, parked, {}, opened)
            for read in batch:
                sorting.take(RawRecord(read.partition, read.offset, 0, b"", b"", [], read))
            rows, faults = fold_events(model, rows, sorting.ready)
            sorting.take_back(faults)
            parked |= set(sorting.faults)
        kept[model.name] = as_texts(row for of_subject in rows.values() for row in of_subject)
    return kept


async def rebuilt(log: Log, followers: Sequence[ReadModel[Any]]) -> Kept:
    """As a rebuild folds: one partition after the other, all read models at once."""
    shadows = [Gathered(model) for model in followers]
    cut = {number: len(log.records) for number in range(partitions)}
    cuts = [cut] * len(shadows)
    bulk = BulkFold(shadows, cuts, subjects_held=len(subjects), keep_marks=False)
    for number in range(partitions):
        for batch in log.batches(log.partition(number)):
            await bulk.fold(nowhere, number, batch)
        await bulk.end_partition(nowhere)
    return {each.model.name: as_texts(each.rows) for each in shadows}


plain = Log(
    [
        record._replace(offset=place)
        for number in range(partitions)
        for place, record in enumerate(
            record for history in histories for record in history if record.partition == number
        )
    ],
    [],
)
as_it_is = followed(plain, models)


def test_there_are_rows_to_compare() -> None:
    assert {name for name, rows in as_it_is.items() if not rows} == set()


@settings(max_examples=8, deadline=None)
@given(logs())
def test_rows_are_the_same_over_interleavings_batches_and_repeats(log: Log) -> None:
    assert followed(log, models) == as_it_is
    assert asyncio.run(rebuilt(log, models)) == as_it_is


class Counting(ReadModel[TotalRow]):
    """Page: none; it keeps what it has seen of other subjects, which no fold may."""

    name, version, row = "counting", 1, TotalRow
    follows = (IncidentNotified,)

    def __init__(self) -> None:
        self.seen = 0

    def evolve(self, rows: Rows[TotalRow], event: Recorded) -> Rows[TotalRow]:
        """How many came before, of whichever subject."""
        self.seen += 1
        return (TotalRow(event.subject, self.seen, 0, None),)


def test_a_fold_that_looks_beyond_its_subject_is_found() -> None:
    backwards = Log(
        [
            record._replace(offset=place)
            for history in reversed(histories)
            for place, record in enumerate(history)
        ],
        [],
    )
    assert followed(plain, [Counting()]) != followed(backwards, [Counting()])
