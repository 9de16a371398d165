"""`/learning` for a browser: browse by theme, search, and read; no script."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.asking import OpenDesk
from services.reporting.faceted import PageNumber, undated
from services.reporting.library import queries
from services.reporting.library.queries import Wanted, facet_names
from services.reporting.library.reader import LookedFor, shown_learning
from services.reporting.repository import words
from services.reporting.repository.citing import address_of
from services.reporting.repository.reader import checked_record, perhaps_signed_in
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import NotFound
from shared.events.learning_codes import Practice

_titles = {
    "theme": "Theme",
    "practice": "Practice",
    "source": "Where it comes from",
    "agency": "Agency",
    "year": "Year",
}
practices: Mapping[str, str] = {
    Practice.GOOD_PRACTICE: "Good practice",
    Practice.POOR_PRACTICE: "Poor practice",
    Practice.NEAR_MISS: "Near miss",
}
sources = {
    "learning-review": "Local learning review",
    "published-review": "Published review",
}
_words: Mapping[str, Mapping[str, str]] = {
    "practice": practices,
    "source": sources,
    "agency": words.agencies,
    "year": {undated: "No date given"},
}


def choice_words(facet: str, value: str) -> str:
    """A value of a facet in words."""
    return _words.get(facet, {}).get(value, value)


def learning_page_routes(pages: Pages) -> APIRouter:
    """The pages of the learning library, open to everybody."""
    router = page_router()

    @router.get("/learning")
    async def search(
        request: Request, desk: OpenDesk, wanted: LookedFor, page: PageNumber = 1
    ) -> Response:
        async with desk.reading("learning_library") as connection:
            results = await shown_learning(connection, wanted, page)
        return pages.render(
            request,
            "learning.html",
            title="Learning library",
            actor=perhaps_signed_in(request),
            wanted=wanted,
            results=results,
            facets=[(name, _titles[name], results.found.facets[name]) for name in facet_names],
            choice_words=choice_words,
            practices=practices,
            sources=sources,
            words=words,
            next_page=_page(wanted, page + 1) if page < results.pages else None,
            page_before=_page(wanted, page - 1) if page > 1 else None,
        )

    @router.get("/learning/{learning}")
    async def one(request: Request, learning: str, desk: OpenDesk) -> Response:
        async with desk.reading("learning_library") as connection:
            row = await queries.find_learning(connection, checked_record(learning))
        if row is None:
            raise NotFound
        return pages.render(
            request,
            "learning-point.html",
            title="Withdrawn learning" if row.withdrawn else row.heading,
            status=410 if row.withdrawn else 200,
            actor=perhaps_signed_in(request),
            row=row,
            practices=practices,
            sources=sources,
            words=words,
            permanent_address=address_of(f"/learning/{row.learning}"),
        )

    return router


def _page(wanted: Wanted, number: int) -> str:
    """The address of another page of the same search."""
    asked = {"q": wanted.text} | {name: getattr(wanted, name) for name in facet_names}
    return "/learning?" + urlencode(
        {name: value for name, value in asked.items() if value} | {"page": number}
    )
