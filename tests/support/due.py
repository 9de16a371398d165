"""What is due in a case, as events: aware on Wednesday 1 April 2026, and what follows.

Five working days later, past Good Friday (3) and Easter Monday (6), is Friday 10 April:
2, 7, 8, 9, 10.
"""

from typing import Any

from shared.events.actions import (
    ActionClosed,
    ActionProgress,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
    ActionSource,
)
from shared.events.codes import SubmissionChannel
from shared.events.incidents import AwarenessRecorded, IncidentReported
from shared.events.practice_codes import DelayReason, PublishedAs, TakenDownFor
from shared.events.publication import (
    PrePublicationCopySent,
    PublicationDelayed,
    ReportPublished,
    ReportTakenDown,
    Term,
)
from shared.events.reviews import CSPRCommissioned
from shared.events.values import Due, Recipient
from tests.support.cases import WILTSHIRE, at, child, day, sealed

calendar: dict[str, Any] = {"rule_set": "2018-06-29", "calendar": "test"}


def due(clock: Any, start: Any, counted_from: str, due_on: str) -> Due:
    """A due date."""
    rules = {"notification": "R1", "rapid-review": "R7", "publication": "R14"}
    return Due(
        clock=clock,
        rule=rules.get(clock, "R9"),
        start=start,
        counted_from=day(counted_from),
        due_on=day(due_on),
        **calendar,
    )


def term(clock: Any, start: Any, counted_from: str, ends_on: str) -> Term:
    """A time to be waited for."""
    rule = "R15" if clock == "pre-publication" else "R16"
    days: dict[str, Any] = {"counted_from": day(counted_from), "ends_on": day(ends_on)}
    return Term(clock=clock, rule=rule, start=start, **days, **calendar)


reported = IncidentReported(
    authority=WILTSHIRE,
    children=(child(),),
    reported_at=at("2026-03-31"),
    reported_on=day("2026-03-31"),
    presumed_due=due("notification", "REPORTED", "2026-03-31", "2026-04-09"),
)
aware = AwarenessRecorded(
    aware_on=day("2026-04-01"), due=due("notification", "AWARE", "2026-04-01", "2026-04-10")
)
commissioned = CSPRCommissioned(
    decided_on=day("2026-04-17"),
    commissioned_on=day("2026-04-20"),
    due=due("publication", "DECIDED", "2026-04-17", "2026-10-17"),
)
delayed = PublicationDelayed(
    reason=DelayReason.FAMILY, delayed_on=day("2026-09-01"), due_on=day("2026-10-17")
)
# Seven working days after Monday 5 October 2026: 6, 7, 8, 9, 12, 13, 14.
copies = PrePublicationCopySent(
    recipients=(Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED),
    copy_of=PublishedAs.FULL,
    document="a" * 64,
    channel=SubmissionChannel.SECURE_EMAIL,
    sent_on=day("2026-10-05"),
    term=term("pre-publication", "SENT", "2026-10-05", "2026-10-14"),
)


def published(on: str, until: str) -> ReportPublished:
    """The report, which has to be available until a day."""
    return ReportPublished(
        address="https://partnership.example/child-x",
        published_on=day(on),
        availability=term("availability", "PUBLISHED", on, until),
    )


def taken_down(on: str) -> ReportTakenDown:
    """It is available no longer."""
    return ReportTakenDown(
        reason=TakenDownFor.CHILD_IDENTIFIABLE,
        decided_by=sealed("somebody"),
        taken_down_on=day(on),
    )


def raised(number: int, on: str, due_on: str) -> ActionRaised:
    """An action of an agency."""
    return ActionRaised(
        number=number,
        arises_from=ActionSource.RAPID_REVIEW,
        owner="Wiltshire Police",
        action=sealed("what to do"),
        raised_on=day(on),
        due_on=day(due_on),
    )


def progressed(number: int, progress: ActionProgress, on: str) -> ActionProgressed:
    """How far it is."""
    return ActionProgressed(number=number, progress=progress, noted_on=day(on), by="member-1")


def closed(number: int, on: str) -> ActionClosed:
    """It is closed, with its effect."""
    return ActionClosed(number=number, effect=sealed("effect"), closed_on=day(on), by="chair-1")


def reopened(number: int, on: str) -> ActionReopened:
    """It has to go on."""
    return ActionReopened(number=number, reason=sealed("again"), reopened_on=day(on))


def rescheduled(number: int, before: str, due_on: str) -> ActionRescheduled:
    """It is due on another day."""
    return ActionRescheduled(
        number=number,
        due_on=day(due_on),
        due_before=day(before),
        reason=sealed("later"),
        rescheduled_on=day(before),
    )
