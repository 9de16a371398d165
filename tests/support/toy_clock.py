"""The toy with a fault planted in it: a fold that reads the clock."""

import time
from datetime import UTC, datetime

from shared.events.envelope import Recorded
from shared.folds.read_model import Rows
from tests.support.toy import Steps, TotalRow, Totals


class TotalsByTheClock(Totals):
    """Page: none; each row says in which year it was folded."""

    def evolve(self, rows: Rows[TotalRow], event: Recorded) -> Rows[TotalRow]:
        """What no fold may: the same events give other rows on another day."""
        ((subject, total, answers),) = [
            (row.subject, row.total, row.answers) for row in super().evolve(rows, event)
        ]
        by_two_clocks = {
            datetime.now(UTC).year,  # noqa: TID251 - the planted fault
            time.gmtime(time.time()).tm_year,  # noqa: TID251 - the planted fault
        }
        return (TotalRow(subject, total, answers, " ".join(map(str, by_two_clocks))),)


read_models = (TotalsByTheClock(), Steps())
