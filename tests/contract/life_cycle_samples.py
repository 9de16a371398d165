"""Where a review can stand, how it gets there, and one command of each kind, for each day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.reviews.domain import (
    DeclareIndependence,
    ExtendRapidReview,
    ImportRapidReview,
    OpenRapidReview,
    RecordAgencySummary,
    RecordCommissioningTold,
    RecordDraft,
    RecordImmediateAction,
    RecordInvolvement,
    RecordMonitoring,
    RemindAgency,
    RemoveReviewer,
    RequestAgencySummary,
    WithdrawReviewTelling,
)
from shared.decisions.decider import Command
from shared.events.codes import (
    AcceptedAs,
    Decision,
    ExtendedFor,
    NotificationChannel,
    PanelAnswer,
)
from shared.events.practice_codes import (
    Involved,
    Involvement,
    NotInFull,
    QualityJudged,
    ReviewerLeft,
    TakenDownFor,
    TimeJudged,
)
from shared.events.practice_reviews import Independence
from shared.events.values import Recipient
from tests.support.cases import WILTSHIRE, at, day, sealed, signed
from tests.unit.reviews.history import (
    answer,
    cancel,
    commission,
    complete,
    opening,
    reconsider,
    take_up,
)
from tests.unit.reviews.learning import begin, finish, hide, hold_session, learn, learnt, show
from tests.unit.reviews.practice import (
    agree_terms,
    appoint,
    delay,
    elsewhere,
    end_hold,
    explain,
    hold,
    publish,
    publish_improvements,
    send,
    take_down,
    taken_elsewhere,
)


@dataclass(frozen=True)
class Standing:
    """Where a review stands: its name, how it got there, and the day on which it is asked."""

    name: str
    commands: tuple[Command, ...]
    today: str


_commissioned = (opening, complete(), commission())
_asked = RequestAgencySummary(asked_at=at("2024-03-05"), agency="The hospital")
_gone = (*_commissioned, send(), publish(), take_down())
STANDINGS = (
    Standing("no review", (), "2024-03-05"),
    Standing(
        "taken up for learning", (take_up(AcceptedAs.LOCAL_LEARNING_REVIEW),), "2024-03-18"
    ),
    Standing("learning", learnt[:-1], "2024-04-10"),
    Standing("learnt", learnt, "2024-04-10"),
    Standing("in the learning library", (*learnt, show()), "2024-04-15"),
    Standing("taken up as a local review", (take_up(),), "2024-04-15"),
    Standing("rapid review", (opening, _asked), "2024-03-18"),
    Standing("cancelled", (opening, cancel), "2024-03-18"),
    Standing("decided for a local review", (opening, complete()), "2024-04-15"),
    Standing(
        "decided otherwise", (opening, complete(Decision.NO_FURTHER_REVIEW)), "2024-04-15"
    ),
    Standing("to be decided again", (opening, complete(), answer()), "2024-04-15"),
    Standing("commissioned", _commissioned, "2024-09-10"),
    Standing("commissioned and held", (*_commissioned, hold(), send()), "2024-09-11"),
    Standing("copies are out", (*_commissioned, send()), "2024-09-10"),
    Standing("free to publish", (*_commissioned, send()), "2024-09-11"),
    Standing(
        "improvements published", (*_commissioned, send(), publish_improvements()), "2024-12-02"
    ),
    Standing("published in full", (*_commissioned, send(), publish()), "2024-12-02"),
    Standing("taken down", _gone, "2024-12-09"),
)
"""Each in the order of the life cycle; that they stand where their name says is tested."""

_independence = Independence(independent=True, declared_on=day("2024-03-05"))
_otherwise = Decision.NO_FURTHER_REVIEW
_reviewer = "narrative"
"""The reviewer who is named in the commissioning of these samples."""


def _import(on: str) -> ImportRapidReview:
    return ImportRapidReview(
        asked_at=at(on),
        authority=WILTSHIRE,
        opened_on=day("2024-03-01"),
        completed_on=day("2024-03-04"),
        decision=Decision.LCSPR,
        rationale=sealed("long ago"),
        signed_off_by=signed(on="2024-03-04"),
    )


def _note(kind: type[Any], **fields: Any) -> Callable[[str], Command]:
    """A command that records something of the day on which it is asked."""

    def asked(on: str) -> Command:
        made: Command = kind(
            asked_at=at(on),
            **{name: day(on) if said is ... else said for name, said in fields.items()},
        )
        return made

    return asked


SAMPLES: Mapping[str, Callable[[str], Command]] = {
    "OpenRapidReview": _note(OpenRapidReview, authority=WILTSHIRE, notified_on=...),
    "OpenLocalReview": lambda on: take_up(on=on),
    "OpenLocalReview, for learning": lambda on: take_up(
        AcceptedAs.LOCAL_LEARNING_REVIEW, on=on
    ),
    "BeginLearningReview": lambda on: begin(on=on),
    "RecordLearningSession": lambda on: hold_session(on),
    "RecordLearningPoint": lambda on: learn(sealed("more"), on),
    "CompleteLearningReview": lambda on: finish(on),
    "PublishLearning": lambda on: show(on=on),
    "WithdrawLearning": lambda on: hide(on=on),
    "CancelRapidReview": lambda on: cancel.model_copy(update={"asked_at": at(on)}),
    "ImportRapidReview": _import,
    "RequestAgencySummary": _note(RequestAgencySummary, agency="The police"),
    "RemindAgency": _note(RemindAgency, agency="The hospital"),
    "ExtendRapidReview": _note(
        ExtendRapidReview,
        until=day("2025-01-06"),
        reason=ExtendedFor.AGENCY_INFORMATION,
        why=sealed("why"),
        agreed_by=sealed("who"),
        organisation="The council",
        agreed_on=...,
    ),
    "RecordAgencySummary": _note(RecordAgencySummary, agency="The police", received_on=...),
    "RecordImmediateAction": _note(RecordImmediateAction, action=sealed("done"), taken_on=...),
    "CompleteRapidReview": lambda on: complete(on=on),
    "CompleteRapidReview, no local review": lambda on: complete(_otherwise, on=on),
    "NotePanelAnswer": lambda on: answer(PanelAnswer.AGREES, on=on),
    "NotePanelAnswer, asks to reconsider": lambda on: answer(on=on),
    "ReconsiderRapidReview": lambda on: reconsider(on=on),
    "ReconsiderRapidReview, no local review": lambda on: reconsider(_otherwise, on=on),
    "CommissionCSPR": lambda on: commission(decided_on=on, on=on),
    "RecordCommissioningTold": _note(
        RecordCommissioningTold,
        recipient=Recipient.OFSTED,
        told_on=...,
        channel=NotificationChannel.EMAIL,
    ),
    "WithdrawReviewTelling": _note(
        WithdrawReviewTelling,
        rule="R15",
        recipient=Recipient.OFSTED,
        told_on=day("2024-09-02"),
        reason=sealed("another case"),
    ),
    "AppointReviewer": lambda on: appoint(on=on),
    "DeclareIndependence": _note(
        DeclareIndependence, reviewer=_reviewer, independence=_independence
    ),
    "RemoveReviewer": _note(
        RemoveReviewer, reviewer=_reviewer, reason=ReviewerLeft.RESIGNED, removed_on=...
    ),
    "AgreeTermsOfReference": lambda on: agree_terms(on),
    "RecordInvolvement": _note(
        RecordInvolvement, who=Involved.FAMILY, how=Involvement.INVITED, happened_on=...
    ),
    "RecordDraft": _note(RecordDraft, document="d" * 64, received_on=...),
    "RecordMonitoring": _note(
        RecordMonitoring,
        time=TimeJudged.ON_TIME,
        quality=QualityJudged.SATISFACTORY,
        monitored_on=...,
    ),
    "RecordDelay": lambda on: delay(on=on, until=None),
    "RecordDelayExplained": lambda on: explain(on=on),
    "HoldPublication": lambda on: hold(on=on),
    "EndHold": lambda on: end_hold(on=on),
    "RecordCopySent": lambda on: send(on=on),
    "PublishReport": lambda on: publish(on, address="https://partnership.example/child-y"),
    "PublishImprovements": lambda on: publish_improvements(on),
    "RecordPublishedElsewhere": lambda on: elsewhere(on=on),
    "RecordPublishedElsewhere, the improvements": lambda on: elsewhere(
        on=on, reason=NotInFull.OTHER, why=sealed("why")
    ),
    "TakeDownReport": lambda on: take_down(on=on),
    "TakeDownReport, for another reason": lambda on: take_down(TakenDownFor.OTHER, on=on),
    "RecordTakenDownElsewhere": lambda on: taken_elsewhere(on=on),
}
"""A command of each kind, as somebody asks it on a day; of some kinds more than one."""
