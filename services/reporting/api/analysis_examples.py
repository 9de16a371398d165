"""What the analysis of a period answers, as models, and shown."""

from datetime import date
from typing import Any

from pydantic import Field

from services.reporting.analysis.asking import Found
from services.reporting.analysis.holding_back import shown
from services.reporting.analysis.parts import notifications
from services.reporting.analysis.period import period_asked
from services.reporting.analysis.tables import ShownTable
from services.reporting.analysis.whole import Asked
from services.reporting.api.answered import FromGeneration
from services.reporting.moments import said_of
from services.reporting.queries import Count
from services.reporting.topics import TOPICS
from shared.edge.answers import Answer, answered_with
from shared.events.codes import Nature
from shared.folds.reading import ReadFrom


class PeriodShown(Answer):
    """The months, themselves included; `is_over`: its last day is past."""

    begins: str = Field(alias="from")
    ends: str = Field(alias="to")
    months: int
    is_over: bool


class ColumnShown(Answer):
    """A column of a table: its code, and what it is called."""

    code: str
    words: str


class RowShown(Answer):
    """A row of a table: its numbers by the codes of the columns; `c` or `x` for none."""

    code: str
    words: str
    numbers: dict[str, int | str]


class TableShown(Answer):
    """One table; `unit` says what is counted in it, `note` by which day."""

    name: str
    title: str
    unit: str
    row_head: str
    note: str
    columns: list[ColumnShown]
    rows: list[RowShown]


class AnalysisShown(Answer):
    """All tables of a period, in the order in which they are read."""

    period: PeriodShown
    authority: str | None
    suppress_below: int
    as_of: str | None
    come_from: dict[str, FromGeneration] = Field(alias="from")
    tables: list[TableShown]


def shown_analysis(found: Found, as_of: str | None) -> AnalysisShown:
    """An analysis as it is answered."""
    asked = found.asked
    period = {
        "from": asked.period.begins,
        "to": asked.period.ends,
        "months": asked.period.months,
        "is_over": asked.period.is_over(found.today),
    }
    return AnalysisShown.model_validate(
        {
            "period": period,
            "authority": asked.authority,
            "suppress_below": asked.suppress_below,
            **said_of(as_of, found.come_from),
            "tables": [_table(each) for each in found.tables],
        }
    )


def _table(each: ShownTable) -> dict[str, Any]:
    table = each.table
    columns = [{"code": one.code, "words": one.words} for one in table.columns]
    rows = [
        {
            "code": row.code,
            "words": row.words,
            "numbers": {one.code: each.cell(row.code, one.code) for one in table.columns},
        }
        for row in table.rows
    ]
    named = {
        name: getattr(table, name) for name in ("name", "title", "unit", "row_head", "note")
    }
    return named | {"columns": columns, "rows": rows}


_today = date(2026, 11, 28)
_counts = [
    Count(True, Nature.CHILD_DEATH.value, 12),
    Count(False, Nature.SERIOUS_HARM.value, 3),
    Count(None, Nature.SERIOUS_HARM.value, 7),
]
_example = Found(
    Asked(period_asked("2023-04", "2026-03", _today), suppress_below=5),
    [shown(notifications(TOPICS["known-to-agencies"], "known-to-agencies", _counts), 5)],
    _today,
    [ReadFrom("notification_facts", 2, {0: 2_551})],
)
analysis = answered_with(shown_analysis(_example, None))
csv_file: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {}}}
}
pdf_file: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/pdf": {}}}
}
