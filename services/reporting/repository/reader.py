"""What a reader asks of the repository, from an address; anybody may, without signing in."""

from dataclasses import dataclass, replace
from math import ceil
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.requests import Request

from services.reporting.domain.thesaurus import term
from services.reporting.repository import queries
from services.reporting.repository.queries import Found, Search
from services.reporting.repository.thesaurus import thesaurus
from shared.decisions.database import Connection
from shared.edge.identity import Actor
from shared.edge.refusals import BadInput, Fault, NotFound, NotSignedIn
from shared.edge.sign_in import current_actor

rows_on_a_page = 20
most_pages = 500
Short = Annotated[str, Query(max_length=100)]


def asked(  # noqa: PLR0913, PLR0917 - the fields of one form
    q: Annotated[str, Query(max_length=200, description="Words, as in a web search.")] = "",
    theme: Short = "",
    year: Annotated[str, Query(max_length=10, description="2024, or `undated`.")] = "",
    level: Short = "",
    age: Short = "",
    agency: Short = "",
    kind: Short = "",
) -> Search:
    """What is searched for; an empty field means all.

    Raises:
        BadInput: it holds characters that nothing can be searched by.
    """
    said = {
        "q": q,
        "theme": theme,
        "year": year,
        "level": level,
        "age": age,
        "agency": agency,
        "kind": kind,
    }
    for name, value in said.items():
        if value and not value.isprintable():
            raise BadInput(
                Fault(name, "It holds characters that cannot be seen.", "Type it anew.")
            )
    wanted: dict[str, Any] = {name: value.strip() for name, value in said.items()}
    return Search(text=wanted.pop("q"), **wanted)


Asked = Annotated[Search, Depends(asked)]
PageNumber = Annotated[int, Query(ge=1, le=most_pages, description="Which page, from 1.")]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of results."""

    found: Found
    page: int
    wanted: Search

    @property
    def pages(self) -> int:
        return max(1, min(most_pages, ceil(self.found.total / rows_on_a_page)))


async def shown(
    connection: Connection, wanted: Search, page: int, rows: int = rows_on_a_page
) -> Shown:
    """One page of what is searched for, a theme by any of its names, with those below it."""
    themes = await thesaurus(connection)
    called = themes.called(wanted.theme)
    meant = replace(
        wanted,
        theme=term(wanted.theme if called is None else called.name),
        themes=themes.terms(wanted.theme),
    )
    found = await queries.search(
        connection,
        meant,
        page=page,
        rows=rows,
        counted_under=themes.counted_under(),
    )
    return Shown(found, page, meant)


def checked_record(record: str) -> str:
    """An id of a record as it may be looked up.

    Raises:
        NotFound: there can be none of this name.
    """
    if not record.isascii() or not record.isprintable() or len(record) > 100:
        raise NotFound
    return record


def perhaps_signed_in(request: Request) -> Actor | None:
    """Who reads, if they are signed in; the repository is open to all.

    An old or wrong cookie keeps nobody from what is public.
    """
    try:
        return current_actor(request)
    except NotSignedIn:
        return None
