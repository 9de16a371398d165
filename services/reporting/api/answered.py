"""What reporting answers, as models: the figures, reports to the Panel, a case's history."""

from dataclasses import asdict, fields
from datetime import date

from pydantic import Field

from services.reporting.documents.package import PanelReport
from services.reporting.history import HistoryRow
from services.reporting.opening import OpenedPart
from services.reporting.queries import PanelCounts
from services.reporting.read_models.submissions import SubmissionRow
from services.reporting.stages import on_time, stage_of
from shared.edge.answers import Answer, in_clear, shown_as
from shared.events.values import Digest, Subject

event_columns = tuple(
    field.name for field in fields(HistoryRow) if field.name not in ("subject", "body")
)
EventShown = shown_as("EventShown", HistoryRow, without=("subject", "body"))
PanelReportShown = in_clear("PanelReportShown", PanelReport)


class FiguresShown(Answer):
    """One row of DfE's tables."""

    total: int
    deaths: int
    serious_harm: int
    other: int


class OfYear(FiguresShown):
    """The figures of a year to 31 March."""

    year: int


class OfValue(FiguresShown):
    """The figures of one value of a topic; `breakdown` is its code."""

    breakdown: str
    words: str


class Chosen(Answer):
    """What was asked for; null means all."""

    year: int | None
    authority: str | None
    since: date | None
    until: date | None


class FromGeneration(Answer):
    """Which generation of a read model was asked, and how much of the log it had taken."""

    generation: int
    position: int


class Counted(Chosen):
    """Figures, as of a moment or as of now (null), and where they come from."""

    as_of: str | None
    come_from: dict[str, FromGeneration] = Field(alias="from")


class Statistics(Counted):
    """Notified incidents by the day notified, and apart from them the Panel's population."""

    notifications: FiguresShown
    panel: PanelCounts


class Years(Counted):
    """The table by year, oldest first, and the sum of it."""

    years: list[OfYear]
    all: FiguresShown


class TopicShown(Answer):
    """A topic by which figures can be broken down."""

    name: str
    title: str


class Topics(Answer):
    """All topics."""

    topics: list[TopicShown]


class Breakdown(Counted):
    """The figures by one topic, and the sum of them."""

    topic: str
    title: str
    rows: list[OfValue]
    all: FiguresShown


class HistoryOfCase(Answer):
    """Events of a case in causal order; `next` where there are more."""

    case: Subject
    events: list[EventShown]  # type: ignore[valid-type]
    next: str | None


class OpenedHistory(Answer):
    """The sealed parts of a case's events in clear, in the order of its history."""

    case: Subject
    parts: list[OpenedPart]


class ReportShown(Answer):
    """A report to the Panel; `sealed` says whether its texts are left sealed."""

    document_digest: Digest
    sealed: bool
    package: PanelReportShown  # type: ignore[valid-type]


class RecordedOfCase(Answer):
    """Where the case stands now: hand `position` on as `after=`."""

    position: str
    case: Subject


class SubmissionRecorded(RecordedOfCase):
    """`is_the_package`: the digest is that of the report as it can be made now."""

    is_the_package: bool


class Submission(Answer):
    """One round of telling the Panel a decision, with its timeliness."""

    case: str
    round: int
    stage: str
    on_time: bool | None
    authority: str | None
    required_on: date | None
    decision: str | None
    due_on: date | None
    due_notified_on: date | None
    due_aware_on: date | None
    submitted_on: date | None
    sent_again_on: date | None
    days_late: int | None
    channel: str | None
    national_ref: str | None
    document_digest: str | None
    answer_due_on: date | None
    answered_on: date | None
    answer: str | None


class Register(Answer):
    """A page of the register; `timeliness` is of all of it, `next` a cursor or null."""

    submissions: list[Submission]
    timeliness: dict[str, int]
    next: str | None


def submission_shown(row: SubmissionRow) -> Submission:
    """A row of the register, with its stage and timeliness."""
    values = asdict(row)
    case = values.pop("subject")
    return Submission(case=case, stage=stage_of(row), on_time=on_time(row), **values)
