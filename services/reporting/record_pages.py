"""`/records` for a browser: search with facets, and a record; no script."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api.news import atom_feed
from services.reporting.asking import OpenDesk
from services.reporting.faceted import PageNumber, undated
from services.reporting.repository import queries, words
from services.reporting.repository.citing import citation, permanent_address
from services.reporting.repository.describing import is_from_here
from services.reporting.repository.documents import documents_of
from services.reporting.repository.keeping import keepers
from services.reporting.repository.news import NewSince, change_words, news
from services.reporting.repository.queries import Search, facet_names
from services.reporting.repository.reader import Asked, checked_record, perhaps_signed_in, shown
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import NotFound

_titles = {
    "theme": "Theme",
    "year": "Year",
    "level": "Level",
    "age": "Age of the child",
    "agency": "Agency",
    "kind": "Kind",
}
_words: Mapping[str, Mapping[str, str]] = {
    "level": words.levels,
    "age": words.ages,
    "agency": words.agencies,
    "kind": words.kinds,
    "year": {undated: "No date given"},
}


def facet_words(facet: str, value: str) -> str:
    """A value of a facet in words."""
    return _words.get(facet, {}).get(value, value)


def record_page_routes(pages: Pages) -> APIRouter:
    """The pages of the repository, open to everybody."""
    router = page_router()

    @router.get("/records")
    async def search(
        request: Request, desk: OpenDesk, wanted: Asked, page: PageNumber = 1
    ) -> Response:
        async with desk.reading("published_records", "themes") as connection:
            results = await shown(connection, wanted, page)
        return pages.render(
            request,
            "records.html",
            title="Published reviews",
            actor=perhaps_signed_in(request),
            wanted=results.wanted,
            results=results,
            facets=[(name, _titles[name], results.found.facets[name]) for name in facet_names],
            facet_words=facet_words,
            words=words,
            next_page=_page(wanted, page + 1) if page < results.pages else None,
            page_before=_page(wanted, page - 1) if page > 1 else None,
        )

    @router.get("/records/new")
    async def new(request: Request, desk: OpenDesk, asked: NewSince) -> Response:
        async with desk.reading("published_records") as connection:
            found = await news(connection, asked)
        return pages.render(
            request,
            "records-new.html",
            title="New published reviews",
            actor=perhaps_signed_in(request),
            asked=asked,
            found=found,
            words=words,
            change_words=change_words,
        )

    @router.get("/records/new.atom")
    async def feed(desk: OpenDesk, asked: NewSince) -> Response:
        """A browser asks for it as for a page, and would be told of no such record."""
        return await atom_feed(desk, asked)

    @router.get("/records/{record}")
    async def one(request: Request, record: str, desk: OpenDesk) -> Response:
        async with desk.reading("published_records") as connection:
            row = await queries.find_record(connection, checked_record(record))
        if row is None:
            raise NotFound
        actor = perhaps_signed_in(request)
        return pages.render(
            request,
            "record.html",
            title="Withdrawn record" if row.withdrawn else row.title,
            status=410 if row.withdrawn else 200,
            actor=actor,
            row=row,
            words=words,
            documents=documents_of(row),
            may_describe=is_from_here(row) and actor is not None and actor.has(*keepers),
            citation=citation(row),
            permanent_address=permanent_address(row.record),
        )

    return router


def _page(wanted: Search, number: int) -> str:
    """The address of another page of the same search."""
    asked = {"q": wanted.text} | {name: getattr(wanted, name) for name in facet_names}
    return "/records?" + urlencode(
        {name: value for name, value in asked.items() if value} | {"page": number}
    )
