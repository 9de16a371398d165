"""What reviews owns: the rapid review, its decision and the commissioning of a review."""

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from shared.events.children import in_order
from shared.events.codes import Criterion, Decision, PanelAnswer, WithdrawalReason
from shared.events.event import Event, Value
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import (
    AuthorityCode,
    Breach,
    Digest,
    Due,
    Obligation,
    Organisation,
    Reference,
    SignOff,
)

Criteria = Annotated[
    frozenset[Criterion], PlainSerializer(in_order, return_type=list[Criterion])
]
SignOffs = Annotated[tuple[SignOff, ...], Field(max_length=50)]
Round = Annotated[int, Field(ge=1, le=99)]
"""Which time the Panel is told a decision: 1, then one more for each reconsidered one."""


class PanelReportDue(Value):
    """When the report is due at the Panel, counted from either start that guidance gives.

    Fifteen working days after the notification (published local practice) or after becoming
    aware (guidance, unverified). `governing` says by which of them the review is judged.
    A review from a referral, and one imported, may have neither.
    """

    due_notified: Due | None = None
    due_aware: Due | None = None
    governing: Literal["NOTIFIED", "AWARE"] = "NOTIFIED"

    @property
    def due(self) -> Due | None:
        """The due date that governs; the other one where that is not known."""
        if self.governing == "AWARE":
            return self.due_aware or self.due_notified
        return self.due_notified or self.due_aware


class RapidReviewOpened(PanelReportDue, Event, version=1):
    """A rapid review began, from a notification (`notified_on`) or from a referral."""

    authority: AuthorityCode
    opened_on: Day
    notified_on: Day | None = None
    imported: bool = False


class RapidReviewCancelled(Event, version=1):
    """A rapid review ended without a decision, since its notification was withdrawn."""

    reason: WithdrawalReason
    note: Sealed | None = None
    cancelled_on: Day


class AgencySummaryRequested(Event, version=1):
    """An agency was asked what it knows; `due_on` is a local date, no rule of law."""

    agency: Organisation
    asked_for: Sealed | None = None
    requested_on: Day
    due_on: Day | None = None


class AgencySummaryReceived(Event, version=1):
    """An agency told what it knows, as a document or as text."""

    agency: Organisation
    document: Digest | None = None
    summary: Sealed | None = None
    received_on: Day


class ImmediateActionRecorded(Event, version=1):
    """Something was done at once to keep children safe, one aim of the review (published)."""

    action: Sealed
    agency: Organisation | None = None
    taken_on: Day


class RapidReviewCompleted(PanelReportDue, Event, version=1):
    """The Practice Review Group has decided what follows from a rapid review.

    Source: SI 2018/789 reg 11 for the criteria (published). The clock stops only when the
    report is with the Panel; `breach` says that its due date had passed already.
    """

    decision: Decision
    criteria: Criteria = frozenset()
    rationale: Sealed
    signed_off_by: SignOffs = ()
    completed_on: Day
    breach: Breach | None = None
    imported: bool = False


class PanelAnswerReceived(Event, version=1):
    """The review has read what the Panel answered, as reporting recorded it."""

    answer: PanelAnswer
    responded_on: Day
    note: Sealed | None = None
    national_ref: Reference | None = None
    round: Round = 1


class RapidReviewReconsidered(Event, version=1):
    """The Practice Review Group decided again, since the Panel asked it to."""

    decision: Decision
    criteria: Criteria = frozenset()
    rationale: Sealed
    signed_off_by: SignOffs = ()
    reconsidered_on: Day
    round: Round = Field(ge=2)


class Reviewer(Value):
    """Who carries out a review."""

    name: Sealed
    organisation: Organisation | None = None


class CSPRCommissioned(Event, version=1):
    """The partners commissioned a local child safeguarding practice review.

    Due for publication six months from `decided_on`, the decision to initiate it (published;
    the exact wording unverified). The Panel, the Secretary of State and Ofsted are to be told,
    with the reviewers' names (guidance, unverified): `obligations`.
    """

    reviewers: tuple[Reviewer, ...] = Field(default=(), max_length=20)
    decided_on: Day
    commissioned_on: Day
    due: Due
    obligations: tuple[Obligation, ...] = Field(default=(), max_length=50)
