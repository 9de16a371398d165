"""Who sees a review before it is published (R15), and who is told why it is delayed (R18)."""

from dataclasses import replace

from services.reviews.read_models.obligation_row import (
    ObligationRow,
    key_of,
    met_on,
    name_of,
    owed_row,
)
from shared.events.envelope import Recorded
from shared.events.publication import (
    DelayExplained,
    ImprovementsPublished,
    PrePublicationCopySent,
    PublicationDelayed,
    PublicationHeld,
    ReportPublished,
    SeenFirst,
)
from shared.events.values import Obligation, Recipient
from shared.folds.read_model import Rows

followed = (
    PublicationDelayed,
    PublicationHeld,
    DelayExplained,
    PrePublicationCopySent,
    ReportPublished,
    ImprovementsPublished,
)
rules = ("R15", "R18")
_sees_it_first = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED)


def rows_of_publication(rows: Rows[ObligationRow], recorded: Recorded) -> Rows[ObligationRow]:
    """The rows after an event about a publication that is to come, is delayed, or came."""
    match recorded.event:
        case PublicationDelayed(obligations=owed) | PublicationHeld(obligations=owed):
            anew = {name_of(one.rule, one.recipient): one for one in owed}
            others = tuple(row for row in rows if key_of(row) not in anew)
            return (*others, *(owed_row(recorded.subject, one) for one in owed))
        case DelayExplained():
            return tuple(_explained(row, recorded, recorded.event) for row in rows)
        case PrePublicationCopySent() as copy:
            rows = _with_rows(rows, recorded.subject, copy.recipients)
            return tuple(_sent(row, recorded, copy) for row in rows)
        case ReportPublished(seen_first=seen) | ImprovementsPublished(seen_first=seen) if (
            seen is not None
        ):
            rows = _with_rows(rows, recorded.subject, _sees_it_first)
            on = recorded.event.published_on
            return tuple(
                _judged(replace(row, counted_from=on), seen) if row.rule == "R15" else row
                for row in rows
            )
        case _:
            return rows


def _with_rows(
    rows: Rows[ObligationRow], subject: str, recipients: tuple[Recipient, ...]
) -> Rows[ObligationRow]:
    """A review that was commissioned before this was counted has rows from now on."""
    there = {key_of(row) for row in rows}
    lacking = [each for each in recipients if name_of("R15", each) not in there]
    owed = [Obligation(recipient=each, rule="R15", expected_only=True) for each in lacking]
    return (*rows, *(owed_row(subject, one) for one in owed))


def _explained(row: ObligationRow, recorded: Recorded, event: DelayExplained) -> ObligationRow:
    if row.rule != "R18" or row.state != "open" or row.recipient not in event.recipients:
        return row
    return replace(
        met_on(row, event.explained_on),
        how="told",
        channel=str(event.channel),
        evidence=event.evidence,
        event_id=recorded.envelope.id,
    )


def _sent(
    row: ObligationRow, recorded: Recorded, copy: PrePublicationCopySent
) -> ObligationRow:
    """The last copy counts until it is published; what was judged then stays as it was."""
    if row.rule != "R15" or row.recipient not in copy.recipients:
        return row
    judged = not row.expected_only
    sooner = row.met_on is not None and row.met_on > copy.sent_on
    if row.state == "met" and (judged or sooner):
        return row
    return replace(
        met_on(row, copy.sent_on),
        how="copy",
        channel=str(copy.channel),
        evidence=copy.document,
        event_id=recorded.envelope.id,
    )


def _judged(row: ObligationRow, seen: SeenFirst) -> ObligationRow:
    """By the day of the publication, with the copies that counted for it."""
    sent = {str(copy.recipient): copy.sent_on for copy in seen.copies}
    row = replace(row, due_on=seen.by, was_due_on=None, expected_only=bool(seen.relaxed_by))
    on = sent.get(row.recipient)
    if on is not None:
        return met_on(row, on)
    return replace(row, state="open", met_on=None, breached=False, days_late=0)
