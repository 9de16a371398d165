"""The whole analysis of a period, read in one snapshot of its read models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.reporting.analysis import counting, parts, timeliness
from services.reporting.analysis.holding_back import all_shown
from services.reporting.analysis.period import Period
from services.reporting.analysis.tables import ShownTable, Table
from services.reporting.national.agreement import agreement
from services.reporting.queries import Selection, counts, panel_counts
from services.reporting.repository.thesaurus import thesaurus
from services.reporting.topics import TOPICS, YEAR
from shared.decisions.calendar import one_day
from shared.decisions.database import Connection
from shared.decisions.in_force import calendar_in_force

read_models = (
    "notification_facts",
    "panel_facts",
    "submissions",
    "due_facts",
    "published_records",
    "themes",
)
"""All that an analysis is counted over."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of what an analysis is: England, or one authority; small numbers held back or not."""

    period: Period
    authority: str | None = None
    suppress_below: int = 0


async def analysis(connection: Connection, asked: Asked, today: date) -> Sequence[ShownTable]:
    """All tables of an analysis, in the order in which they are shown."""
    tables = await _tables(connection, asked, today)
    return all_shown(tables, asked.suppress_below)


async def _tables(connection: Connection, asked: Asked, today: date) -> Sequence[Table]:
    period = asked.period
    chosen = Selection(None, asked.authority, period.first, period.last)
    before_today = replace(chosen, until=min(period.last, today - one_day))
    due = await counting.timed(connection, before_today, await calendar_in_force(connection))
    return (
        await _notified(connection, chosen, "harm"),
        await _notified(connection, chosen, "age"),
        await _notified(connection, chosen, "known-to-agencies"),
        parts.rapid_reviews(await panel_counts(connection, chosen)),
        parts.themes(
            await counting.published(connection, chosen, "theme"),
            (await thesaurus(connection)).counted_under(),
        ),
        parts.agencies(await counting.published(connection, chosen, "agency")),
        timeliness.of_clocks(due),
        timeliness.quartiles(due),
        timeliness.of_terms(due),
        timeliness.explained(due),
        parts.agreement(await agreement(connection, chosen)),
        parts.actions(await counting.actions(connection, chosen, min(period.last, today))),
    )


async def _notified(connection: Connection, chosen: Selection, name: str) -> Table:
    topic = YEAR if name == "harm" else TOPICS[name]
    return parts.notifications(topic, name, await counts(connection, topic.column, chosen))
