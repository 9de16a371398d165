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
)
from shared.decisions.decider import Decider

ReportingCommand = SubmissionCommand

decider: Decider[ReportingCommand, Submission] = Decider(NotRequired(), decide, evolve)

__all__ = [
    "RecordPanelResponse",
    "ReportingCommand",
    "RequirePanelReport",
    "Submission",
    "SubmitPanelReport",
    "decider",
]
