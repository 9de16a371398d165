"""What the Panel counts: one row a rapid review, which is not one a notification."""

from dataclasses import dataclass
from datetime import date

from services.reporting.financial_year import year_of
from shared.events.envelope import Recorded
from shared.events.reviews import (
    CSPRCommissioned,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from shared.folds.changed import changed
from shared.folds.read_model import ReadModel, Rows


@dataclass(slots=True)
class PanelRow:
    """One rapid review; `year` is that of the day on which it was opened (our inference).

    `decision` is the latest one. Without `authority` and `opened_on` its opening is not known.
    """

    subject: str
    authority: str | None
    opened_on: date | None
    year: int | None
    completed_on: date | None
    decision: str | None
    commissioned_on: date | None
    cancelled: bool
    imported: bool


class PanelFacts(ReadModel[PanelRow]):
    """One row a case with a rapid review. Page: /statistics.

    A cancelled review stays, marked, and does not count.
    """

    name, version, row = "panel_facts", 1, PanelRow
    indexes = ("year, authority", "authority, opened_on")
    follows = (
        RapidReviewOpened,
        RapidReviewCancelled,
        RapidReviewCompleted,
        RapidReviewReconsidered,
        CSPRCommissioned,
    )

    def evolve(self, rows: Rows[PanelRow], event: Recorded) -> Rows[PanelRow]:
        fact = event.event
        if isinstance(fact, RapidReviewOpened):
            opened = fact.opened_on
            return (
                PanelRow(
                    event.subject,
                    fact.authority,
                    opened,
                    year_of(opened),
                    None,
                    None,
                    None,
                    False,
                    fact.imported,
                ),
            )
        row = rows[0] if rows else _unopened(event.subject)
        match fact:
            case RapidReviewCompleted():
                done = fact.completed_on
                imported = row.imported or fact.imported
                return (
                    changed(row, completed_on=done, decision=fact.decision, imported=imported),
                )
            case RapidReviewReconsidered():
                return (changed(row, decision=fact.decision),)
            case CSPRCommissioned():
                return (changed(row, commissioned_on=fact.commissioned_on),)
            case RapidReviewCancelled():
                return (changed(row, cancelled=True),)
            case _:
                return rows


def _unopened(subject: str) -> PanelRow:
    return PanelRow(subject, None, None, None, None, None, None, False, False)
