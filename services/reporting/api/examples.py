"""What the routes answer, shown on the example case as the read models fold it."""

from dataclasses import asdict
from typing import Any

from services.reporting.api.answered import (
    Breakdown,
    FiguresShown,
    FromGeneration,
    HistoryOfCase,
    OfValue,
    OfYear,
    OpenedHistory,
    RecordedOfCase,
    Register,
    ReportShown,
    Statistics,
    SubmissionRecorded,
    Topics,
    TopicShown,
    Years,
    event_columns,
    submission_shown,
)
from services.reporting.case_file import case_file
from services.reporting.documents.canonical import as_json, digest, sealed_in, with_texts
from services.reporting.documents.panel_report import panel_report
from services.reporting.history import HistoryRow
from services.reporting.opening import OpenedPart, sealed_parts
from services.reporting.queries import PanelCounts, Timeliness
from services.reporting.read_models.submissions import Submissions
from services.reporting.statistics import BreakdownRow, Figures, breakdown, sum_of
from services.reporting.topics import TOPICS
from shared.edge.answers import answered_with, answers
from shared.edge.example_case import (
    authority,
    example_case,
    position_after,
    rows_after,
    subject,
)
from shared.events.event import Event
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded

_of_year = {2024: Figures(205, 180, 20), 2025: Figures(198, 201, 17)}
_all: dict[str, Any] = {
    **{"year": None, "authority": None, "since": None, "until": None, "as_of": None},
    "from": {"notification_facts": FromGeneration(generation=2, position=2_551)},
}
_topic = TOPICS["looked-after"]
_rows = [
    BreakdownRow(row.value, row.words, Figures(number, number, 0))
    for number, row in enumerate(breakdown(_topic, []), 1)
]


def _figures(counted: Figures) -> FiguresShown:
    return FiguresShown(**counted.as_json())


def _history(until: type[Event] | None = None) -> tuple[HistoryRow, ...]:
    """The example case as the ledger has it: all of it, or up to one event."""
    rows: list[HistoryRow] = []
    for told in example_case:
        envelope = told.envelope
        shared = {
            name: getattr(envelope, name)
            for name in event_columns
            if name in type(envelope)._fields
        }
        row = HistoryRow(
            subject=envelope.subject,
            place=len(rows) + 1,
            leaf_index=len(rows),
            log_offset=envelope.offset,
            written_at=envelope.time,
            event_id=envelope.id,
            body=envelope.body,
            **shared,
        )
        rows.append(row)
        if until is not None and isinstance(told.event, until):
            break
    return tuple(rows)


def _report(rows: tuple[HistoryRow, ...]) -> ReportShown:
    found = case_file(subject, rows)
    assert found is not None, "the example case has events"
    package = panel_report(subject, found.told)
    texts = {sealed.seal: "A text." for sealed in sealed_in(as_json(package))}
    shown = with_texts(as_json(package), texts)
    return ReportShown.model_validate(
        {"document_digest": digest(package), "sealed": False, "package": shown}
    )


figures = answered_with(
    Statistics(
        **{**_all, "year": 2024, "authority": authority},
        notifications=_figures(Figures(1, 2, 0)),
        panel=PanelCounts(3, 2, 3, 1, 1),
    )
)
years = answered_with(
    Years(
        **_all,
        years=[OfYear(year=year, **of.as_json()) for year, of in _of_year.items()],
        all=_figures(sum_of(_of_year.values())),
    )
)
topics = answered_with(
    Topics(topics=[TopicShown(name=each.name, title=each.title) for each in TOPICS.values()])
)
by_topic = answered_with(
    Breakdown(
        **_all,
        topic=_topic.name,
        title=_topic.title,
        rows=[
            OfValue(breakdown=row.value, words=row.words, **row.figures.as_json())
            for row in _rows
        ],
        all=_figures(sum_of(row.figures for row in _rows)),
    )
)
history = answered_with(
    HistoryOfCase.model_validate(
        {
            "case": subject,
            "events": [
                {name: getattr(row, name) for name in event_columns} for row in _history()
            ],
            "next": None,
        }
    )
)
history_opened = answered_with(
    OpenedHistory(
        case=subject,
        parts=[
            OpenedPart(row.event_id, field, "A text.")
            for row in _history()
            for field, _ in sealed_parts(row.body)
        ],
    )
)
register = answers(
    Register(
        submissions=[submission_shown(row) for row in rows_after(Submissions())],
        timeliness=asdict(Timeliness(1, 1, 0, 0)),
        next=None,
    )
)
report = answered_with(_report(_history(PanelReportRequired)))
submitted = answered_with(
    SubmissionRecorded(
        position=position_after(PanelReportSubmitted), case=subject, is_the_package=True
    ),
    201,
)
answered = answered_with(
    RecordedOfCase(position=position_after(PanelResponded), case=subject), 201
)
