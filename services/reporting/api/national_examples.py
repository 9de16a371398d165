"""What the routes of the national files answer, shown."""

from typing import Any

from pydantic import Field

from services.reporting.api.answered import FiguresShown, FromGeneration
from services.reporting.national.agreement import Agreement
from services.reporting.national.revisions import Change
from services.reporting.statistics import Figures
from shared.edge.answers import Answer, answered_with


class YearRevised(Answer):
    """A year's figures by the moment and now; `changes` counts incidents by what changed."""

    year: int
    before: FiguresShown
    now: FiguresShown
    changes: dict[str, int]


class Revised(Answer):
    """Each year that has a figure on either side, oldest first."""

    as_of: str | None
    come_from: dict[str, FromGeneration] = Field(alias="from")
    now_from: dict[str, FromGeneration]
    authority: str | None
    years: list[YearRevised]


class Agreed(Answer):
    """The years in which the Panel answered, oldest first."""

    years: list[Agreement]


file: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {}}}
}
revised = answered_with(
    Revised(
        **{
            "as_of": "2024-05-01",
            "from": {"notification_facts": FromGeneration(generation=2, position=2_551)},
        },
        now_from={"notification_facts": FromGeneration(generation=1, position=2_640)},
        authority=None,
        years=[
            YearRevised(
                year=2024,
                before=FiguresShown(**Figures(204, 181, 20).as_json()),
                now=FiguresShown(**Figures(205, 180, 20).as_json()),
                changes={
                    Change.RECORDED_SINCE: 0,
                    Change.AMENDED: 1,
                    Change.WITHDRAWN: 0,
                },
            )
        ],
    )
)
agreed = answered_with(Agreed(years=[Agreement(2026, 9, 6, 2, 1, 0, 1, 1)]))
