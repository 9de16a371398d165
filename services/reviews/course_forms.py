"""The forms of a commissioned review, from its reviewers to its taking down."""

from collections.abc import Iterator, Mapping, Sequence

from services.reviews.api.cspr_bodies import (
    Appointment,
    Copy,
    Declaration,
    Delay,
    Draft,
    ElsewhereSent,
    Explanation,
    Hold,
    HoldOver,
    ImprovementsSent,
    Monitoring,
    PublishingSent,
    Removal,
    SentInvolvement,
    TakenElsewhere,
    TakingDown,
    Terms,
)
from services.reviews.api.obligations import ToldOfCommissioning, WrongTelling
from services.reviews.domain import (
    AgreeTermsOfReference,
    AppointReviewer,
    DeclareIndependence,
    EndHold,
    HoldPublication,
    PublishImprovements,
    PublishReport,
    RecordCommissioningTold,
    RecordCopySent,
    RecordDelay,
    RecordDelayExplained,
    RecordDraft,
    RecordInvolvement,
    RecordMonitoring,
    RecordPublishedElsewhere,
    RecordTakenDownElsewhere,
    RemoveReviewer,
    TakeDownReport,
    WithdrawReviewTelling,
)
from services.reviews.forms import Act
from services.reviews.read_models import CaseRow, ObligationRow, PartRow
from shared.events.practice_codes import HeldBy

record = "Record it"
of_chair: Mapping[str, Act] = {
    "appoint": Act("Appoint a reviewer", "Appoint them", Appointment, AppointReviewer),
    "remove": Act("Record that a reviewer left", record, Removal, RemoveReviewer, ("note",)),
    "terms": Act(
        "Record the terms of reference", record, Terms, AgreeTermsOfReference, ("terms",)
    ),
    "publish": Act(
        "Publish the report in full", "Publish it today", PublishingSent, PublishReport
    ),
    "improvements": Act(
        "Publish the improvements alone",
        "Publish them today",
        ImprovementsSent,
        PublishImprovements,
        ("why",),
    ),
}
of_group: Mapping[str, Act] = {
    "told": Act(
        "Record who was told that it was commissioned",
        record,
        ToldOfCommissioning,
        RecordCommissioningTold,
        ("evidence_note",),
    ),
    "declare": Act("Record what a reviewer declared", record, Declaration, DeclareIndependence),
    "involve": Act(
        "Record who was involved", record, SentInvolvement, RecordInvolvement, ("note",)
    ),
    "draft": Act("Record a draft of the report", record, Draft, RecordDraft, ("note",)),
    "monitor": Act(
        "Record its time and its quality", record, Monitoring, RecordMonitoring, ("note",)
    ),
    "delay": Act("Record that publication is delayed", record, Delay, RecordDelay, ("note",)),
    "explain": Act(
        "Record who was told why it is delayed",
        record,
        Explanation,
        RecordDelayExplained,
        ("evidence_note",),
    ),
    "hold": Act("Hold the publication", "Hold it", Hold, HoldPublication, ("note",)),
    "end-hold": Act("Record that what held it is over", record, HoldOver, EndHold, ("note",)),
    "copy": Act(
        "Record a copy before publication", record, Copy, RecordCopySent, ("evidence_note",)
    ),
    "elsewhere": Act(
        "Record that it was published outside this system",
        record,
        ElsewhereSent,
        RecordPublishedElsewhere,
        ("why",),
    ),
    "take-down": Act(
        "Take down what is published",
        "Take it down today",
        TakingDown,
        TakeDownReport,
        ("note",),
        "decided_by",
    ),
    "taken-elsewhere": Act(
        "Record that it was taken down outside this system",
        record,
        TakenElsewhere,
        RecordTakenDownElsewhere,
        ("note",),
        "decided_by",
    ),
    "take-back": Act(
        "Take back that somebody was told",
        "Take it back",
        WrongTelling,
        WithdrawReviewTelling,
        ("reason",),
    ),
}


def of_the_course(
    case: CaseRow, parts: Sequence[PartRow], owed: Sequence[ObligationRow]
) -> Iterator[str]:
    """The forms of a commissioned review that make sense now, the one that comes next first."""
    if case.commissioned_on is None:
        return
    standing = [one.part for one in parts if one.ended_on is None]
    if to_be_told(owed):
        yield "told"
    if case.to_tell_why:
        yield "explain"
    if case.held_by:
        yield "end-hold"
    yield from ("appoint", *(("declare", "remove") if "reviewer" in standing else ()))
    yield from ("terms", "involve", "draft", "monitor", "delay")
    if not case.to_tell_why and any(one.part in ("delay", "hold") for one in parts):
        yield "explain"
    yield from _of_publication(case)
    if any(one in ("copy", "explanation") for one in standing) or _told(owed):
        yield "take-back"


def to_be_told(owed: Sequence[ObligationRow]) -> list[str]:
    """Who has to be told yet that a review was commissioned."""
    return [one.recipient for one in owed if one.rule == "R13" and one.state == "open"]


def _told(owed: Sequence[ObligationRow]) -> bool:
    return any(one.rule == "R13" and one.state == "met" for one in owed)


def _of_publication(case: CaseRow) -> Iterator[str]:
    if is_published(case):
        yield from ("take-down", "taken-elsewhere", "copy")
        return
    if len(case.held_by) < len(HeldBy):
        yield "hold"
    yield from ("copy", "publish", "improvements", "elsewhere")


def is_published(case: CaseRow) -> bool:
    """Whether anything of a review can be read by everybody now."""
    return case.published_on is not None and case.taken_down_on is None
