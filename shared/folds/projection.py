"""One generation of a read model, as a follower: it folds batches into its own table."""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from shared.decisions.database import Connection
from shared.events.envelope import Recorded
from shared.folds.read_model import ReadModel
from shared.folds.tables import Table
from shared.log.follower import NotMine
from shared.log.park import Fault

seconds_between_checks = 1.0
"""A follower that always finds events notices a swap as soon as one that finds none."""


def table_name(read_model: str, generation: int) -> str:
    """The table of a generation; readers use the view that is named as the read model."""
    return f"{read_model}__{generation}"


def follower_name(read_model: str, generation: int) -> str:
    """The name under which a generation's offsets, marks and parked subjects are stored."""
    return f"{read_model}.{generation}"


class Projection:
    """Folds events into the table of one generation, in the transaction of their offsets."""

    def __init__(self, model: ReadModel[Any], generation: int, *, beside: bool = False) -> None:
        self.model = model
        self.generation = generation
        self.beside = beside
        """Whether it follows beside the living one, and not in its place."""
        self.name = follower_name(model.name, generation)
        self.follows = model.event_names
        self.opens = model.opens
        self.table = Table(model, table_name(model.name, generation))
        self._checked = monotonic()

    async def apply(
        self, connection: Connection, events: Sequence[Recorded]
    ) -> Mapping[str, Fault]:
        if monotonic() - self._checked > seconds_between_checks:
            await self.check(connection)
        subjects = sorted({event.subject for event in events})
        before = await self.table.rows_of(connection, subjects)
        after, faults = fold_events(self.model, before, events)
        old = _by_key(self.model, before)
        new = _by_key(self.model, after)
        gone = [key for key in old if key not in new]
        if gone:
            await self.table.delete(connection, gone)
        changed = [values for key, values in new.items() if old.get(key) != values]
        if changed:
            await self.table.upsert(connection, changed)
        return faults

    async def check(self, connection: Connection) -> None:
        """See that this generation is still where its follower takes it to be.

        Raises:
            NotMine: another one is live now, or this one has become live.
        """
        self._checked = monotonic()
        row = await (
            await connection.execute(
                "select state from generations where read_model = %s and generation = %s",
                [self.model.name, self.generation],
            )
        ).fetchone()
        if row is None or (row[0] == "live") == self.beside:
            state = "gone" if row is None else row[0]
            raise NotMine(f"Generation {self.generation} of {self.model.name} is {state}.")


def fold_events(
    model: ReadModel[Any],
    before: Mapping[str, tuple[Any, ...]],
    events: Sequence[Recorded],
) -> tuple[dict[str, tuple[Any, ...]], dict[str, Fault]]:
    """Fold events in their order; a subject whose fold fails stands still from there on."""
    rows = dict(before)
    faults: dict[str, Fault] = {}
    for event in events:
        subject = event.subject
        if subject in faults:
            continue
        try:
            rows[subject] = model.evolve(rows.get(subject, ()), event)
        except Exception as error:  # noqa: BLE001 - whatever a fold raises, its subject waits
            reason = f"{model.name} failed at {event.envelope.name}: {type(error).__name__}"
            faults[subject] = Fault("fold", reason, event.envelope.offset)
    return rows, faults


def _by_key(
    model: ReadModel[Any], rows: Mapping[str, tuple[Any, ...]]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    values = (model.values(row) for of_subject in rows.values() for row in of_subject)
    return {model.key_of(row): row for row in values}
