"""Makes the Panel report of a case from its events: no clock, no look-up, no key.

So whoever has the log can make it again, and the digest that was recorded proves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting.documents.chronology import chronology
from services.reporting.documents.package import (
    Action,
    Answer,
    Area,
    Notified,
    PanelReport,
    Review,
    Summary,
)
from shared.decisions.decider import Refused
from shared.events.authorities import NotAnAuthority, authority
from shared.events.children import IncidentFacts, nature_of
from shared.events.codes import PanelAnswer
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    IncidentNotified,
    NotificationAmended,
)
from shared.events.recomputed import DueDateRecomputed
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    ImmediateActionRecorded,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from shared.events.values import Due


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a case, with its id."""

    id: str
    event: Event


_used = (
    AwarenessRecorded,
    IncidentNotified,
    NotificationAmended,
    RapidReviewOpened,
    AgencySummaryRequested,
    AgencySummaryReceived,
    ImmediateActionRecorded,
    RapidReviewCompleted,
    RapidReviewReconsidered,
    PanelReportRequired,
    PanelResponded,
)


def panel_report(
    subject: str,
    history: Sequence[Told],
    *,
    round_: int | None = None,
    up_to: str | None = None,
) -> PanelReport:
    """The report of a round, the latest one if none is said, as of the event `up_to`.

    Raises:
        Refused: there is no decision to tell the Panel, or nothing happened under that id.
    """
    required = [told.event for told in history if isinstance(told.event, PanelReportRequired)]
    number = round_ or max((event.round for event in required), default=1)
    used = [told for told in _until(history, number, up_to) if _is_used(told.event)]
    review = _review([told.event for told in used], number)
    if review is None:
        raise Refused(
            "The rapid review has no decision for this round, so there is nothing to report"
            " to the Panel yet."
        )
    return _made(subject, number, used, review)


def _is_used(event: Event) -> bool:
    if isinstance(event, DueDateRecomputed):
        return event.now.clock == "rapid-review"
    return isinstance(event, _used)


def _until(history: Sequence[Told], number: int, up_to: str | None) -> Sequence[Told]:
    if up_to is None:
        return _decided_on(history, number)
    for place, told in enumerate(history, 1):
        if told.id == up_to:
            return history[:place]
    raise Refused("No event of this case has that id.", field="up_to")


def _decided_on(history: Sequence[Told], number: int) -> Sequence[Told]:
    """All before a round was last sent, or before the next one.

    What the Panel asked for in addition is sent in the same round, so that opens it again.
    """
    sent: int | None = None
    for place, told in enumerate(history):
        match told.event:
            case RapidReviewReconsidered(round=of) | PanelReportRequired(round=of):
                if of > number:
                    return history[: place if sent is None else sent]
            case PanelReportSubmitted(round=of) if of == number:
                sent = place
            case PanelResponded(round=of, answer=answer) if of == number:
                sent = None if answer is PanelAnswer.ASKS_FOR_MORE else sent
            case _:
                pass
    return history if sent is None else history[:sent]


def _review(events: Sequence[Event], number: int) -> Review | None:
    opened: RapidReviewOpened | None = None
    decided: RapidReviewCompleted | RapidReviewReconsidered | None = None
    due: RapidReviewOpened | RapidReviewCompleted | PanelReportRequired | None = None
    for event in events:
        match event:
            case RapidReviewOpened():
                opened = due = event
            case RapidReviewCompleted():
                decided, due = event, event
            case RapidReviewReconsidered():
                decided = event
            case PanelReportRequired():
                due = event
            case DueDateRecomputed(now=Due(clock="rapid-review")) if due is not None:
                start = "due_notified" if event.now.start == "NOTIFIED" else "due_aware"
                due = due.model_copy(update={start: event.now})
            case _:
                pass
    if decided is None or due is None or number != _round_of(decided):
        return None
    return Review(
        opened_on=None if opened is None else opened.opened_on,
        decision=decided.decision,
        criteria=decided.criteria,
        rationale=decided.rationale,
        signed_off_by=decided.signed_off_by,
        decided_on=_day_of(decided),
        due_notified=due.due_notified,
        due_aware=due.due_aware,
        governing=due.governing,
    )


def _round_of(decided: RapidReviewCompleted | RapidReviewReconsidered) -> int:
    return decided.round if isinstance(decided, RapidReviewReconsidered) else 1


def _day_of(decided: RapidReviewCompleted | RapidReviewReconsidered) -> date:
    if isinstance(decided, RapidReviewReconsidered):
        return decided.reconsidered_on
    return decided.completed_on


def _made(subject: str, number: int, used: Sequence[Told], review: Review) -> PanelReport:
    events = [told.event for told in used]
    notification = _notification(events)
    return PanelReport(
        case=subject,
        round=number,
        up_to=used[-1].id,
        area=_area(events),
        notification=notification,
        rapid_review=review,
        agencies=tuple(
            Summary(
                agency=event.agency,
                document=event.document,
                summary=event.summary,
                received_on=event.received_on,
            )
            for event in events
            if isinstance(event, AgencySummaryReceived)
        ),
        immediate_actions=tuple(
            Action(action=event.action, agency=event.agency, taken_on=event.taken_on)
            for event in events
            if isinstance(event, ImmediateActionRecorded)
        ),
        earlier_answers=tuple(
            Answer(
                round=event.round,
                answer=event.answer,
                responded_on=event.responded_on,
                note=event.note,
            )
            for event in events
            if isinstance(event, PanelResponded)
        ),
        chronology=chronology(events),
    )


def _notification(events: Sequence[Event]) -> Notified | None:
    notified: IncidentNotified | None = None
    amended: NotificationAmended | None = None
    aware_on: date | None = None
    for event in events:
        match event:
            case IncidentNotified():
                notified, amended = event, None
            case NotificationAmended():
                amended = event
            case AwarenessRecorded():
                aware_on = event.aware_on
            case _:
                pass
    if notified is None:
        return None
    facts: IncidentFacts = amended or notified
    return Notified(
        **{name: getattr(facts, name) for name in IncidentFacts.model_fields},
        notified_on=notified.notified_on,
        aware_on=notified.aware_on or aware_on,
        national_ref=notified.national_ref,
        channel=notified.channel,
        amended_on=None if amended is None else amended.amended_on,
        nature=nature_of(facts.children),
    )


def _area(events: Sequence[Event]) -> Area | None:
    code: str | None = None
    for event in events:
        if isinstance(event, IncidentNotified | NotificationAmended | RapidReviewOpened):
            code = event.authority
    if code is None:
        return None
    try:
        return Area(code=code, name=authority(code).name)
    except NotAnAuthority:
        return Area(code=code, name=code)
