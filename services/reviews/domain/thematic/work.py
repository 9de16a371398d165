"""A thematic review at work: opened, its cases, its reviewers, what is learnt, concluded.

No rule of law for its course was found: what is asked here is ours (ADR 49).
"""

from collections.abc import Sequence

from services.reviews.domain.thematic.course import (
    AtWork,
    NotBegun,
    Thematic,
    at_work,
    concluded,
    fewest_cases,
    included,
    last_left_out,
    of_kind,
    published,
    recorded,
    reviewers,
)
from shared.decisions.commands import has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.practice_codes import ReviewerLeft
from shared.events.practice_reviews import Independence, ReviewerRef
from shared.events.records import Keyword
from shared.events.sealed import Sealed
from shared.events.thematic import (
    CaseId,
    CaseIncluded,
    CaseLeftOut,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicReviewOpened,
)
from shared.events.thematic_codes import LearntAs, LeftOutFor
from shared.events.times import Day
from shared.events.values import AuthorityCode, Organisation

most_cases, most_learnt = 200, 999


class OpenThematicReview(Command):
    """Begin to look at what several cases have in common."""

    theme: Keyword
    authorities: tuple[AuthorityCode, ...]
    question: Sealed | None = None
    covers_from: Day | None = None
    covers_until: Day | None = None
    opened_on: Day


class IncludeCase(Command):
    """Look at a case in it; `reviewed`: the caseload shows that a review of it has begun."""

    case: CaseId
    reviewed: bool
    why: Sealed | None = None
    included_on: Day


class LeaveOutCase(Command):
    """Look at a case no longer, and say why."""

    case: CaseId
    reason: LeftOutFor
    note: Sealed | None = None
    left_out_on: Day


class AppointThematicReviewer(Command):
    """Have somebody carry it out from a day on, as the lead or beside the lead."""

    name: Sealed
    organisation: Organisation | None = None
    lead: bool = False
    independence: Independence
    appointed_on: Day


class RemoveThematicReviewer(Command):
    """Record that somebody carries it out no more."""

    reviewer: ReviewerRef
    reason: ReviewerLeft
    note: Sealed | None = None
    removed_on: Day


class RecordThematicLearning(Command):
    """Record a finding or a recommendation, for the group itself."""

    learnt_as: LearntAs
    text: Sealed
    recorded_on: Day


class ConcludeThematicReview(Command):
    """Record that its work is done."""

    summary: Sealed | None = None
    concluded_on: Day


Working = (
    OpenThematicReview
    | IncludeCase
    | LeaveOutCase
    | AppointThematicReviewer
    | RemoveThematicReviewer
    | RecordThematicLearning
    | ConcludeThematicReview
)


def decide(command: Working, review: Thematic) -> Sequence[Event]:
    """Say what happens in a thematic review at work.

    Raises:
        Refused: it is not where the command needs it, or what is told cannot be.
    """
    match command:
        case OpenThematicReview():
            return _open(command, review)
        case IncludeCase():
            return _include(command, at_work(review))
        case LeaveOutCase():
            return _leave_out(command, at_work(review))
        case AppointThematicReviewer():
            return _appoint(command, at_work(review))
        case RemoveThematicReviewer():
            return _remove(command, at_work(review))
        case RecordThematicLearning():
            return _learn(command, at_work(review))
        case ConcludeThematicReview():
            return _conclude(command, at_work(review))


def _open(command: OpenThematicReview, review: Thematic) -> Sequence[Event]:
    authorities = tuple(dict.fromkeys(command.authorities))
    command = command.model_copy(update={"authorities": authorities})
    if not isinstance(review, NotBegun):
        if repeats(command, review.opened):
            return []
        raise Refused("This thematic review is open already, for another theme or question.")
    has_happened(command, "opened_on", command.opened_on)
    has_happened(command, "covers_from", command.covers_from)
    if command.covers_from and command.covers_until:
        if command.covers_until < command.covers_from:
            raise Refused(
                "The period ends before it begins. Check both days.", field="covers_until"
            )
    return [
        ThematicReviewOpened(
            theme=command.theme,
            authorities=command.authorities,
            question=command.question,
            covers_from=command.covers_from,
            covers_until=command.covers_until,
            opened_on=command.opened_on,
        )
    ]


