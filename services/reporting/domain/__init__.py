"""The rules of reporting: what the Panel has to be told, what was sent, what it answered."""

from services.reporting.domain.submission import (
    NotRequired,
    RecordPanelResponse,
    RequirePanelReport,
    Submission,
    SubmissionCommand,
    SubmitPanelReport,
    decide,
    evolve,
    recount,
)
from shared.decisions.decider import Decider
from shared.decisions.recounting import RecountDueDates

ReportingCommand = SubmissionCommand

decider: Decider[ReportingCommand, Submission] = Decider(NotRequired(), decide, evolve)
recounting: Decider[RecountDueDates, Submission] = Decider(NotRequired(), recount, evolve)

__all__ = [
    "RecordPanelResponse",
    "ReportingCommand",
    "RequirePanelReport",
    "Submission",
    "SubmitPanelReport",
    "decider",
    "recounting",
]
