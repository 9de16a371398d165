"""The rules of reviews: rapid reviews, what they decide, and what is commissioned of it."""

from collections.abc import Sequence

from services.reviews.domain import (
    commissioning,
    conclusion,
    course,
    delay,
    learning,
    library,
    local_review,
    practice_review,
    rapid_review,
    recount,
    telling,
    waiting,
    withdrawing,
)
from services.reviews.domain.commissioning import CommissionCSPR
from services.reviews.domain.conclusion import (
    CompleteRapidReview,
    Concluding,
    NotePanelAnswer,
    ReconsiderRapidReview,
)
from services.reviews.domain.delay import (
    Delaying,
    EndHold,
    HoldPublication,
    RecordDelay,
    RecordDelayExplained,
)
from services.reviews.domain.learning import (
    BeginLearningReview,
    CompleteLearningReview,
    Learning,
    RecordLearningPoint,
    RecordLearningSession,
)
from services.reviews.domain.library import PublishLearning, Showing, WithdrawLearning
from services.reviews.domain.local_review import OpenLocalReview
from services.reviews.domain.practice_review import (
    AgreeTermsOfReference,
    AppointReviewer,
    DeclareIndependence,
    Practising,
    RecordDraft,
    RecordInvolvement,
    RecordMonitoring,
    RemoveReviewer,
)
from services.reviews.domain.publication import (
    AnyPublishing,
    PublishImprovements,
    PublishReport,
    RecordCopySent,
    RecordPublishedElsewhere,
    publish,
    send_copy,
)
from services.reviews.domain.rapid_review import (
    CancelRapidReview,
    ImportRapidReview,
    OpenRapidReview,
    RecordAgencySummary,
    RecordImmediateAction,
    RequestAgencySummary,
    Reviewing,
)
from services.reviews.domain.review import NotOpened, Review
from services.reviews.domain.taking_down import (
    RecordTakenDownElsewhere,
    TakeDownReport,
    take_down,
)
from services.reviews.domain.telling import RecordCommissioningTold
from services.reviews.domain.waiting import ExtendRapidReview, RemindAgency, Waiting
from services.reviews.domain.withdrawing import WithdrawReviewTelling
from shared.decisions.decider import Decider
from shared.decisions.recounting import RecountDueDates
from shared.events.event import Event

Publicising = RecordCopySent | AnyPublishing | TakeDownReport | RecordTakenDownElsewhere
OfPracticeReview = Practising | Delaying | Publicising
BelowTheThreshold = OpenLocalReview | Learning | Showing
ReviewsCommand = (
    Reviewing
    | Waiting
    | BelowTheThreshold
    | Concluding
    | CommissionCSPR
    | RecordCommissioningTold
    | WithdrawReviewTelling
    | OfPracticeReview
)


def decide(command: ReviewsCommand, review: Review) -> Sequence[Event]:
    """Say what `command` makes happen to `review`; nothing, if it has happened already.

    Raises:
        Refused: in words for the person who asked.
    """
    match command:
        case CompleteRapidReview() | ReconsiderRapidReview() | NotePanelAnswer():
            return conclusion.decide(command, review)
        case CommissionCSPR():
            return commissioning.decide(command, review)
        case (
            OpenLocalReview()
            | BeginLearningReview()
            | RecordLearningSession()
            | RecordLearningPoint()
            | CompleteLearningReview()
            | PublishLearning()
            | WithdrawLearning()
        ):
            return _below_the_threshold(command, review)
        case RecordCommissioningTold() | WithdrawReviewTelling():
            return _tell(command, review)
        case RecordDelay() | RecordDelayExplained() | HoldPublication() | EndHold():
            return delay.decide(command, review)
        case (
            RecordCopySent()
            | PublishReport()
            | PublishImprovements()
            | RecordPublishedElsewhere()
            | TakeDownReport()
            | RecordTakenDownElsewhere()
        ):
            return _publicise(command, review)
        case (
            AppointReviewer()
            | DeclareIndependence()
            | RemoveReviewer()
            | AgreeTermsOfReference()
            | RecordInvolvement()
            | RecordDraft()
            | RecordMonitoring()
        ):
            return practice_review.decide(command, review)
        case _:
            return _in_its_course(command, review)


def _in_its_course(command: Reviewing | Waiting, review: Review) -> Sequence[Event]:
    match command:
        case RemindAgency() | ExtendRapidReview():
            return waiting.decide(command, review)
        case _:
            return rapid_review.decide(command, review)


def _tell(
    command: RecordCommissioningTold | WithdrawReviewTelling, review: Review
) -> Sequence[Event]:
    if isinstance(command, WithdrawReviewTelling):
        return withdrawing.decide(command, review)
    return telling.decide(command, review)


def _below_the_threshold(command: BelowTheThreshold, review: Review) -> Sequence[Event]:
    match command:
        case OpenLocalReview():
            return local_review.decide(command, review)
        case PublishLearning() | WithdrawLearning():
            return library.decide(command, review)
        case _:
            return learning.decide(command, review)


def _publicise(command: Publicising, review: Review) -> Sequence[Event]:
    match command:
        case RecordCopySent():
            return send_copy(command, review)
        case TakeDownReport() | RecordTakenDownElsewhere():
            return take_down(command, review)
        case _:
            return publish(command, review)


def evolve(review: Review, event: Event) -> Review:
    """The review after one more event of its history."""
    for subject in (
        rapid_review,
        waiting,
        local_review,
        learning,
        conclusion,
        commissioning,
        telling,
        withdrawing,
        course,
        recount,
    ):
        review = subject.evolve(review, event)
    return review


decider: Decider[ReviewsCommand, Review] = Decider(NotOpened(), decide, evolve)
recounting: Decider[RecountDueDates, Review] = Decider(NotOpened(), recount.recount, evolve)

__all__ = [
    "AgreeTermsOfReference",
    "AppointReviewer",
    "BeginLearningReview",
    "CancelRapidReview",
    "CommissionCSPR",
    "CompleteLearningReview",
    "CompleteRapidReview",
    "DeclareIndependence",
    "EndHold",
    "ExtendRapidReview",
    "HoldPublication",
    "ImportRapidReview",
    "NotePanelAnswer",
    "OpenLocalReview",
    "OpenRapidReview",
    "PublishImprovements",
    "PublishLearning",
    "PublishReport",
    "ReconsiderRapidReview",
    "RecordAgencySummary",
    "RecordCommissioningTold",
    "RecordCopySent",
    "RecordDelay",
    "RecordDelayExplained",
    "RecordDraft",
    "RecordImmediateAction",
    "RecordInvolvement",
    "RecordLearningPoint",
    "RecordLearningSession",
    "RecordMonitoring",
    "RecordPublishedElsewhere",
    "RecordTakenDownElsewhere",
    "RemindAgency",
    "RemoveReviewer",
    "RequestAgencySummary",
    "Review",
    "ReviewsCommand",
    "TakeDownReport",
    "WithdrawLearning",
    "WithdrawReviewTelling",
    "decider",
    "recounting",
]
