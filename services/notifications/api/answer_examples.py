"""What the routes answer, shown on the example case as the read models fold it."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from services.notifications.api import examples
from services.notifications.api.answered import (
    CaseNow,
    Done,
    FactsInClear,
    Held,
    Incidents,
    IncidentWithMessages,
    MessageOfCase,
    Messages,
    OpenlyReferred,
    Receipt,
    ReferralFollowed,
    ReferralInClear,
    Referrals,
    Referred,
    Refusals,
    Settled,
)
from services.notifications.api.parts import shown
from services.notifications.domain import AcceptReferral
from services.notifications.intake.arrived import Sender
from services.notifications.intake.inbound import REPORT
from services.notifications.intake.reading import read, structured
from services.notifications.intake.receipts import accepted
from services.notifications.intake.record import arrived_over_http
from services.notifications.queries import HeldRow, MessageRow, RefusalRow
from services.notifications.read_models import Incidents as IncidentsModel
from shared.decisions.store import Cause, Outcome, Position
from shared.edge.answers import answered_with
from shared.edge.example_case import event_id, example_case, message, rows_after, subject
from shared.events.children import IncidentFacts
from shared.events.codes import ReferralConcern
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    NotificationAmended,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
    ReferralDeclined,
)
from shared.events.obligations import RecipientTold, TellingWithdrawn

_at = datetime(2026, 1, 5, 9, 12, 30, tzinfo=UTC)
_first = Position("notifications", subject, 1)
_row = shown(rows_after(IncidentsModel())[0])
_sent = {"source": message.source, "type": REPORT, "channel": message.channel}


def _receipt() -> dict[str, Any]:
    """The receipt of the example that the documents show as a request."""
    body = json.dumps(examples.event(REPORT, message.id, examples.report)).encode()
    arrived = arrived_over_http(
        Sender(message.partner),
        {"content-type": structured},
        body,
        _at,
        Cause(message.partner, event_id(0)),
        supposed={},
    )
    return dict(accepted(read(arrived), Outcome(_first, ())))


def _facts() -> dict[str, Any]:
    """The facts of the example, as they read when they are opened."""
    (notified,) = [one.event for one in example_case if isinstance(one.event, IncidentNotified)]
    names = set(IncidentFacts.model_fields)
    facts = notified.model_dump(mode="json", include=names, exclude_none=True)
    named = {"name": examples.child["name"]}
    children = [{**child, **named} for child in facts["children"]]
    texts = {"place": examples.report["place"], "summary": examples.report["summary"]}
    return {**facts, **texts, "children": children}


def done(event: type[Event], position: int = 2, status: int = 200) -> Any:
    """The answer to a command after which this event was recorded."""
    at = str(Position("notifications", subject, position))
    return answered_with(Done(case=subject, position=at, happened=[event.__name__]), status)


receipt = answered_with(Receipt.model_validate(_receipt()), 201)
incidents = answered_with(Incidents(incidents=[_row], next=None))
incident = answered_with(
    IncidentWithMessages(
        **_row,
        messages=[MessageOfCase(id=message.id, received_at=_at, outcome="accepted", **_sent)],
    )
)
case = answered_with(CaseNow(**_row, position=str(Position("notifications", subject, 3))))
facts = answered_with(FactsInClear.model_validate(_facts()))
began = done(AwarenessRecorded, 1, 201)
aware = done(AwarenessRecorded)
notified = done(IncidentNotified, 3)
declined = done(NotificationDeclined, 3)
amended = done(NotificationAmended, 4)
withdrawn = done(NotificationWithdrawn, 4)
told = done(RecipientTold, 4)
taken_back = done(TellingWithdrawn, 5)
reference = "7K3M-9QXD-2HFV-4T0B-N6WC-8ZRA"
"""Of the form of one; it is nobody's."""
_referred = {"referred_on": date(2026, 1, 5), "concern": ReferralConcern.NEAR_MISS}
referred = answered_with(
    Referred(
        case=subject,
        position=str(_first),
        happened=[CaseReferred.__name__],
        reference=reference,
    ),
    201,
)
openly_referred = answered_with(OpenlyReferred(reference=reference), 201)
followed = answered_with(
    ReferralFollowed(
        state="declined",
        referred_on=date(2026, 1, 5),
        answered_on=date(2026, 1, 9),
        reasons="The learning is known, and in our library.",
    )
)
referrals = answered_with(
    Referrals(
        referrals=[{**_row, "stage": "referred", "referred_on": date(2026, 1, 5)}], next=None
    )
)
referral = answered_with(
    ReferralInClear(
        authority=examples.facts["authority"],
        reason="A plan that nobody held.",
        referrer="A teacher; 01225 000000",
        **_referred,
    )
)
accepted_referral = done(ReferralAccepted)
declined_referral = done(ReferralDeclined)


def _columns(row: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value is not None}


_message = MessageRow(
    partner=message.partner,
    message_id=message.id,
    received_at=_at,
    bytes=412,
    outcome="accepted",
    subject=subject,
    position=1,
    stage="notified",
    receipt=_receipt(),
    **_sent,
)
_held = HeldRow(
    id=17,
    partner=message.partner,
    message_id=message.id,
    received_at=_at,
    bytes=412,
    first_outcome="accepted",
    subject=subject,
    **_sent,
)
_refused = RefusalRow(5, subject, AcceptReferral.__name__, "Nothing was referred.", _at)
messages = answered_with(Messages(messages=[_columns(_message)], next=None))
held = answered_with(Held(held=[_columns(_held)], next=None))
settled = answered_with(Settled(settled=17))
refusals = answered_with(Refusals(refusals=[_columns(_refused)], next=None))
