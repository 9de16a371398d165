"""One made-up case as events: the examples in the documents of every interface come from it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from shared.decisions.rules import due
from shared.events.catalogue import owner_of
from shared.events.children import ChildFacts
from shared.events.codes import (
    AbuseOrNeglect,
    Criterion,
    Decision,
    Ethnicity,
    NotificationChannel,
    Outcome,
    PanelAnswer,
    Sex,
    SubmissionChannel,
)
from shared.events.envelope import Envelope, Recorded
from shared.events.event import Event
from shared.events.incidents import AwarenessRecorded, IncidentNotified, IncidentReported
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    ImmediateActionRecorded,
    RapidReviewCompleted,
    RapidReviewOpened,
    Reviewer,
)
from shared.events.sealed import Sealed, narrative_key, person_key
from shared.events.values import MessageRef, PartnerRole, SignOff
from shared.folds.read_model import ReadModel, Rows

R = TypeVar("R")
subject = "case-019bc8d1-5a00-7000-8000-000000000001"
authority = "E06000054"
today = date(2026, 3, 2)
"""The day on which the example is looked at."""


def _sealed(key: str, number: int) -> Sealed:
    return Sealed(key=key, seal=f"{number:032x}", box="x" * 40)


def _told(number: int) -> Sealed:
    return _sealed(narrative_key(subject), number)


_facts: dict[str, Any] = {
    "authority": authority,
    "incident_on": date(2026, 1, 2),
    "place": _told(1),
    "summary": _told(2),
    "children": (
        ChildFacts(
            number=1,
            name=_sealed(person_key(subject, 1), 3),
            age_years=0,
            sex=Sex.FEMALE,
            ethnicity=Ethnicity.WHITE_BRITISH,
            outcome=Outcome.SERIOUS_HARM,
            abuse_or_neglect=AbuseOrNeglect.SUSPECTED,
        ),
    ),
}
_aware_on, _notified_on, _decided_on = date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 26)
_sent_on = date(2026, 1, 28)
_dues: dict[str, Any] = {
    "due_notified": due("rapid-review", "NOTIFIED", _notified_on),
    "due_aware": due("rapid-review", "AWARE", _aware_on),
}
_signed = {
    PartnerRole.LOCAL_AUTHORITY: "Wiltshire Council",
    PartnerRole.POLICE: "Wiltshire Police",
    PartnerRole.HEALTH: "BSW Integrated Care Board",
}
message = MessageRef(
    partner="wiltshire-police",
    source="/wiltshire-police/records",
    id="2026-0001",
    channel="kafka",
)
_happened: tuple[tuple[str, Event], ...] = (
    (
        "2026-01-05T09:12:31",
        IncidentReported(
            **_facts,
            message=message,
            reported_at=datetime(2026, 1, 5, 9, 12, 30, tzinfo=UTC),
            reported_on=_aware_on,
            presumed_due=due("notification", "REPORTED", _aware_on),
        ),
    ),
    (
        "2026-01-05T11:40:02",
        AwarenessRecorded(aware_on=_aware_on, due=due("notification", "AWARE", _aware_on)),
    ),
    (
        "2026-01-07T10:31:44",
        IncidentNotified(
            **_facts,
            notified_at=datetime(2026, 1, 7, 10, 30, tzinfo=UTC),
            notified_on=_notified_on,
            aware_on=_aware_on,
            national_ref="SIN-2026-0007",
            channel=NotificationChannel.NATIONAL_FORM,
        ),
    ),
    (
        "2026-01-07T10:31:45",
        RapidReviewOpened(
            authority=authority, opened_on=_notified_on, notified_on=_notified_on, **_dues
        ),
    ),
    (
        "2026-01-08T14:02:10",
        ImmediateActionRecorded(action=_told(4), taken_on=date(2026, 1, 3)),
    ),
    (
        "2026-01-08T14:05:51",
        AgencySummaryRequested(
            agency="Wiltshire Police",
            requested_on=date(2026, 1, 8),
            due_on=date(2026, 1, 21),
        ),
    ),
    (
        "2026-01-20T16:20:09",
        AgencySummaryReceived(
            agency="Wiltshire Police", summary=_told(5), received_on=date(2026, 1, 20)
        ),
    ),
    (
        "2026-01-26T15:44:20",
        RapidReviewCompleted(
            decision=Decision.LCSPR,
            criteria=frozenset({Criterion.IMPROVEMENTS, Criterion.WORKING_TOGETHER}),
            rationale=_told(6),
            signed_off_by=tuple(
                SignOff(
                    partner_role=role,
                    organisation=organisation,
                    by="chair-wiltshire",
                    signed_on=_decided_on,
                )
                for role, organisation in _signed.items()
            ),
            completed_on=_decided_on,
            **_dues,
        ),
    ),
    (
        "2026-01-26T15:44:21",
        PanelReportRequired(decision=Decision.LCSPR, completed_on=_decided_on, **_dues),
    ),
    (
        "2026-01-28T09:55:30",
        PanelReportSubmitted(
            document_digest="3f" * 32,
            channel=SubmissionChannel.SECURE_EMAIL,
            national_ref="PANEL-2026-0412",
            submitted_on=_sent_on,
            answer_due=due("panel-answer", "RECEIVED", _sent_on),
        ),
    ),
    (
        "2026-02-12T13:08:47",
        PanelResponded(answer=PanelAnswer.AGREES, responded_on=date(2026, 2, 12)),
    ),
    (
        "2026-02-16T10:00:12",
        CSPRCommissioned(
            reviewers=(Reviewer(name=_sealed(f"{subject}/person-9", 7)),),
            decided_on=_decided_on,
            commissioned_on=date(2026, 2, 16),
            due=due("publication", "DECIDED", _decided_on),
        ),
    ),
)


def event_id(number: int) -> str:
    """The id of an event of the example."""
    return f"019bc8d1-5a00-7000-8000-{number:012d}"


def _recorded() -> Iterable[Recorded]:
    positions: dict[str, int] = {}
    for number, (at, event) in enumerate(_happened, 1):
        name = type(event).__name__
        source = owner_of(name)
        positions[source] = positions.get(source, 0) + 1
        yield Recorded(
            Envelope(
                id=event_id(number),
                source=source,
                subject=subject,
                position=positions[source],
                name=name,
                version=event.version,
                time=datetime.fromisoformat(at).replace(tzinfo=UTC),
                actor="officer-wiltshire",
                correlation_id="019bc8d1-5a00-7000-8000-0000000000aa",
                causation_id=event_id(number - 1) if number > 1 else None,
                traceparent=None,
                body=event.encode(),
                partition=3,
                offset=1_000 + number,
                recorded_at=datetime.fromisoformat(at).replace(tzinfo=UTC),
            ),
            event,
        )


example_case: tuple[Recorded, ...] = tuple(_recorded())
"""From a partner's report to a review that was commissioned."""


def rows_after(model: ReadModel[R], until: type[Event] | None = None) -> Rows[R]:
    """The rows of the example case in a read model: of all of it, or up to one event."""
    rows: Rows[R] = ()
    for recorded in example_case:
        if recorded.envelope.name in model.event_names:
            rows = model.evolve(rows, recorded)
        if until is not None and isinstance(recorded.event, until):
            break
    return rows


def position_after(event: type[Event]) -> str:
    """The position that the answer to a command names, once this event was recorded.

    One that the example does not hold comes next after it.
    """
    source = owner_of(event.__name__)
    written = [one for one in example_case if one.source == source]
    found = [one.position for one in written if isinstance(one.event, event)]
    return f"{source}:{subject}:{found[0] if found else len(written) + 1}"
