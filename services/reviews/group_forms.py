"""The forms of what the group records of a review, and which of them make sense when."""

from collections.abc import Iterator, Mapping, Sequence

from services.reviews.api.bodies import (
    Commissioning,
    Completion,
    ImmediateAction,
    Reconsideration,
    SummaryReceived,
    SummaryRequest,
)
from services.reviews.api.waiting import Extension, Reminder
from services.reviews.course_forms import of_chair, of_group, of_the_course
from services.reviews.domain import (
    CommissionCSPR,
    CompleteRapidReview,
    ExtendRapidReview,
    ReconsiderRapidReview,
    RecordAgencySummary,
    RecordImmediateAction,
    RemindAgency,
    RequestAgencySummary,
)
from services.reviews.forms import Act
from services.reviews.read_models import CaseRow, ObligationRow, PartRow
from services.reviews.read_models.stages import Stage
from shared.edge.identity import Actor, Role
from shared.events.codes import Decision

by_chair: Mapping[str, Act] = {
    "complete": Act(
        "Complete the rapid review", "Complete it", Completion, CompleteRapidReview
    ),
    "reconsider": Act(
        "Record what was decided again", "Record it", Reconsideration, ReconsiderRapidReview
    ),
    "commission": Act(
        "Commission the local child safeguarding practice review",
        "Commission it",
        Commissioning,
        CommissionCSPR,
    ),
    "extend": Act(
        "Record that more time was agreed on",
        "Record it",
        Extension,
        ExtendRapidReview,
        ("why",),
        "agreed_by",
    ),
    **of_chair,
}
by_group: Mapping[str, Act] = {
    "ask": Act(
        "Ask an agency what it knows",
        "Ask it",
        SummaryRequest,
        RequestAgencySummary,
        ("asked_for",),
    ),
    "received": Act(
        "Record what an agency told",
        "Record it",
        SummaryReceived,
        RecordAgencySummary,
        ("summary",),
    ),
    "remind": Act("Remind an agency", "Remind it", Reminder, RemindAgency, ("note",)),
    "at-once": Act(
        "Record what was done at once",
        "Record it",
        ImmediateAction,
        RecordImmediateAction,
        ("action",),
    ),
    **of_group,
}
acts: Mapping[str, Act] = {**by_chair, **by_group}


def may_do(
    case: CaseRow,
    parts: Sequence[PartRow] = (),
    owed: Sequence[ObligationRow] = (),
    *,
    chair: bool,
) -> list[str]:
    """The forms that make sense now, the one that comes next first."""
    course = of_the_course(case, parts, owed)
    found = (*_that_come_next(case), *course, *_of_the_rapid_review(case))
    return [name for name in found if chair or name in by_group]


def _that_come_next(case: CaseRow) -> Iterator[str]:
    if case.stage == Stage.TO_RECONSIDER:
        yield "reconsider"
    if may_commission(case):
        yield "commission"


def may_commission(case: CaseRow) -> bool:
    """Whether a local review was decided on, and none is commissioned yet."""
    wanted = case.decision == Decision.LCSPR and not case.withdrawn
    return wanted and case.commissioned_on is None and case.stage != Stage.RAPID_REVIEW


def _of_the_rapid_review(case: CaseRow) -> Iterator[str]:
    """What is noted of it, also once it is decided: it may be told late."""
    if case.stage == Stage.RAPID_REVIEW:
        yield "ask"
        if case.waiting_for:
            yield "remind"
        yield from ("received", "at-once", "extend", "complete")
    elif case.completed_on is not None and not case.withdrawn:
        yield from ("received", "at-once")
        if not case.imported:
            yield "extend"


def may_record(actor: Actor, case: CaseRow) -> bool:
    """Whether somebody is in the group of a case, of which something can be recorded."""
    theirs = case.authority is not None and case.authority in actor.authorities
    in_group = theirs and actor.has(Role.GROUP_CHAIR, Role.GROUP_MEMBER)
    return in_group and bool(may_do(case, chair=actor.has(Role.GROUP_CHAIR)))
