"""`/records/new`: what is new in the repository, for programs and for readers of feeds."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from services.reporting.api import records_examples as examples
from services.reporting.asking import OpenDesk
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository.citing import citation, permanent_address
from services.reporting.repository.news import News, NewSince, atom, news
from shared.edge.answers import Answer, answered_with
from shared.edge.desk import Desk


class Change(Answer):
    """The latest change of a record; one that was withdrawn has no title and no citation."""

    record: str
    change: str
    changed_at: datetime
    title: str | None
    citation: str | None
    permanent_address: str


class Changes(Answer):
    """Changes, the latest first; `next` is a cursor or null."""

    since: date | None
    changes: list[Change]
    next: str | None


def _change(row: RecordRow) -> Change:
    gone = row.withdrawn is not None
    return Change(
        record=row.record,
        change=row.change,
        changed_at=row.changed_at,
        title=None if gone else row.title,
        citation=None if gone else citation(row),
        permanent_address=permanent_address(row.record),
    )


def _changes(found: News, day: date | None) -> Changes:
    return Changes(since=day, changes=[_change(row) for row in found.rows], next=found.next)


_feed: dict[int | str, dict[str, Any]] = {
    200: {"description": "The feed.", "content": {"application/atom+xml": {}}}
}


def news_routes() -> APIRouter:
    """Open to all."""
    router = APIRouter(prefix="/records", tags=["repository"])

    @router.get(
        "/new",
        summary="What is new since a day",
        **answered_with(_changes(News([examples.row], None), date(2026, 4, 1))),
    )
    async def new(desk: OpenDesk, asked: NewSince) -> Changes:
        """Added, corrected, given a document, withdrawn: of each record its latest change."""
        async with desk.reading("published_records") as connection:
            return _changes(await news(connection, asked), asked.day)

    @router.get(
        "/new.atom",
        summary="What is new since a day, as an Atom feed",
        response_class=Response,
        responses=_feed,
    )
    async def feed(desk: OpenDesk, asked: NewSince) -> Response:
        """For a reader of feeds; a record's entry keeps its id."""
        return await atom_feed(desk, asked)

    return router


async def atom_feed(desk: Desk, asked: NewSince) -> Response:
    """The feed, as a program and a browser get it alike."""
    async with desk.reading("published_records") as connection:
        made = atom(await news(connection, asked), asked)
    return Response(made, media_type="application/atom+xml")
