"""Who should do what by when in a case, as its row in the caseload says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.reviews.read_models import CaseRow
from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.stages import Stage, since_commissioned, since_learning
from shared.decisions.decider import Refused
from shared.decisions.rules import copies_by
from shared.events.codes import Decision, PanelAnswer

officer = "An officer of the authority"
group = "The Practice Review Group"
chair = "The chair of the Practice Review Group"
reporting_officer = "The reporting officer"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that waits for somebody; `target_only`: to be late with it is no breach."""

    who: str
    what: str
    by: date | None = None
    clock: str | None = None
    target_only: bool = False


def next_steps(case: CaseRow) -> tuple[Step, ...]:
    """What waits to be done, the most pressing first; nothing in imported history."""
    if case.imported or case.withdrawn:
        return ()
    steps = (
        *_before_the_review(case),
        *_in_the_review(case),
        *_with_the_panel(case),
        *_after_the_decision(case),
        *_of_learning(case),
    )
    return tuple(sorted(steps, key=lambda step: step.by or date.max))


def _before_the_review(case: CaseRow) -> Iterator[Step]:
    by = case.notification_due_on
    match Stage(case.stage):
        case Stage.REPORTED:
            yield Step(
                officer,
                "Record since when the authority has been aware of the incident. The date is "
                "presumed, as if it had been aware on the day of the report.",
                by,
                "notification",
                target_only=True,
            )
        case Stage.AWARE if by is not None:
            yield Step(
                officer,
                "Notify the Panel and record it, or record why this is not to be notified.",
                by,
                "notification",
            )
        case Stage.AWARE:
            yield Step(officer, "Record whether the incident is notified, and why not if not.")
        case Stage.REFERRED:
            yield Step(group, "Accept or decline the referral.")
        case _:
            return


def _in_the_review(case: CaseRow) -> Iterator[Step]:
    if Stage(case.stage) is not Stage.RAPID_REVIEW:
        return
    for agency, until in zip(case.waiting_for, case.waiting_until, strict=True):
        by = date.fromisoformat(until) if until else None
        yield Step(agency, "Send its summary.", by, target_only=True)
    yield Step(
        chair,
        "Complete the rapid review: the decision with its criteria and reasons, signed off by "
        "the three partners. The report then has to reach the Panel by this date.",
        case.rapid_review_due_on,
        "rapid-review",
    )


def _with_the_panel(case: CaseRow) -> Iterator[Step]:
    stage = Stage(case.stage)
    reported = case.submitted_on is not None or case.completed_on is None
    went_on = (*since_commissioned, *since_learning)
    if stage is Stage.DECIDED or (stage in went_on and not reported):
        yield Step(
            reporting_officer,
            "Send the report to the Panel, and record when and how.",
            case.rapid_review_due_on,
            "rapid-review",
        )
    if case.panel_answer_due_on is not None:
        yield Step(
            reporting_officer,
            "Record the Panel's answer, or ask the Panel for it.",
            case.panel_answer_due_on,
            "panel-answer",
            target_only=True,
        )
    if stage is Stage.TO_RECONSIDER:
        yield Step(chair, "Decide again, as the Panel asked, and have it signed off.")
    if stage is Stage.ANSWERED and case.panel_answer == PanelAnswer.ASKS_FOR_MORE:
        yield Step(reporting_officer, "Send the Panel the information that it asked for.")


def _after_the_decision(case: CaseRow) -> Iterator[Step]:
    stage = Stage(case.stage)
    decided = stage in (
        Stage.REFERRAL_ACCEPTED,
        Stage.DECIDED,
        Stage.WITH_PANEL,
        Stage.ANSWERED,
    )
    if decided and case.decision == Decision.LCSPR:
        yield Step(
            chair,
            "Commission the local child safeguarding practice review and name the reviewers.",
        )
    if stage is Stage.COMMISSIONED:
        yield from _before_publication(case)
        yield Step(
            group,
            "Publish the review, or say why that is delayed.",
            case.publication_due_on,
            "publication",
        )


def _of_learning(case: CaseRow) -> Iterator[Step]:
    learning = Decision.THEMATIC_OR_LOCAL_LEARNING
    match Stage(case.stage):
        case Stage.REFERRAL_ACCEPTED if case.decision == learning:
            yield Step(
                chair,
                "Begin the local learning review, and say whether it looks at good practice, "
                "poor practice or a near miss.",
            )
        case Stage.LEARNING:
            yield Step(group, "Record what is learnt, and complete the local learning review.")
        case Stage.LEARNT if not case.in_library:
            yield Step(
                chair,
                "Publish what others can learn in the learning library, in a text by which "
                "nobody can be identified.",
            )
        case _:
            return


def _before_publication(case: CaseRow) -> Iterator[Step]:
    if case.monitor_next_on is not None:
        yield Step(
            group,
            "Look at the time taken and the quality of the review.",
            case.monitor_next_on,
            target_only=True,
        )
    if case.to_tell_why:
        to_whom = " and ".join(recipient_words[each] for each in case.to_tell_why)
        yield Step(group, f"Tell {to_whom} why publication is delayed, and record it.")
    for held_by in case.held_by:
        yield Step(
            group,
            f"Record when what holds the publication is over: {held_by.replace('-', ' ')}.",
        )
    if case.opens_on is None:
        yield Step(
            group,
            "Send the report to the Panel, the Secretary of State and Ofsted, at least seven "
            "working days before it is published, and record it.",
            case.copies_due_on or _copies_by(case.publication_due_on),
            "pre-publication",
            target_only=True,
        )


def _copies_by(publish_by: date | None) -> date | None:
    """The last day for the copies of a review that was commissioned before it was counted."""
    try:
        return publish_by and copies_by(publish_by)
    except Refused:
        return None
