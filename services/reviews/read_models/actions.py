"""What has to be done after reviews: who owns it, by when, and how far it is."""

from dataclasses import dataclass, replace
from datetime import date

from shared.events.actions import (
    ActionClosed,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
)
from shared.events.envelope import Recorded
from shared.events.sealed import Sealed
from shared.folds.read_model import Json, ReadModel, Rows


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action; `progress` is not-begun until something is said of it.

    `first_due_on` is the day that it was first due on. What could name a person is sealed.
    """

    subject: str
    number: int
    arises_from: str
    owner: str
    raised_on: date
    first_due_on: date
    due_on: date
    progress: str
    progressed_on: date | None
    evidence: str | None
    closed_on: date | None
    action: Json
    effect: Json | None


class Actions(ReadModel[ActionRow]):
    """One row an action. Page: /actions."""

    name, version, row = "actions", 1, ActionRow
    key = ("subject", "number")
    indexes = ("due_on, subject, number",)
    follows = (
        ActionRaised,
        ActionProgressed,
        ActionRescheduled,
        ActionClosed,
        ActionReopened,
    )

    def evolve(self, rows: Rows[ActionRow], event: Recorded) -> Rows[ActionRow]:
        fact = event.event
        if isinstance(fact, ActionRaised):
            return (*rows, _raised(event.subject, fact))
        return tuple(
            _changed(row, fact) if row.number == getattr(fact, "number", None) else row
            for row in rows
        )


def _raised(subject: str, fact: ActionRaised) -> ActionRow:
    return ActionRow(
        subject=subject,
        number=fact.number,
        arises_from=str(fact.arises_from),
        owner=fact.owner,
        raised_on=fact.raised_on,
        first_due_on=fact.due_on,
        due_on=fact.due_on,
        progress="not-begun",
        progressed_on=None,
        evidence=None,
        closed_on=None,
        action=_json(fact.action),
        effect=None,
    )


def _changed(row: ActionRow, fact: object) -> ActionRow:
    match fact:
        case ActionProgressed():
            return replace(
                row,
                progress=str(fact.progress),
                progressed_on=fact.noted_on,
                evidence=fact.evidence,
            )
        case ActionRescheduled():
            return replace(row, due_on=fact.due_on)
        case ActionClosed():
            return replace(row, closed_on=fact.closed_on, effect=_json(fact.effect))
        case ActionReopened():
            return replace(
                row,
                closed_on=None,
                effect=None,
                progress="under-way",
                progressed_on=fact.reopened_on,
                evidence=None,
            )
        case _:
            return row


def _json(sealed: Sealed) -> Json:
    return sealed.model_dump(mode="json")
