"""`/statistics`: the national figures, those of an authority, and the Panel's apart."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.reporting.api import examples
from services.reporting.asking import (
    OpenDesk,
    Selected,
    may_count,
    readers,
    rows_of,
    summary,
    years,
)
from services.reporting.moments import AsOf, figures_at, said_of
from services.reporting.queries import Selection
from services.reporting.statistics import sum_of
from services.reporting.topics import TOPICS
from shared.edge.cursors import Position, after_parameter
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound
from shared.edge.sign_in import SignedIn, only

After = Annotated[Position | None, Depends(after_parameter)]


def statistics_routes() -> APIRouter:
    """The figures, by DfE's counting rules, unrounded."""
    router = APIRouter(prefix="/statistics", tags=["statistics"])

    @router.get("", summary="Notifications and rapid reviews, counted", **examples.figures)
    async def figures(
        desk: OpenDesk,
        actor: SignedIn,
        chosen: Selected,
        after: After = None,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """Of a year to 31 March, of an authority, or between two days; the Panel's apart.

        `notifications` counts notified incidents by the day notified, `panel` rapid reviews by
        the day opened: the two are different populations.
        """
        may_count(actor, chosen)
        await desk.seen("notification_facts", after)
        await desk.seen("panel_facts", after)
        async with figures_at(desk, as_of) as (connection, come_from):
            found = await summary(connection, chosen)
        return (
            _chosen(chosen)
            | said_of(as_of, come_from)
            | {
                "notifications": found.notifications.as_json(),
                "panel": asdict(found.panel),
            }
        )

    @router.get("/years", summary="The table by year", **examples.years)
    async def table(
        desk: OpenDesk, actor: SignedIn, chosen: Selected, as_of: AsOf = None
    ) -> dict[str, Any]:
        """Years to 31 March, oldest first, and their sum."""
        may_count(actor, chosen)
        async with figures_at(desk, as_of) as (connection, come_from):
            found = await years(connection, chosen)
        return (
            _chosen(chosen)
            | said_of(as_of, come_from)
            | {
                "years": [{"year": year} | of_year.as_json() for year, of_year in found],
                "all": sum_of(figures for _, figures in found).as_json(),
            }
        )

    @router.get(
        "/topics", summary="By which topics figures can be broken down", **examples.topics
    )
    async def topics(_: Annotated[Actor, Depends(only(*readers))]) -> dict[str, Any]:
        return {"topics": [{"name": t.name, "title": t.title} for t in TOPICS.values()]}

    @router.get("/{topic}", summary="The figures by one topic", **examples.by_topic)
    async def by_topic(
        topic: str,
        desk: OpenDesk,
        actor: SignedIn,
        chosen: Selected,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """Age, sex and so on are those of the first-listed or harmed child."""
        may_count(actor, chosen)
        if topic not in TOPICS:
            raise NotFound
        asked = TOPICS[topic]
        async with figures_at(desk, as_of) as (connection, come_from):
            rows = await rows_of(connection, asked, chosen, actor)
        return (
            _chosen(chosen)
            | said_of(as_of, come_from)
            | {
                "topic": asked.name,
                "title": asked.title,
                "rows": [
                    {"breakdown": row.value, "words": row.words} | row.figures.as_json()
                    for row in rows
                ],
                "all": sum_of(row.figures for row in rows).as_json(),
            }
        )

    return router


def _chosen(chosen: Selection) -> dict[str, Any]:
    return {
        "year": chosen.year,
        "authority": chosen.authority,
        "since": chosen.since and chosen.since.isoformat(),
        "until": chosen.until and chosen.until.isoformat(),
    }