def _include(command: IncludeCase, review: AtWork) -> Sequence[Event]:
    cases = included(review)
    if command.case in cases:
        if repeats(command, cases[command.case]):
            return []
        day = cases[command.case].included_on.isoformat()
        raise Refused(
            f"This case is in the thematic review already, since {day}.", field="case"
        )
    _check_not_published(review)
    if not command.reviewed:
        raise Refused(
            "No review of this case has begun, so there is nothing yet to look at. Include it "
            "once a rapid review or a local review of it is there.",
            field="case",
        )
    if len(cases) >= most_cases:
        raise Refused(f"A thematic review looks at {most_cases} cases at most.", field="case")
    has_happened(command, "included_on", command.included_on, review.began)
    return [CaseIncluded(case=command.case, why=command.why, included_on=command.included_on)]


def _leave_out(command: LeaveOutCase, review: AtWork) -> Sequence[Event]:
    cases = included(review)
    if command.case not in cases:
        if repeats(command, last_left_out(review, command.case)):
            return []
        raise Refused("This case is not in the thematic review.", field="case")
    _check_not_published(review)
    has_happened(command, "left_out_on", command.left_out_on, review.began)
    return [
        CaseLeftOut(
            case=command.case,
            reason=command.reason,
            note=command.note,
            left_out_on=command.left_out_on,
        )
    ]


def _appoint(command: AppointThematicReviewer, review: AtWork) -> Sequence[Event]:
    if recorded(command, review, ThematicReviewerAppointed):
        return []
    if command.lead and any(each.lead for each in reviewers(review).values()):
        raise Refused(
            "This thematic review has a lead. Record first that they carry it out no more.",
            field="lead",
        )
    has_happened(command, "appointed_on", command.appointed_on)
    has_happened(command, "independence.declared_on", command.independence.declared_on)
    return [
        ThematicReviewerAppointed(
            name=command.name,
            organisation=command.organisation,
            lead=command.lead,
            independence=command.independence,
            appointed_on=command.appointed_on,
        )
    ]


def _remove(command: RemoveThematicReviewer, review: AtWork) -> Sequence[Event]:
    if recorded(command, review, ThematicReviewerRemoved):
        return []
    if command.reviewer not in reviewers(review):
        raise Refused(
            "This is nobody who carries it out at present. Take the reference of a reviewer "
            "from the thematic review.",
            field="reviewer",
        )
    has_happened(command, "removed_on", command.removed_on)
    return [
        ThematicReviewerRemoved(
            reviewer=command.reviewer,
            reason=command.reason,
            note=command.note,
            removed_on=command.removed_on,
        )
    ]


def _learn(command: RecordThematicLearning, review: AtWork) -> Sequence[Event]:
    if recorded(command, review, ThematicLearningRecorded):
        return []
    _check_not_concluded(review, "nothing more is learnt in it")
    learnt = of_kind(review, ThematicLearningRecorded)
    if len(learnt) >= most_learnt:
        raise Refused(f"{most_learnt} findings and recommendations are the most that it holds.")
    has_happened(command, "recorded_on", command.recorded_on, review.began)
    return [
        ThematicLearningRecorded(
            number=len(learnt) + 1,
            learnt_as=command.learnt_as,
            text=command.text,
            recorded_on=command.recorded_on,
        )
    ]


def _conclude(command: ConcludeThematicReview, review: AtWork) -> Sequence[Event]:
    if (known := concluded(review)) is not None:
        if repeats(command, known):
            return []
        _check_not_concluded(review, "this is recorded")
    number = len(included(review))
    if number < fewest_cases:
        cases = "no case is" if number == 0 else "one case is"
        raise Refused(
            f"A thematic review looks at several cases, and {cases} in this one. Include the "
            "others first."
        )
    has_happened(command, "concluded_on", command.concluded_on, review.began)
    return [ThematicReviewConcluded(summary=command.summary, concluded_on=command.concluded_on)]


def _check_not_published(review: AtWork) -> None:
    """Its cases may change after its conclusion, since one of them may hold its publication."""
    if (now := published(review)) is not None:
        raise Refused(
            f"This thematic review was published on {now.published_on.isoformat()}, over the "
            "cases that are in it. Take down first what is published."
        )


def _check_not_concluded(review: AtWork, so: str) -> None:
    if (known := concluded(review)) is not None:
        day = known.concluded_on.isoformat()
        raise Refused(f"This thematic review was concluded on {day}, and {so}.")
