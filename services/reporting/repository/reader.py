"""What a reader asks of the repository, from an address; anybody may, without signing in."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request

from services.reporting.domain.thesaurus import term
from services.reporting.faceted import Short, Shown, Words, Year, as_typed, rows_on_a_page
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository import queries
from services.reporting.repository.queries import Search
from services.reporting.repository.thesaurus import thesaurus
from shared.decisions.database import Connection
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound, NotSignedIn
from shared.edge.sign_in import current_actor


def asked(  # noqa: PLR0913, PLR0917 - the fields of one form
    q: Words = "",
    theme: Short = "",
    year: Year = "",
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
    typed: dict[str, Any] = {**as_typed(said)}
    return Search(text=typed.pop("q"), **typed)


Asked = Annotated[Search, Depends(asked)]


@dataclass(frozen=True, slots=True)
class RecordsShown(Shown[RecordRow]):
    """A page of results, and what was meant by the search."""

    wanted: Search


async def shown(
    connection: Connection, wanted: Search, page: int, rows: int = rows_on_a_page
) -> RecordsShown:
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
    return RecordsShown(found, page, meant)


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
