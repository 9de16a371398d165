"""The stages of a case, and which event leads to which of them."""

from enum import StrEnum

from shared.events.codes import PanelAnswer
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReported,
    IncidentReportWithdrawn,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
    ReferralDeclined,
)
from shared.events.learning import LearningReviewBegun, LearningReviewCompleted
from shared.events.local_reviews import LocalReviewOpened
from shared.events.publication import (
    ImprovementsPublished,
    ReportPublished,
    ReportTakenDown,
)
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    CSPRCommissioned,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)


class Stage(StrEnum):
    """Where a case stands; the order in which they are declared is that of the life cycle."""

    REPORTED = "reported"
    REPORT_WITHDRAWN = "report-withdrawn"
    REFERRED = "referred"
    REFERRAL_DECLINED = "referral-declined"
    AWARE = "aware"
    NOT_NOTIFIED = "not-notified"
    REFERRAL_ACCEPTED = "referral-accepted"
    NOTIFIED = "notified"
    RAPID_REVIEW = "rapid-review"
    DECIDED = "decided"
    WITH_PANEL = "with-panel"
    ANSWERED = "answered"
    TO_RECONSIDER = "to-reconsider"
    LEARNING = "learning"
    LEARNT = "learnt"
    COMMISSIONED = "commissioned"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken-down"
    WITHDRAWN = "withdrawn"


_order = {stage: place for place, stage in enumerate(Stage)}
_leads_to: dict[type[Event], Stage] = {
    IncidentReported: Stage.REPORTED,
    CaseReferred: Stage.REFERRED,
    ReferralDeclined: Stage.REFERRAL_DECLINED,
    AwarenessRecorded: Stage.AWARE,
    NotificationDeclined: Stage.NOT_NOTIFIED,
    ReferralAccepted: Stage.REFERRAL_ACCEPTED,
    LocalReviewOpened: Stage.REFERRAL_ACCEPTED,
    IncidentNotified: Stage.NOTIFIED,
    RapidReviewOpened: Stage.RAPID_REVIEW,
    RapidReviewCompleted: Stage.DECIDED,
    PanelReportSubmitted: Stage.WITH_PANEL,
    LearningReviewBegun: Stage.LEARNING,
    CSPRCommissioned: Stage.COMMISSIONED,
    ReportPublished: Stage.PUBLISHED,
    ImprovementsPublished: Stage.PUBLISHED,
    ReportTakenDown: Stage.TAKEN_DOWN,
}
since_commissioned = (Stage.COMMISSIONED, Stage.PUBLISHED, Stage.TAKEN_DOWN)
"""The stages of a local review: what the Panel still says leads back to none before them."""
since_learning = (Stage.LEARNING, Stage.LEARNT)
"""The stages of a local learning review; a rapid review of the same case ends them."""


_leads_back: dict[Stage, tuple[type[Event], ...]] = {
    Stage.LEARNING: (RapidReviewOpened,),
    Stage.LEARNT: (RapidReviewOpened,),
    Stage.TAKEN_DOWN: (ReportPublished, ImprovementsPublished),
    Stage.WITHDRAWN: (
        IncidentNotified,
        LocalReviewOpened,
        RapidReviewOpened,
        LearningReviewBegun,
        CSPRCommissioned,
    ),
}
"""What leads from a stage to an earlier one, since it begins anew."""


def stage_after(before: Stage | None, event: Event) -> Stage | None:
    """The stage after an event. What comes late, such as an awareness, never leads back.

    Only a withdrawal ends what has begun, and only a new decision follows on an answer.
    """
    match event:
        case NotificationWithdrawn() | RapidReviewCancelled():
            return Stage.WITHDRAWN
        case IncidentReportWithdrawn():
            return Stage.REPORT_WITHDRAWN if before is Stage.REPORTED else before
        case RapidReviewReconsidered():
            return before if before in since_commissioned else Stage.DECIDED
        case PanelResponded():
            return _answered(before, event.answer)
        case known if before is not None and isinstance(known, _leads_back.get(before, ())):
            return _leads_to[type(known)]
        case LearningReviewCompleted():
            return Stage.LEARNT if before is Stage.LEARNING else before
        case _:
            return _forward(before, _leads_to.get(type(event)))


def _forward(before: Stage | None, after: Stage | None) -> Stage | None:
    if before is None or after is None:
        return after or before
    return after if _order[after] > _order[before] else before


def _answered(before: Stage | None, answer: PanelAnswer) -> Stage | None:
    if before in since_commissioned:
        return before
    if answer is PanelAnswer.ASKS_TO_RECONSIDER:
        return Stage.TO_RECONSIDER
    return before if before in since_learning else Stage.ANSWERED
