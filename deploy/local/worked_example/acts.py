"""What people do in a story: in a reader's words, and as a request to a service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from services.notifications.api import forms
from services.reporting.api import reports
from services.reviews.api import bodies, cspr_bodies, learning_bodies, obligations
from shared.events import incidents, learning, practice_reviews, publication, reviews
from shared.events.commissioning import CommissioningTold
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.obligations import RecipientTold
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.values import Recipient

that_day = "that day"
"""In what is said by default: the day of the step."""
package = "0" * 64
"""In what is said by default: the digest of the Panel report, as it is when it is sent."""


@dataclass(frozen=True)
class Act:
    """A request: where to, as what body, and the event that shows that it was done.

    `on` are the fields that are the day of the step, `after` an event that has to be there
    before, and `says` what is said where the story does not say it.
    """

    service: str
    path: str
    event: type[Event]
    body: type[BaseModel]
    on: Sequence[str] = ()
    after: type[Event] | None = None
    says: Mapping[str, Any] = field(default_factory=dict)


def _signed(role: str, organisation: str) -> dict[str, str]:
    return {"partner_role": role, "organisation": organisation, "signed_on": that_day}


_signed_by_all_three = {
    "signed_off_by": [
        _signed("local-authority", "The council"),
        _signed("police", "The police"),
        _signed("health", "The integrated care board"),
    ]
}
_from_the_stand_in = {
    "note": "From a stand-in that is part of the worked example; the real Panel has not seen "
    "this."
}
_seen_first = [str(each) for each in (Recipient.PANEL, Recipient.SECRETARY_OF_STATE)]
_secure = {"channel": "secure-email"}
_case = "/cases/{case}"
_review, _publication, _learning = (
    f"{_case}/{part}" for part in ("practice-review", "publication", "learning")
)

acts: Mapping[str, Act] = {
    "becomes aware": Act(
        "notifications", f"{_case}/awareness", incidents.AwarenessRecorded,
        forms.Awareness, on=("aware_on",),
    ),
    "notifies the Panel": Act(
        "notifications", f"{_case}/notification", incidents.IncidentNotified,
        forms.Notification, on=("notified_at",), says={"channel": "national-form"},
    ),
    "decides not to notify": Act(
        "notifications", f"{_case}/decline", incidents.NotificationDeclined, forms.Decline,
    ),
    "withdraws the notification": Act(
        "notifications", f"{_case}/withdrawal", incidents.NotificationWithdrawn,
        forms.Withdrawal,
    ),
    "tells": Act(
        "notifications", f"{_case}/told", RecipientTold, forms.Telling, on=("told_on",),
        says={"channel": "email"},
    ),
    "takes the referral up": Act(
        "notifications", "/referrals/{case}/acceptance", incidents.ReferralAccepted,
        forms.Acceptance,
    ),
    "declines the referral": Act(
        "notifications", "/referrals/{case}/decline", incidents.ReferralDeclined, forms.Decline,
    ),
    "acts at once": Act(
        "reviews", f"{_case}/immediate-actions", reviews.ImmediateActionRecorded,
        bodies.ImmediateAction, on=("taken_on",), after=reviews.RapidReviewOpened,
    ),
    "asks an agency": Act(
        "reviews", f"{_case}/agency-summaries", reviews.AgencySummaryRequested,
        bodies.SummaryRequest,
    ),
    "records what an agency told": Act(
        "reviews", f"{_case}/agency-summaries/received", reviews.AgencySummaryReceived,
        bodies.SummaryReceived, on=("received_on",),
    ),
    "decides what follows": Act(
        "reviews", f"{_case}/rapid-review", reviews.RapidReviewCompleted, bodies.Completion,
        on=("completed_on",), after=reviews.RapidReviewOpened, says=_signed_by_all_three,
    ),
    "decides again": Act(
        "reviews", f"{_case}/rapid-review/reconsideration", reviews.RapidReviewReconsidered,
        bodies.Reconsideration, on=("reconsidered_on",), after=reviews.PanelAnswerReceived,
        says=_signed_by_all_three,
    ),
    "sends the report to the Panel": Act(
        "reporting", f"{_case}/submissions", PanelReportSubmitted, reports.Sent,
        on=("submitted_on",), after=PanelReportRequired,
        says={"document_digest": package, **_secure},
    ),
    "records the Panel's answer": Act(
        "reporting", f"{_case}/panel-responses", PanelResponded, reports.Answered,
        on=("responded_on",), says=_from_the_stand_in,
    ),
    "commissions a review": Act(
        "reviews", f"{_case}/commissioning", reviews.CSPRCommissioned, bodies.Commissioning,
        on=("decided_on", "commissioned_on"), after=reviews.PanelAnswerReceived,
    ),
    "tells of the review": Act(
        "reviews", f"{_case}/commissioning/told", CommissioningTold,
        obligations.ToldOfCommissioning, on=("told_on",), says={"channel": "email"},
    ),
    "appoints a reviewer": Act(
        "reviews", f"{_review}/reviewers", practice_reviews.ReviewerAppointed,
        cspr_bodies.Appointment, on=("appointed_on",),
    ),
    "agrees the terms of reference": Act(
        "reviews", f"{_review}/terms-of-reference", practice_reviews.TermsOfReferenceAgreed,
        cspr_bodies.Terms, on=("agreed_on",),
    ),
    "involves": Act(
        "reviews", f"{_review}/involvement", practice_reviews.InvolvementRecorded,
        cspr_bodies.SentInvolvement, on=("happened_on",),
    ),
    "receives a draft": Act(
        "reviews", f"{_review}/drafts", practice_reviews.DraftReceived, cspr_bodies.Draft,
        on=("received_on",),
    ),
    "looks how the review goes": Act(
        "reviews", f"{_review}/monitoring", practice_reviews.ReviewMonitored,
        cspr_bodies.Monitoring, on=("monitored_on",),
    ),
    "holds the publication": Act(
        "reviews", f"{_publication}/holds", publication.PublicationHeld, cspr_bodies.Hold,
        on=("held_on",),
    ),
    "ends the hold": Act(
        "reviews", f"{_publication}/holds/ended", publication.PublicationHoldEnded,
        cspr_bodies.HoldOver, on=("ended_on",),
    ),
    "records a delay": Act(
        "reviews", f"{_publication}/delays", publication.PublicationDelayed, cspr_bodies.Delay,
        on=("delayed_on",),
    ),
    "explains the delay": Act(
        "reviews", f"{_publication}/explanations", publication.DelayExplained,
        cspr_bodies.Explanation, on=("explained_on",),
        says={"recipients": _seen_first, **_secure},
    ),
    "sends copies before publication": Act(
        "reviews", f"{_publication}/copies", publication.PrePublicationCopySent,
        cspr_bodies.Copy, on=("sent_on",),
        says={"recipients": [*_seen_first, str(Recipient.OFSTED)], **_secure},
    ),
    "publishes the report": Act(
        "reviews", f"{_publication}/report", publication.ReportPublished,
        cspr_bodies.PublishingSent,
    ),
    "publishes the improvements alone": Act(
        "reviews", f"{_publication}/improvements", publication.ImprovementsPublished,
        cspr_bodies.ImprovementsSent,
    ),
    "takes the publication down": Act(
        "reviews", f"{_publication}/taken-down", publication.ReportTakenDown,
        cspr_bodies.TakingDown,
    ),
    "begins a learning review": Act(
        "reviews", _learning, learning.LearningReviewBegun, learning_bodies.Beginning,
        on=("begun_on",), after=LocalReviewOpened,
    ),
    "holds a session": Act(
        "reviews", f"{_learning}/sessions", learning.LearningSessionHeld,
        learning_bodies.Session, on=("held_on",),
    ),
    "records what was learnt": Act(
        "reviews", f"{_learning}/points", learning.LearningPointRecorded, learning_bodies.Point,
        on=("recorded_on",),
    ),
    "ends the learning review": Act(
        "reviews", f"{_learning}/completion", learning.LearningReviewCompleted,
        learning_bodies.Completed, on=("completed_on",),
    ),
    "shows the learning to all": Act(
        "reviews", f"{_learning}/library", learning.LearningPublished, learning_bodies.Showing,
        on=("cleared_on",),
    ),
}  # fmt: skip
"""By the words in which a story says it."""
