"""What is answered of cases: lists of what is shown, with where they go on."""

from dataclasses import dataclass
from datetime import date, datetime

from services.reviews.api.shown import ClockShown, StepShown
from services.reviews.api.texts import OpenedText
from services.reviews.read_models import TimelineRow


@dataclass(frozen=True, slots=True)
class ClocksOfCase:
    """The clocks of a case. `warn_by`: the earliest day on which a running one is due."""

    warn_by: date | None
    clocks: list[ClockShown]


@dataclass(frozen=True, slots=True)
class TimelineOfCase:
    """What happened in a case, in causal order; `next` where there is more."""

    events: list[TimelineRow]
    next: str | None


@dataclass(frozen=True, slots=True)
class StepsOfCase:
    """Who should do what by when."""

    steps: list[StepShown]


@dataclass(frozen=True, slots=True)
class TextsOfCase:
    """The opened texts of a case."""

    texts: list[OpenedText]


@dataclass(frozen=True, slots=True)
class RefusalShown:
    """What a policy asked for after an event, and why it was refused."""

    case: str
    event_id: str
    command: str
    words: str
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refused commands of policies, the latest first."""

    refusals: list[RefusalShown]
    next: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one imported review: its position, or why it was refused."""

    case: str
    position: str | None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of an import, review by review, in the order in which they were sent."""

    imported: int
    refused: int
    reviews: list[Imported]
