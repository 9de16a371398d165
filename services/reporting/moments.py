"""Figures of one moment: the living ones, or as of a day, with where they come from."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Query

from services.reporting.history import HistoryRow
from shared.decisions.database import Connection
from shared.edge.desk import Desk
from shared.edge.read_from import note_read
from shared.edge.refusals import BadInput, Fault
from shared.folds.options import Until, read_until
from shared.folds.place import Refused
from shared.folds.reading import ReadFrom, living_beside, read_as_of, read_living

counted = ("notification_facts", "panel_facts")
"""The read models that figures are counted over."""

AsOf = Annotated[
    str | None,
    Query(
        max_length=400,
        description="What was recorded by then, not what had happened: a day to its end in"
        " London (2024-05-01), an instant with its zone, or offsets by partition (0:120,1:98).",
    ),
]

Figures = tuple[Connection, Sequence[ReadFrom]]


@asynccontextmanager
async def figures_at(
    desk: Desk, as_of: str | None, names: Sequence[str] = counted
) -> AsyncIterator[Figures]:
    """A connection on which all rows are of one moment, and which generations they are of.

    Raises:
        BadInput: it is no moment, or nothing was built as of it.
    """
    if as_of is not None:
        async with _built_at(desk, as_of, "as_of", names) as (connection, built):
            note_read(built)
            yield connection, built
        return
    async with desk.pool.connection() as connection, read_living(connection, names) as living:
        note_read(living)
        yield connection, living


@asynccontextmanager
async def figures_then_and_now(
    desk: Desk, since: str
) -> AsyncIterator[tuple[Connection, Sequence[ReadFrom], Sequence[ReadFrom]]]:
    """As `figures_at` a moment, with the living rows beside them as `public.<name>`.

    Raises:
        BadInput: it is no moment, or nothing was built as of it.
    """
    async with _built_at(desk, since, "since") as (connection, built):
        living = await living_beside(connection, counted)
        note_read([*built, *living])
        yield connection, built, living


@asynccontextmanager
async def _built_at(
    desk: Desk, moment: str, field: str, names: Sequence[str] = counted
) -> AsyncIterator[Figures]:
    until = moment_of(moment, field)
    async with (
        desk.pool.connection() as connection,
        read_as_of(connection, names, until) as built,
    ):
        if built is None:
            raise BadInput(
                Fault(
                    field,
                    "Nothing was built as of that moment.",
                    f"An operator builds it: cspr replay start {' '.join(names)}"
                    f" --until {until.text}",
                )
            )
        yield connection, built


def moment_of(text: str, field: str = "as_of") -> Until:
    """A moment that somebody sent.

    Raises:
        BadInput: it is none.
    """
    try:
        return read_until(text)
    except Refused:
        raise BadInput(
            Fault(
                field,
                "It is no day, and no instant with its zone.",
                "Send it as 2024-05-01, or as 2024-05-01T12:00:00Z.",
            )
        ) from None


def known_by(rows: Sequence[HistoryRow], as_of: str | None) -> list[HistoryRow]:
    """The events that were recorded by a moment, by Kafka's append time; all without one.

    Raises:
        BadInput: it is no moment.
    """
    if as_of is None:
        return list(rows)
    until = moment_of(as_of)
    return [row for row in rows if until.has(row.partition, row.log_offset, row.recorded_at)]


def said_of(as_of: str | None, come_from: Sequence[ReadFrom]) -> dict[str, Any]:
    """Where an answer comes from, as the interface says it."""
    return {
        "as_of": None if as_of is None else moment_of(as_of).text,
        "from": told_of(come_from),
    }


def told_of(come_from: Sequence[ReadFrom]) -> dict[str, Any]:
    """Generations by read model, as the interface says them."""
    return {
        each.read_model: {"generation": each.generation, "position": each.position}
        for each in come_from
    }
