"""The toy's read models after a change of code: totals are doubled, the version raised."""

from dataclasses import replace

from shared.events.envelope import Recorded
from shared.folds.read_model import Rows
from tests.support.toy import Steps, TotalRow, Totals, ToyCounted


class DoubledTotals(Totals):
    """Page: none, it is for tests."""

    version = 2

    def evolve(self, rows: Rows[TotalRow], event: Recorded) -> Rows[TotalRow]:
        """Twice what was counted."""
        (row,) = super().evolve(rows, event)
        if isinstance(event.event, ToyCounted):
            return (replace(row, total=row.total + event.event.amount),)
        return (row,)


read_models = (DoubledTotals(), Steps())
