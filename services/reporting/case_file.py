"""One case as its history tells it: whose it is, and its events to make a report from."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.documents.panel_report import Told
from services.reporting.history import HistoryRow
from shared.edge.visibility import Holding
from shared.events.event import Event, decode
from shared.events.incidents import (
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    NotificationAmended,
)
from shared.events.reviews import RapidReviewOpened


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The events of one case, and who it belongs to."""

    subject: str
    told: tuple[Told, ...]
    holding: Holding


def case_file(subject: str, rows: Sequence[HistoryRow]) -> CaseFile | None:
    """The case of these rows; None where nothing is known of it.

    Raises:
        NewerVersion: an event is of a version that this build does not know.
    """
    if not rows:
        return None
    told = tuple(
        Told(row.event_id, decode(row.name, row.version, row.body))
        for row in rows
        if row.name in Event.known
    )
    return CaseFile(subject, told, _holding(told))


def _holding(told: Sequence[Told]) -> Holding:
    """The authority that notified, else the one that the case was opened or reported for."""
    notified: str | None = None
    opened: str | None = None
    reported: str | None = None
    partners: set[str] = set()
    for one in told:
        event = one.event
        match event:
            case IncidentNotified() | NotificationAmended():
                notified = event.authority
            case RapidReviewOpened():
                opened = event.authority
            case IncidentReported() | IncidentReportCorrected() | CaseReferred():
                reported = event.authority
                partners.update({event.message.partner} if event.message else ())
            case _:
                pass
    authority = notified or opened or reported
    return Holding(frozenset([authority] if authority else []), frozenset(partners))
