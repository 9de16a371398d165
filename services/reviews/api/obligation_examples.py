"""What the routes of obligations answer, shown on the example case."""

from datetime import date

from services.reviews.api.asked import Recorded
from services.reviews.api.obligations_shown import shown_obligations, shown_overdue
from services.reviews.obligations import OverdueRow
from services.reviews.read_models import ObligationRow
from shared.edge.answers import answers, recorded_answers
from shared.edge.example_case import authority, event_id, subject, today
from shared.events.commissioning import CommissioningTold, ReviewTellingWithdrawn
from shared.events.values import Recipient

_due_on, _aware_on = date(2026, 1, 12), date(2026, 1, 5)
_rows = [
    ObligationRow(
        subject,
        "R1",
        Recipient.PANEL,
        "",
        state="met",
        met_on=date(2026, 1, 7),
        how="notification",
        channel="national-form",
        reference="SIN-2026-0007",
        event_id=event_id(3),
        due_on=_due_on,
        counted_from=_aware_on,
    ),
    ObligationRow(
        subject,
        "R4",
        Recipient.SAFEGUARDING_PARTNERS,
        "",
        state="open",
        due_on=_due_on,
        counted_from=_aware_on,
    ),
    ObligationRow(
        subject, "R5", Recipient.OFSTED, "", state="passed-on", expected_only=True, how="panel"
    ),
]
_overdue = OverdueRow(
    authority, Recipient.SAFEGUARDING_PARTNERS, 1, date(2026, 1, 12), [subject]
)

of_case = answers(shown_obligations(_rows, today))
overdue = answers(shown_overdue([_overdue], today))
_told_at = f"reviews:{subject}:8"
told = recorded_answers(
    Recorded(_told_at, [CommissioningTold.__name__]), Recorded(_told_at, [])
)
_withdrawn_at = f"reviews:{subject}:9"
withdrawn = recorded_answers(
    Recorded(_withdrawn_at, [ReviewTellingWithdrawn.__name__]), Recorded(_withdrawn_at, [])
)
