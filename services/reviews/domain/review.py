"""A rapid review as reviews sees it, from its opening to what was commissioned."""

from dataclasses import dataclass
from datetime import date

from shared.decisions.commands import Since
from shared.events.codes import AcceptedAs, Decision
from shared.events.commissioning import CommissioningTold
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.reviews import (
    CSPRCommissioned,
    PanelAnswerReceived,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from shared.events.values import Due


@dataclass(frozen=True, slots=True)
class NotOpened:
    """There is no rapid review of this case."""


@dataclass(frozen=True, slots=True)
class Open:
    """The Practice Review Group is at work; `notes` are the summaries and actions so far.

    `taken_up` is a referral that was taken up before the incident was notified, and `learning`
    what happened in a local learning review of it.
    """

    opened: RapidReviewOpened
    notes: tuple[Event, ...] = ()
    taken_up: LocalReviewOpened | None = None
    learning: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It ended without a decision."""

    cancelled: RapidReviewCancelled


@dataclass(frozen=True, slots=True)
class Concluded:
    """It is decided what follows; `answers` are the Panel's, the last one last.

    Decided by a rapid review that was completed, or by how a referral was taken up.

    `since` is what happened in a local review since it was commissioned, in its order;
    `learning` is the same of a local learning review. `area` is the authority of the rapid
    review.
    """

    completed: RapidReviewCompleted | None
    opened_on: date
    notes: tuple[Event, ...] = ()
    reconsidered: RapidReviewReconsidered | None = None
    answers: tuple[PanelAnswerReceived, ...] = ()
    commissioned: CSPRCommissioned | None = None
    told: tuple[CommissioningTold, ...] = ()
    since: tuple[Event, ...] = ()
    taken_up: LocalReviewOpened | None = None
    learning: tuple[Event, ...] = ()
    area: str | None = None

    @property
    def authority(self) -> str | None:
        """Whose case it is."""
        return self.taken_up.authority if self.area is None and self.taken_up else self.area

    @property
    def began(self) -> Since:
        """When it had begun at the latest: a review may be over before a late notification."""
        if self.completed is None:
            return Since(self.opened_on, "The referral was taken up on")
        days = (self.opened_on, self.completed.completed_on)
        return aware(self.completed.due_aware) or Since(min(days), "The rapid review began on")

    @property
    def decision(self) -> Decision:
        """The decision that stands."""
        if self.completed is None:
            local = self.taken_up is not None and self.taken_up.as_what is AcceptedAs.LCSPR
            return Decision.LCSPR if local else Decision.THEMATIC_OR_LOCAL_LEARNING
        return self.reconsidered.decision if self.reconsidered else self.completed.decision

    @property
    def round(self) -> int:
        """Which time the Panel is told a decision."""
        return self.reconsidered.round if self.reconsidered else 1

    @property
    def answer(self) -> PanelAnswerReceived | None:
        """The Panel's last answer to the decision that stands."""
        answers = [answer for answer in self.answers if answer.round == self.round]
        return answers[-1] if answers else None


def aware(due_aware: Due | None) -> Since | None:
    """Since when anybody knew of the incident, where that is known."""
    if due_aware is None:
        return None
    why = "The authority has been aware of this incident since"
    return Since(due_aware.counted_from, why)


Review = NotOpened | Open | Cancelled | Concluded
