"""Who has to be told in a case, under which rule, and what shows that they were."""

from collections.abc import Iterable
from dataclasses import replace

from services.reviews.read_models.obligation_row import (
    ObligationRow,
    key_of,
    met_on,
    name_of,
    owed_row,
    reopened,
)
from services.reviews.read_models.obligations_published import (
    followed as of_publication,
)
from services.reviews.read_models.obligations_published import (
    rows_of_publication,
)
from services.reviews.read_models.obligations_published import (
    rules as of_publication_rules,
)
from shared.events.commissioning import CommissioningTold, ReviewTellingWithdrawn
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import (
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
)
from shared.events.obligations import RecipientTold, TellingWithdrawn
from shared.events.recomputed import DueDateRecomputed
from shared.events.reviews import CSPRCommissioned
from shared.events.values import Obligation, Recipient
from shared.folds.read_model import ReadModel, Rows


class Obligations(ReadModel[ObligationRow]):
    """One row a recipient and rule. Pages: /cases/{id}; also `cspr obligations overdue`."""

    name, version, row = "obligations", 2, ObligationRow
    key = ("subject", "rule", "recipient", "area")
    indexes = ("due_on",)
    follows = (
        IncidentNotified,
        NotificationAmended,
        NotificationWithdrawn,
        RecipientTold,
        CSPRCommissioned,
        CommissioningTold,
        DueDateRecomputed,
        TellingWithdrawn,
        ReviewTellingWithdrawn,
        *of_publication,
    )

    def evolve(self, rows: Rows[ObligationRow], event: Recorded) -> Rows[ObligationRow]:
        match event.event:
            case IncidentNotified():
                return _notified(rows, event, event.event)
            case NotificationAmended():
                return _amended(rows, event, event.event)
            case NotificationWithdrawn():
                return tuple(_dropped(row) if _of_notification(row) else row for row in rows)
            case CSPRCommissioned(obligations=owed):
                return _owing(rows, event.subject, owed)
            case TellingWithdrawn() | ReviewTellingWithdrawn():
                return tuple(_taken_back(row, event.event) for row in rows)
            case known if isinstance(known, of_publication):
                return rows_of_publication(rows, event)
            case DueDateRecomputed():
                return tuple(_recomputed(row, event.event) for row in rows)
            case _:
                return tuple(_met(row, event) for row in rows)


def _notified(
    rows: Rows[ObligationRow], recorded: Recorded, event: IncidentNotified
) -> Rows[ObligationRow]:
    """A notification made anew begins anew; it tells the Panel by itself."""
    others = tuple(row for row in rows if not _of_notification(row))
    owing = _owing(others, recorded.subject, event.obligations)
    return tuple(_met_by_notification(row, recorded, event) for row in owing)


def _met_by_notification(
    row: ObligationRow, recorded: Recorded, event: IncidentNotified
) -> ObligationRow:
    if row.state != "open" or row.recipient != Recipient.PANEL or not _of_notification(row):
        return row
    return replace(
        met_on(row, event.notified_on),
        how="notification",
        channel=str(event.channel) if event.channel else None,
        reference=event.national_ref,
        evidence=event.evidence,
        event_id=recorded.envelope.id,
    )


def _amended(
    rows: Rows[ObligationRow], recorded: Recorded, event: NotificationAmended
) -> Rows[ObligationRow]:
    """What is met stays met; what the facts no longer ask for is dropped, what is new is open.

    Where the Panel had not to be told before, the amendment tells it. No lateness is judged
    then, for it is not recorded since when abuse was suspected.
    """
    wanted = {name_of(one.rule, one.recipient, one.area) for one in event.obligations}
    kept = tuple(
        row if not _of_notification(row) or key_of(row) in wanted else _dropped(row)
        for row in rows
    )
    return tuple(
        replace(
            row,
            state="met",
            met_on=event.amended_on,
            how="amendment",
            event_id=recorded.envelope.id,
        )
        if row.state == "open" and row.recipient == Recipient.PANEL and _of_notification(row)
        else row
        for row in _owing(kept, recorded.subject, event.obligations)
    )


def _owing(
    rows: Rows[ObligationRow], subject: str, owed: Iterable[Obligation]
) -> Rows[ObligationRow]:
    """The rows with what is owed added, or open again; the Panel tells DfE and Ofsted (R5)."""
    owed = tuple(owed)
    there = {key_of(row): row for row in rows}
    for one in owed:
        name = name_of(one.rule, one.recipient, one.area)
        known = there.get(name)
        if known is None or known.state == "dropped":
            there[name] = owed_row(subject, one)
        elif known.state == "open":
            there[name] = _due_as_owed(known, one)
        elif not known.wanted:
            there[name] = replace(known, wanted=True)
    told = {row.recipient for row in there.values() if row.state in ("open", "met")}
    if any(one.rule == "R1" for one in owed):
        for recipient in (Recipient.SECRETARY_OF_STATE, Recipient.OFSTED):
            name = name_of("R5", recipient, None)
            if str(recipient) not in told and name not in there:
                there[name] = ObligationRow(
                    subject, *name, state="passed-on", expected_only=True, how="panel"
                )
    return tuple(there.values())


def _due_as_owed(row: ObligationRow, owed: Obligation) -> ObligationRow:
    """What is owed again may be counted by a calendar that was adopted since."""
    if owed.due is None or owed.due.due_on == row.due_on:
        return row
    return replace(
        row,
        due_on=owed.due.due_on,
        counted_from=owed.due.counted_from,
        was_due_on=row.due_on,
    )


def _met(row: ObligationRow, recorded: Recorded) -> ObligationRow:
    event = recorded.event
    if row.state != "open" or not _meets(event, row):
        return row
    assert isinstance(event, RecipientTold | CommissioningTold)
    return replace(
        met_on(row, event.told_on),
        how="told",
        channel=str(event.channel),
        reference=event.reference,
        evidence=event.evidence,
        event_id=recorded.envelope.id,
    )


def _meets(event: Event, row: ObligationRow) -> bool:
    match event:
        case RecipientTold(recipient=recipient, area=area, rules=rules):
            return key_of(row) in {name_of(rule, recipient, area) for rule in rules}
        case CommissioningTold(recipient=recipient):
            return key_of(row) == name_of("R13", recipient, None)
        case _:
            return False


def _taken_back(
    row: ObligationRow, event: TellingWithdrawn | ReviewTellingWithdrawn
) -> ObligationRow:
    """Only what that telling met is open again; what another one met stays so."""
    if row.state != "met" or row.how in ("notification", "amendment"):
        return row
    match event:
        case TellingWithdrawn(rules=rules, area=area):
            names = {name_of(rule, event.recipient, area) for rule in rules}
        case ReviewTellingWithdrawn(rule=rule):
            names = {name_of(rule, event.recipient)}
    return reopened(row) if key_of(row) in names and row.met_on == event.told_on else row


def _recomputed(row: ObligationRow, event: DueDateRecomputed) -> ObligationRow:
    if event.recipient is None or row.state != "open":
        return row
    if key_of(row) != name_of(event.was.rule, event.recipient, event.area):
        return row
    return replace(
        row,
        due_on=event.now.due_on,
        counted_from=event.now.counted_from,
        was_due_on=row.due_on,
    )


def _dropped(row: ObligationRow) -> ObligationRow:
    """What was met stays so, and so does what the Panel was left to tell."""
    if row.state == "open":
        return replace(row, state="dropped")
    return replace(row, wanted=False) if row.state == "met" else row


def _of_notification(row: ObligationRow) -> bool:
    return row.rule not in ("R13", *of_publication_rules)
