"""What the pages of reviews are made from: one fold a page, from the log alone."""

from typing import Any

import shared.events.catalogue  # noqa: F401 - makes every event known before one is read
from services.reviews.read_models.actions import ActionRow, Actions
from services.reviews.read_models.agency_summaries import AgencyRow, AgencySummaries
from services.reviews.read_models.caseload import Caseload, CaseRow
from services.reviews.read_models.clocks import ClockRow, Clocks
from services.reviews.read_models.exceptions import ExceptionRow, Exceptions
from services.reviews.read_models.obligation_row import ObligationRow
from services.reviews.read_models.obligations import Obligations
from services.reviews.read_models.practice import PartRow, PracticeReview
from services.reviews.read_models.texts import TextRow, Texts
from services.reviews.read_models.thematic import (
    ThematicCaseRow,
    ThematicCases,
    ThematicReviews,
    ThematicRow,
)
from services.reviews.read_models.timeline import Timeline, TimelineRow
from shared.folds.read_model import ReadModel

read_models: tuple[ReadModel[Any], ...] = (
    Actions(),
    AgencySummaries(),
    Caseload(),
    Clocks(),
    Exceptions(),
    PracticeReview(),
    Obligations(),
    Texts(),
    ThematicCases(),
    ThematicReviews(),
    Timeline(),
)

__all__ = [
    "ActionRow",
    "AgencyRow",
    "CaseRow",
    "ClockRow",
    "ExceptionRow",
    "PartRow",
    "ObligationRow",
    "TextRow",
    "ThematicCaseRow",
    "ThematicRow",
    "TimelineRow",
    "read_models",
]
