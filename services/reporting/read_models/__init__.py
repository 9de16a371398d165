"""What reporting shows, each a fold over the log: statistics, register, repository, library.

Rows are dataclasses with slots and not frozen, since a frozen one takes eight times as long to
make and a replay makes millions; no fold changes a row, it makes another.
"""

import shared.events.catalogue  # noqa: F401 - so that every event is known
from services.reporting.read_models.due_facts import DueFacts
from services.reporting.read_models.learning_library import LearningLibrary
from services.reporting.read_models.notification_facts import NotificationFacts
from services.reporting.read_models.panel_facts import PanelFacts
from services.reporting.read_models.published_records import PublishedRecords
from services.reporting.read_models.submissions import Submissions
from services.reporting.read_models.themes import Briefings, Themes

read_models = (
    NotificationFacts(),
    PanelFacts(),
    Submissions(),
    PublishedRecords(),
    Themes(),
    Briefings(),
    LearningLibrary(),
    DueFacts(),
)
